#include "store/postgres_calls.hpp"

#include <map>
#include <utility>

#include "store/call_columns.hpp"
#include "store/callee.hpp"
#include "store/dialect.hpp"
#include "store/postgres_connection.hpp"

namespace ringline::server_app {
namespace {

using Answer = CallConnection::Answer;
using Values = std::vector<std::optional<std::string>>;
using Types = std::map<std::string, std::string>;  // of call_logs
using In = CallColumn::In;
using Kind = CallColumn::Kind;
using store::Status;

std::string parameter(std::size_t number) { return "$" + std::to_string(number); }

std::optional<std::string> value_of(const std::string& value) { return value; }
std::optional<std::string> value_of(long long value) { return std::to_string(value); }
void read(std::string& value, std::string_view text) { value = text; }
void read(long long& value, std::string_view text) { value = std::stoll(std::string(text)); }

Values values_of(const CallRow& row, bool only_changing) {
  Values values;
  for_each_column(row, [&](const CallColumn& column, const auto& value) {
    if (only_changing && !column.changes) return;
    values.push_back(is_null(column, value, row) ? std::nullopt : value_of(value));
  });
  return values;
}

// A parameter as call_logs wants it, whose types are the CRM's.
std::string as_log(const CallColumn& column, std::size_t number, const Types& types) {
  const std::string& type = types.at(column.name);
  if (column.kind == Kind::Time) return ms_as_time(true, parameter(number), type);
  return "CAST(" + parameter(number) + " AS " + type + ")";
}

std::string insert_sql(const Types& types) {
  std::string side;
  std::string log;
  CallRow row;
  std::size_t number = 0;
  for_each_column(row, [&](const CallColumn& column, const auto&) {
    ++number;
    if (column.in != In::Log) side += (side.empty() ? "" : ", ") + parameter(number);
    if (column.in != In::Side) log += (log.empty() ? "" : ", ") + as_log(column, number, types);
  });
  return "WITH side AS (INSERT INTO \"ringline_calls\" (" + call_columns("\"%\"", In::Side) +
         ") VALUES (" + side + ") ON CONFLICT DO NOTHING RETURNING \"id\") " +
         "INSERT INTO \"call_logs\" (" + call_columns("\"%\"", In::Log) + ") SELECT " + log +
         " FROM side";
}

std::string update_sql(const Types& types) {
  std::string side;
  std::string log;
  CallRow row;
  std::size_t number = 0;
  for_each_column(row, [&](const CallColumn& column, const auto&) {
    if (!column.changes) return;
    ++number;
    const bool in_log = column.in == In::Log;
    std::string& list = in_log ? log : side;
    list += (list.empty() ? "" : ", ") + ("\"" + std::string(column.name) + "\" = ") +
            (in_log ? as_log(column, number, types) : parameter(number));
  });
  return "WITH side AS (UPDATE \"ringline_calls\" SET " + side +
         " WHERE \"id\" = " + parameter(number + 1) +
         " AND \"version\" = " + parameter(number + 2) +
         " RETURNING \"id\") UPDATE \"call_logs\" l SET " + log +
         " FROM side WHERE l.\"id\" = CAST(side.\"id\" AS " + types.at("id") + ")";
}

class PostgresCalls final : public CallConnection {
 public:
  explicit PostgresCalls(const DatabaseUrl& url) : connection_(url) {
    const Types types = read_types();
    const std::string select = select_calls_sql(true);
    connection_.prepare("insert", insert_sql(types));
    connection_.prepare("update", update_sql(types));
    const PeopleColumns people = read_people();
    connection_.prepare("contact",
                        select_contact_sql(people) + "c.\"tenantId\" = $1 AND c.\"id\" = $2");
    connection_.prepare("staff",
                        select_staff_sql(people, true) + "\"tenantId\" = $1 AND \"id\" = $2");
    connection_.prepare("load", select + "\"id\" = $1");
    connection_.prepare("same", select +
                                    "\"tenantId\" = $1 AND \"callerRole\" = $2 AND "
                                    "\"callerId\" = $3 AND \"clientCallId\" = $4");
    connection_.prepare("open", select +
                                    "\"dueAt\" IS NOT NULL AND \"tenantId\" = $1 AND "
                                    "((\"callerId\" = $2 AND \"callerRole\" = $3) OR "
                                    "(\"calleeId\" = $2 AND \"calleeRole\" = $3)) "
                                    "ORDER BY \"createdAt\"");
    connection_.prepare("due", select +
                                   "\"dueAt\" IS NOT NULL AND \"dueAt\" <= $1 AND "
                                   "(\"status\" <> 'ANSWERED' OR \"dueAt\" <= $2) "
                                   "ORDER BY \"dueAt\" LIMIT " +
                                   std::to_string(due_at_once));
    connection_.prepare("replayed",
                        "SELECT \"replayed\" FROM \"ringline_journals\" WHERE \"id\" = $1");
    connection_.prepare("mark",
                        "INSERT INTO \"ringline_journals\" (\"id\", \"replayed\") VALUES ($1, $2) "
                        "ON CONFLICT (\"id\") DO UPDATE SET \"replayed\" = EXCLUDED.\"replayed\"");
    for (const char* each : {"begin", "commit", "rollback"}) connection_.prepare(each, each);
    try_write();
  }

