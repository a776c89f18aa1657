// The playing of the other side's voice in one call, as a table of states and events.
//
//   Off ─ start ─► Playing ─ interrupted ─► Paused ─ started ─► Playing
//                     └─ refused ─► Blocked ─ started ─► Playing
//   any ─ stop ─► Off
//
// A media key, a headset that is taken off, a telephone call or the system may pause a player at any
// moment. It is started again at once, and then ever more seldom, until it runs or the user clicks. A
// player that the browser refuses waits for a click. A test enumerates all states and events.
#pragma once

#include <cstddef>
#include <cstdint>

#include "ringline/call_state.hpp"

namespace ringline {

enum class PlaybackEvent : std::uint8_t {
  Start,        // the other side is to be heard from now on
  Stop,         // it isn't any more
  Started,      // the player runs
  Refused,      // the browser lets nothing be heard before the user clicks
  Interrupted,  // the player was paused, not by us
  Chance,       // the user clicked, the page woke, or the retry is due
};
inline constexpr std::size_t playback_event_count = 6;
inline constexpr std::size_t playback_status_count = 4;

enum class PlaybackAct : std::uint8_t { None, Play, Halt };

struct PlaybackRow {
  PlaybackStatus from;
  PlaybackEvent on;
  PlaybackStatus to;
  PlaybackAct act;
};

// nullptr: the event changes nothing.
[[nodiscard]] const PlaybackRow* find_row(PlaybackStatus from, PlaybackEvent on) noexcept;

}  // namespace ringline
