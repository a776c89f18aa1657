#include "http/origins.hpp"

#include <algorithm>

#include "http/addresses.hpp"
#include "http/responses.hpp"

namespace ringline::server_app {
namespace {

constexpr const char* preflight_kept_s = "600";

std::string_view without_scheme(std::string_view origin) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (origin.substr(0, scheme.size()) == scheme) return origin.substr(scheme.size());
  }
  return {};
}

}  // namespace

bool Origins::allows(const Request& request) const {
  const std::string origin = text(request[http::field::origin]);
  if (origin.empty()) return true;
  const std::string_view host = without_scheme(origin);
  if (!host.empty() && host == text(request[http::field::host])) return true;
  if (std::find(allowed_.begin(), allowed_.end(), origin) != allowed_.end()) return true;
  return any_local_ && names_loopback(host);
}

std::optional<Response> Origins::preflight(const Request& request) const {
  if (request.method() != http::verb::options) return std::nullopt;
  if (request.find(http::field::access_control_request_method) == request.end()) {
    return std::nullopt;
  }
  Response response{http::status::no_content, 11};
  if (!allows(request)) return response;  // and without the headers the browser refuses
  response.set(http::field::access_control_allow_methods, "GET, HEAD, POST, PATCH");
  response.set(http::field::access_control_allow_headers, "Authorization, Content-Type");
  response.set(http::field::access_control_max_age, preflight_kept_s);
  return response;
}

void Origins::add_headers(const Request& request, Response& response) const {
  const auto vary = text(response[http::field::vary]);
  response.set(http::field::vary, vary.empty() ? "Origin" : vary + ", Origin");
  const auto origin = request[http::field::origin];
  if (origin.empty() || !allows(request)) return;
  response.set(http::field::access_control_allow_origin, origin);
}

}  // namespace ringline::server_app
