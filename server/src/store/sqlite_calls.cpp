#include "store/sqlite_calls.hpp"

#include <soci/sqlite3/soci-sqlite3.h>
#include <sqlite3.h>

#include <deque>
#include <map>
#include <utility>

#include "store/call_columns.hpp"
#include "store/callee.hpp"
#include "store/session.hpp"

namespace ringline::server_app {
namespace {

using Answer = CallConnection::Answer;
using In = CallColumn::In;
using store::Status;

// How long another program may hold the database before it counts as away. Clients take a gateway
// that is silent for 5 s for dead.
constexpr const char* busy_limit = "PRAGMA busy_timeout = 2000";

bool means_away(int result) {
  switch (result & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_NOMEM:
    case SQLITE_READONLY:
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
    case SQLITE_NOTADB:
      return true;
    default:
      return false;
  }
}

[[noreturn]] void rethrow(const soci::soci_error& error) {
  const auto* known = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
  if (known != nullptr && means_away(known->result())) throw DatabaseAway(error.what());
  throw DatabaseRefused(error.what());
}

// A statement that is prepared once; what it is bound to lives here.
class Prepared {
 public:
  explicit Prepared(soci::session& sql) : statement_(sql) {}
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;

  void bind_columns(In in, bool only_changing) {
    for_each_column(row_, [&](const CallColumn& column, auto& value) {
      if (column.in != in && column.in != In::Both) return;
      if (only_changing && !column.changes) return;
      statement_.exchange(soci::use(value, indicator_of(column), column.name));
    });
  }
  void bind(std::string& text, const char* name) { statement_.exchange(soci::use(text, name)); }
  void bind(long long& number, const char* name) { statement_.exchange(soci::use(number, name)); }
  void select_columns() {
    for_each_column(row_, [&](const CallColumn&, auto& value) {
      statement_.exchange(soci::into(value, indicators_.emplace_back(soci::i_ok)));
    });
  }
  void prepare(const std::string& text) {
    statement_.alloc();
    statement_.prepare(text);
    statement_.define_and_bind();
  }

  void set(const CallRow& row) {
    row_ = row;
    for_each_column(row_, [&](const CallColumn& column, const auto& value) {
      indicator_of(column) = is_null(column, value, row_) ? soci::i_null : soci::i_ok;
    });
  }
  long long execute() {
    statement_.execute(true);
    return statement_.get_affected_rows();
  }
  std::vector<CallRecord> fetch_all() {
    std::vector<CallRecord> records;
    statement_.execute();
    while (statement_.fetch()) {
      // A NULL leaves what the row before had.
      auto indicator = indicators_.begin();
      for_each_column(row_, [&](const CallColumn&, auto& value) {
        if (*indicator++ == soci::i_null) value = {};
      });
      records.push_back(record_of(row_));
    }
    return records;
  }

 private:
  soci::indicator& indicator_of(const CallColumn& column) { return named_[column.name]; }

  CallRow row_;
  std::deque<soci::indicator> indicators_;
  std::map<std::string, soci::indicator> named_;
  soci::statement statement_;
};

// Statements are made on a session that is open.
struct OpenSession {
  soci::session sql;

  explicit OpenSession(const DatabaseUrl& url) {
    open_session(sql, url);
    sql << busy_limit;
  }
};

class SqliteCalls : public CallConnection {
 public:
  explicit SqliteCalls(const DatabaseUrl& url) : open_session_(url) {
    prepare_all();
    // Whether it can be written now.
    sql_ << "BEGIN IMMEDIATE";
    sql_ << "ROLLBACK";
  }

  std::vector<Answer> serve(const std::vector<const store::Request*>& requests) override {
    std::vector<Answer> answers;
    in_transaction([&] {
      for (const store::Request* each : requests) {
        answers.push_back(std::visit([this](const auto& what) { return on(what); }, *each));
      }
    });
    return answers;
  }

  std::int64_t replayed(const std::string& journal) override {
    long long upto = 0;
    try {
      sql_ << R"(SELECT "replayed" FROM "ringline_journals" WHERE "id" = :id)",
          soci::use(journal, "id"), soci::into(upto);
    } catch (const soci::soci_error& error) {
      rethrow(error);
    }
    return sql_.got_data() ? upto : 0;
  }

  void replay(const std::string& journal, std::int64_t upto,
              const std::vector<Replay>& changes) override {
    in_transaction([&] {
      for (const Replay& each : changes) {
        if (!update(each.record, each.standing_version)) {
          throw DatabaseRefused("a row changed while it was replayed", true);
        }
      }
      const long long number = upto;
      sql_ << "INSERT INTO \"ringline_journals\" (\"id\", \"replayed\") VALUES (:id, :upto) "
              "ON CONFLICT (\"id\") DO UPDATE SET \"replayed\" = excluded.\"replayed\"",
          soci::use(journal, "id"), soci::use(number, "upto");
    });
  }

 private:
  template <class Work>
  void in_transaction(Work work) {
    try {
      // At once for writing: a reader that turns writer would fail if somebody wrote in between.
      sql_ << "BEGIN IMMEDIATE";
      try {
        work();
        sql_ << "COMMIT";
      } catch (...) {
        roll_back();
        throw;
      }
    } catch (const soci::soci_error& error) {
      rethrow(error);
    }
  }

  void roll_back() {
    try {
      sql_ << "ROLLBACK";
    } catch (const soci::soci_error&) {
      // There is no transaction left to roll back, which is what is wanted.
    }
  }

