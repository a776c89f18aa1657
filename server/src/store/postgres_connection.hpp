// One connection to PostgreSQL, for what has to be fast and must never hang: statements are prepared
// once, a whole group of them travels in one packet and is one transaction (libpq's pipeline mode),
// and every wait has an end.
#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "store/database_url.hpp"
#include "store/failures.hpp"
#include "store/postgres_session.hpp"

namespace ringline::server_app {

struct PostgresQuery {
  const char* statement;  // its name
  std::vector<std::optional<std::string>> values;
};

class PostgresConnection {
 public:
  // Connects to the first host that takes writes, each has 3 s; throws DatabaseAway.
  explicit PostgresConnection(const DatabaseUrl& url);
  ~PostgresConnection();
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  void prepare(const char* name, const std::string& sql);
  // One statement by itself.
  PostgresResult execute(const std::string& sql);
  // All of them in one transaction and one round trip. Throws DatabaseAway (whether it took place is
  // unknown), DatabaseChanged or DatabaseRefused (nothing of it did).
  std::vector<PostgresResult> run(const std::vector<PostgresQuery>& queries);

  static constexpr std::chrono::milliseconds answer_limit{2'500};

 private:
  using Deadline = std::chrono::steady_clock::time_point;

  void connect(const DatabaseUrl& url);
  void wait(short events, Deadline deadline);
  void send_all(Deadline deadline);
  PGresult* next_result(Deadline deadline);
  void sent(int ok);
  [[noreturn]] void lost(const std::string& why);
  // What goes wrong with a statement; the first is kept until the connection has caught up.
  struct Problem {
    PostgresFailure failure;
    std::string why;
  };
  void check(const PostgresResult& result, std::optional<Problem>& problem);
  static void report(const std::optional<Problem>& problem);

  PGconn* connection_ = nullptr;
};

}  // namespace ringline::server_app
