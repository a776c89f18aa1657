// The queue of what is to be done, in order.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "ringline/phone.hpp"

namespace ringline {

class Outputs {
 public:
  template <class T>
  void push(T made) {
    items_.emplace_back().template emplace<T>(std::move(made));
  }

  [[nodiscard]] bool empty() const { return next_ == items_.size(); }

  [[nodiscard]] Output pop() {
    Output first = std::move(items_[next_++]);
    if (empty()) {
      items_.clear();
      next_ = 0;
    }
    return first;
  }

 private:
  std::vector<Output> items_;
  std::size_t next_ = 0;
};

}  // namespace ringline