  void try_write() override { connection_.run({{"mark", {write_trial, "0"}}}); }

  std::vector<Answer> serve(const std::vector<const store::Request*>& requests) override {
    std::vector<PostgresQuery> queries;
    queries.reserve(requests.size());
    for (const store::Request* each : requests) {
      queries.push_back(std::visit([](const auto& what) { return question(what); }, *each));
    }
    const auto results = connection_.run(queries);
    std::vector<Answer> answers;
    std::vector<PostgresQuery> more;
    for (std::size_t i = 0; i < results.size(); ++i) {
      answers.push_back(answer_to(*requests[i], results[i]));
      if (answers.back().status == Status::Conflict) more.push_back(standing(*requests[i]));
    }
    if (!more.empty()) add_standing(answers, connection_.run(more));
    return answers;
  }

  std::int64_t replayed(const std::string& journal) override {
    const auto results = connection_.run({{"replayed", {journal}}});
    return results[0].rows() == 0 ? 0 : results[0].number(0, 0);
  }

  void replay(const std::string& journal, std::int64_t upto,
              const std::vector<Replay>& changes) override {
    std::vector<PostgresQuery> queries{{"begin", {}}};
    for (const Replay& each : changes) {
      queries.push_back(update(each.record, each.standing_version));
    }
    queries.push_back({"mark", {journal, std::to_string(upto)}});
    const auto results = run_begun(queries);
    for (std::size_t i = 1; i <= changes.size(); ++i) {
      if (results[i].affected() == 1) continue;
      connection_.run({{"rollback", {}}});
      throw DatabaseRefused("a row changed while it was replayed", true);
    }
    connection_.run({{"commit", {}}});
  }

 private:
  // A refusal leaves the transaction that was begun open, and everything after it would be refused.
  std::vector<PostgresResult> run_begun(const std::vector<PostgresQuery>& queries) {
    try {
      return connection_.run(queries);
    } catch (const DatabaseRefused&) {
      connection_.run({{"rollback", {}}});
      throw;
    }
  }

  Types read_types() {
    const PostgresResult result = connection_.execute(
        "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute "
        "WHERE attrelid = to_regclass('\"call_logs\"') AND attnum > 0 AND NOT attisdropped");
    Types types;
    for (int i = 0; i < result.rows(); ++i) {
      types[std::string(result.text(i, 0))] = result.text(i, 1);
    }
    return types;
  }

