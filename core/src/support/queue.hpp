// A first-in-first-out queue that is empty most of the time: it keeps its room, and a piece of it
// doesn't cost an allocation each time it is used.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace ringline {

template <class T>
class Queue {
 public:
  [[nodiscard]] bool empty() const { return first_ == items_.size(); }

  template <class... Args>
  void emplace_back(Args&&... args) {
    items_.emplace_back(std::forward<Args>(args)...);
  }

  // The front, taken out. There is one.
  [[nodiscard]] T take() {
    T item = std::move(items_[first_++]);
    if (empty()) {
      items_.clear();
      first_ = 0;
      if (items_.capacity() > room_kept) items_.shrink_to_fit();
    }
    return item;
  }

  template <class Which>
  void remove_if(Which which) {
    items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(first_));
    first_ = 0;
    items_.erase(std::remove_if(items_.begin(), items_.end(), which), items_.end());
  }

 private:
  static constexpr std::size_t room_kept = 8;

  std::vector<T> items_;
  std::size_t first_ = 0;
};

}  // namespace ringline
