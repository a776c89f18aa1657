// Glare: both sides dialed each other. The call with the smaller callId stands, on both sides alike,
// and the other one becomes its answer: both users pressed Call, so nobody needs to press Accept.
//
// The invites of the one who is being dialed are kept as rivals of the own call, with what is said of
// them meanwhile:
//   - until the own call has its name: then the smallest name of all stands;
//   - while the own call rings: its answer shows that the other side saw the glare, too. If it ends
//     instead, the rivals ring like any other call;
//   - when it is answered the rest is refused as busy: they talk already.
// Who dials a number doesn't know whose it is before the gateway says so: until then every invite
// may be a rival.
#include <utility>

#include "phone/state.hpp"

namespace ringline {
namespace {

// Does this invite come from the one who was dialed like that?
bool is_from(const server::Incoming& incoming, const Call& call) {
  if (call.contact_id.empty()) {
    return !call.phone_number.empty() && call.phone_number == incoming.contact_phone;
  }
  return call.contact_id == incoming.caller_id || call.contact_id == incoming.contact_id;
}

}  // namespace

Call* Phone::State::find_glare(const server::Incoming& incoming) {
  for (auto& call : calls_) {
    const bool is_unknown = call->contact_id.empty() && call->call_id.empty();
    if (awaits_answer(call->state) && (is_unknown || is_from(incoming, *call))) return call.get();
  }
  return nullptr;
}

Rival* Phone::State::find_rival(std::string_view call_id) {
  for (auto& call : calls_) {
    for (Rival& each : call->rivals) {
      if (each.invite.call_id == call_id) return &each;
    }
  }
  return nullptr;
}

// It is over before anything was decided.
void Phone::State::drop_rival(std::string_view call_id) {
  for (auto& call : calls_) {
    call->rivals.remove_if([&](const Rival& each) { return each.invite.call_id == call_id; });
  }
}

void Phone::State::keep_rival(Call& call, server::Incoming& incoming) {
  if (call.rivals.size() >= limit::rivals_kept) return refuse_busy(incoming.call_id);
  call.rivals.push_back({std::move(incoming), {}});
  compare_rivals(call);
}

void Phone::State::keep_for_rival(Rival& rival, Signal& signal) {
  if (rival.signals.size() < limit::signals_kept) rival.signals.push_back(std::move(signal));
}

// `is_open`: the own call isn't over already, as its first news say. Those who call meanwhile ring then.
void Phone::State::compare_rivals(Call& call, bool is_open) {
  if (call.call_id.empty() || !awaits_answer(call.state)) return;
  std::list<Rival> others;
  auto first = call.rivals.end();
  for (auto it = call.rivals.begin(); it != call.rivals.end();) {
    const auto each = it++;
    if (!is_from(each->invite, call)) {
      others.splice(others.end(), call.rivals, each);
    } else if (first == call.rivals.end() || each->invite.call_id < first->invite.call_id) {
      first = each;
    }
  }
  if (first != call.rivals.end() && first->invite.call_id < call.call_id) {
    std::list<Rival> taken;
    taken.splice(taken.end(), call.rivals, first);
    take_rival(call, taken.front());
  } else if (!is_open) {
    call.rivals.splice(call.rivals.end(), others);
    return;
  }
  admit(std::move(others));
}

// The local call goes on as the other side's call, under the id that the host knows.
void Phone::State::take_rival(Call& call, Rival& rival) {
  const server::Incoming& incoming = rival.invite;
  requests_.drop_if([&](const Request& each) {
    return each.id == call.id && std::holds_alternative<client::Initiate>(each.message);
  });
  tell(call, Tell::End, EndReason::Replaced);
  outputs_.push(output::Happened{"glare", call.id, incoming.call_id});

  if (call.media.exists) outputs_.push(output::ClosePeer{call.id, call.media.generation});
  Media fresh;
  fresh.generation = fresh.generations_before = call.media.generation;
  call.media = std::move(fresh);
  call.signals = Signals{};
  call.own_side = call.other_side = {};
  call.offerer = false;
  call.preconnect = incoming.preconnect;
  call.call_id = incoming.call_id;
  call.log_id = incoming.call_log_id.empty() ? incoming.call_id : incoming.call_log_id;
  // What was said of it before this connection is asked for as soon as the call is ours.
  call.resume_due = is_announced_again(incoming);
  apply(call, CallEvent::GlareLost);
  for (Signal& each : std::exchange(rival.signals, {})) on_signal(call, each);
}

// They ring, or are refused, like any other call.
void Phone::State::admit(std::list<Rival> rivals) {
  for (Rival& each : rivals) {
    const std::string call_id = each.invite.call_id;
    on_message(each.invite);
    Call* made = find_by_call_id(call_id);
    if (made == nullptr) continue;
    for (Signal& signal : each.signals) on_signal(*made, signal);
  }
}

// Our call is answered, so they talk already.
void Phone::State::refuse_rivals(Call& call) {
  for (const Rival& each : std::exchange(call.rivals, {})) refuse_busy(each.invite.call_id);
}

void Phone::State::refuse_busy(const std::string& call_id) {
  outputs_.push(output::Happened{"busy", {}, call_id});
  ask({}, client::Reject{call_id, EndReason::Busy}, config_.ring_deadline);
}

}  // namespace ringline
