#include "store/call_rows.hpp"

#include <deque>

#include "store/call_columns.hpp"
#include "store/dialect.hpp"

namespace ringline::server_app {

namespace {

void bind(soci::statement& statement, const std::vector<Parameter>& parameters) {
  for (const Parameter& each : parameters) {
    if (each.number) {
      statement.exchange(soci::use(*each.number, each.name));
    } else {
      statement.exchange(soci::use(each.text, each.name));
    }
  }
}

}  // namespace

std::size_t count_rows(soci::session& sql, const std::string& where,
                       const std::vector<Parameter>& parameters) {
  long long count = 0;
  soci::statement statement(sql);
  statement.exchange(soci::into(count));
  bind(statement, parameters);
  statement.alloc();
  statement.prepare("SELECT CAST(COUNT(*) AS BIGINT) FROM (" + select_calls_sql(is_postgres(sql)) +
                    where + ") counted");
  statement.define_and_bind();
  statement.execute(true);
  return static_cast<std::size_t>(count);
}

std::vector<CallRecord> select_calls(soci::session& sql, const std::string& where,
                                     const std::vector<Parameter>& parameters) {
  CallRow row;
  std::deque<soci::indicator> indicators;
  soci::statement statement(sql);
  for_each_column(row, [&](const CallColumn&, auto& value) {
    statement.exchange(soci::into(value, indicators.emplace_back()));
  });
  bind(statement, parameters);
  statement.alloc();
  statement.prepare(select_calls_sql(is_postgres(sql)) + where);
  statement.define_and_bind();
  statement.execute();
  std::vector<CallRecord> records;
  while (statement.fetch()) {
    // A NULL leaves what the row before had.
    auto indicator = indicators.begin();
    for_each_column(row, [&](const CallColumn&, auto& value) {
      if (*indicator++ == soci::i_null) value = {};
    });
    records.push_back(record_of(row));
  }
  return records;
}

}  // namespace ringline::server_app
