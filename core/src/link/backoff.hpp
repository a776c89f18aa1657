// Full-jitter exponential backoff: a random time between zero and a ceiling that doubles. After a
// gateway restart every client comes back within the ceiling, but not at the same moment.
#pragma once

#include <algorithm>
#include <cstdint>

#include "ringline/time.hpp"
#include "support/random.hpp"

namespace ringline {

class Backoff {
 public:
  Backoff(Duration base, Duration cap) : base_(base), cap_(cap) {}

  [[nodiscard]] Duration next(Random& random) {
    const Duration ceiling = std::min(cap_, base_ * (std::int64_t{1} << tries_));
    tries_ = std::min(tries_ + 1, most);
    return Duration{
        static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(ceiling.count()) + 1))};
  }

  void reset() { tries_ = 0; }

  [[nodiscard]] std::int64_t tries() const { return tries_; }
  void set_tries(std::int64_t tries) {
    tries_ = static_cast<int>(std::min<std::int64_t>(tries, most));
  }

 private:
  static constexpr int most = 20;  // beyond, every ceiling is over its cap
  Duration base_;
  Duration cap_;
  int tries_ = 0;
};

}  // namespace ringline
