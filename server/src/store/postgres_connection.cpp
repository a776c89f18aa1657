#include "store/postgres_connection.hpp"

#include <poll.h>

namespace ringline::server_app {

using std::chrono::steady_clock;

PostgresConnection::PostgresConnection(const DatabaseUrl& url) {
  try {
    connect(url);
  } catch (...) {
    PQfinish(connection_);
    throw;
  }
}

PostgresConnection::~PostgresConnection() { PQfinish(connection_); }

// Blocking: libpq then gives each host, and each address of a host, a deadline of its own. Its
// polling interface has no deadlines and would stay with the first host that says nothing.
void PostgresConnection::connect(const DatabaseUrl& url) {
  connection_ = PQconnectdb(url.conninfo().c_str());
  if (connection_ == nullptr) throw DatabaseAway("no memory for a connection");
  if (PQstatus(connection_) != CONNECTION_OK) lost(one_line(PQerrorMessage(connection_)));
  if (PQsetnonblocking(connection_, 1) != 0) lost(one_line(PQerrorMessage(connection_)));
  settle_session(connection_, url);
}

PostgresResult PostgresConnection::execute(const std::string& sql) {
  const auto deadline = steady_clock::now() + answer_limit;
  sent(PQsendQuery(connection_, sql.c_str()));
  send_all(deadline);
  PostgresResult last(nullptr);
  std::optional<Problem> problem;
  while (PGresult* each = next_result(deadline)) {
    last = PostgresResult(each);
    check(last, problem);
  }
  report(problem);
  return last;
}

void PostgresConnection::prepare(const char* name, const std::string& sql) {
  const auto deadline = steady_clock::now() + answer_limit;
  sent(PQsendPrepare(connection_, name, sql.c_str(), 0, nullptr));
  send_all(deadline);
  std::optional<Problem> problem;
  while (PGresult* each = next_result(deadline)) check(PostgresResult(each), problem);
  report(problem);
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
  std::optional<Problem> problem;
  for (bool synced = false; !synced;) {
    PGresult* next = next_result(deadline);
    if (next == nullptr) continue;
    PostgresResult result(next);
    synced = PQresultStatus(next) == PGRES_PIPELINE_SYNC;
    if (synced) break;
    check(result, problem);
    results.push_back(std::move(result));
  }
  sent(PQexitPipelineMode(connection_));
  report(problem);
  if (results.size() != queries.size()) lost("it answered something else than it was asked");
  return results;
}

void PostgresConnection::check(const PostgresResult& result, std::optional<Problem>& problem) {
  const ExecStatusType status = PQresultStatus(result.raw());
  if (status != PGRES_FATAL_ERROR && status != PGRES_BAD_RESPONSE) return;
  const char* state = PQresultErrorField(result.raw(), PG_DIAG_SQLSTATE);
  std::string why = one_line(PQresultErrorMessage(result.raw()));
  if (state == nullptr) lost(why);
  if (!problem) problem = Problem{meaning_of(state), std::move(why)};
}

void PostgresConnection::report(const std::optional<Problem>& problem) {
  if (!problem) return;
  switch (problem->failure) {
    case PostgresFailure::Refused:
      throw DatabaseRefused(problem->why);
    case PostgresFailure::Again:
      throw DatabaseRefused(problem->why, true);
    case PostgresFailure::Changed:
      throw DatabaseChanged(problem->why);
    case PostgresFailure::Slow:
    case PostgresFailure::Full:
    case PostgresFailure::Gone:
      break;
  }
  throw DatabaseAway(problem->why);
}

void PostgresConnection::wait(short events, Deadline deadline) {
  if (!wait_for_socket(connection_, events, deadline)) lost("it doesn't answer");
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
