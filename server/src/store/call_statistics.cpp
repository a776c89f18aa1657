#include "store/call_statistics.hpp"

#include <algorithm>
#include <utility>

#include "store/call_columns.hpp"
#include "store/dialect.hpp"

namespace ringline::server_app {
namespace {

// When a call was made, in milliseconds by the clocks of the zone. The numbers are the gateway's own,
// and the same arithmetic is every database's; names of zones would be PostgreSQL's alone.
std::string local_ms(const std::vector<ClockOffset>& offsets) {
  std::string ahead = std::to_string(offsets.front().ahead_ms);
  for (std::size_t i = 1; i < offsets.size(); ++i) {
    ahead = "CASE WHEN \"createdAt\" >= " + std::to_string(offsets[i].from) + " THEN " +
            std::to_string(offsets[i].ahead_ms) + " ELSE " + ahead + " END";
  }
  return "(\"createdAt\" + " + ahead + ")";
}

// Everything that is counted, by the hour on the zone's clocks since 1970, the reason and the member
// of staff. It is read once, whatever is counted of it: the rows are many, the groups few.
std::string counted_sql(const CallCondition& counted, const std::string& calls,
                        const std::string& local) {
  return "WITH counted AS MATERIALIZED (SELECT " + local +
         " / 3600000 AS slot, COALESCE(\"reason\", '') AS reason, COALESCE(\"userId\", '') AS who, "
         "COUNT(*) AS calls, "
         "SUM(CASE WHEN \"direction\" = 'INBOUND' THEN 1 ELSE 0 END) AS inbound, "
         "SUM(CASE WHEN \"startedAt\" IS NOT NULL THEN 1 ELSE 0 END) AS answered, "
         "SUM(CASE WHEN \"startedAt\" IS NOT NULL AND \"endedAt\" IS NOT NULL THEN 1 ELSE 0 END) "
         "AS over_, "
         "SUM(CASE WHEN \"startedAt\" IS NOT NULL AND \"endedAt\" IS NOT NULL AND \"duration\" > 0 "
         "THEN \"duration\" ELSE 0 END) AS total_s FROM (" +
         calls + counted.sql + ") t GROUP BY 1, 2, 3) ";
}

constexpr const char* tally_columns =
    "CAST(SUM(calls) AS BIGINT), CAST(SUM(inbound) AS BIGINT), CAST(SUM(answered) AS BIGINT), "
    "CAST(SUM(over_) AS BIGINT), CAST(SUM(total_s) AS BIGINT)";

// What one row counts; those of a kind stand together.
enum Kind { Day, Hour, Reason, Staff };
// A number and a text say what each group is of. 1970-01-01 was a Thursday.
std::string groups_sql() {
  const std::string columns = std::string(tally_columns) + " FROM counted ";
  return "SELECT 0 AS kind, slot / 24 AS number, '' AS word, " + columns + "GROUP BY 2 UNION ALL " +
         "SELECT 1, ((slot / 24 + 3) % 7 + 1) * 24 + slot % 24, '', " + columns +
         "GROUP BY 2 UNION ALL SELECT 2, 0, reason, " + columns +
         "GROUP BY 3 UNION ALL SELECT 3, 0, who, " + columns + "WHERE who <> '' GROUP BY 3";
}

constexpr const char* rings_no_more = "\"status\" NOT IN ('INITIATED', 'RINGING')";

void add_group(CallStatistics& all, int kind, long long number, const std::string& word,
               const CallTally& tally) {
  switch (kind) {
    case Day:
      all.days.push_back({number, tally});
      break;
    case Hour:
      all.hours.push_back({number / 24, number % 24, tally});
      break;
    case Reason:
      all.reasons.push_back({word, tally.calls});
      break;
    default:
      all.staff.push_back({word, {}, tally});
  }
}

// As they are shown: days and hours in their order, the rest by how often.
void put_in_order(CallStatistics& all) {
  const auto sort = [](auto& list, auto key) {
    std::sort(list.begin(), list.end(),
              [&key](const auto& one, const auto& other) { return key(one) < key(other); });
  };
  sort(all.days, [](const DayTally& each) { return each.day; });
  sort(all.hours, [](const HourTally& each) { return std::pair(each.weekday, each.hour); });
  sort(all.reasons, [](const ReasonTally& each) { return std::pair(-each.calls, each.reason); });
  sort(all.staff,
       [](const StaffTally& each) { return std::pair(-each.tally.calls, each.user_id); });
  if (all.staff.size() > most_counted_staff) all.staff.resize(most_counted_staff);
}

void name_staff(soci::session& sql, const std::string& tenant_id, std::vector<StaffTally>& staff) {
  std::string id;
  std::string name;
  soci::statement statement =
      (sql.prepare << "SELECT COALESCE(\"name\", \"email\", '') FROM \"users\" "
                      "WHERE \"id\" = :id AND \"tenantId\" = :tenant",
       soci::use(id, "id"), soci::use(tenant_id, "tenant"), soci::into(name));
  for (StaffTally& each : staff) {
    id = each.user_id;
    if (statement.execute(true)) each.name = name;
  }
}

}  // namespace

void CallTally::add(const CallTally& other) {
  calls += other.calls;
  inbound += other.inbound;
  answered += other.answered;
  over += other.over;
  total_s += other.total_s;
}

CallStatistics count_calls(soci::session& sql, const Identity& who, const CallQuery& query,
                           const std::vector<ClockOffset>& offsets) {
  CallCondition counted = condition_of(who, query);
  counted.add(rings_no_more);
  // Figures are for one person and can wait: they get one processor, the others are for everybody.
  if (is_postgres(sql)) sql << "SET LOCAL max_parallel_workers_per_gather = 0";
  int kind = 0;
  long long number = 0;
  std::string word;
  CallTally tally;
  soci::statement statement(sql);
  statement.exchange(soci::into(kind));
  statement.exchange(soci::into(number));
  statement.exchange(soci::into(word));
  for (auto* each : {&tally.calls, &tally.inbound, &tally.answered, &tally.over, &tally.total_s}) {
    statement.exchange(soci::into(*each));
  }
  for (const Parameter& each : counted.parameters) {
    if (each.number) {
      statement.exchange(soci::use(*each.number, each.name));
    } else {
      statement.exchange(soci::use(each.text, each.name));
    }
  }
  statement.alloc();
  statement.prepare(counted_sql(counted, select_calls_sql(is_postgres(sql), query.from, query.to),
                                local_ms(offsets)) +
                    groups_sql());
  statement.define_and_bind();
  statement.execute();
  CallStatistics all;
  while (statement.fetch()) add_group(all, kind, number, word, tally);
  put_in_order(all);
  name_staff(sql, who.tenant_id, all.staff);
  return all;
}

}  // namespace ringline::server_app
