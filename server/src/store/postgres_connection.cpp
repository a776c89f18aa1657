#include "store/postgres_connection.hpp"

#include <poll.h>

#include <charconv>
#include <cstring>

namespace ringline::server_app {
namespace {

using std::chrono::steady_clock;

// SQLSTATEs after which the same statement may succeed later or elsewhere: the connection failed,
// resources ran out (a full disk), an operator intervened (a shutdown, a timeout), the system failed,
// or this server has become read-only since another one leads.
bool means_away(std::string_view state) {
  for (const std::string_view each : {"08", "53", "57", "58", "25006", "55P03"}) {
    if (state.substr(0, each.size()) == each) return true;
  }
  return false;
}

// A deadlock or a serialization failure.
bool means_again(std::string_view state) { return state.substr(0, 2) == "40"; }

std::string one_line(const char* message) {
  std::string line(message == nullptr ? "" : message);
  while (!line.empty() && line.back() == '\n') line.pop_back();
  for (char& c : line) {
    if (c == '\n') c = ' ';
  }
  return line;
}

}  // namespace

std::string postgres_settings(const DatabaseUrl& url) {
  std::string sql =
      "SET statement_timeout = 2000; SET lock_timeout = 2000; SET "
      "idle_in_transaction_session_timeout = 10000; SET TimeZone = 'UTC'; "
      "SET client_min_messages = warning; "
      // Who is told of a call must find it after a crash, whatever the server's default is.
      "SELECT set_config('synchronous_commit', 'on', false) "
      "WHERE current_setting('synchronous_commit') = 'off'";
  if (!url.schema.empty()) sql = "SET search_path = \"" + url.schema + "\"; " + sql;
  return sql;
}

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

PostgresConnection::PostgresConnection(const DatabaseUrl& url) {
  try {
    connect(url);
    configure(url);
  } catch (...) {
    PQfinish(connection_);
    throw;
  }
}

PostgresConnection::~PostgresConnection() { PQfinish(connection_); }

void PostgresConnection::connect(const DatabaseUrl& url) {
  const auto deadline = steady_clock::now() + connect_limit;
  const char* names[] = {"dbname",
                         "application_name",
                         "keepalives_idle",
                         "keepalives_interval",
                         "keepalives_count",
                         "tcp_user_timeout",
                         nullptr};
  const char* values[] = {
      url.conninfo.c_str(), "ringline-gateway", "10", "5", "3", "5000", nullptr};
  connection_ = PQconnectStartParams(names, values, 1);
  if (connection_ == nullptr) throw DatabaseAway("no memory for a connection");
  if (PQstatus(connection_) == CONNECTION_BAD) lost(one_line(PQerrorMessage(connection_)));
  for (PostgresPollingStatusType next = PGRES_POLLING_WRITING; next != PGRES_POLLING_OK;) {
    if (next == PGRES_POLLING_FAILED) lost(one_line(PQerrorMessage(connection_)));
    wait(next == PGRES_POLLING_READING ? POLLIN : POLLOUT, deadline);
    next = PQconnectPoll(connection_);
  }
}

void PostgresConnection::configure(const DatabaseUrl& url) {
  if (PQsetnonblocking(connection_, 1) != 0) lost(one_line(PQerrorMessage(connection_)));
  execute(postgres_settings(url));
}

PostgresResult PostgresConnection::execute(const std::string& sql) {
  const auto deadline = steady_clock::now() + answer_limit;
  sent(PQsendQuery(connection_, sql.c_str()));
  send_all(deadline);
  PostgresResult last(nullptr);
  std::optional<DatabaseRefused> refusal;
  while (PGresult* each = next_result(deadline)) {
    last = PostgresResult(each);
    check(last, refusal);
  }
  if (refusal) throw *refusal;
  return last;
}

void PostgresConnection::prepare(const char* name, const std::string& sql) {
  const auto deadline = steady_clock::now() + answer_limit;
  sent(PQsendPrepare(connection_, name, sql.c_str(), 0, nullptr));
  send_all(deadline);
  std::optional<DatabaseRefused> refusal;
  while (PGresult* each = next_result(deadline)) check(PostgresResult(each), refusal);
  if (refusal) throw *refusal;
}

std::vector<PostgresResult> PostgresConnection::run(const std::vector<PostgresQuery>& queries) {
  if (queries.empty()) return {};
  const auto deadline = steady_clock::now() + answer_limit;
  sent(PQenterPipelineMode(connection_));
  std::vector<const char*> values;
  for (const PostgresQuery& each : queries) {
    values.clear();
    for (const auto& value : each.values) values.push_back(value ? value->c_str() : nullptr);
    sent(PQsendQueryPrepared(connection_, each.statement, static_cast<int>(values.size()),
                             values.data(), nullptr, nullptr, 0));
  }
  sent(PQpipelineSync(connection_));
  send_all(deadline);

  // Between two statements' results stands a null; the sync point, at which the transaction is
  // committed, comes last. A commit that fails shows as an error in its place.
  std::vector<PostgresResult> results;
  std::optional<DatabaseRefused> refusal;
  for (bool synced = false; !synced;) {
    PGresult* next = next_result(deadline);
    if (next == nullptr) continue;
    PostgresResult result(next);
    synced = PQresultStatus(next) == PGRES_PIPELINE_SYNC;
    if (synced) break;
    check(result, refusal);
    results.push_back(std::move(result));
  }
  sent(PQexitPipelineMode(connection_));
  if (refusal) throw *refusal;
  if (results.size() != queries.size()) lost("it answered something else than it was asked");
  return results;
}

void PostgresConnection::check(const PostgresResult& result,
                               std::optional<DatabaseRefused>& refusal) {
  const ExecStatusType status = PQresultStatus(result.raw());
  if (status != PGRES_FATAL_ERROR && status != PGRES_BAD_RESPONSE) return;
  const char* state = PQresultErrorField(result.raw(), PG_DIAG_SQLSTATE);
  std::string why = one_line(PQresultErrorMessage(result.raw()));
  if (state == nullptr || means_away(state)) lost(why);
  if (!refusal) refusal.emplace(why, means_again(state));
}

// Waits until the socket can be read or written.
void PostgresConnection::wait(short events, Deadline deadline) {
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - steady_clock::now());
    if (left.count() <= 0) lost("it doesn't answer");
    pollfd socket{PQsocket(connection_), events, 0};
    const int ready = poll(&socket, 1, static_cast<int>(left.count()) + 1);
    if (ready > 0) return;
    if (ready < 0 && errno != EINTR) lost("its socket can't be waited for");
  }
}

void PostgresConnection::send_all(Deadline deadline) {
  for (;;) {
    const int rest = PQflush(connection_);
    if (rest == 0) return;
    if (rest < 0) lost(one_line(PQerrorMessage(connection_)));
    // It may have to be read from before it takes more.
    wait(POLLIN | POLLOUT, deadline);
    sent(PQconsumeInput(connection_));
  }
}

PGresult* PostgresConnection::next_result(Deadline deadline) {
  while (PQisBusy(connection_) != 0) {
    wait(POLLIN, deadline);
    sent(PQconsumeInput(connection_));
  }
  if (PQstatus(connection_) == CONNECTION_BAD) lost(one_line(PQerrorMessage(connection_)));
  return PQgetResult(connection_);
}

void PostgresConnection::sent(int ok) {
  if (ok != 1) lost(one_line(PQerrorMessage(connection_)));
}

void PostgresConnection::lost(const std::string& why) { throw DatabaseAway(why); }

}  // namespace ringline::server_app
