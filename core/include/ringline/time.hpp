// Time as an argument.
//
// Nothing in the core reads a clock. Whoever drives it says what time it is with every call, and is
// told by `Wait` when to come back. A test can therefore live through a 45-second ring in a
// microsecond, and a recording of the inputs with their times is a complete recording of a call.
#pragma once

#include <chrono>
#include <cstdint>

namespace ringline {

// A clock without now(). For a Phone its origin is arbitrary, but it must never run backwards
// (`performance.now()`); for an Exchange it counts from the Unix epoch, kept monotonic by the host.
struct HostClock {
  using duration = std::chrono::milliseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<HostClock>;
  static constexpr bool is_steady = true;
};

using Duration = HostClock::duration;
using TimePoint = HostClock::time_point;

// Milliseconds since the Unix epoch, as they travel on the wire (`serverTime`, `answeredAt`).
using EpochMs = std::int64_t;

[[nodiscard]] constexpr TimePoint from_ms(std::int64_t ms) { return TimePoint{Duration{ms}}; }
[[nodiscard]] constexpr std::int64_t to_ms(TimePoint at) { return at.time_since_epoch().count(); }

}  // namespace ringline
