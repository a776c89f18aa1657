#include "http/origins.hpp"

#include <algorithm>

#include "http/addresses.hpp"
#include "http/headers.hpp"
#include "http/responses.hpp"

namespace ringline::server_app {
namespace {

constexpr const char* preflight_kept_s = "600";
constexpr std::string_view any_origin = "*";

struct Scheme {
  std::string_view name;
  std::string_view port;  // its own, which stands in no origin
};
constexpr Scheme schemes[] = {{"http://", ":80"}, {"https://", ":443"}};

std::string small_letters(std::string_view text) {
  std::string small(text);
  for (char& c : small) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return small;
}

// A proxy that ends TLS says so in X-Forwarded-Proto. Then a page without TLS, which anybody on its way may
// have written, isn't of this request's own site.
bool came_by(const Request& request, std::string_view scheme) {
  const std::string proto = text(request["X-Forwarded-Proto"]);
  return proto.empty() || proto + "://" == scheme;
}

// The host of a normal origin, with its port where it has one.
std::string_view host_of(std::string_view origin) {
  const std::size_t end = origin.find("://");
  return end == std::string_view::npos ? std::string_view{} : origin.substr(end + 3);
}

}  // namespace

Origins::Origins(std::vector<std::string> allowed, bool any_local, bool believes)
    : any_local_(any_local), believes_(believes) {
  for (const std::string& each : allowed) {
    allowed_.push_back(each == any_origin ? each : normal(each));
  }
}

std::string Origins::normal(std::string_view origin) {
  std::string small = small_letters(origin);
  for (const Scheme& each : schemes) {
    if (small.compare(0, each.name.size(), each.name) != 0) continue;
    if (small.size() > each.port.size() &&
        small.compare(small.size() - each.port.size(), each.port.size(), each.port) == 0) {
      small.resize(small.size() - each.port.size());
    }
    const std::string_view host = std::string_view(small).substr(each.name.size());
    const bool good = !host.empty() && host.find_first_of("/?#@* \t\\") == std::string_view::npos;
    return good ? small : std::string{};
  }
  return {};
}

bool Origins::allows(const Request& request) const {
  const std::string given = text(request[http::field::origin]);
  const std::string origin = normal(given);
  const auto is_allowed = [this](const std::string& wanted) {
    return std::any_of(allowed_.begin(), allowed_.end(), [&](const std::string& each) {
      return each == any_origin || (each == wanted && !wanted.empty());
    });
  };
  if (given.empty() || is_allowed(origin)) return true;
  if (origin.empty()) return false;
  const std::string_view host = host_of(origin);
  const std::string scheme = origin.substr(0, origin.size() - host.size());
  const std::string own = normal(scheme + text(request[http::field::host]));
  if (own == origin && came_by(request, scheme) && (!believes_ || names_address(host))) return true;
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
  const std::string asked = list_of(request, "Access-Control-Request-Headers");
  response.set(http::field::access_control_allow_headers,
               asked.empty() ? std::string("Authorization, Content-Type") : asked);
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
