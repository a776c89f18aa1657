// Seeded randomness: the same seed gives the same ids and the same jitter, on every platform
// (std::uniform_int_distribution does not promise that).
#pragma once

#include <cstdint>
#include <string>

namespace ringline {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  // SplitMix64 (Steele, Lea, Flood 2014).
  [[nodiscard]] std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }

  // 0 ... bound - 1; the bias of the remainder is below 2^-40 for every bound in use. bound > 0.
  [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return next() % bound; }

  // An id of 20 characters, 0-9 and a-z: 103 bits.
  [[nodiscard]] std::string id() {
    std::string text(20, '0');
    for (char& c : text) {
      const auto digit = static_cast<char>(below(36));
      c = static_cast<char>(digit < 10 ? '0' + digit : 'a' + (digit - 10));
    }
    return text;
  }

  // From which another goes on as this one would.
  [[nodiscard]] std::uint64_t state() const { return state_; }

 private:
  std::uint64_t state_;
};

}  // namespace ringline
