// Calls as lists read them, through SOCI.
#pragma once

#include <soci/soci.h>

#include <optional>
#include <string>
#include <vector>

#include "ringline/exchange.hpp"

namespace ringline::server_app {

// `where` is SQL after WHERE, with the names of both tables' columns (call_columns.hpp) as they are
// and with the parameters' names. Times are milliseconds since the epoch, in either database.
struct Parameter {
  std::string name;
  std::string text;
  std::optional<long long> number;  // instead of the text
};
std::vector<CallRecord> select_calls(soci::session& sql, const std::string& where,
                                     const std::vector<Parameter>& parameters);
// How many rows that gives.
std::size_t count_rows(soci::session& sql, const std::string& where,
                       const std::vector<Parameter>& parameters);

}  // namespace ringline::server_app