  PeopleColumns read_people() {
    const PostgresResult result = connection_.execute(
        "SELECT attrelid = to_regclass('\"users\"') FROM pg_attribute WHERE attname = 'isActive' "
        "AND "
        "attrelid IN (to_regclass('\"users\"'), to_regclass('\"portal_customers\"')) AND "
        "NOT attisdropped");
    PeopleColumns people;
    for (int i = 0; i < result.rows(); ++i) {
      (result.text(i, 0) == "t" ? people.users : people.customers).can_deactivate = true;
    }
    return people;
  }

  static PostgresQuery update(const CallRecord& record, std::int64_t standing_version) {
    Values values = values_of(row_of(record), true);
    values.emplace_back(record.id);
    values.emplace_back(std::to_string(standing_version));
    return {"update", std::move(values)};
  }

  static PostgresQuery question(const store::Resolve& whom) {
    const bool by_staff = whom.caller.role == Role::TenantMember;
    return {by_staff ? "contact" : "staff", {whom.caller.tenant_id, whom.contact_id}};
  }
  static PostgresQuery question(const store::Insert& what) {
    return {"insert", values_of(row_of(what.record), false)};
  }
  static PostgresQuery question(const store::Update& what) {
    return update(what.record, what.record.version - 1);
  }
  static PostgresQuery question(const store::Load& what) { return {"load", {what.call_id}}; }
  static PostgresQuery question(const store::LoadOpen& what) {
    return {"open", {what.party.tenant_id, what.party.id, std::string(to_string(what.party.role))}};
  }
  static PostgresQuery question(const store::LoadDue& what) {
    return {"due", {std::to_string(what.at), std::to_string(what.answered_at)}};
  }

  // What stands where a change didn't hold.
  static PostgresQuery standing(const store::Request& request) {
    if (const auto* update = std::get_if<store::Update>(&request)) {
      return {"load", {update->record.id}};
    }
    const CallRecord& record = std::get<store::Insert>(request).record;
    return {"same",
            {record.caller.tenant_id, std::string(to_string(record.caller.role)), record.caller.id,
             record.client_call_id}};
  }

  static Answer answer_to(const store::Request& request, const PostgresResult& result) {
    Answer answer;
    if (const auto* whom = std::get_if<store::Resolve>(&request)) {
      if (result.rows() == 0) return person_not_found();
      if (whom->caller.role != Role::TenantMember) {
        return found_staff(*whom, std::string(result.text(0, 0)));
      }
      return found_contact(*whom, {whom->contact_id, std::string(result.text(0, 1)),
                                   std::string(result.text(0, 2)), result.number(0, 3) != 0});
    }
    const bool changes = std::holds_alternative<store::Insert>(request) ||
                         std::holds_alternative<store::Update>(request);
    if (changes) {
      answer.status = result.affected() == 1 ? Status::Done : Status::Conflict;
      return answer;
    }
    answer.records = records_in(result);
    const bool one = std::holds_alternative<store::Load>(request);
    answer.status = one && answer.records.empty() ? Status::NotFound : Status::Done;
    return answer;
  }

  static void add_standing(std::vector<Answer>& answers,
                           const std::vector<PostgresResult>& results) {
    std::size_t next = 0;
    for (Answer& each : answers) {
      if (each.status != Status::Conflict) continue;
      each.records = records_in(results[next++]);
      if (each.records.empty()) each.status = Status::NotFound;
    }
  }

  static std::vector<CallRecord> records_in(const PostgresResult& result) {
    std::vector<CallRecord> records;
    for (int i = 0; i < result.rows(); ++i) {
      CallRow row;
      int column = 0;
      for_each_column(row, [&](const CallColumn&, auto& value) {
        if (!result.is_null(i, column)) read(value, result.text(i, column));
        ++column;
      });
      records.push_back(record_of(row));
    }
    return records;
  }

  PostgresConnection connection_;
};

}  // namespace

std::unique_ptr<CallConnection> open_postgres_calls(const DatabaseUrl& url) {
  return std::make_unique<PostgresCalls>(url);
}

}  // namespace ringline::server_app
