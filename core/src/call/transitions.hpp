// The life of one call, as data.
//
//            dial                      rang                  answered             media up
//   Idle ─────────► Dialing ─────────► Ringing ────────────► Connecting ────────► Active ◄─► Reconnecting
//        invited                                              ▲                         (media lost, up)
//   Idle ─────────► Incoming ───────────── accept ────────────┘
//   any  ── hang-up, reject, the gateway's word, microphone lost, the deadline ──► Ended ──► Idle
//
// Rules that the table keeps and tests enumerate:
//   - What isn't in the table is refused and changes nothing.
//   - Every state but Idle has a deadline, and its Deadline row leads out of it; so nothing hangs.
//   - Ended is reached once: no row leads from Ended but to Idle.
//   - Whoever ends a call by himself tells the gateway in the same row (Tell::End or Tell::Reject);
//     whoever hears it from the other phone does so, too, once it was accepted: that phone may never
//     reach the gateway again.
//
// The answer to an incoming call is the user's word, so Incoming goes to Connecting at once and the
// gateway's confirmation is a row from Connecting to itself. MediaUp is said only when the call is
// answered *and* its media stands; a path that stands before the answer is a fact, not an event.
#pragma once

#include <cstddef>
#include <cstdint>

#include "ringline/call_state.hpp"
#include "ringline/messages.hpp"
#include "ringline/phone.hpp"

namespace ringline {

enum class CallEvent : std::uint8_t {
  Dial,
  Invited,         // call:incoming
  Recalled,        // the page before had it
  Accept,          // the user's
  Reject,          // the user's
  HangUp,          // the user's
  Rang,            // the other side rings
  Answered,        // call:accepted
  GlareLost,       // both dialed each other and their call stands
  GatewayEnded,    // failed, rejected, ended, refused: the reason comes with the event
  PeerEnded,       // the other phone says so by itself: the reason comes with the event
  MicrophoneLost,  // denied or missing before it ever worked
  NoPeer,          // the host can't make a peer connection: no deadline would help
  MediaUp,
  MediaLost,
  Deadline,
};
inline constexpr std::size_t call_event_count = 16;
inline constexpr std::size_t call_state_count = 8;

// What the gateway is told. Confirm: the other phone's end, where the gateway doesn't hear of it from there.
enum class Tell : std::uint8_t { Nothing, Initiate, Accept, Reject, End, Confirm };

struct Transition {
  CallState from;
  CallEvent on;
  CallState to;
  Tell tell;
  EndReason reason;  // for rows to Ended; None: the event brings it
  EndedBy by;
};

// nullptr: refused.
[[nodiscard]] const Transition* find_transition(CallState from, CallEvent on) noexcept;

// How long a call may stay in a state. Idle has none.
[[nodiscard]] Duration state_deadline(const PhoneConfig& config, CallState state) noexcept;

}  // namespace ringline
