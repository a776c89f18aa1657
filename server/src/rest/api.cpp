#include "rest/api.hpp"

#include <chrono>
#include <optional>
#include <utility>

#include "http/headers.hpp"
#include "http/query.hpp"
#include "http/responses.hpp"
#include "rest/answers.hpp"
#include "rest/description.hpp"
#include "rest/texts.hpp"
#include "ringline/limits.hpp"

namespace ringline::server_app {
namespace {

constexpr const char* call_logs_path = "/api/call-logs";

Hints hints_of(std::string_view query) {
  Hints meant;
  for (const auto& [name, value] : read_query(query)) {
    if (name == "tenantId") meant.tenant_id = value;
    if (name != "role") continue;
    for (const Role role : {Role::TenantMember, Role::PortalCustomer}) {
      if (value == to_string(role)) meant.role = role;
    }
  }
  return meant;
}

ApiCredentials credentials_of(const Request& request, const Origins& origins,
                              std::string_view query) {
  const bool reads = request.method() == http::verb::get || request.method() == http::verb::head;
  return {text(request[http::field::authorization]),
          list_of(request, "Cookie", "; "),
          text(request[http::field::origin]),
          origins.allows(request),
          text(request["Sec-Fetch-Site"]),
          !reads,
          hints_of(query)};
}

// HEAD is answered as GET is; the session leaves the body out.
http::verb method_of(const Request& request) {
  return request.method() == http::verb::head ? http::verb::get : request.method();
}

// What stands for {id}, decoded; nothing where the path isn't of this pattern.
std::optional<std::string> match(std::string_view path, std::string_view pattern) {
  const std::size_t place = pattern.find("{id}");
  if (place == std::string_view::npos) {
    return path == pattern ? std::optional<std::string>(std::string{}) : std::nullopt;
  }
  if (path.size() <= place || path.substr(0, place) != pattern.substr(0, place)) {
    return std::nullopt;
  }
  const std::string_view id = path.substr(place);
  if (id.find('/') != std::string_view::npos) return std::nullopt;
  return decode_part(id);
}

struct Matched {
  const ApiRoute* route = nullptr;
  std::string id;
  std::string allowed;  // methods of this path, where no route has the request's
};

// A path that is named as it is comes before one that is named by its pattern.
Matched find_route(const std::string& path, http::verb method) {
  Matched matched;
  const char* pattern = nullptr;
  for (const ApiRoute& each : api_routes()) {
    if (pattern != nullptr && std::string_view(pattern) != each.path) continue;
    auto id = match(path, each.path);
    if (!id) continue;
    pattern = each.path;
    if (each.method == method) {
      matched.route = &each;
      matched.id = std::move(*id);
      return matched;
    }
    const auto name = http::to_string(each.method);
    matched.allowed +=
        (matched.allowed.empty() ? "" : ", ") + std::string(name.data(), name.size());
    if (each.method == http::verb::get) matched.allowed += ", HEAD";
  }
  return matched;
}

}  // namespace

void show_description(const ApiContext&, const ApiCall& call) {
  call.reply(make_response(http::status::ok, "application/json", std::string(api_description())));
}

const std::vector<ApiRoute>& api_routes() {
  using http::verb;
  static const std::vector<ApiRoute> routes = {
      {verb::get, "/api/openapi.json", Access::Anyone, show_description},
      {verb::get, "/api/me", Access::Person, show_me},
      {verb::get, "/api/contacts", Access::Person, list_contacts},
      {verb::post, "/api/contacts", Access::Staff, create_contact},
      {verb::get, "/api/contacts.csv", Access::Staff, export_contacts, Effort::Export},
      {verb::post, "/api/contacts/import", Access::Staff, import_contacts, Effort::Import,
       import_bytes},
      {verb::get, "/api/contacts/presence", Access::Person, show_presence},
      {verb::get, "/api/contacts/{id}", Access::Person, show_contact},
      {verb::patch, "/api/contacts/{id}", Access::Staff, change_contact},
      {verb::get, call_logs_path, Access::Person, list_calls},
      {verb::get, "/api/call-logs.csv", Access::Person, export_calls, Effort::Export},
      {verb::get, "/api/call-logs/{id}", Access::Person, show_call},
      {verb::get, "/api/analytics", Access::Person, show_statistics},
      {verb::get, "/api/dev/people", Access::Development, list_people},
      {verb::post, "/api/dev/token", Access::Development, issue_dev_token},
  };
  return routes;
}

// The call log under the name that a frontend in use has for it: --call-logs-path. There the list has the
// shape that such a frontend knows.
std::string Api::own_path(std::string_view path) const {
  const std::string& other = context_.options.api.call_logs_path;
  if (other.empty() || path.substr(0, other.size()) != other) return std::string(path);
  const std::string_view rest = path.substr(other.size());
  if (!rest.empty() && rest.front() != '/' && rest != ".csv") return std::string(path);
  return call_logs_path + std::string(rest);
}

bool Api::serves(std::string_view path) const { return own_path(path).rfind("/api/", 0) == 0; }

void Api::admit(const Request& request, bool loopback, Reply reply, Then then) {
  const auto whole = request.target();
  const Target target = split_target({whole.data(), whole.size()});
  const std::string path = own_path(target.path);
  Matched matched = find_route(path, method_of(request));
  const ApiRoute* route = matched.route;
  const bool hidden = route != nullptr && route->access == Access::Development &&
                      !context_.options.is_development();
  if (hidden || (route == nullptr && matched.allowed.empty())) return reply(not_found());
  if (route == nullptr) {
    Response response = make_error(http::status::method_not_allowed, "method_not_allowed",
                                   "Only " + matched.allowed + " are answered here");
    response.set(http::field::allow, matched.allowed);
    return reply(std::move(response));
  }
  if (route->access == Access::Development && !loopback) {
    return reply(make_error(http::status::forbidden, "forbidden",
                            "Development tokens are given to this machine only: open the page as "
                            "http://localhost"));
  }
  auto asked = std::make_shared<Admitted>();
  asked->route = route;
  asked->query = std::string(target.query);
  asked->id = std::move(matched.id);
  asked->as_deployed = path != target.path;
  if (route->access == Access::Anyone || route->access == Access::Development) {
    return then(std::move(asked));
  }
  identify(request, std::move(asked), std::move(reply), std::move(then));
}

void Api::identify(const Request& request, std::shared_ptr<Admitted> asked, Reply reply,
                   Then then) {
  const ApiCredentials credentials = credentials_of(request, origins_, asked->query);
  authenticator_.check_request(
      credentials, [this, asked = std::move(asked), reply = std::move(reply),
                    then = std::move(then)](const Verdict& verdict) {
        if (!verdict.identity) return reply(answer_refusal(verdict.refusal));
        asked->who = *verdict.identity;
        const ApiRoute& route = *asked->route;
        auto budget = budgets_.take(asked->who, route.effort, std::chrono::steady_clock::now());
        if (!budget.ticket) return reply(answer_over_budget(budget.why));
        asked->ticket = std::move(budget.ticket);
        if (route.access == Access::Staff && asked->who.role != Role::TenantMember) {
          return reply(answer_refusal({"", "forbidden", "This is for staff"}));
        }
        // No id in the database has such a form.
        if (check_text("id", asked->id, limit::id_bytes)) return reply(not_found());
        then(asked);
      });
}

// The ticket is given back with the answer, or with the last that an answer goes on to need.
void Api::perform(const Request& request, const Admitted& admitted, Reply reply) const {
  admitted.route->handler(context_, {request, admitted.query, admitted.id, admitted.who,
                                     admitted.as_deployed, std::move(reply), admitted.ticket});
}

RequestLimits Api::limits_of(const ApiOptions& options) {
  RequestLimits limits;
  limits.person_per_second = options.requests_per_person;
  limits.tenant_per_second = options.requests_per_tenant;
  return limits;
}

}  // namespace ringline::server_app
