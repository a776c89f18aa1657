#include "store/sqlite_calls.hpp"

#include <utility>

#include "store/call_columns.hpp"
#include "store/callee.hpp"
#include "store/dialect.hpp"
#include "store/sqlite_statement.hpp"

namespace ringline::server_app {
namespace {

using Answer = CallConnection::Answer;
using In = CallColumn::In;
using store::Status;

void bind_columns(SqliteStatement& statement, const CallRow& row, In in, bool only_changing) {
  for_each_column(row, [&](const CallColumn& column, const auto& value) {
    if (column.in != in && column.in != In::Both) return;
    if (only_changing && !column.changes) return;
    if (is_null(column, value, row)) {
      statement.bind_null();
    } else {
      statement.bind(value);
    }
  });
}

std::vector<CallRecord> fetch_all(SqliteStatement& statement) {
  std::vector<CallRecord> records;
  CallRow row;
  while (statement.fetch()) {
    int column = 0;
    for_each_column(row, [&](const CallColumn&, auto& value) { statement.read(column++, value); });
    records.push_back(record_of(row));
  }
  return records;
}

std::string insert_sql(const char* table, In in) {
  return std::string("INSERT INTO \"") + table + "\" (" + call_columns("\"%\"", in) + ") VALUES (" +
         call_columns("?", in) + ")";
}

std::string update_sql(const char* table, In in) {
  return std::string("UPDATE \"") + table + "\" SET " + call_columns("\"%\" = ?", in, true) +
         " WHERE \"id\" = ?";
}

constexpr const char* mark_sql =
    "INSERT INTO \"ringline_journals\" (\"id\", \"replayed\") VALUES (?, ?) "
    "ON CONFLICT (\"id\") DO UPDATE SET \"replayed\" = excluded.\"replayed\"";

std::string select_sql(const char* where) { return select_calls_sql(false) + where; }

class SqliteCalls final : public CallConnection {
 public:
  SqliteCalls(const DatabaseUrl& url, WriteTurns* turns) : turns_(turns), database_(url.file) {
    try_write();
  }

  void try_write() override {
    SqliteStatement mark(database_, mark_sql);
    in_transaction([&] { mark.bind(std::string(write_trial)).bind(0LL).run(); });
  }

  std::vector<Answer> serve(const std::vector<const store::Request*>& requests) override {
    std::vector<Answer> answers;
    answers.reserve(requests.size());
    in_transaction([&] {
      for (const store::Request* each : requests) {
        answers.push_back(std::visit([this](const auto& what) { return on(what); }, *each));
      }
    });
    return answers;
  }

  std::int64_t replayed(const std::string& journal) override {
    SqliteStatement asked(database_,
                          R"(SELECT "replayed" FROM "ringline_journals" WHERE "id" = ?)");
    long long upto = 0;
    if (asked.bind(journal).fetch()) asked.read(0, upto);
    return upto;
  }

  void replay(const std::string& journal, std::int64_t upto,
              const std::vector<Replay>& changes) override {
    SqliteStatement mark(database_, mark_sql);
    in_transaction([&] {
      for (const Replay& each : changes) {
        if (!update(each.record, each.standing_version)) {
          throw DatabaseRefused("a row changed while it was replayed", true);
        }
      }
      mark.bind(journal).bind(upto).run();
    });
  }

 private:
  template <class Work>
  void in_transaction(Work work) {
    const WriteTurns::Turn turn(turns_);
    // At once for writing: a reader that turns writer would fail if somebody wrote in between.
    begin_.run();
    try {
      work();
      commit_.run();
    } catch (...) {
      roll_back();
      throw;
    }
  }

  void roll_back() {
    // A statement that isn't at its end would keep the transaction open.
    for (SqliteStatement* each : {&contact_, &staff_, &load_, &same_, &open_, &due_}) {
      each->reset();
    }
    // Some errors have rolled back already.
    if (sqlite3_get_autocommit(database_.handle()) == 0) rollback_.run();
  }

  static Answer answered(Status status, std::vector<CallRecord> records = {}) {
    Answer answer;
    answer.status = status;
    answer.records = std::move(records);
    return answer;
  }

