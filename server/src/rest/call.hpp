// One request to the REST surface, as its handler gets it, and what handlers work with.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "auth/authenticator.hpp"
#include "http/net.hpp"
#include "options.hpp"
#include "rest/request_budgets.hpp"
#include "ringline/exchange.hpp"
#include "store/database.hpp"

namespace ringline::server_app {

struct ApiContext {
  const Options& options;
  Database& database;
  std::function<bool(const Party&)> is_reachable;
};

struct ApiCall {
  const Request& request;    // lives until it is answered
  std::string query;         // without its question mark
  std::string id;            // what stands for {id} in the path
  Identity who;              // nobody where the route asks for nobody
  bool as_deployed = false;  // by the path of --call-logs-path
  std::function<void(Response)> reply;
  RequestBudgets::Ticket ticket;  // whoever keeps on working after the answer keeps it
};

using ApiHandler = void (*)(const ApiContext&, const ApiCall&);

// The handlers; what each does stands in docs/openapi.json.
void show_me(const ApiContext& context, const ApiCall& call);
void list_contacts(const ApiContext& context, const ApiCall& call);
void export_contacts(const ApiContext& context, const ApiCall& call);
void show_presence(const ApiContext& context, const ApiCall& call);
void show_contact(const ApiContext& context, const ApiCall& call);
void create_contact(const ApiContext& context, const ApiCall& call);
void change_contact(const ApiContext& context, const ApiCall& call);
void import_contacts(const ApiContext& context, const ApiCall& call);
void list_calls(const ApiContext& context, const ApiCall& call);
void export_calls(const ApiContext& context, const ApiCall& call);
void show_call(const ApiContext& context, const ApiCall& call);
void show_statistics(const ApiContext& context, const ApiCall& call);
void show_description(const ApiContext& context, const ApiCall& call);
void list_people(const ApiContext& context, const ApiCall& call);
void issue_dev_token(const ApiContext& context, const ApiCall& call);

}  // namespace ringline::server_app
