#include "http/headers.hpp"

#include <algorithm>

namespace ringline::server_app {
namespace {

beast::string_view beast_view(std::string_view text) { return {text.data(), text.size()}; }

std::size_t lines_of(const http::fields& headers, std::string_view name) {
  return headers.count(beast_view(name));
}

// RFC 9110, section 7.2: a name or an address, and perhaps a port.
bool is_host(beast::string_view host) {
  return std::none_of(host.begin(), host.end(), [](char c) {
    return c <= ' ' || c == '\x7f' ||
           std::string_view("/\\?#@,\"<>").find(c) != std::string_view::npos;
  });
}

}  // namespace

std::string list_of(const http::fields& headers, std::string_view name,
                    std::string_view separator) {
  std::string list;
  const auto lines = headers.equal_range(beast_view(name));
  for (auto line = lines.first; line != lines.second; ++line) {
    if (line != lines.first) list += separator;
    list += text(line->value());
  }
  return list;
}

std::string ambiguity_of(const Request& request) {
  for (const char* once : {"Host", "Authorization", "Origin", "Content-Type", "Content-Length",
                           "Transfer-Encoding", "Sec-Fetch-Site"}) {
    if (lines_of(request, once) > 1) return std::string(once) + " comes more than once";
  }
  if (request.version() >= 11 && lines_of(request, "Host") == 0) return "Host is missing";
  if (!is_host(request[http::field::host])) return "Host is no name and no address";
  const auto encoding = request[http::field::transfer_encoding];
  if (encoding.empty()) return {};
  if (!beast::iequals(encoding, "chunked")) return "Transfer-Encoding may be chunked alone";
  if (request.version() < 11) return "Transfer-Encoding is unknown to HTTP/1.0";
  if (lines_of(request, "Content-Length") > 0)
    return "Content-Length stands beside Transfer-Encoding";
  return {};
}

bool has_socket_key(const Request& request) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  constexpr std::size_t length = 24;  // 22 digits and two signs that fill up
  if (lines_of(request, "Sec-WebSocket-Key") != 1) return false;
  const std::string key = text(request[http::field::sec_websocket_key]);
  return key.size() == length && key.find_first_not_of(digits) == length - 2 &&
         key.compare(length - 2, 2, "==") == 0;
}

}  // namespace ringline::server_app
