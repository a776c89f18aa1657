// The query of a URL: `?search=am&limit=20`.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ringline::server_app {

// A request's target, taken apart.
struct Target {
  std::string_view path;
  std::string_view query;  // without its question mark
};
[[nodiscard]] Target split_target(std::string_view target);

// A part of a path, with %XX decoded.
[[nodiscard]] std::string decode_part(std::string_view part);

// Names and values, with + and %XX decoded; what isn't well-formed stays as it is.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> read_query(std::string_view query);

}  // namespace ringline::server_app
