#include "store/postgres_session.hpp"

#include <poll.h>

#include <charconv>
#include <cstring>

#include "store/failures.hpp"

namespace ringline::server_app {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds settings_limit{3'000};
// How often a session is asked for its process: a pooler hands out its sessions in turn.
constexpr int looks = 8;

constexpr const char* shares_sessions =
    "a pooler stands before it that hands each transaction to another session (PgBouncer's "
    "pool_mode=transaction): prepared statements, locks and settings need a session of their own. "
    "Give the direct url (Prisma's directUrl), or pool_mode=session";

struct Meaning {
  std::string_view state;  // how the SQLSTATE begins
  PostgresFailure failure;
};
// The first that fits.
constexpr Meaning meanings[] = {
    {"57014", PostgresFailure::Slow},    {"55P03", PostgresFailure::Slow},
    {"25006", PostgresFailure::Gone},    {"08", PostgresFailure::Gone},
    {"57", PostgresFailure::Gone},       {"58", PostgresFailure::Gone},
    {"53", PostgresFailure::Full},       {"40", PostgresFailure::Again},
    {"42501", PostgresFailure::Refused},  // a right is missing
    {"42", PostgresFailure::Changed},    {"0A000", PostgresFailure::Changed},
    {"26", PostgresFailure::Changed},  // the prepared statement is gone
};

struct Connection {
  explicit Connection(PGconn* made) : raw(made) {}
  ~Connection() { PQfinish(raw); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  PGconn* raw;
};

// The process that serves it now.
long long process_of(PGconn* connection) {
  return ask_postgres(connection, "SELECT pg_backend_pid()", settings_limit).number(0, 0);
}

// Two connections that are the gateway's own never get the same process, and neither changes its
// process. The second one holds a transaction open, so that a pooler can't give its process away.
bool is_own(PGconn* connection, const DatabaseUrl& url) {
  const long long process = process_of(connection);
  // A server says at the start which process it is; a pooler says something of its own. One that
  // gives a client the same session to the end is as good as none.
  if (process == PQbackendPID(connection)) return true;
  const Connection other(PQconnectdb(url.conninfo().c_str()));
  if (PQstatus(other.raw) != CONNECTION_OK) throw DatabaseAway(one_line(PQerrorMessage(other.raw)));
  ask_postgres(other.raw, "BEGIN", settings_limit);
  if (process_of(other.raw) == process) return false;
  for (int i = 0; i < looks; ++i) {
    if (process_of(connection) != process) return false;
  }
  return true;
}

std::string settings_of(const DatabaseUrl& url) {
  std::string sql =
      "SET statement_timeout = 2000; SET lock_timeout = 2000; SET "
      "idle_in_transaction_session_timeout = 10000; SET TimeZone = 'UTC'; "
      "SET client_min_messages = warning; SET default_transaction_isolation = 'read committed'; "
      // Who is told of a call must find it after a crash, whatever the server's default is.
      "SELECT set_config('synchronous_commit', 'on', false) "
      "WHERE current_setting('synchronous_commit') = 'off'";
  if (!url.schema.empty()) sql = "SET search_path = \"" + url.schema + "\"; " + sql;
  return sql;
}

}  // namespace

long long PostgresResult::affected() const {
  const char* count = PQcmdTuples(const_cast<PGresult*>(result_.get()));
  long long value = 0;
  std::from_chars(count, count + std::strlen(count), value);
  return value;
}

long long PostgresResult::number(int row, int column) const {
  const std::string_view digits = text(row, column);
  long long value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

PostgresFailure meaning_of(std::string_view sqlstate) {
  for (const Meaning& each : meanings) {
    if (sqlstate.substr(0, each.state.size()) == each.state) return each.failure;
  }
  return PostgresFailure::Refused;
}

std::string one_line(const char* message) {
  std::string line(message == nullptr ? "" : message);
  while (!line.empty() && line.back() == '\n') line.pop_back();
  for (char& c : line) {
    if (c == '\n') c = ' ';
  }
  return line;
}

bool wait_for_socket(PGconn* connection, short events, steady_clock::time_point deadline) {
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - steady_clock::now());
    if (left.count() <= 0) return false;
    pollfd socket{PQsocket(connection), events, 0};
    const int ready = poll(&socket, 1, static_cast<int>(left.count()) + 1);
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

PostgresResult ask_postgres(PGconn* connection, const std::string& sql,
                            std::chrono::milliseconds limit) {
  const auto deadline = steady_clock::now() + limit;
  const auto check = [&](bool ok) {
    if (!ok) throw DatabaseAway(one_line(PQerrorMessage(connection)));
  };
  check(PQsendQuery(connection, sql.c_str()) == 1);
  for (int rest = 1; rest != 0;) {
    rest = PQflush(connection);
    check(rest >= 0);
    if (rest > 0 && !wait_for_socket(connection, POLLIN | POLLOUT, deadline)) {
      throw DatabaseAway("it doesn't answer");
    }
    if (rest > 0) check(PQconsumeInput(connection) == 1);
  }
  PostgresResult last(nullptr);
  std::string refusal;
  for (;;) {
    while (PQisBusy(connection) != 0) {
      if (!wait_for_socket(connection, POLLIN, deadline)) throw DatabaseAway("it doesn't answer");
      check(PQconsumeInput(connection) == 1);
    }
    PGresult* next = PQgetResult(connection);
    if (next == nullptr) break;
    last = PostgresResult(next);
    const ExecStatusType status = PQresultStatus(next);
    const bool failed = status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE;
    if (failed && refusal.empty()) refusal = one_line(PQresultErrorMessage(next)) + " ";
  }
  if (!refusal.empty()) throw DatabaseAway(refusal.substr(0, refusal.size() - 1));
  return last;
}

void check_sessions(const DatabaseUrl& url) {
  const Connection connection(PQconnectdb(url.conninfo().c_str()));
  if (PQstatus(connection.raw) != CONNECTION_OK) {
    throw DatabaseAway(one_line(PQerrorMessage(connection.raw)));
  }
  if (!is_own(connection.raw, url)) throw DatabaseAway(shares_sessions);
}

void settle_session(PGconn* connection, const DatabaseUrl& url) {
  if (!is_own(connection, url)) throw DatabaseAway(shares_sessions);
  ask_postgres(connection, settings_of(url), settings_limit);
  url.connected_to(PQhost(connection), PQport(connection));
}

bool is_demoted(PGconn* connection) {
  const char* read_only = PQparameterStatus(connection, "default_transaction_read_only");
  const char* standby = PQparameterStatus(connection, "in_hot_standby");
  return (read_only != nullptr && std::strcmp(read_only, "on") == 0) ||
         (standby != nullptr && std::strcmp(standby, "on") == 0);
}

}  // namespace ringline::server_app
