// The call log: the list, its export, one call and how it went.
#include <algorithm>
#include <charconv>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "rest/answers.hpp"
#include "rest/call.hpp"
#include "rest/csv.hpp"
#include "rest/export.hpp"
#include "rest/pages.hpp"
#include "rest/parameters.hpp"
#include "rest/texts.hpp"
#include "rest/times.hpp"
#include "ringline/limits.hpp"
#include "store/call_columns.hpp"
#include "store/call_lists.hpp"
#include "store/contacts.hpp"

namespace ringline::server_app {
namespace {

using nlohmann::json;

bool staff_called(const CallRecord& row) { return row.caller.role == Role::TenantMember; }
const char* direction_of(const CallRecord& row) {
  return staff_called(row) ? "OUTBOUND" : "INBOUND";
}
const std::string& staff_name(const CallRecord& row) {
  return staff_called(row) ? row.caller_name : row.callee_name;
}
const std::string& customer_name(const CallRecord& row) {
  return staff_called(row) ? row.callee_name : row.caller_name;
}
std::string reason_of(const CallRecord& row) { return std::string(to_string(row.reason)); }

// The columns of call_logs as Prisma names them, and what the row alone doesn't say.
json call_json(const ListedCall& call) {
  const CallRecord& row = call.record;
  return {{"id", row.id},
          {"tenantId", row.caller.tenant_id},
          {"userId", or_null(row.staff_user_id)},
          {"contactId", or_null(row.contact_id)},
          {"direction", direction_of(row)},
          {"fromNumber", "WebRTC"},
          {"toNumber", row.phone},
          {"status", to_string(row.status)},
          {"duration", row.is_open() ? json() : json(row.duration_s)},
          {"startedAt", or_null(row.answered_at)},
          {"endedAt", or_null(row.ended_at)},
          {"createdAt", row.created_at},
          {"reason", or_null(reason_of(row))},
          {"endedBy", or_null(std::string(to_string(row.ended_by)))},
          {"outages", row.outage_count},
          {"outgoing", call.outgoing},
          {"staffName", or_null(staff_name(row))},
          {"peer",
           {{"id", call.outgoing ? row.callee.id : row.caller.id},
            {"name", call.outgoing ? row.callee_name : row.caller_name},
            {"phone", staff_called(row) == call.outgoing ? row.phone : ""}}}};
}

json time_or_null(EpochMs ms) { return or_null(write_time(ms)); }

// As the deployed history reads a row of Prisma's: times as texts, and the contact beside it.
json deployed_json(const ListedCall& call, const json& contact) {
  const CallRecord& row = call.record;
  json body = call_json(call);
  body["recordingUrl"] = nullptr;
  body["startedAt"] = time_or_null(row.answered_at);
  body["endedAt"] = time_or_null(row.ended_at);
  body["createdAt"] = time_or_null(row.created_at);
  body["updatedAt"] = time_or_null(std::max({row.created_at, row.answered_at, row.ended_at}));
  body["contact"] = contact;
  return body;
}

json contact_json(soci::session& sql, const std::string& tenant, const std::string& id) {
  const Identity as_staff{{}, tenant, Role::TenantMember, {}, {}, {}};
  const auto found = find_contact(sql, as_staff, id);
  if (!found) return nullptr;
  return {{"id", found->id},
          {"firstName", found->first_name},
          {"lastName", or_null(found->last_name)},
          {"email", or_null(found->email)},
          {"phone", or_null(found->phone)}};
}

json deployed_list(soci::session& sql, const Identity& who, const CallQuery& query) {
  std::map<std::string, json> contacts;
  json list = json::array();
  for (const ListedCall& call : list_calls(sql, who, query)) {
    const std::string& id = call.record.contact_id;
    auto contact = contacts.find(id);
    if (contact == contacts.end()) {
      contact =
          contacts.emplace(id, id.empty() ? json() : contact_json(sql, who.tenant_id, id)).first;
    }
    list.push_back(deployed_json(call, contact->second));
  }
  return list;
}

// In the order in which it happened.
json timeline_json(const CallRecord& row) {
  json steps = json::array();
  const auto add = [&](EpochMs at, const char* what) -> json& {
    return steps.emplace_back(json{{"at", at}, {"what", what}});
  };
  add(row.created_at, "dialed");
  if (row.rang_at != 0) add(row.rang_at, "rang");
  if (row.answered_at != 0) add(row.answered_at, "answered");
  for (const Outage& each : row.outages) {
    add(each.from, "interrupted");
    if (each.to != 0) add(each.to, "reconnected")["afterMs"] = each.to - each.from;
  }
  if (row.ended_at != 0) {
    json& end = add(row.ended_at, "ended");
    end["reason"] = or_null(reason_of(row));
    end["by"] = or_null(std::string(to_string(row.ended_by)));
  }
  return steps;
}

std::string cursor_of(const ListedCall& last) {
  return std::to_string(last.record.created_at) + "|" + last.record.id;
}

CallPlace read_cursor(Parameters& parameters) {
  CallPlace place;
  const std::string cursor = parameters.text("cursor", cursor_bytes);
  if (cursor.empty()) return place;
  const char* end = cursor.data() + cursor.size();
  const auto read = std::from_chars(cursor.data(), end, place.created_at);
  if (read.ec != std::errc{} || read.ptr == end || *read.ptr != '|' || place.created_at <= 0) {
    parameters.fail(bad_field("cursor", "is none that nextCursor gave"));
    return {};
  }
  place.id.assign(read.ptr + 1, end);
  return place;
}

CallQuery read_filters(Parameters& parameters) {
  CallQuery query;
  query.whole_tenant = parameters.one_of("scope", {"mine", "tenant"}) == "tenant";
  query.direction = parameters.one_of("direction", {"OUTBOUND", "INBOUND"});
  query.status =
      parameters.one_of("status", {"INITIATED", "RINGING", "ANSWERED", "COMPLETED", "FAILED"});
  query.contact_id = parameters.text("contactId", limit::id_bytes);
  query.user_id = parameters.text("userId", limit::id_bytes);
  query.search = parameters.words("search", limit::name_characters);
  query.from = parameters.instant("from");
  query.to = parameters.instant("to");
  return query;
}

// Answers, where this person or these parameters may not have it.
bool refused(const ApiCall& call, const Parameters& parameters, const CallQuery& query) {
  if (parameters.error()) {
    call.reply(answer_error(parameters.error()));
    return true;
  }
  if (query.whole_tenant && call.who.role != Role::TenantMember) {
    call.reply(answer_refusal({"", "forbidden", "scope=tenant is for staff"}));
    return true;
  }
  return false;
}

constexpr const char* file_columns[] = {
    "id",       "createdAt",  "direction", "status",   "reason", "staffName", "customerName",
    "toNumber", "answeredAt", "endedAt",   "duration", "userId", "contactId"};

void write_call(std::string& text, const ListedCall& call) {
  const CallRecord& row = call.record;
  write_csv_row(
      text,
      {row.id, write_time(row.created_at), direction_of(row), std::string(to_string(row.status)),
       reason_of(row), staff_name(row), customer_name(row), row.phone, write_time(row.answered_at),
       write_time(row.ended_at), row.is_open() ? "" : std::to_string(row.duration_s),
       row.staff_user_id, row.contact_id});
}

}  // namespace

void list_calls(const ApiContext& context, const ApiCall& call) {
  Parameters parameters(call.query);
  CallQuery query = read_filters(parameters);
  query.after = read_cursor(parameters);
  const auto limit = static_cast<int>(parameters.whole("limit", 1, page_limit, page_default));
  query.most = limit + 1;
  if (refused(call, parameters, query)) return;
  if (call.as_deployed) {
    query.most = limit;
    return context.database.read<json>(
        Reading::Pages, task_owner(call.who),
        [who = call.who, query](soci::session& sql) { return deployed_list(sql, who, query); },
        [call](std::optional<json> found) {
          call.reply(found ? answer_json(*found) : unavailable());
        });
  }
  using Found = std::vector<ListedCall>;
  context.database.read<Found>(
      Reading::Pages, task_owner(call.who),
      [who = call.who, query](soci::session& sql) { return list_calls(sql, who, query); },
      [call, limit](std::optional<Found> found) {
        if (!found) return call.reply(unavailable());
        call.reply(answer_json(page_json(*found, limit, call_json, cursor_of)));
      });
}

void export_calls(const ApiContext& context, const ApiCall& call) {
  Parameters parameters(call.query);
  CallQuery query = read_filters(parameters);
  query.most = export_page;
  if (refused(call, parameters, query)) return;
  Export<ListedCall> file;
  file.file_name = "call-logs.csv";
  file.most = static_cast<std::size_t>(context.options.api.export_rows);
  file.too_many = "from";
  write_csv_row(file.header, {std::begin(file_columns), std::end(file_columns)});
  file.write = write_call;
  file.count = [who = call.who, query](soci::session& sql, std::size_t most) {
    return count_listed_calls(sql, who, query, most);
  };
  file.read = [who = call.who, query](soci::session& sql, const ListedCall* last) {
    CallQuery next = query;
    if (last != nullptr) next.after = {last->record.created_at, last->record.id};
    return list_calls(sql, who, next);
  };
  run_export(context.database, call, std::move(file));
}

void show_call(const ApiContext& context, const ApiCall& call) {
  using Found = std::optional<ListedCall>;
  context.database.read<Found>(
      Reading::Pages, task_owner(call.who),
      [who = call.who, id = call.id](soci::session& sql) { return find_call(sql, who, id); },
      [call](std::optional<Found> found) {
        if (!found) return call.reply(unavailable());
        if (!*found) return call.reply(not_found());
        json body = call_json(**found);
        body["timeline"] = timeline_json((*found)->record);
        call.reply(answer_json(body));
      });
}

}  // namespace ringline::server_app
