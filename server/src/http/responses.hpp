// What every response has, and how a failure is told.
#pragma once

#include <string>
#include <string_view>

#include "http/net.hpp"

namespace ringline::server_app {

[[nodiscard]] Response make_response(http::status status, std::string_view type, std::string body);

// {"error":{"code","message","field"?}}
[[nodiscard]] Response make_error(http::status status, std::string_view code,
                                  std::string_view message, std::string_view field = {});

// Headers that protect the pages; added to whatever is sent.
void add_security_headers(Response& response);

}  // namespace ringline::server_app
