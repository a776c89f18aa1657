#include "store/call_statistics.hpp"

#include <deque>

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

std::string day_of(const std::string& ms) { return "(" + ms + " / 86400000)"; }
// 1970-01-01 was a Thursday.
std::string weekday_of(const std::string& ms) { return "((" + day_of(ms) + " + 3) % 7 + 1)"; }
std::string hour_of(const std::string& ms) { return "(" + ms + " / 3600000 % 24)"; }

constexpr const char* tally_columns =
    "CAST(COUNT(*) AS BIGINT), "
    "CAST(SUM(CASE WHEN \"direction\" = 'INBOUND' THEN 1 ELSE 0 END) AS BIGINT), "
    "CAST(SUM(CASE WHEN \"startedAt\" IS NOT NULL THEN 1 ELSE 0 END) AS BIGINT), "
    "CAST(SUM(CASE WHEN \"startedAt\" IS NOT NULL AND \"endedAt\" IS NOT NULL THEN 1 ELSE 0 END) "
    "AS BIGINT), "
    "CAST(SUM(CASE WHEN \"startedAt\" IS NOT NULL AND \"endedAt\" IS NOT NULL "
    "THEN COALESCE(\"duration\", 0) ELSE 0 END) AS BIGINT)";

constexpr const char* rings_no_more = "\"status\" NOT IN ('INITIATED', 'RINGING')";

// A grouped query over the calls that are counted, and what its columns are read into.
class Count {
 public:
  Count(soci::session& sql, const CallCondition& counted) : sql_(sql), counted_(counted) {}

  template <class Value>
  Count& into(Value& value) {
    statement_.exchange(soci::into(value, indicators_.emplace_back()));
    return *this;
  }
  Count& into(CallTally& tally) {
    return into(tally.calls)
        .into(tally.inbound)
        .into(tally.answered)
        .into(tally.over)
        .into(tally.total_s);
  }

  // `columns` of the calls `t`; `rest` follows them. `take` is called for each row. Texts are never
  // NULL in what is asked for here, and neither are counts.
  template <class Take>
  void each(const std::string& columns, const std::string& rest, Take take) {
    for (const Parameter& parameter : counted_.parameters) {
      if (parameter.number) {
        statement_.exchange(soci::use(*parameter.number, parameter.name));
      } else {
        statement_.exchange(soci::use(parameter.text, parameter.name));
      }
    }
    statement_.alloc();
    statement_.prepare("SELECT " + columns + " FROM (" + select_calls_sql(is_postgres(sql_)) +
                       counted_.sql + ") t " + rest);
    statement_.define_and_bind();
    statement_.execute();
    while (statement_.fetch()) take();
  }

 private:
  soci::session& sql_;
  const CallCondition& counted_;
  soci::statement statement_{sql_};
  std::deque<soci::indicator> indicators_;
};

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
  const std::string local = local_ms(offsets);
  CallStatistics all;

  DayTally day;
  Count(sql, counted)
      .into(day.day)
      .into(day.tally)
      .each(day_of(local) + " AS day, " + tally_columns, "GROUP BY 1 ORDER BY 1",
            [&] { all.days.push_back(day); });

  HourTally hour;
  Count(sql, counted)
      .into(hour.weekday)
      .into(hour.hour)
      .into(hour.tally)
      .each(weekday_of(local) + " AS weekday, " + hour_of(local) + " AS hour, " + tally_columns,
            "GROUP BY 1, 2 ORDER BY 1, 2", [&] { all.hours.push_back(hour); });

  ReasonTally reason;
  Count(sql, counted)
      .into(reason.reason)
      .into(reason.calls)
      .each("COALESCE(\"reason\", '') AS reason, CAST(COUNT(*) AS BIGINT) AS calls",
            "GROUP BY 1 ORDER BY 2 DESC, 1", [&] { all.reasons.push_back(reason); });

  StaffTally staff;
  Count(sql, counted)
      .into(staff.user_id)
      .into(staff.name)
      .into(staff.tally)
      .each(
          "t.\"userId\", COALESCE((SELECT COALESCE(u.\"name\", u.\"email\") FROM \"users\" u "
          "WHERE u.\"id\" = t.\"userId\" AND u.\"tenantId\" = t.\"tenantId\"), '') AS name, " +
              std::string(tally_columns),
          "WHERE t.\"userId\" IS NOT NULL GROUP BY t.\"userId\", t.\"tenantId\" "
          "ORDER BY 3 DESC, 1 LIMIT " +
              std::to_string(most_counted_staff),
          [&] { all.staff.push_back(staff); });
  return all;
}

}  // namespace ringline::server_app
