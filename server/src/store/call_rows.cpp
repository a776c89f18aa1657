#include "store/call_rows.hpp"

#include <deque>
#include <utility>

#include "app/clock.hpp"

namespace ringline::server_app {
namespace {

// One row as the database has it. An empty text and a zero time are NULL there.
struct Row {
  std::string id, tenant, user, contact, direction, from_number, to_number, status, reason;
  std::string caller, caller_role, caller_user, caller_name;
  std::string callee, callee_role, callee_name;
  std::string client_call, caller_session, callee_session, preconnect_session;
  long long duration = 0, started_at = 0, ended_at = 0, created_at = 0, updated_at = 0;
  long long version = 0, caller_extended = 0, callee_extended = 0, due_at = 0;
};

enum class Null { Never, IfEmpty };

// The columns, once: what is inserted, updated and selected is made of this list.
template <class Visit>
void for_each_column(Row& row, Visit visit) {
  visit("id", row.id, Null::Never);
  visit("tenantId", row.tenant, Null::Never);
  visit("userId", row.user, Null::IfEmpty);
  visit("contactId", row.contact, Null::IfEmpty);
  visit("direction", row.direction, Null::Never);
  visit("fromNumber", row.from_number, Null::Never);
  visit("toNumber", row.to_number, Null::Never);
  visit("status", row.status, Null::Never);
  visit("duration", row.duration, Null::IfEmpty);
  visit("startedAt", row.started_at, Null::IfEmpty);
  visit("endedAt", row.ended_at, Null::IfEmpty);
  visit("createdAt", row.created_at, Null::Never);
  visit("updatedAt", row.updated_at, Null::Never);
  visit("version", row.version, Null::Never);
  visit("reason", row.reason, Null::IfEmpty);
  visit("callerId", row.caller, Null::Never);
  visit("callerRole", row.caller_role, Null::Never);
  visit("callerUserId", row.caller_user, Null::IfEmpty);
  visit("callerName", row.caller_name, Null::IfEmpty);
  visit("calleeId", row.callee, Null::Never);
  visit("calleeRole", row.callee_role, Null::Never);
  visit("calleeName", row.callee_name, Null::IfEmpty);
  visit("clientCallId", row.client_call, Null::IfEmpty);
  visit("callerSession", row.caller_session, Null::IfEmpty);
  visit("calleeSession", row.callee_session, Null::IfEmpty);
  visit("preconnectSession", row.preconnect_session, Null::IfEmpty);
  visit("callerExtended", row.caller_extended, Null::Never);
  visit("calleeExtended", row.callee_extended, Null::Never);
  visit("dueAt", row.due_at, Null::IfEmpty);
}

bool is_empty(const std::string& value) { return value.empty(); }
bool is_empty(long long value) { return value == 0; }

constexpr const char* statuses[] = {"INITIATED", "RINGING", "ANSWERED", "COMPLETED", "FAILED"};
constexpr const char* customer_role = "portal_customer";

CallStatus status_of(const std::string& name) {
  for (std::size_t i = 0; i < std::size(statuses); ++i) {
    if (name == statuses[i]) return static_cast<CallStatus>(i);
  }
  return CallStatus::Failed;
}

EndReason reason_of(const std::string& name) {
  for (int i = 0; i <= static_cast<int>(EndReason::Error); ++i) {
    if (name == to_string(static_cast<EndReason>(i))) return static_cast<EndReason>(i);
  }
  return EndReason::Error;
}

Role role_of(const std::string& name) {
  return name == customer_role ? Role::PortalCustomer : Role::TenantMember;
}

Row row_of(const CallRecord& record) {
  Row row;
  row.id = record.id;
  row.tenant = record.caller.tenant_id;
  row.user = record.staff_user_id;
  row.contact = record.contact_id;
  row.direction = record.caller.role == Role::TenantMember ? "OUTBOUND" : "INBOUND";
  row.from_number = "WebRTC";
  row.to_number = record.phone;
  row.status = to_string(record.status);
  row.reason = to_string(record.reason);
  row.caller = record.caller.id;
  row.caller_role = to_string(record.caller.role);
  row.caller_user = record.caller_user_id;
  row.caller_name = record.caller_name;
  row.callee = record.callee.id;
  row.callee_role = to_string(record.callee.role);
  row.callee_name = record.callee_name;
  row.client_call = record.client_call_id;
  row.caller_session = record.caller_session;
  row.callee_session = record.callee_session;
  row.preconnect_session = record.preconnect_session;
  row.duration = record.duration_s;
  row.started_at = record.answered_at;
  row.ended_at = record.ended_at;
  row.created_at = record.created_at;
  row.updated_at = to_ms(epoch_now());
  row.version = record.version;
  row.caller_extended = record.caller_extended ? 1 : 0;
  row.callee_extended = record.callee_extended ? 1 : 0;
  row.due_at = record.due_at;
  return row;
}

CallRecord record_of(const Row& row) {
  CallRecord record;
  record.id = row.id;
  record.version = row.version;
  record.status = status_of(row.status);
  record.reason = reason_of(row.reason);
  record.caller = {row.tenant, role_of(row.caller_role), row.caller};
  record.callee = {row.tenant, role_of(row.callee_role), row.callee};
  record.caller_user_id = row.caller_user;
  record.caller_name = row.caller_name;
  record.callee_name = row.callee_name;
  record.phone = row.to_number;
  record.contact_id = row.contact;
  record.staff_user_id = row.user;
  record.client_call_id = row.client_call;
  record.caller_session = row.caller_session;
  record.callee_session = row.callee_session;
  record.preconnect_session = row.preconnect_session;
  record.caller_extended = row.caller_extended != 0;
  record.callee_extended = row.callee_extended != 0;
  record.created_at = row.created_at;
  record.answered_at = row.started_at;
  record.ended_at = row.ended_at;
  record.duration_s = row.duration;
  record.due_at = row.due_at;
  return record;
}

// Binds every column by its name; a closed call has a duration even where it is 0.
class Binding {
 public:
  Binding(soci::statement& statement, Row& row) {
    const bool closed = row.ended_at != 0;
    for_each_column(row, [&](const char* name, auto& value, Null null) {
      const bool is_duration = std::string_view(name) == "duration";
      const bool absent = null == Null::IfEmpty && is_empty(value) && !(is_duration && closed);
      indicators_.push_back(absent ? soci::i_null : soci::i_ok);
      statement.exchange(soci::use(value, indicators_.back(), name));
    });
  }

