// Full-jitter exponential backoff: a random time between zero and a ceiling that doubles. After a
// gateway restart every client comes back within the ceiling, but not at the same moment.
#pragma once

#include <algorithm>

#include "ringline/time.hpp"
#include "support/random.hpp"

namespace ringline {

class Backoff {
 public:
  Backoff(Duration base, Duration cap) : base_(base), cap_(cap) {}

  [[nodiscard]] Duration next(Random& random) {
    const Duration ceiling = std::min(cap_, base_ * (std::int64_t{1} << std::min(tries_, 20)));
    ++tries_;
    return Duration{
        static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(ceiling.count()) + 1))};
  }

  void reset() { tries_ = 0; }

 private:
  Duration base_;
  Duration cap_;
  int tries_ = 0;
};

}  // namespace ringline
