// One connection to PostgreSQL, for what has to be fast and must never hang: statements are prepared
// once, a whole group of them travels in one packet and is one transaction (libpq's pipeline mode),
// and every wait has an end.
#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/database_url.hpp"
#include "store/failures.hpp"

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

struct PostgresQuery {
  const char* statement;  // its name
  std::vector<std::optional<std::string>> values;
};

class PostgresConnection {
 public:
  // Connects, in at most connect_limit; throws DatabaseAway.
  explicit PostgresConnection(const DatabaseUrl& url);
  ~PostgresConnection();
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  void prepare(const char* name, const std::string& sql);
  // One statement by itself.
  PostgresResult execute(const std::string& sql);
  // All of them in one transaction and one round trip. Throws DatabaseAway (whether it took place is
  // unknown) or DatabaseRefused (nothing of it did).
  std::vector<PostgresResult> run(const std::vector<PostgresQuery>& queries);

  static constexpr std::chrono::milliseconds connect_limit{3'000};
  static constexpr std::chrono::milliseconds answer_limit{2'500};

 private:
  using Deadline = std::chrono::steady_clock::time_point;

  void connect(const DatabaseUrl& url);
  void configure(const DatabaseUrl& url);
  void wait(short events, Deadline deadline);
  void send_all(Deadline deadline);
  PGresult* next_result(Deadline deadline);
  void sent(int ok);
  [[noreturn]] void lost(const std::string& why);
  void check(const PostgresResult& result, std::optional<DatabaseRefused>& refusal);

  PGconn* connection_ = nullptr;
};

// The settings of each session, for those that go through SOCI as well.
std::string postgres_settings(const DatabaseUrl& url);

}  // namespace ringline::server_app
