// How each side's sound stands, told to the other: so that silence has an explanation on its screen.
//
// The whole state each time, with a number that counts only up: what was lost is made good by the
// next one, and of several copies (through the gateway, through the call's channel) the first counts.
#include "phone/state.hpp"

namespace ringline {

void Phone::State::tell_side(Call& call) {
  if (!is_accepted(call.state) || !call.answered) return;
  SideState& told = call.own_side;
  // While it has never been up, the one who makes the offers knows by himself.
  const bool lost = call.state == CallState::Reconnecting && !call.media.is_up();
  const SideMicrophone microphone = call.audio.for_other_side(now_);
  if (told.muted == call.muted && told.held == call.held && told.lost == lost &&
      told.microphone == microphone) {
    return;
  }
  told.call_id = call.call_id;
  told.muted = call.muted;
  told.held = call.held;
  told.lost = lost;
  told.microphone = microphone;
  ++told.seq;
  repeat_side(call);
}

// What was never told is what the other side takes for granted.
void Phone::State::repeat_side(Call& call) {
  if (!is_accepted(call.state)) return;
  call.own_side.call_id = call.call_id;
  if (call.own_side.seq == 0) return say(call, call.own_side);
  call.own_side.generation = call.media.exists ? call.media.generation_there() : 0;
  say(call, call.own_side);
  if (!extended_ || !call.peer_extended || !link_.is_online()) return;
  requests_.drop_if([&](const Request& each) {
    return each.id == call.id && std::holds_alternative<SideState>(each.message);
  });
  ask(call.id, call.own_side, config_.ack_deadline);
}

void Phone::State::on_message(SideState& state) {
  if (Call* call = find_by_call_id(state.call_id)) take_side(*call, state);
}

void Phone::State::take_side(Call& call, SideState& state) {
  heard_from(call);
  // It may come before the news of the answer: by another way, or over a bus.
  if (!is_live(call.state)) return;
  // It has the offer, and still nothing to answer it with: it took it for one to the page before.
  const bool is_unanswered =
      call.media.awaiting_answer && call.signals.are_taken(call.media.generation_there());
  if (state.seq == call.other_side.seq && state.lost && state.generation == 0 && is_unanswered) {
    call.other_side.generation = 0;
  }
  if (state.seq <= call.other_side.seq) return;
  call.other_side = std::move(state);
  if (call.other_side.lost) call.media.witnessed = true;
  // It said so before the new one reached it.
  const bool on_its_way =
      call.media.awaiting_answer && call.media.offer_is_first && !call.signals.are_confirmed();
  if (on_its_way) call.other_side.generation = call.media.generation;
}

// While the sides don't hear each other, each may have missed what the other said of it: news get lost on
// their way. So this side says its own once more, and asks how the call stands: whoever asks makes the other
// side say its news again, and every gateway know where this side is.
void Phone::State::doubt_side(Call& call) {
  constexpr Duration first{2'000};
  constexpr Duration then{4'000};
  const bool is_lost = call.state == CallState::Connecting || call.state == CallState::Reconnecting;
  if (!extended_ || !call.answered || !is_accepted(call.state) || (!is_lost && !call.peer_away)) {
    call.doubt_at.reset();
  } else if (!call.doubt_at) {
    call.doubt_at = now_ + first;
  } else if (is_due(doubt_at(call), now_)) {
    call.doubt_at = now_ + then;
    if (is_lost) repeat_side(call);
    if (!call.resume_asked) ask_how_it_stands(call);
  }
}

std::optional<TimePoint> Phone::State::doubt_at(const Call& call) const {
  return link_.is_online() ? call.doubt_at : std::nullopt;
}

}  // namespace ringline
