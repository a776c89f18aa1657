// How much a client may do at once and how much for long.
#pragma once

#include <algorithm>
#include <chrono>

namespace ringline::server_app {

class TokenBucket {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Full at first: `burst` at once, `per_second` from then on.
  TokenBucket(double burst, double per_second, Time now)
      : burst_(burst), per_second_(per_second), tokens_(burst), refilled_(now) {}

  // Takes one token; false where none is left.
  [[nodiscard]] bool take(Time now) {
    refill(now);
    if (tokens_ < 1) return false;
    tokens_ -= 1;
    return true;
  }

  // As a new one would be.
  [[nodiscard]] bool is_full(Time now) {
    refill(now);
    return tokens_ >= burst_;
  }

 private:
  void refill(Time now) {
    const std::chrono::duration<double> passed = std::max(now - refilled_, Time::duration{0});
    refilled_ = std::max(now, refilled_);
    tokens_ = std::min(burst_, tokens_ + passed.count() * per_second_);
  }

  double burst_;
  double per_second_;
  double tokens_;
  Time refilled_;
};

}  // namespace ringline::server_app
