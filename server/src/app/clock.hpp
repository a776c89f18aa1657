// The gateway's clock: the Unix epoch in milliseconds, that never runs backwards. The wall clock is
// asked once; a correction of it is followed at the next start.
#pragma once

#include <chrono>

#include "ringline/time.hpp"

namespace ringline::server_app {

[[nodiscard]] inline TimePoint epoch_now() {
  using namespace std::chrono;
  static const auto offset = duration_cast<milliseconds>(system_clock::now().time_since_epoch()) -
                             duration_cast<milliseconds>(steady_clock::now().time_since_epoch());
  return from_ms(
      (duration_cast<milliseconds>(steady_clock::now().time_since_epoch()) + offset).count());
}

// How long until then; never negative, and never so short that it comes too early.
[[nodiscard]] inline std::chrono::milliseconds until(TimePoint at) {
  return std::max(Duration{0}, at - epoch_now() + Duration{1});
}

}  // namespace ringline::server_app
