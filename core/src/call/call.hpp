// Everything the Phone knows of one call.
#pragma once

#include <list>
#include <optional>
#include <string>

#include "audio/local_audio.hpp"
#include "call/media.hpp"
#include "call/quality.hpp"
#include "call/signals.hpp"
#include "ringline/call_state.hpp"
#include "ringline/messages.hpp"
#include "ringline/phone.hpp"
#include "ringline/time.hpp"

namespace ringline {

// What an event says of a call's end, where its row in the table leaves it open.
struct EndCause {
  EndReason reason = EndReason::None;
  EndedBy by = EndedBy::Nobody;
};

// A call of the one who is being dialed, and what was said of it while it waits for the decision.
struct Rival {
  server::Incoming invite;
  std::list<Signal> signals;
};

struct Call {
  std::string id;       // ours, for the host
  std::string call_id;  // the gateway's, "" until it named it
  std::string log_id;
  Direction direction = Direction::Outgoing;
  CallState state = CallState::Idle;
  std::optional<TimePoint> deadline;
  EpochMs created_at = 0;  // of one that rings here, by the gateway's clock

  std::string contact_id;
  std::string name;
  std::string phone_number;
  bool muted = false;
  bool held = false;

  bool offerer = false;        // we make the offers
  bool preconnect = false;     // the gateway says that ICE may be set up while it rings
  bool answered = false;       // both sides have said yes
  bool confirmed = false;      // and the gateway has said so, not the other phone alone
  bool peer_away = false;      // the other side's signaling is lost
  bool peer_extended = false;  // the other device speaks protocol 2
  bool resume_due = false;     // as soon as the gateway has confirmed that it is ours
  bool gap_reported = false;   // a missing signal was asked for
  bool resume_asked = false;   // how it stands with the call isn't known until the answer comes
  bool resuming = false;       // taken over from the page before, and not yet whole

  std::optional<TimePoint> answered_at;  // on this side's clock
  EpochMs recalled_answer = 0;  // until that is known: by the gateway's, from the page before
  std::optional<std::int64_t> duration_s;  // the gateway's final figure

  // What each side has told the other of its sound.
  SideState own_side;
  SideState other_side;

  EndReason reason = EndReason::None;
  EndedBy ended_by = EndedBy::Nobody;
  bool was_accepted = false;  // for the tone at the end

  // Both dialed each other. Theirs wait until our call is answered, or is given up for one of them.
  std::list<Rival> rivals;

  // The other side says that it hears nothing though the path is up: when it is asked once more.
  std::optional<TimePoint> doubt_at;

  Media media;
  LocalAudio audio;
  Signals signals;
  QualityMonitor quality;
};

// A conversation, or the way into one: the user has said yes on both sides.
[[nodiscard]] inline bool is_accepted(CallState state) {
  return state == CallState::Connecting || state == CallState::Active ||
         state == CallState::Reconnecting;
}

[[nodiscard]] inline bool is_live(CallState state) {
  return state != CallState::Idle && state != CallState::Ended;
}

[[nodiscard]] inline bool awaits_answer(CallState state) {
  return state == CallState::Dialing || state == CallState::Ringing;
}

}  // namespace ringline
