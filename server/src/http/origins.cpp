#include "http/origins.hpp"

#include <algorithm>

#include "http/addresses.hpp"
#include "http/responses.hpp"

namespace ringline::server_app {
namespace {

constexpr const char* preflight_kept_s = "600";
constexpr std::string_view any_origin = "*";

// Whether the page is of this request's own site. A proxy that ends TLS says so in X-Forwarded-Proto,
// and then a page without TLS, which anybody on its way may have written, isn't.
bool is_own(const Request& request, std::string_view origin, std::string_view host) {
  if (host.empty() || host != text(request[http::field::host])) return false;
  const std::string scheme = text(request["X-Forwarded-Proto"]);
  return scheme.empty() || origin.substr(0, scheme.size() + 3) == scheme + "://";
}

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
  if (is_own(request, origin, host)) return true;
  for (const std::string& each : allowed_) {
    if (each == origin || each == any_origin) return true;
  }
  return any_local_ && names_loopback(host);
}

bool Origins::is_preflight(const Request& request) {
  return request.method() == http::verb::options &&
         request.find(http::field::access_control_request_method) != request.end();
}

std::optional<Response> Origins::preflight(const Request& request) const {
  if (!is_preflight(request)) return std::nullopt;
  Response response{http::status::no_content, 11};
  if (!allows(request)) return response;  // and without the headers the browser refuses
  response.set(http::field::access_control_allow_methods, "GET, HEAD, POST, PATCH");
  // An allowed page may send what headers it likes (socket.io-client's extraHeaders).
  const auto asked = request[http::field::access_control_request_headers];
  response.set(http::field::access_control_allow_headers,
               asked.empty() ? "Authorization, Content-Type" : asked);
  response.set(http::field::access_control_max_age, preflight_kept_s);
  return response;
}

void Origins::add_headers(const Request& request, Response& response) const {
  const auto vary = text(response[http::field::vary]);
  response.set(http::field::vary, vary.empty() ? "Origin" : vary + ", Origin");
  const auto origin = request[http::field::origin];
  if (origin.empty() || !allows(request)) return;
  response.set(http::field::access_control_allow_origin, origin);
  // What cookies count for is the Authenticator's matter.
  response.set(http::field::access_control_allow_credentials, "true");
}

std::function<void(Response)> Origins::allowing(const Request& request,
                                                std::function<void(Response)> reply) const {
  Request header;
  for (const char* field : {"Origin", "Host", "X-Forwarded-Proto"}) {
    if (const auto value = request[field]; !value.empty()) header.set(field, value);
  }
  return [this, header = std::move(header), reply = std::move(reply)](Response response) {
    add_headers(header, response);
    reply(std::move(response));
  };
}

}  // namespace ringline::server_app
