// A CallRecord as a row of call_logs.
#pragma once

#include <soci/soci.h>

#include <optional>
#include <string>
#include <vector>

#include "ringline/exchange.hpp"

namespace ringline::server_app {

void insert_call(soci::session& sql, const CallRecord& record);

// Replaces version - 1 by version; false where another version stands.
bool update_call(soci::session& sql, const CallRecord& record);

// `where` is SQL after WHERE, with the parameters' names; rows that Ringline didn't write are left
// out.
struct Parameter {
  std::string name;
  std::string text;
  std::optional<long long> number;  // instead of the text
};
std::vector<CallRecord> select_calls(soci::session& sql, const std::string& where,
                                     const std::vector<Parameter>& parameters);

}  // namespace ringline::server_app