  void prepare_all() {
    const std::string select = select_calls_sql(false);
    insert_side_.bind_columns(In::Side, false);
    insert_side_.prepare("INSERT INTO \"ringline_calls\" (" + call_columns("\"%\"", In::Side) +
                         ") VALUES (" + call_columns(":%", In::Side) + ") ON CONFLICT DO NOTHING");
    insert_log_.bind_columns(In::Log, false);
    insert_log_.prepare("INSERT INTO \"call_logs\" (" + call_columns("\"%\"", In::Log) +
                        ") VALUES (" + call_columns(":%", In::Log) + ")");
    update_side_.bind_columns(In::Side, true);
    update_side_.bind(id_, "theId");
    update_side_.bind(number_, "theVersion");
    update_side_.prepare("UPDATE \"ringline_calls\" SET " +
                         call_columns("\"%\" = :%", In::Side, true) +
                         " WHERE \"id\" = :theId AND \"version\" = :theVersion");
    update_log_.bind_columns(In::Log, true);
    update_log_.bind(id_, "theId");
    update_log_.prepare("UPDATE \"call_logs\" SET " + call_columns("\"%\" = :%", In::Log, true) +
                        " WHERE \"id\" = :theId");
    contact_ = (sql_.prepare << "SELECT \"firstName\", COALESCE(\"lastName\", ''), "
                                "COALESCE(\"phone\", '') FROM \"contacts\" "
                                "WHERE \"tenantId\" = :tenant AND \"id\" = :id",
                soci::use(tenant_, "tenant"), soci::use(id_, "id"), soci::into(first_name_),
                soci::into(last_name_), soci::into(phone_));
    staff_ = (sql_.prepare << "SELECT COALESCE(\"name\", \"email\") FROM \"users\" "
                              "WHERE \"tenantId\" = :tenant AND \"id\" = :id",
              soci::use(tenant_, "tenant"), soci::use(id_, "id"), soci::into(first_name_));
    load_.select_columns();
    load_.bind(id_, "theId");
    load_.prepare(select + "\"id\" = :theId");
    same_.select_columns();
    same_.bind(tenant_, "tenant");
    same_.bind(role_, "role");
    same_.bind(party_, "caller");
    same_.bind(id_, "client");
    same_.prepare(select +
                  "\"tenantId\" = :tenant AND \"callerRole\" = :role AND \"callerId\" = :caller "
                  "AND \"clientCallId\" = :client");
    // Open rows are the ones with a due time, so the search is over few.
    open_.select_columns();
    open_.bind(tenant_, "tenant");
    open_.bind(party_, "caller");
    open_.bind(role_, "role");
    open_.bind(party_, "callee");
    open_.bind(role_, "role2");
    open_.prepare(select +
                  "\"dueAt\" IS NOT NULL AND \"tenantId\" = :tenant AND "
                  "((\"callerId\" = :caller AND \"callerRole\" = :role) OR "
                  "(\"calleeId\" = :callee AND \"calleeRole\" = :role2)) ORDER BY \"createdAt\"");
    due_.select_columns();
    due_.bind(number_, "at");
    due_.prepare(select + "\"dueAt\" IS NOT NULL AND \"dueAt\" <= :at ORDER BY \"dueAt\" LIMIT " +
                 std::to_string(due_at_once));
  }

  static Answer answered(Status status, std::vector<CallRecord> records = {}) {
    Answer answer;
    answer.status = status;
    answer.records = std::move(records);
    return answer;
  }

  Answer on(const store::Resolve& whom) {
    tenant_ = whom.caller.tenant_id;
    id_ = whom.contact_id;
    const bool by_staff = whom.caller.role == Role::TenantMember;
    soci::statement& asked = by_staff ? contact_ : staff_;
    if (!asked.execute(true)) return person_not_found();
    Answer answer = by_staff ? found_contact(whom, {id_, first_name_, last_name_, phone_})
                             : found_staff(whom, first_name_);
    // To its end: a statement that isn't there would keep reading what was then.
    asked.fetch();
    return answer;
  }
  Answer on(const store::Insert& what) {
    const CallRow row = row_of(what.record);
    insert_side_.set(row);
    if (insert_side_.execute() == 1) {
      insert_log_.set(row);
      insert_log_.execute();
      return answered(Status::Done);
    }
    tenant_ = row.tenant;
    role_ = row.caller_role;
    party_ = row.caller;
    id_ = row.client_call;
    auto same = same_.fetch_all();
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
    tenant_ = what.party.tenant_id;
    party_ = what.party.id;
    role_ = to_string(what.party.role);
    return answered(Status::Done, open_.fetch_all());
  }
  Answer on(const store::LoadDue& what) {
    number_ = what.at;
    return answered(Status::Done, due_.fetch_all());
  }

  bool update(const CallRecord& record, std::int64_t standing_version) {
    const CallRow row = row_of(record);
    id_ = record.id;
    number_ = standing_version;
    update_side_.set(row);
    if (update_side_.execute() != 1) return false;
    update_log_.set(row);
    return update_log_.execute() == 1;
  }

  std::vector<CallRecord> load(const std::string& id) {
    id_ = id;
    return load_.fetch_all();
  }

  OpenSession open_session_;
  soci::session& sql_ = open_session_.sql;
  std::string id_, tenant_, role_, party_;
  std::string first_name_, last_name_, phone_;
  long long number_ = 0;
  Prepared insert_side_{sql_}, insert_log_{sql_}, update_side_{sql_}, update_log_{sql_};
  Prepared load_{sql_}, same_{sql_}, open_{sql_}, due_{sql_};
  soci::statement contact_{sql_}, staff_{sql_};
};

}  // namespace

std::unique_ptr<CallConnection> open_sqlite_calls(const DatabaseUrl& url) {
  try {
    return std::make_unique<SqliteCalls>(url);
  } catch (const soci::soci_error& error) {
    throw DatabaseAway(error.what());
  }
}

}  // namespace ringline::server_app
