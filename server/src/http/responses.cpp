#include "http/responses.hpp"

#include <nlohmann/json.hpp>
#include <utility>

namespace ringline::server_app {

Response make_response(http::status status, std::string_view type, std::string body) {
  Response response{status, 11};
  response.set(http::field::content_type, beast::string_view(type.data(), type.size()));
  response.body() = std::move(body);
  return response;
}

Response make_error(http::status status, std::string_view code, std::string_view message,
                    std::string_view field) {
  nlohmann::json error{{"code", code}, {"message", message}};
  if (!field.empty()) error["field"] = field;
  Response response = make_response(status, "application/json",
                                    nlohmann::json{{"error", error}}.dump(
                                        -1, ' ', false, nlohmann::json::error_handler_t::replace));
  response.set(http::field::cache_control, "no-store");
  return response;
}

// WebAssembly needs `wasm-unsafe-eval` and nothing else; the demo shows itself in frames.
void add_security_headers(Response& response) {
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Referrer-Policy", "no-referrer");
  response.set("Content-Security-Policy",
               "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:; "
               "connect-src 'self' ws: wss:; media-src 'self' blob:; frame-ancestors 'self'; "
               "base-uri 'none'; form-action 'self'");
}

}  // namespace ringline::server_app
