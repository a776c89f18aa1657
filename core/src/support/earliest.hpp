// The earliest of several times that may be absent.
#pragma once

#include <optional>

#include "ringline/time.hpp"

namespace ringline {

inline void take_earlier(std::optional<TimePoint>& earliest, std::optional<TimePoint> candidate) {
  if (candidate && (!earliest || *candidate < *earliest)) earliest = candidate;
}

[[nodiscard]] inline bool is_due(const std::optional<TimePoint>& at, TimePoint now) {
  return at && *at <= now;
}

}  // namespace ringline
