#include "auth/credentials.hpp"

#include <boost/beast/core/string.hpp>

namespace ringline::server_app {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

// A scheme's name may be written in any case (RFC 9110, section 11.1).
std::string bearer_token(std::string_view authorization) {
  constexpr std::string_view scheme = "bearer ";
  const auto begins = authorization.substr(0, scheme.size());
  if (!boost::beast::iequals({begins.data(), begins.size()}, "bearer ")) return {};
  return std::string(trimmed(authorization.substr(scheme.size())));
}

std::string cookie_value(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    const std::size_t end = header.find(';');
    const std::string_view pair = trimmed(header.substr(0, end));
    header = end == std::string_view::npos ? std::string_view{} : header.substr(end + 1);
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
    std::string_view value = pair.substr(equals + 1);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
      value = value.substr(1, value.size() - 2);
    }
    return std::string(value);
  }
  return {};
}

bool may_use_cookie(const ApiCredentials& request) {
  if (!request.origin.empty()) return request.origin_is_allowed;
  // A browser gives the Origin of whatever isn't GET or HEAD, and of what goes elsewhere.
  return !request.writes && request.fetch_site == "same-origin";
}

}  // namespace ringline::server_app
