// The REST surface, under /api. docs/openapi.json describes it, and /api/openapi.json is that file.
//
// Every answer is of the verified token's tenant; a foreign id and an unknown one get the same
// answer. Staff see their tenant's contacts, and their own calls or with scope=tenant all of them.
// Customers see the staff as their contacts, and their own calls; they write nothing.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "http/http_session.hpp"
#include "http/origins.hpp"
#include "rest/body.hpp"
#include "rest/call.hpp"
#include "rest/request_budgets.hpp"

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
  Effort effort = Effort::Usual;
  std::size_t body_bytes = json_bytes;  // the most that a body may have
};

[[nodiscard]] const std::vector<ApiRoute>& api_routes();

class Api {
 public:
  Api(const Options& options, Database& database, const Authenticator& authenticator,
      const Origins& origins, std::function<bool(const Party&)> is_reachable)
      : context_{options, database, std::move(is_reachable)},
        authenticator_(authenticator),
        origins_(origins),
        budgets_(limits_of(options.api)) {}

  using Reply = Site::Reply;
  // A request that may be performed: its route is known, its person, and that they may ask for it.
  struct Admitted : Pass {
    const ApiRoute* route = nullptr;
    std::string query;
    std::string id;
    bool as_deployed = false;  // by the path of --call-logs-path
    Identity who;
    RequestBudgets::Ticket ticket;
  };
  using Then = std::function<void(std::shared_ptr<Admitted>)>;

  [[nodiscard]] bool serves(std::string_view path) const;
  // Looks at the header alone. Answers, or calls `then` with what `perform` is to be given.
  // `loopback`: the request came from this machine, and to it.
  void admit(const Request& request, bool loopback, Reply reply, Then then);
  void perform(const Request& request, const Admitted& admitted, Reply reply) const;

 private:
  static RequestLimits limits_of(const ApiOptions& options);
  void identify(const Request& request, std::shared_ptr<Admitted> asked, Reply reply, Then then);
  [[nodiscard]] std::string own_path(std::string_view path) const;

  ApiContext context_;
  const Authenticator& authenticator_;
  const Origins& origins_;
  RequestBudgets budgets_;
};

}  // namespace ringline::server_app