  Answer on(const store::Resolve& whom) {
    const bool by_staff = whom.caller.role == Role::TenantMember;
    SqliteStatement& asked = by_staff ? contact_ : staff_;
    if (!asked.bind(whom.caller.tenant_id).bind(whom.contact_id).fetch()) {
      return person_not_found();
    }
    FoundContact person{whom.contact_id, {}, {}, true};
    asked.read(by_staff ? 1 : 0, person.name);
    if (by_staff) {
      asked.read(2, person.phone);
      long long may_ring = 1;
      asked.read(3, may_ring);
      person.may_ring = may_ring != 0;
    }
    asked.reset();
    return by_staff ? found_contact(whom, person) : found_staff(whom, person.name);
  }
  Answer on(const store::Insert& what) {
    const CallRow row = row_of(what.record);
    bind_columns(insert_side_, row, In::Side, false);
    if (insert_side_.run() == 1) {
      bind_columns(insert_log_, row, In::Log, false);
      insert_log_.run();
      return answered(Status::Done);
    }
    same_.bind(row.tenant).bind(row.caller_role).bind(row.caller).bind(row.client_call);
    auto same = fetch_all(same_);
    const Status status = same.empty() ? Status::NotFound : Status::Conflict;
    return answered(status, std::move(same));
  }
  Answer on(const store::Update& what) {
    if (update(what.record, what.record.version - 1)) return answered(Status::Done);
    auto standing = load(what.record.id);
    const Status status = standing.empty() ? Status::NotFound : Status::Conflict;
    return answered(status, std::move(standing));
  }
  Answer on(const store::Load& what) {
    auto found = load(what.call_id);
    const Status status = found.empty() ? Status::NotFound : Status::Done;
    return answered(status, std::move(found));
  }
  Answer on(const store::LoadOpen& what) {
    const auto role = to_string(what.party.role);
    open_.bind(what.party.tenant_id).bind(what.party.id).bind(role).bind(what.party.id).bind(role);
    return answered(Status::Done, fetch_all(open_));
  }
  Answer on(const store::LoadDue& what) {
    due_.bind(what.at).bind(what.answered_at);
    return answered(Status::Done, fetch_all(due_));
  }

  bool update(const CallRecord& record, std::int64_t standing_version) {
    const CallRow row = row_of(record);
    bind_columns(update_side_, row, In::Side, true);
    if (update_side_.bind(row.id).bind(standing_version).run() != 1) return false;
    bind_columns(update_log_, row, In::Log, true);
    return update_log_.bind(row.id).run() == 1;
  }

  PeopleColumns read_people() {
    SqliteStatement asked(
        database_,
        "SELECT (SELECT COUNT(*) FROM pragma_table_info('users') WHERE name = "
        "'isActive'), (SELECT COUNT(*) FROM pragma_table_info('portal_customers') "
        "WHERE name = 'isActive')");
    long long users = 0;
    long long customers = 0;
    if (asked.fetch()) {
      asked.read(0, users);
      asked.read(1, customers);
    }
    PeopleColumns people;
    people.users.can_deactivate = users != 0;
    people.customers.can_deactivate = customers != 0;
    return people;
  }

  std::vector<CallRecord> load(const std::string& id) {
    load_.bind(id);
    return fetch_all(load_);
  }

  WriteTurns* turns_;
  SqliteDatabase database_;
  PeopleColumns people_{read_people()};
  SqliteStatement begin_{database_, "BEGIN IMMEDIATE"};
  SqliteStatement commit_{database_, "COMMIT"};
  SqliteStatement rollback_{database_, "ROLLBACK"};
  SqliteStatement insert_side_{database_,
                               insert_sql("ringline_calls", In::Side) + " ON CONFLICT DO NOTHING"};
  SqliteStatement insert_log_{database_, insert_sql("call_logs", In::Log)};
  SqliteStatement update_side_{database_,
                               update_sql("ringline_calls", In::Side) + " AND \"version\" = ?"};
  SqliteStatement update_log_{database_, update_sql("call_logs", In::Log)};
  SqliteStatement contact_{database_,
                           select_contact_sql(people_) + "c.\"tenantId\" = ? AND c.\"id\" = ?"};
  SqliteStatement staff_{database_,
                         select_staff_sql(people_, false) + "\"tenantId\" = ? AND \"id\" = ?"};
  SqliteStatement load_{database_, select_sql("\"id\" = ?")};
  SqliteStatement same_{database_, select_sql("\"tenantId\" = ? AND \"callerRole\" = ? AND "
                                              "\"callerId\" = ? AND \"clientCallId\" = ?")};
  // Open rows are the ones with a due time, so the search is over few.
  SqliteStatement open_{database_, select_sql("\"dueAt\" IS NOT NULL AND \"tenantId\" = ? AND "
                                              "((\"callerId\" = ? AND \"callerRole\" = ?) OR "
                                              "(\"calleeId\" = ? AND \"calleeRole\" = ?)) "
                                              "ORDER BY \"createdAt\"")};
  SqliteStatement due_{database_, select_sql("\"dueAt\" IS NOT NULL AND \"dueAt\" <= ? AND "
                                             "(\"status\" <> 'ANSWERED' OR \"dueAt\" <= ?) "
                                             "ORDER BY \"dueAt\" LIMIT ") +
                                      std::to_string(due_at_once)};
};

}  // namespace

std::unique_ptr<CallConnection> open_sqlite_calls(const DatabaseUrl& url, WriteTurns* turns) {
  try {
    return std::make_unique<SqliteCalls>(url, turns);
  } catch (const DatabaseRefused& error) {
    throw DatabaseAway(error.what());
  }
}

}  // namespace ringline::server_app
