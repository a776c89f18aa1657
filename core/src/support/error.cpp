#include "ringline/error.hpp"

#include <iterator>

namespace ringline {
namespace {

constexpr const char* names[] = {"none",      "bad_format",   "bad_field",
                                 "too_large", "unknown_call", "wrong_state",
                                 "forbidden", "limit",        "unsupported_browser"};
static_assert(std::size(names) == static_cast<std::size_t>(Errc::Unsupported) + 1);

}  // namespace

const char* to_string(Errc code) noexcept {
  const auto index = static_cast<std::size_t>(code);
  return index < std::size(names) ? names[index] : "";
}

}  // namespace ringline
