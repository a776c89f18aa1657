// The query of a URL: `?search=am&limit=20`.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ringline/error.hpp"
#include "store/directory.hpp"

namespace ringline::server_app {

// A request's target, taken apart.
struct Target {
  std::string_view path;
  std::string_view query;  // without its question mark
};
[[nodiscard]] Target split_target(std::string_view target);

// Names and values, with + and %XX decoded; what isn't well-formed stays as it is.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> read_query(std::string_view query);

inline constexpr int page_limit = 100;

// Reads search, direction, cursor and limit; an error names the field. Others are ignored.
Result<Page> read_page(std::string_view query);

}  // namespace ringline::server_app
