// The last so many things of a kind, for questions whether something was among them: what is older is
// forgotten first.
#pragma once

#include <cstddef>
#include <deque>
#include <set>
#include <utility>

namespace ringline {

template <class T, std::size_t most>
class Recent {
 public:
  void note(T each) {
    const auto [place, is_new] = known_.insert(std::move(each));
    if (!is_new) return;
    in_order_.push_back(place);
    if (in_order_.size() <= most) return;
    known_.erase(in_order_.front());
    in_order_.pop_front();
  }
  [[nodiscard]] bool has(const T& each) const { return known_.count(each) != 0; }

 private:
  std::set<T> known_;
  std::deque<typename std::set<T>::iterator> in_order_;
};

}  // namespace ringline
