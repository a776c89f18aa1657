// Headers as they may come: in several lines, or only once.
#pragma once

#include <string>
#include <string_view>

#include "http/net.hpp"

namespace ringline::server_app {

// All lines of a header whose value is a list (X-Forwarded-For, Accept-Encoding), in their order.
// Proxies add lines of their own; whoever reads the first line alone believes the visitor.
[[nodiscard]] std::string list_of(const http::fields& headers, std::string_view name,
                                  std::string_view separator = ", ");

// What makes a request one that two readers could read differently: "" where nothing does. Host,
// credentials and Origin come once at most, a Host is there since HTTP/1.1, and a body's end is told
// in one way.
[[nodiscard]] std::string ambiguity_of(const Request& request);

// 16 bytes in base64 (RFC 6455, section 4.2.1), once.
[[nodiscard]] bool has_socket_key(const Request& request);

}  // namespace ringline::server_app
