// Offers, answers and candidates: numbered on their way out, put in order on their way in.
#include <utility>

#include "phone/state.hpp"

namespace ringline {
namespace {

// How long a confirmation may wait for a signal that takes it along.
constexpr Duration seen_delay{200};

}  // namespace

void Phone::State::send_signal(Call& call, std::variant<Description, Candidate> body) {
  // A base peer makes an RTCIceCandidate of whatever comes, and browsers throw at an empty one.
  const auto* candidate = std::get_if<Candidate>(&body);
  const bool is_end = candidate != nullptr && candidate->candidate.empty();
  if (is_end && !call.peer_extended && !call.preconnect) return;
  Signal signal;
  signal.call_id = call.call_id;
  signal.body = std::move(body);
  signal.generation = call.media.generation_there();
  transmit_signal(call, call.signals.add(std::move(signal), now_));
}

void Phone::State::transmit_signal(Call& call, const Signal& signal) {
  if (!link_.is_online()) return;  // repeated when it is
  if (extended_) {
    call.signals.note(signal.seq, Signals::Delivery::Waiting, now_);
    Signal said = signal;
    if (signal_peer(call).confirms) {
      said.seen = call.signals.seen();
      call.signals.seen_due.reset();
    }
    return ask(call.id, std::move(said), config_.reconnecting_deadline);
  }
  Signal bare = signal;
  bare.seq = 0;
  bare.generation = 0;
  link_.send(bare, std::nullopt);
  // Nobody will acknowledge it.
  call.signals.note(signal.seq, Signals::Delivery::Passed, now_);
}

// Only an extended gateway passes numbers on, and only one with Feature::Seen confirmations.
Signals::Peer Phone::State::signal_peer(const Call& call) const {
  const bool numbers = extended_ && (call.peer_extended || call.preconnect);
  return {numbers, numbers && has(features_, Feature::Seen)};
}

// After a reconnect: what the gateway hasn't passed on.
void Phone::State::repeat_signals(Call& call) {
  call.signals.wait_anew(now_);
  for (const Signals::Sent& each : call.signals.sent()) {
    if (each.delivery != Signals::Delivery::Passed) transmit_signal(call, each.signal);
  }
}

// The other side is back and says what it has. A base peer takes what comes twice for something new,
// and hears only what was never passed on.
void Phone::State::repeat_from(Call& call, std::int64_t seen) {
  const bool numbers = signal_peer(call).numbers;
  if (numbers) call.signals.fall_back_to(seen);
  call.signals.wait_anew(now_);
  for (const Signals::Sent& each : call.signals.sent()) {
    const bool lacks =
        numbers ? each.signal.seq > seen : each.delivery == Signals::Delivery::Refused;
    if (lacks) transmit_signal(call, each.signal);
  }
}

std::optional<TimePoint> Phone::State::repeat_at(const Call& call) const {
  if (!is_live(call.state) || !link_.is_online() || call.peer_away) return std::nullopt;
  return call.signals.repeat_at();
}

// What the other phone hasn't confirmed, though nothing is known to stand in its way.
void Phone::State::repeat_open(Call& call) {
  if (!is_due(repeat_at(call), now_)) return;
  const Signals::Peer peer = signal_peer(call);
  for (const Signals::Sent& each : call.signals.sent()) {
    if (call.signals.is_open(each, peer)) transmit_signal(call, each.signal);
  }
  call.signals.note_repeat(now_, peer);
}

// Its own signals say it, too; where there are none, one message says it for all that came meanwhile.
void Phone::State::plan_seen(Call& call) {
  if (!call.signals.seen_due) call.signals.seen_due = now_ + seen_delay;
}

std::optional<TimePoint> Phone::State::seen_at(const Call& call) const {
  const bool can = is_live(call.state) && link_.is_online() && signal_peer(call).confirms;
  return can ? call.signals.seen_due : std::nullopt;
}

void Phone::State::say_seen(Call& call) {
  if (!is_due(seen_at(call), now_)) return;
  call.signals.seen_due.reset();
  link_.send(Seen{call.call_id, call.signals.seen()}, std::nullopt);
}

void Phone::State::on_message(Seen& seen) {
  Call* call = find_by_call_id(seen.call_id);
  if (call == nullptr) return;
  heard_from(*call);
  call->signals.confirm(seen.seen);
}

void Phone::State::on_signal(Call& call, Signal& signal) {
  if (!is_live(call.state)) return;
  heard_from(call);
  if (signal.seq > 0) call.peer_extended = true;
  if (signal.seen > 0) call.signals.confirm(signal.seen);
  const Signals::Arrival arrival = call.signals.arrive(signal);
  if (signal.seq > 0) plan_seen(call);
  switch (arrival) {
    case Signals::Arrival::Repeated:
      return;
    case Signals::Arrival::Gap:
      // The gateway tells the other side what we have, and it sends the rest again.
      if (!call.gap_reported) resume(call);
      call.gap_reported = true;
      return;
    case Signals::Arrival::Next:
      call.gap_reported = false;
      break;
  }
  const bool may_act = is_accepted(call.state) || may_preconnect(call);
  if (may_act) return take_signal(call, signal);
  if (!call.media.hold(std::move(signal))) warn(call, "too many signals before the answer");
}

void Phone::State::release_held(Call& call) {
  for (Signal& signal : std::exchange(call.media.held, {})) take_signal(call, signal);
}

void Phone::State::take_signal(Call& call, Signal& signal) {
  if (signal.generation != 0) signal.generation += call.media.generations_before;
  if (auto* candidate = std::get_if<Candidate>(&signal.body)) {
    return take_candidate(call, signal.generation, *candidate);
  }
  auto& description = std::get<Description>(signal.body);
  if (description.type == DescriptionType::Offer) {
    take_offer(call, signal.generation, description);
  } else {
    take_answer(call, signal.generation, description);
  }
}

// A base peer names no generation: its first offer makes the peer connection, later ones go to it.
void Phone::State::take_offer(Call& call, std::int64_t generation, Description& offer) {
  if (call.offerer) return warn(call, "an offer came from the side that answers");
  Media& media = call.media;
  if (generation == 0) generation = media.exists ? media.generation : media.generation + 1;
  if (media.is_past(generation)) return;
  const bool fresh = !media.exists || generation > media.generation;
  // The offer announces the channel; a base peer may have one of its own kind.
  const bool channel =
      extended_ && call.peer_extended && offer.sdp.find("m=application") != std::string::npos;
  media.note_repair(fresh ? Repair::Rebuild : Repair::Restart);
  if (fresh) create_peer(call, generation, channel);
  set_remote(call, offer);
  if (fresh && is_accepted(call.state)) attach_microphone(call);
}

void Phone::State::take_answer(Call& call, std::int64_t generation, Description& answer) {
  Media& media = call.media;
  if (!call.offerer || !media.exists || !media.awaiting_answer) return;
  if (generation != 0 && generation != media.generation) return;
  media.awaiting_answer = false;
  media.offer_is_first = false;
  if (media.repaired_at) {
    media.answer_took = now_ - *media.repaired_at;
    media.repaired_at = now_;  // from now on both sides try
  }
  set_remote(call, answer);
}

void Phone::State::set_remote(Call& call, Description& description) {
  Media& media = call.media;
  outputs_.push(output::SetRemote{call.id, media.generation, std::move(description)});
  media.remote_set = true;
  for (Candidate& candidate : std::exchange(media.early, {})) {
    outputs_.push(output::AddCandidate{call.id, media.generation, std::move(candidate)});
  }
}

// A base peer's candidates may come before its offer, and before our description is applied.
void Phone::State::take_candidate(Call& call, std::int64_t generation, Candidate& candidate) {
  Media& media = call.media;
  if (generation != 0 && media.is_past(generation)) return;
  const bool early = !media.exists || !media.remote_set || generation > media.generation;
  if (!early) {
    outputs_.push(output::AddCandidate{call.id, media.generation, std::move(candidate)});
  } else if (!media.keep_early(std::move(candidate))) {
    warn(call, "too many candidates before the description");
  }
}

}  // namespace ringline
