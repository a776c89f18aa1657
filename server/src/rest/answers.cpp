#include "rest/answers.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "http/responses.hpp"
#include "rest/csv.hpp"

namespace ringline::server_app {

using nlohmann::json;

Response answer_json(const json& body, http::status status) {
  Response response = make_response(status, "application/json",
                                    body.dump(-1, ' ', false, json::error_handler_t::replace));
  response.set(http::field::cache_control, "no-store");
  return response;
}

Response answer_csv(std::string header, const std::string& file_name,
                    std::shared_ptr<BodySource> rest) {
  // Without the mark Excel takes UTF-8 for the code page of its country.
  Response response = make_response(http::status::ok, "text/csv; charset=utf-8; header=present",
                                    std::string(byte_order_mark) + std::move(header));
  response.rest = std::move(rest);
  response.set(http::field::content_disposition, "attachment; filename=\"" + file_name + "\"");
  response.set(http::field::cache_control, "no-store");
  return response;
}

Response answer_error(const Error& error) {
  const bool large = error.code == Errc::TooLarge;
  return make_error(large ? http::status::payload_too_large : http::status::bad_request,
                    to_string(error.code), error.field + " " + error.message, error.field);
}

Response answer_refusal(const Refusal& refusal) {
  if (refusal.code == "unavailable") {
    return make_error(http::status::service_unavailable, refusal.code, refusal.detail);
  }
  const bool known = refusal.code == "forbidden";
  Response response = make_error(known ? http::status::forbidden : http::status::unauthorized,
                                 refusal.code, refusal.detail);
  if (!known) response.set(http::field::www_authenticate, "Bearer");
  return response;
}

Response answer_over_budget(const std::string& why) {
  Response response =
      make_error(http::status::too_many_requests, "limit", why + ": try again in a second");
  response.set(http::field::retry_after, "1");
  return response;
}

Response unavailable() {
  return make_error(http::status::service_unavailable, "unavailable",
                    "The database gave no answer: try again in a moment");
}

Response not_found() {
  return make_error(http::status::not_found, "not_found", "There is no such resource");
}

json or_null(const std::string& value) { return value.empty() ? json() : json(value); }
json or_null(EpochMs value) { return value == 0 ? json() : json(value); }

}  // namespace ringline::server_app
