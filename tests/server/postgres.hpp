// A real PostgreSQL: a cluster in a temporary folder, with a socket there and no port, started for
// the tests and gone with them. PostgreSQL refuses to run as root, so root starts it as `postgres`.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "server/client.hpp"

namespace ringline::test {

class PostgresServer {
 public:
  PostgresServer();
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  // One for all tests that leave it as it was.
  static PostgresServer& shared();

  // An empty database; returns its url. `more` are further words of CREATE DATABASE.
  std::string create_database(const std::string& more = {});

  // Where its socket is, with the usual port.
  [[nodiscard]] std::string folder() const { return folder_.path(); }
  // A setting of the whole server; all its sessions follow it.
  void set(const std::string& name, const std::string& value) const;

  void start();
  void kill();    // SIGKILL to all of its processes, at once
  void freeze();  // SIGSTOP
  void thaw();

 private:
  [[nodiscard]] std::string url_of(const std::string& database) const;
  [[nodiscard]] std::vector<pid_t> processes() const;
  void signal_all(int signal) const;

  TemporaryFolder folder_;
  pid_t process_ = 0;
  int databases_ = 0;
};

// A real PgBouncer before a PostgresServer.
class Pooler {
 public:
  // pool_mode and further settings, as its file has them.
  Pooler(const PostgresServer& server, const std::string& settings);
  ~Pooler();
  Pooler(const Pooler&) = delete;
  Pooler& operator=(const Pooler&) = delete;

  // The same database, through the pooler.
  [[nodiscard]] std::string through(std::string url) const;

 private:
  const PostgresServer& server_;
  TemporaryFolder folder_;
  pid_t process_ = 0;
};

// A database as another program would read it; NULL is "NULL".
std::vector<std::vector<std::string>> query_url(const std::string& url, const std::string& sql,
                                                int columns);

// Where a test keeps its calls. SQLite's is a file in a folder of its own.
enum class Backend { Sqlite, Postgres };

class TestDatabase {
 public:
  explicit TestDatabase(Backend backend);

  [[nodiscard]] const std::string& url() const { return url_; }
  [[nodiscard]] bool is_postgres() const { return backend_ == Backend::Postgres; }
  [[nodiscard]] std::vector<std::vector<std::string>> query(const std::string& sql,
                                                            int columns) const {
    return query_url(url_, sql, columns);
  }
  void execute(const std::string& sql) const;
  [[nodiscard]] std::string ms(const std::string& column) const;
  // Options for a gateway on it.
  [[nodiscard]] server_app::Options options(
      server_app::Mode mode = server_app::Mode::Development) const;
  [[nodiscard]] std::string journal() const { return folder_ / "journal.db"; }

 private:
  Backend backend_;
  TemporaryFolder folder_;
  std::string url_;
};

// The test runs once for each.
Backend each_backend();

}  // namespace ringline::test
