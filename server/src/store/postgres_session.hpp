// What every connection to PostgreSQL has in common, whoever speaks through it: it is a session of
// its own, and has the settings that the gateway needs.
#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "store/database_url.hpp"

namespace ringline::server_app {

// What one statement brought; its values are texts, as PostgreSQL writes them.
class PostgresResult {
 public:
  explicit PostgresResult(PGresult* result) : result_(result, PQclear) {}
  [[nodiscard]] int rows() const { return PQntuples(result_.get()); }
  [[nodiscard]] long long affected() const;
  [[nodiscard]] bool is_null(int row, int column) const {
    return PQgetisnull(result_.get(), row, column) != 0;
  }
  [[nodiscard]] std::string_view text(int row, int column) const {
    return {PQgetvalue(result_.get(), row, column),
            static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
  }
  [[nodiscard]] long long number(int row, int column) const;
  [[nodiscard]] const PGresult* raw() const { return result_.get(); }

 private:
  std::unique_ptr<PGresult, decltype(&PQclear)> result_;
};

// What a failure means, by its SQLSTATE.
enum class PostgresFailure {
  Refused,  // this statement alone, and it would be refused again
  Again,    // a deadlock or a serialization failure: the same may succeed at once
  Slow,     // it took too long, or waited too long for a lock
  Changed,  // the tables aren't what they were when the statement was made: prepare it anew
  Full,     // no memory, no room on the disk, no connection left
  Gone,     // the connection failed, the server stops, or another server leads now
};
[[nodiscard]] PostgresFailure meaning_of(std::string_view sqlstate);

// An error's text as one line.
[[nodiscard]] std::string one_line(const char* message);

// Sends statements and waits for their end, for so long at most; the last one's result. Throws
// DatabaseAway, also where the server refuses one.
PostgresResult ask_postgres(PGconn* connection, const std::string& sql,
                            std::chrono::milliseconds limit);

// Waits until the socket can be read or written; false at the deadline.
[[nodiscard]] bool wait_for_socket(PGconn* connection, short events,
                                   std::chrono::steady_clock::time_point deadline);

// To be called with each new connection, before anything else. Throws DatabaseAway where it is none of
// the gateway's own: behind a pooler that hands every transaction to another session, settings would
// stay in sessions that other programs get. So nothing is set before that is known.
void settle_session(PGconn* connection, const DatabaseUrl& url);

// The same look, by a connection of its own: for whoever sets something before anybody can look.
void check_sessions(const DatabaseUrl& url);

// Whether the server said by itself that it has become read-only.
[[nodiscard]] bool is_demoted(PGconn* connection);

}  // namespace ringline::server_app
