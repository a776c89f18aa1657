// Bodies, and what is refused about them.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "http/net.hpp"
#include "ringline/error.hpp"

namespace ringline::server_app {

// The most that a body may have: of an import, and of anything else.
inline constexpr std::size_t import_bytes = 1'048'576;
inline constexpr std::size_t json_bytes = 65'536;

// Nothing: the body is of this type, with or without parameters. Otherwise 415.
[[nodiscard]] std::optional<Response> refuse_type(const Request& request,
                                                  std::initializer_list<std::string_view> types);

// An object; an Error's field is "body".
Result<nlohmann::json> read_object(const std::string& body);

}  // namespace ringline::server_app