 private:
  std::deque<soci::indicator> indicators_;
};

std::string columns(const char* format) {
  Row row;
  std::string list;
  for_each_column(row, [&](const char* name, auto&, Null) {
    if (!list.empty()) list += ", ";
    for (const char* c = format; *c != '\0'; ++c) {
      if (*c == '%') {
        list += name;
      } else {
        list += *c;
      }
    }
  });
  return list;
}

}  // namespace

void insert_call(soci::session& sql, const CallRecord& record) {
  static const std::string text =
      "INSERT INTO \"call_logs\" (" + columns("\"%\"") + ") VALUES (" + columns(":%") + ")";
  Row row = row_of(record);
  soci::statement statement(sql);
  const Binding binding(statement, row);
  statement.alloc();
  statement.prepare(text);
  statement.define_and_bind();
  statement.execute(true);
}

bool update_call(soci::session& sql, const CallRecord& record) {
  static const std::string text = "UPDATE \"call_logs\" SET " + columns("\"%\" = :%") +
                                  " WHERE \"id\" = :theId AND \"version\" = :theVersion";
  Row row = row_of(record);
  const long long expected = record.version - 1;
  soci::statement statement(sql);
  const Binding binding(statement, row);
  statement.exchange(soci::use(record.id, "theId"));
  statement.exchange(soci::use(expected, "theVersion"));
  statement.alloc();
  statement.prepare(text);
  statement.define_and_bind();
  statement.execute(true);
  return statement.get_affected_rows() == 1;
}

std::vector<CallRecord> select_calls(soci::session& sql, const std::string& where,
                                     const std::vector<Parameter>& parameters) {
  static const std::string select =
      "SELECT " + columns("\"%\"") + " FROM \"call_logs\" WHERE \"version\" IS NOT NULL AND ";
  Row row;
  std::deque<soci::indicator> indicators;
  soci::statement statement(sql);
  for_each_column(row, [&](const char*, auto& value, Null) {
    statement.exchange(soci::into(value, indicators.emplace_back()));
  });
  for (const Parameter& each : parameters) {
    if (each.number) {
      statement.exchange(soci::use(*each.number, each.name));
    } else {
      statement.exchange(soci::use(each.text, each.name));
    }
  }
  statement.alloc();
  statement.prepare(select + where);
  statement.define_and_bind();
  statement.execute();
  std::vector<CallRecord> records;
  while (statement.fetch()) {
    // A NULL leaves what the row before had.
    auto indicator = indicators.begin();
    for_each_column(row, [&](const char*, auto& value, Null) {
      if (*indicator++ == soci::i_null) value = {};
    });
    records.push_back(record_of(row));
  }
  return records;
}

}  // namespace ringline::server_app
