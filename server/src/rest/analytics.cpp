// How much was called: counted by the database, per day, hour of the week, reason and member of
// staff, in the days of the zone that was asked for.
#include <nlohmann/json.hpp>
#include <utility>

#include "app/clock.hpp"
#include "rest/answers.hpp"
#include "rest/call.hpp"
#include "rest/parameters.hpp"
#include "rest/texts.hpp"
#include "rest/time_zone.hpp"
#include "ringline/limits.hpp"
#include "store/call_statistics.hpp"

namespace ringline::server_app {
namespace {

using nlohmann::json;

constexpr std::int64_t most_days = 400;
constexpr std::int64_t usual_days = 30;

struct Span {
  std::string zone_name;
  std::int64_t first_day = 0;
  std::int64_t last_day = 0;
  std::vector<ClockOffset> offsets;
};

std::int64_t read_day_of(Parameters& parameters, const char* name, std::int64_t otherwise) {
  const std::string text = parameters.text(name, time_zone_bytes);
  if (text.empty()) return otherwise;
  const auto day = read_day(text);
  if (day) return *day;
  parameters.fail(bad_field(name, "must be a day such as 2026-11-25"));
  return otherwise;
}

// Also sets `from` and `to` of the query: what the days of the zone are in milliseconds.
Span read_span(Parameters& parameters, CallQuery& query) {
  Span span;
  span.zone_name = parameters.text("timeZone", time_zone_bytes);
  if (span.zone_name.empty()) span.zone_name = "UTC";
  const auto zone = TimeZone::find(span.zone_name);
  if (!zone) {
    parameters.fail(bad_field("timeZone",
                              "is none that this gateway knows: give a name such as Asia/Dhaka, or "
                              "a distance from UTC such as +06:00 (its plus as %2B)"));
    return span;
  }
  if (span.zone_name.front() == ' ') span.zone_name.front() = '+';
  const std::int64_t today = zone->day_of(world_now_ms());
  span.last_day = read_day_of(parameters, "lastDay", today);
  span.first_day = read_day_of(parameters, "firstDay",
                               std::max<std::int64_t>(0, span.last_day - usual_days + 1));
  if (span.first_day > span.last_day) {
    parameters.fail(bad_field("firstDay", "is after lastDay"));
  } else if (span.last_day - span.first_day >= most_days) {
    parameters.fail(bad_field(
        "firstDay", "is too early: at most " + std::to_string(most_days) + " days are counted"));
  }
  if (parameters.error()) return span;
  // Before 1970 there are no calls, and 0 would mean that there is no such limit.
  query.from = std::max<EpochMs>(1, zone->begin_of(span.first_day));
  query.to = std::max<EpochMs>(1, zone->begin_of(span.last_day + 1));
  span.offsets = zone->offsets(query.from, query.to);
  return span;
}

json with_tally(json body, const CallTally& tally) {
  body["calls"] = tally.calls;
  body["inbound"] = tally.inbound;
  body["answered"] = tally.answered;
  body["answerRate"] =
      tally.calls == 0
          ? json()
          : json(static_cast<double>(tally.answered) / static_cast<double>(tally.calls));
  body["totalDurationS"] = tally.total_s;
  body["meanDurationS"] =
      tally.over == 0 ? json()
                      : json(static_cast<double>(tally.total_s) / static_cast<double>(tally.over));
  return body;
}

// Every day of the span, also those without calls.
json days_json(const Span& span, const std::vector<DayTally>& counted) {
  json days = json::array();
  auto next = counted.begin();
  for (std::int64_t day = span.first_day; day <= span.last_day; ++day) {
    const bool has_calls = next != counted.end() && next->day == day;
    days.push_back(
        with_tally({{"day", write_day(day)}}, has_calls ? (next++)->tally : CallTally{}));
  }
  return days;
}

json statistics_json(const Span& span, const CallStatistics& counted) {
  CallTally total;
  for (const DayTally& each : counted.days) total.add(each.tally);
  json hours = json::array();
  for (const HourTally& each : counted.hours) {
    hours.push_back(with_tally({{"weekday", each.weekday}, {"hour", each.hour}}, each.tally));
  }
  json reasons = json::array();
  for (const ReasonTally& each : counted.reasons) {
    reasons.push_back({{"reason", or_null(each.reason)}, {"calls", each.calls}});
  }
  json staff = json::array();
  for (const StaffTally& each : counted.staff) {
    staff.push_back(
        with_tally({{"userId", each.user_id}, {"name", or_null(each.name)}}, each.tally));
  }
  return {{"firstDay", write_day(span.first_day)},
          {"lastDay", write_day(span.last_day)},
          {"timeZone", span.zone_name},
          {"total", with_tally(json::object(), total)},
          {"days", days_json(span, counted.days)},
          {"hours", std::move(hours)},
          {"reasons", std::move(reasons)},
          {"staff", std::move(staff)}};
}

}  // namespace

void show_statistics(const ApiContext& context, const ApiCall& call) {
  Parameters parameters(call.query);
  CallQuery query;
  query.whole_tenant = parameters.one_of("scope", {"mine", "tenant"}) == "tenant";
  query.direction = parameters.one_of("direction", {"OUTBOUND", "INBOUND"});
  query.contact_id = parameters.text("contactId", limit::id_bytes);
  query.user_id = parameters.text("userId", limit::id_bytes);
  const Span span = read_span(parameters, query);
  if (parameters.error()) return call.reply(answer_error(parameters.error()));
  if (query.whole_tenant && call.who.role != Role::TenantMember) {
    return call.reply(answer_refusal({"", "forbidden", "scope=tenant is for staff"}));
  }
  context.database.read<CallStatistics>(
      Reading::Reports, task_owner(call.who),
      [who = call.who, query, offsets = span.offsets](soci::session& sql) {
        return count_calls(sql, who, query, offsets);
      },
      [call, span](std::optional<CallStatistics> counted) {
        if (!counted) return call.reply(unavailable());
        call.reply(answer_json(statistics_json(span, *counted)));
      });
}

}  // namespace ringline::server_app
