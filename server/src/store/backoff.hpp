// When to try a database again that couldn't be reached: soon at first, then with growing gaps.
#pragma once

#include <algorithm>
#include <chrono>

namespace ringline::server_app {

class Backoff {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::milliseconds shortest{100};
  static constexpr std::chrono::milliseconds longest{3'000};

  [[nodiscard]] bool may_try() const { return Clock::now() >= next_; }
  [[nodiscard]] std::chrono::milliseconds gap() const { return gap_; }
  void failed() {
    next_ = Clock::now() + gap_;
    gap_ = std::min(gap_ * 2, longest);
  }
  void worked() { *this = {}; }

 private:
  Clock::time_point next_;
  std::chrono::milliseconds gap_ = shortest;
};

}  // namespace ringline::server_app
