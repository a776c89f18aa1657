// Virtual time: what is to happen, in order. Nothing in it waits.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "ringline/time.hpp"

namespace ringline::test {

class Schedule {
 public:
  using Action = std::function<void()>;

  [[nodiscard]] TimePoint now() const { return now_; }

  void at(TimePoint when, Action action) {
    items_.emplace(std::pair{std::max(when, now_), ++count_}, std::move(action));
  }
  void after(Duration delay, Action action) { at(now_ + delay, std::move(action)); }

  // Does everything that is due until then, and arrives there.
  void run_until(TimePoint end) {
    while (!items_.empty() && items_.begin()->first.first <= end) step();
    now_ = std::max(now_, end);
  }
  void run_for(Duration time) { run_until(now_ + time); }

  // Until the condition holds; false if it doesn't within `limit`.
  template <class Condition>
  bool run_while_not(Condition condition, Duration limit) {
    const TimePoint end = now_ + limit;
    while (!condition()) {
      if (items_.empty() || items_.begin()->first.first > end) return false;
      step();
    }
    return true;
  }

 private:
  void step() {
    auto first = items_.extract(items_.begin());
    now_ = first.key().first;
    first.mapped()();
  }

  TimePoint now_ = from_ms(1'000'000);
  std::uint64_t count_ = 0;
  std::map<std::pair<TimePoint, std::uint64_t>, Action> items_;
};

}  // namespace ringline::test
