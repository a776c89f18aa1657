#include "store/call_columns.hpp"

#include <charconv>

#include "app/clock.hpp"
#include "store/dialect.hpp"

namespace ringline::server_app {
namespace {

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

constexpr const char* enders[] = {"", "caller", "callee"};  // by the place of each Ender

Ender ended_by_of(const std::string& name) {
  for (std::size_t i = 0; i < std::size(enders); ++i) {
    if (name == enders[i]) return static_cast<Ender>(i);
  }
  return Ender::Nobody;
}

// "1764115200000-1764115201500 1764115260000-": milliseconds, from and to; the last one may be open.
std::string text_of(const std::vector<Outage>& outages) {
  std::string text;
  for (const Outage& each : outages) {
    if (!text.empty()) text += ' ';
    text += std::to_string(each.from) + '-';
    if (each.to != 0) text += std::to_string(each.to);
  }
  return text;
}

std::vector<Outage> outages_in(const std::string& text) {
  std::vector<Outage> outages;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    Outage each;
    at = std::from_chars(at, end, each.from).ptr;
    if (at == end || *at++ != '-') break;
    at = std::from_chars(at, end, each.to).ptr;
    outages.push_back(each);
    if (at < end && *at++ != ' ') break;
  }
  return outages;
}

}  // namespace

std::string_view to_string(Ender by) { return enders[static_cast<std::size_t>(by)]; }

CallRow row_of(const CallRecord& record) {
  CallRow row;
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
  row.updated_at = world_now_ms();
  row.version = record.version;
  row.caller_extended = record.caller_extended ? 1 : 0;
  row.callee_extended = record.callee_extended ? 1 : 0;
  row.due_at = record.due_at;
  row.rang_at = record.rang_at;
  row.ended_by = to_string(record.ended_by);
  row.outages = record.outage_count;
  row.outage_times = text_of(record.outages);
  return row;
}

CallRecord record_of(const CallRow& row) {
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
  record.rang_at = row.rang_at;
  record.ended_by = ended_by_of(row.ended_by);
  record.outage_count = row.outages;
  record.outages = outages_in(row.outage_times);
  return record;
}

std::string call_columns(const char* format, std::optional<CallColumn::In> in, bool only_changing) {
  CallRow row;
  std::string list;
  for_each_column(row, [&](const CallColumn& column, const auto&) {
    if (in && column.in != *in && column.in != CallColumn::In::Both) return;
    if (only_changing && !column.changes) return;
    if (!list.empty()) list += ", ";
    for (const char* c = format; *c != '\0'; ++c) {
      if (*c == '%') {
        list += column.name;
      } else {
        list += *c;
      }
    }
  });
  return list;
}

std::string select_calls_sql(bool postgres, long long from_ms, long long to_ms) {
  // What call_logs keeps may be rounded otherwise.
  constexpr long long slack_ms = 1'000;
  CallRow row;
  std::string inner;
  for_each_column(row, [&](const CallColumn& column, const auto&) {
    const bool log = column.in == CallColumn::In::Log;
    const std::string name = std::string("\"") + column.name + "\"";
    std::string value = (log ? "l." : "c.") + name;
    if (log && column.kind == CallColumn::Kind::Time) value = time_as_ms(postgres, value);
    // Its type may be an enumeration of the CRM's.
    if (log && column.kind == CallColumn::Kind::Text) value = "CAST(" + value + " AS TEXT)";
    inner += (inner.empty() ? "" : ", ") + value + " AS " + name;
  });
  std::string narrowed;
  const auto narrow = [&](const char* sign, long long ms) {
    narrowed += " AND l.\"createdAt\" " + std::string(sign) + " " +
                ms_as_time(postgres, std::to_string(ms));
  };
  if (postgres && from_ms != 0) narrow(">=", from_ms - slack_ms);
  if (postgres && to_ms != 0) narrow("<", to_ms + slack_ms);
  if (!narrowed.empty()) narrowed += " AND l.\"tenantId\" = c.\"tenantId\"";
  return "SELECT " + call_columns("\"%\"") + " FROM (SELECT " + inner +
         " FROM \"ringline_calls\" c JOIN \"call_logs\" l ON l.\"id\" = c.\"id\"" + narrowed +
         ") calls WHERE ";
}

}  // namespace ringline::server_app
