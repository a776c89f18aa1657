// The call log as people read it.
#pragma once

#include <soci/soci.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ringline/exchange.hpp"
#include "store/call_rows.hpp"

namespace ringline::server_app {

struct ListedCall {
  CallRecord record;
  bool outgoing = false;  // as seen by who asks, or by the business where it isn't his
};

// Where a page of calls ended; the next one begins after it. Zero: the first page.
struct CallPlace {
  EpochMs created_at = 0;
  std::string id;
};

// What is asked for; "" and 0 leave a filter out.
struct CallQuery {
  bool whole_tenant = false;  // staff: also the calls of others
  std::string direction;      // OUTBOUND or INBOUND
  std::string status;         // INITIATED, RINGING, ANSWERED, COMPLETED, FAILED
  std::string contact_id;
  std::string user_id;
  std::string search;  // in the names of both sides and the number
  EpochMs from = 0;    // created then or later
  EpochMs to = 0;      // created before
  CallPlace after;
  int most = 20;
};

// What follows WHERE, and what is bound to it.
struct CallCondition {
  std::string sql;
  std::vector<Parameter> parameters;

  void add(const std::string& clause) { sql += (sql.empty() ? "" : " AND ") + clause; }
  void bind(std::string name, std::string text) {
    parameters.push_back({std::move(name), std::move(text), {}});
  }
  void bind(std::string name, long long number) {
    parameters.push_back({std::move(name), {}, number});
  }
};

// The calls that are asked for, among those that this person may see.
CallCondition condition_of(const Identity& who, const CallQuery& query);

// The newest first.
std::vector<ListedCall> list_calls(soci::session& sql, const Identity& who, const CallQuery& query);

// How many there are, of which none beyond `most` is counted.
std::size_t count_listed_calls(soci::session& sql, const Identity& who, const CallQuery& query,
                               std::size_t most);

// Nothing where there is no such call, or where it is none of his to see.
std::optional<ListedCall> find_call(soci::session& sql, const Identity& who, const std::string& id);

}  // namespace ringline::server_app
