// The queue of what is to be done, in order.
#pragma once

#include <list>
#include <utility>

#include "ringline/phone.hpp"

namespace ringline {

class Outputs {
 public:
  template <class T>
  void push(T made) {
    items_.emplace_back().template emplace<T>(std::move(made));
  }

  [[nodiscard]] bool empty() const { return items_.empty(); }

  [[nodiscard]] Output pop() {
    Output first = std::move(items_.front());
    items_.pop_front();
    return first;
  }

  [[nodiscard]] std::list<Output> take_all() { return std::exchange(items_, {}); }

 private:
  std::list<Output> items_;
};

}  // namespace ringline
