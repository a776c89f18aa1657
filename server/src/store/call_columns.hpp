// A CallRecord as two rows: one of call_logs, with the columns that the CRM knows, and one of
// ringline_calls, with what Ringline needs beyond them. The columns stand here, once; everything that
// is inserted, updated, selected and journaled is made of this list.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ringline/exchange.hpp"

namespace ringline::server_app {

// An empty text and a zero are NULL in the database, where the column allows it.
struct CallRow {
  std::string id, tenant, user, contact, direction, from_number, to_number, status, reason;
  std::string caller, caller_role, caller_user, caller_name;
  std::string callee, callee_role, callee_name;
  std::string client_call, caller_session, callee_session, preconnect_session;
  long long duration = 0, started_at = 0, ended_at = 0, updated_at = 0;
  long long version = 0, caller_extended = 0, callee_extended = 0, created_at = 0, due_at = 0;
  std::string ended_by, outage_times;
  long long rang_at = 0, outages = 0;
};

// "caller", "callee", or "" for nobody.
std::string_view to_string(Ender by);

// `updated_at` is now; it is nothing of the record.
CallRow row_of(const CallRecord& record);
CallRecord record_of(const CallRow& row);

struct CallColumn {
  const char* name;
  enum class In : unsigned char { Log, Side, Both } in;  // Both: one value, kept in each table
  enum class Kind : unsigned char { Text, Number, Time } kind;
  bool nullable;
  bool changes;  // in the life of a call
};

template <class Row, class Visit>
void for_each_column(Row& row, Visit visit) {
  using In = CallColumn::In;
  using Kind = CallColumn::Kind;
  visit(CallColumn{"id", In::Both, Kind::Text, false, false}, row.id);
  visit(CallColumn{"tenantId", In::Both, Kind::Text, false, false}, row.tenant);
  visit(CallColumn{"createdAt", In::Both, Kind::Time, false, false}, row.created_at);
  visit(CallColumn{"userId", In::Log, Kind::Text, true, false}, row.user);
  visit(CallColumn{"contactId", In::Log, Kind::Text, true, false}, row.contact);
  visit(CallColumn{"direction", In::Log, Kind::Text, false, false}, row.direction);
  visit(CallColumn{"fromNumber", In::Log, Kind::Text, false, false}, row.from_number);
  visit(CallColumn{"toNumber", In::Log, Kind::Text, false, false}, row.to_number);
  visit(CallColumn{"status", In::Log, Kind::Text, false, true}, row.status);
  visit(CallColumn{"duration", In::Log, Kind::Number, true, true}, row.duration);
  visit(CallColumn{"startedAt", In::Log, Kind::Time, true, true}, row.started_at);
  visit(CallColumn{"endedAt", In::Log, Kind::Time, true, true}, row.ended_at);
  visit(CallColumn{"updatedAt", In::Log, Kind::Time, false, true}, row.updated_at);
  visit(CallColumn{"version", In::Side, Kind::Number, false, true}, row.version);
  visit(CallColumn{"reason", In::Side, Kind::Text, true, true}, row.reason);
  visit(CallColumn{"callerId", In::Side, Kind::Text, false, false}, row.caller);
  visit(CallColumn{"callerRole", In::Side, Kind::Text, false, false}, row.caller_role);
  visit(CallColumn{"callerUserId", In::Side, Kind::Text, true, false}, row.caller_user);
  visit(CallColumn{"callerName", In::Side, Kind::Text, true, false}, row.caller_name);
  visit(CallColumn{"calleeId", In::Side, Kind::Text, false, false}, row.callee);
  visit(CallColumn{"calleeRole", In::Side, Kind::Text, false, false}, row.callee_role);
  visit(CallColumn{"calleeName", In::Side, Kind::Text, true, false}, row.callee_name);
  visit(CallColumn{"clientCallId", In::Side, Kind::Text, true, false}, row.client_call);
  visit(CallColumn{"callerSession", In::Side, Kind::Text, true, true}, row.caller_session);
  visit(CallColumn{"calleeSession", In::Side, Kind::Text, true, true}, row.callee_session);
  visit(CallColumn{"preconnectSession", In::Side, Kind::Text, true, true}, row.preconnect_session);
  visit(CallColumn{"callerExtended", In::Side, Kind::Number, false, true}, row.caller_extended);
  visit(CallColumn{"calleeExtended", In::Side, Kind::Number, false, true}, row.callee_extended);
  visit(CallColumn{"dueAt", In::Side, Kind::Time, true, true}, row.due_at);
  visit(CallColumn{"rangAt", In::Side, Kind::Time, true, true}, row.rang_at);
  visit(CallColumn{"endedBy", In::Side, Kind::Text, true, true}, row.ended_by);
  visit(CallColumn{"outages", In::Side, Kind::Number, true, true}, row.outages);
  visit(CallColumn{"outageTimes", In::Side, Kind::Text, true, true}, row.outage_times);
}

inline bool is_empty(const std::string& value) { return value.empty(); }
inline bool is_empty(long long value) { return value == 0; }

// A closed call has a duration, even where it is 0.
template <class Value>
bool is_null(const CallColumn& column, const Value& value, const CallRow& row) {
  if (!column.nullable || !is_empty(value)) return false;
  return std::string_view(column.name) != "duration" || row.ended_at == 0;
}

// The columns of a table (Log, Side) or of all, each in this format: % is its name.
std::string call_columns(const char* format, std::optional<CallColumn::In> in = {},
                         bool only_changing = false);

// A SELECT of all columns, by their names, from both tables joined; what follows WHERE is to be
// added, with unqualified names. Times are milliseconds, whatever the database keeps. `from_ms` and
// `to_ms`: no call from before or after is asked for (0: any), which lets PostgreSQL find the rows of
// call_logs by an index of the CRM's own.
std::string select_calls_sql(bool postgres, long long from_ms = 0, long long to_ms = 0);

}  // namespace ringline::server_app
