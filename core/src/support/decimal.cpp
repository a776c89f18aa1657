#include "support/decimal.hpp"

namespace ringline {

std::string decimal(std::int64_t value) {
  auto rest = static_cast<std::uint64_t>(value);
  if (value < 0) rest = 0 - rest;
  char digits[20];  // -9223372036854775808
  char* const end = digits + sizeof digits;
  char* first = end;
  do {
    *--first = static_cast<char>('0' + rest % 10);
    rest /= 10;
  } while (rest != 0);
  if (value < 0) *--first = '-';
  return {first, end};
}

}  // namespace ringline
