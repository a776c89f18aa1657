// Two clocks. `epoch_now` is the gateway's own: milliseconds since the Unix epoch as the system's clock
// had them at the start, and from then on by the steady clock, so that nobody's ringing, waiting or
// talking gets longer or shorter when the system's clock is set. What is a time of the world (when a
// token ends, when a call was made) is told by the system's clock, as it is set.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "ringline/time.hpp"

namespace ringline::server_app {

[[nodiscard]] inline TimePoint epoch_now() {
  using namespace std::chrono;
  static const auto offset = duration_cast<milliseconds>(system_clock::now().time_since_epoch()) -
                             duration_cast<milliseconds>(steady_clock::now().time_since_epoch());
  return from_ms(
      (duration_cast<milliseconds>(steady_clock::now().time_since_epoch()) + offset).count());
}

// The system's clock, as it is set now.
[[nodiscard]] inline std::int64_t world_now_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

// By how much the world's time is ahead of the gateway's own.
class WorldClock {
 public:
  // Looks at the system's clock; by how much it was set forward since the last look. Corrections of
  // less than half a second are waited for until they have become one.
  Duration follow() {
    constexpr Duration least{500};
    const Duration ahead{world_now_ms() - to_ms(epoch_now())};
    const Duration set = ahead - ahead_;
    if (set < least && set > -least) return Duration{0};
    ahead_ = ahead;
    return set;
  }
  [[nodiscard]] std::int64_t to_world(std::int64_t own_ms) const { return own_ms + ahead_.count(); }
  [[nodiscard]] std::int64_t from_world(std::int64_t world_ms) const {
    return world_ms - ahead_.count();
  }

 private:
  Duration ahead_{0};
};

// How long until then; never negative, and never so short that it comes too early.
[[nodiscard]] inline std::chrono::milliseconds until(TimePoint at) {
  return std::max(Duration{0}, at - epoch_now() + Duration{1});
}

}  // namespace ringline::server_app
