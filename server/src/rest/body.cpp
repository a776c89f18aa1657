#include "rest/body.hpp"

#include "http/responses.hpp"
#include "rest/texts.hpp"

namespace ringline::server_app {

std::optional<Response> refuse_type(const Request& request,
                                    std::initializer_list<std::string_view> types) {
  const std::string header = text(request[http::field::content_type]);
  const std::string type = small_letters(trimmed(header.substr(0, header.find(';'))));
  std::string known;
  for (const std::string_view each : types) {
    if (type == each) return std::nullopt;
    known += (known.empty() ? "" : " or ") + std::string(each);
  }
  return make_error(http::status::unsupported_media_type, "unsupported_media_type",
                    "The body must be " + known + ": say so in Content-Type", "Content-Type");
}

Result<nlohmann::json> read_object(const std::string& body) {
  nlohmann::json object = nlohmann::json::parse(body, nullptr, false);
  if (object.is_discarded()) return bad_field("body", "is no JSON");
  if (!object.is_object()) return bad_field("body", "must be an object");
  return object;
}

}  // namespace ringline::server_app
