// What can be derived from the calls' state, derived once at the end of handle(): the snapshot, the
// tone, and which track may be heard.
#include <algorithm>
#include <utility>

#include "phone/state.hpp"
#include "wire/names.hpp"

namespace ringline {

void Phone::State::show() {
  for (auto& call : calls_) show_sound(*call);

  const Tone now_heard = tone();
  if (now_heard != told_tone_) {
    told_tone_ = now_heard;
    outputs_.push(output::PlayTone{now_heard});
  }
  if (calls_.empty()) tones_blocked_ = false;
  if (std::string remembered = memory(); !left_ && remembered != told_memory_) {
    told_memory_ = std::move(remembered);
    outputs_.push(output::Remember{told_memory_});
  }

  Snapshot now;
  now.link = link_.state();
  now.needs_gesture = needs_gesture();
  now.error_code = link_.error_code();
  now.error_message = link_.error_message();
  if (config_.no_media && now.error_code.empty()) now.error_code = to_string(Errc::Unsupported);
  now.calls = std::vector<CallView>(calls_.size());
  for (std::size_t i = 0; i < calls_.size(); ++i) show_call(*calls_[i], now.calls[i]);
  if (now == shown_) return;
  tell_warnings(now);
  shown_ = std::move(now);
  outputs_.push(output::Changed{shown_});
}

// For logs: what the user is told of, and no more.
void Phone::State::tell_warnings(const Snapshot& now) {
  for (const CallView& view : now.calls) {
    Warnings before;
    for (const CallView& old : shown_.calls) {
      if (old.id == view.id) before = old.warnings;
    }
    for (std::size_t i = 0; i < warning_count && before != view.warnings; ++i) {
      const auto warning = static_cast<Warning>(i);
      if (view.warnings.has(warning) == before.has(warning)) continue;
      outputs_.push(output::Happened{view.warnings.has(warning) ? "warning" : "recovered", view.id,
                                     std::string(wire::name_of(warning))});
    }
  }
}

void Phone::State::show_call(const Call& call, CallView& view) const {
  view.id = call.id;
  view.log_id = call.log_id;
  view.call_id = call.call_id;
  view.direction = call.direction;
  view.state = call.state;
  view.contact_id = call.contact_id;
  view.name = call.name;
  view.phone_number = call.phone_number;
  view.duration_s = call.duration_s.value_or(duration_s(call));
  view.muted = call.muted;
  view.held = call.held;
  view.other_muted = call.other_side.muted;
  view.other_held = call.other_side.held;
  view.reconnecting = call.state == CallState::Reconnecting;
  view.peer_reconnecting = call.peer_away;
  view.resuming = call.resuming;
  if (view.reconnecting) {
    view.repair = CallRepair{call.media.trying, call.media.attempt, left_s(call)};
  }
  view.reason = call.reason;
  view.ended_by = call.ended_by;
  show_quality(call, view);
  show_audio(call, view);
}

// Never a counter: a timer only decides when to look again.
std::int64_t Phone::State::duration_s(const Call& call) const {
  if (!call.answered_at || *call.answered_at > now_) return 0;
  return std::chrono::floor<std::chrono::seconds>(now_ - *call.answered_at).count();
}

// Begun seconds before the call is given up.
std::int64_t Phone::State::left_s(const Call& call) const {
  if (!call.deadline || *call.deadline <= now_) return 0;
  return std::chrono::ceil<std::chrono::seconds>(*call.deadline - now_).count();
}

std::optional<TimePoint> Phone::State::next_second(const Call& call) const {
  if (!is_accepted(call.state)) return std::nullopt;
  if (!call.answered_at) {
    // Taken over, and no gateway has told the time yet: what is left is all that can be shown.
    if (call.state != CallState::Reconnecting || !call.deadline) return std::nullopt;
    return *call.deadline - std::chrono::seconds{left_s(call) - 1};
  }
  if (*call.answered_at > now_) return *call.answered_at + std::chrono::seconds{1};
  return *call.answered_at + std::chrono::seconds{duration_s(call) + 1};
}

// The most urgent one: somebody rings, we wait for somebody, something ended.
Tone Phone::State::tone() const {
  Tone chosen = Tone::None;
  for (const auto& call : calls_) {
    Tone own = Tone::None;
    if (call->state == CallState::Incoming) {
      own = Tone::Ring;
    } else if (call->state == CallState::Ringing) {
      own = Tone::Ringback;
    } else if (call->state == CallState::Ended && call->reason == EndReason::Busy) {
      own = Tone::Busy;
    } else if (call->state == CallState::Ended && call->was_accepted) {
      own = Tone::Ended;
    }
    if (own != Tone::None && (chosen == Tone::None || own < chosen)) chosen = own;
  }
  return chosen;
}

}  // namespace ringline
