#include "ops/request_log.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "auth/resume_token.hpp"
#include "log.hpp"

namespace ringline::server_app {
namespace {

constexpr std::size_t longest_path = 200;

// What fails is for whoever runs this; what people do is for the curious; the rest is noise.
Level level_of(unsigned status, std::string_view path) {
  if (status >= 500 && path != "/readyz") return Level::Warn;
  return path.rfind("/api/", 0) == 0 ? Level::Info : Level::Debug;
}

}  // namespace

Site::Reply logged(const Request& request, const Visitor& visitor, Site::Reply reply) {
  const auto target = text(request.target());
  return
      [id = "r" + random_hex(8), method = text(request.method_string()),
       path = target.substr(0, std::min(target.find('?'), longest_path)), address = visitor.address,
       began = std::chrono::steady_clock::now(), reply = std::move(reply)](Response response) {
        response.set("X-Request-Id", id);
        const auto took = std::chrono::steady_clock::now() - began;
        const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
        log(level_of(response.result_int(), path), "request",
            {{"request", id},
             {"method", method},
             {"path", path},
             {"status", std::to_string(response.result_int())},
             {"ms", std::to_string(ms)},
             {"address", address}});
        reply(std::move(response));
      };
}

}  // namespace ringline::server_app
