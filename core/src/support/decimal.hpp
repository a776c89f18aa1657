// A whole number below 2^63 as text. std::to_string would do, but its tables are a kilobyte of
// WebAssembly.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>

namespace ringline {

[[nodiscard]] std::string decimal(std::int64_t value);

template <std::integral T>
[[nodiscard]] std::string decimal(T value) {
  return decimal(static_cast<std::int64_t>(value));
}

}  // namespace ringline
