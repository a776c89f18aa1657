// At most so many of a kind, where the list stands: nothing is allocated and nothing moves.
#pragma once

#include <array>
#include <cstddef>

namespace ringline {

template <class T, std::size_t Most>
struct Few {
  Few() = default;
  explicit Few(std::size_t fresh) : count(fresh) {}

  // Requires that there is room.
  T& emplace_back() { return items[count++]; }

  [[nodiscard]] std::size_t size() const { return count; }
  [[nodiscard]] bool empty() const { return count == 0; }
  [[nodiscard]] bool full() const { return count == Most; }
  [[nodiscard]] T* begin() { return items.data(); }
  [[nodiscard]] T* end() { return items.data() + count; }
  [[nodiscard]] const T* begin() const { return items.data(); }
  [[nodiscard]] const T* end() const { return items.data() + count; }

  std::array<T, Most> items;
  std::size_t count = 0;
};

}  // namespace ringline
