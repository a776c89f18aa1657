// A path that is lost: noticed before the browser says so, and brought back.
//
// Browsers tell late: Chromium says `disconnected` 7.5 s after the last packet. So what arrives is
// watched. When it is quiet the other phone is asked through the call's channel whether it is there,
// and if no word comes back either, the path is dead; where the network has just changed, or the
// channel was closed at its other end, quiet alone will do. A side that is muted, or on hold, still
// sends packets, and one that sends none (no microphone) still answers.
//
// The caller climbs the ladder: every offer is his. The called one only says that he hears nothing
// (call:media), by whichever way is open. A step that needs the gateway waits until it can be reached.
//
// A restart that both sides have made and that brings no path is not made again: a new peer connection
// takes its place, soon where the answer came soon. Firefox that is restarted before the restart before
// has found a path loses its DTLS for good, and Chromium thinks for 2.5 s that the old path stands, and
// prefers it to one through a relay.
#include <algorithm>

#include "phone/state.hpp"
#include "support/earliest.hpp"

namespace ringline {
namespace {

// How long a change of the network counts as a witness.
constexpr Duration moved_for{10'000};

// An answer that came shows that it is no matter of the path; it is asked again after that long.
constexpr Duration ask_again_after{2'000};

// ICE that has not found a path in so many times what the answer took finds none soon.
constexpr int times_the_answer = 10;

}  // namespace

void Phone::State::on_network(const input::Network& network) {
  network_moved_at_ = now_;
  link_.on_network(now_, network.online);
  if (network.online && network.changed) ping();
}

// While nothing arrives a socket that breaks is the second witness.
void Phone::State::on_link_down(const input::LinkDown& down) {
  const bool was_online = link_.is_online();
  link_.on_down(now_, down);
  if (!was_online || link_.is_online()) return;
  for (auto& call : calls_) {
    if (call->media.asked_at) lose_media(*call, "the gateway's connection is lost, too");
  }
}

bool Phone::State::network_moved() const {
  return network_moved_at_ && now_ - *network_moved_at_ < moved_for;
}

void Phone::State::on_peer(const input::PeerFlow& flow) {
  Call* call = find_peer(flow.id, flow.generation);
  if (call == nullptr || !is_accepted(call->state)) return;
  const Duration quiet{flow.quiet_ms};
  Media& media = call->media;
  if (quiet < config_.quiet_after) {
    media.answered_at.reset();
    media.witnessed = false;
    heard_of(*call);
  } else if (media.lost || media.asked_at) {
    return;
  } else if (network_moved() || media.witnessed) {
    lose_media(*call, network_moved() ? "the network changed" : "the other end is closed");
  } else if (media.channel_open &&
             (!media.answered_at || now_ - *media.answered_at >= ask_again_after)) {
    // What took the one path may have taken the other.
    if (!media.answered_at) ping();
    media.asked_at = now_;
    say(*call, client::Ping{});
  }
}

// A packet or a word: the path carries.
void Phone::State::heard_of(Call& call) {
  if (call.media.asked_at) call.media.answered_at = now_;
  call.media.asked_at.reset();
  call.media.lost = false;
}

void Phone::State::lose_media(Call& call, std::string_view why) {
  if (!is_accepted(call.state) || !call.media.exists) return;
  call.media.lost = true;
  call.media.witnessed = true;
  call.media.asked_at.reset();
  warn(call, why);
}

std::optional<TimePoint> Phone::State::silence_at(const Call& call) const {
  if (!call.media.asked_at) return std::nullopt;
  return *call.media.asked_at + config_.word_deadline;
}

void Phone::State::check_silence(Call& call) {
  const auto at = silence_at(call);
  if (!is_due(at, now_)) return;
  if (now_ - *at < slept) return lose_media(call, "no word from the other phone");
  call.media.asked_at = now_;
  say(call, client::Ping{});
}

// What either side misses is missing: the other one has no way to bring it back alone.
void Phone::State::check_media(Call& call) {
  const bool up = call.media.is_up() && !call.other_side.lost;
  if (up && call.answered) {
    apply(call, CallEvent::MediaUp);
  } else if (!up) {
    apply(call, CallEvent::MediaLost);
  }
}

// An offer that can't be sent helps nobody, and one to a side that is away would only wait.
bool Phone::State::can_signal(const Call& call) const {
  return link_.is_online() && !call.peer_away && !call.resume_asked;
}

// One of the two has nothing that could be restarted: its page was loaded again.
bool Phone::State::needs_new_peer(const Call& call) {
  const bool other_has_none = call.other_side.lost && call.other_side.generation == 0;
  return !call.media.exists || other_has_none;
}

// The first step is for a path that more than the browser calls lost.
std::size_t Phone::State::next_step(const Call& call) const {
  const Media& media = call.media;
  const bool moved = network_moved_at_ && *media.trouble_since - *network_moved_at_ < moved_for;
  const bool sure = media.witnessed || moved || call.state != CallState::Reconnecting;
  return sure ? media.next_step : std::max<std::size_t>(media.next_step, 1);
}

std::optional<TimePoint> Phone::State::climb_at(const Call& call) const {
  const Media& media = call.media;
  if (!call.offerer || !media.trouble_since || !call.answered || !can_signal(call)) {
    return std::nullopt;
  }
  if (needs_new_peer(call)) return *media.trouble_since;
  const auto step = repair_step(config_, call.state, call.peer_extended, next_step(call));
  if (!step) return std::nullopt;
  // A base peer's answer doesn't say to which offer: the next one waits until the last is answered. One
  // that makes up for a lost path may have been lost itself: nobody repeats it to a base peer.
  if (!call.peer_extended && media.awaiting_answer) {
    if (call.state != CallState::Reconnecting || !media.repaired_at) return std::nullopt;
    return *media.repaired_at + config_.rebuild_reconnecting_after;
  }
  // ICE has given up, so there is no use in hoping that the path heals by itself.
  const bool hopeless = media.failed && step->what == Repair::Restart;
  const TimePoint at = hopeless ? *media.trouble_since : *media.trouble_since + step->after;
  // Each gets its time, also where the gateway was away when the one before was due.
  if (call.state != CallState::Reconnecting || !media.repaired_at) return at;
  const Duration most = config_.restart_after * 5 / 4;
  if (!media.is_restarted()) return std::max(at, *media.repaired_at + most);
  const Duration enough = media.answer_took * times_the_answer;
  return *media.repaired_at + std::clamp(enough, config_.restart_after / 2, most);
}

void Phone::State::climb(Call& call) {
  if (!is_due(climb_at(call), now_)) return;
  Media& media = call.media;
  const std::size_t index = next_step(call);
  const auto step = repair_step(config_, call.state, call.peer_extended, index);
  const bool in_vain = media.broken || (media.trying != Repair::None && !media.awaiting_answer);
  if (needs_new_peer(call) || step->what == Repair::Rebuild || in_vain) {
    if (!needs_new_peer(call)) media.next_step = index + 1;
    warn(call, "new peer connection");
    media.note_repair(Repair::Rebuild);
    offer_anew(call);
    call.other_side.generation = media.generation;  // it will have it
    return;
  }
  media.next_step = index + 1;
  media.failed = false;
  media.repaired_at = now_;
  if (media.awaiting_answer) return;  // the last offer is still on its way
  warn(call, "ICE restart");
  media.note_repair(Repair::Restart);
  media.awaiting_answer = true;
  outputs_.push(output::CreateOffer{call.id, media.generation, true});
}

}  // namespace ringline
