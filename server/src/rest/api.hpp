// The REST surface, under /api. docs/openapi.json describes it, and /api/openapi.json is that file.
//
// Every answer is of the verified token's tenant; a foreign id and an unknown one get the same
// answer. Staff see their tenant's contacts, and their own calls or with scope=tenant all of them.
// Customers see the staff as their contacts, and their own calls; they write nothing.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "http/origins.hpp"
#include "rest/call.hpp"

namespace ringline::server_app {

enum class Access : std::uint8_t {
  Anyone,
  Person,
  Staff,
  Development,  // in development mode, from this machine and to it
};

struct ApiRoute {
  http::verb method;
  const char* path;  // a last part {id} stands for any
  Access access;
  ApiHandler handler;
};

[[nodiscard]] const std::vector<ApiRoute>& api_routes();

class Api {
 public:
  Api(const Options& options, Database& database, const Authenticator& authenticator,
      const Origins& origins, std::function<bool(const Party&)> is_reachable)
      : context_{options, database, std::move(is_reachable)},
        authenticator_(authenticator),
        origins_(origins) {}

  using Reply = std::function<void(Response)>;

  // False: this path isn't the API's. `loopback`: the request came from this machine, and to it.
  bool handle(const Request& request, bool loopback, Reply reply) const;

 private:
  void admit(const ApiRoute& route, ApiCall call) const;
  [[nodiscard]] std::string own_path(std::string_view path) const;

  ApiContext context_;
  const Authenticator& authenticator_;
  const Origins& origins_;
};

// The most that the body of this request may have.
[[nodiscard]] std::size_t body_limit_of(const Request& request);

}  // namespace ringline::server_app
