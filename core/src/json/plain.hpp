// What stands for itself within a JSON text's quotes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace ringline::json {

[[nodiscard]] inline bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

// How much of the front does: nearly all of what is said here, so it is looked at by words, whose bytes
// are compared at once. A byte that is found wrongly (a borrow from the one below, which is none of
// these either) only ends the fast way early.
[[nodiscard]] inline std::size_t plain_length(std::string_view text) {
  constexpr std::uint64_t ones = 0x0101010101010101U;
  constexpr std::uint64_t high_bits = 0x80 * ones;
  std::size_t length = 0;
  for (std::uint64_t word = 0; length + sizeof word <= text.size(); length += sizeof word) {
    std::memcpy(&word, text.data() + length, sizeof word);
    const std::uint64_t quote = word ^ ('"' * ones);
    const std::uint64_t backslash = word ^ ('\\' * ones);
    const std::uint64_t special = word | (word - 0x20 * ones) | (quote - ones) | (backslash - ones);
    if ((special & high_bits) != 0) break;
  }
  while (length < text.size() && is_plain(text[length])) ++length;
  return length;
}

}  // namespace ringline::json
