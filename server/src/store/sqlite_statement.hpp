// SQLite as the calls need it: statements that are prepared once and bound in place. A call's step is
// a matter of microseconds here, of which a general layer would take the larger part.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace ringline::server_app {

class SqliteDatabase {
 public:
  // Opens it as a gateway of several sessions needs it: write-ahead log, written through to the disk
  // at each commit. Throws DatabaseAway.
  explicit SqliteDatabase(const std::string& file);

  void execute(const char* sql);
  // Throws what the last result means: DatabaseAway or DatabaseRefused.
  [[noreturn]] void fail() const;
  [[nodiscard]] int changes() const { return sqlite3_changes(handle_.get()); }
  [[nodiscard]] sqlite3* handle() const { return handle_.get(); }

 private:
  struct Closer {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
  };
  std::unique_ptr<sqlite3, Closer> handle_;
};

class SqliteStatement {
 public:
  SqliteStatement(SqliteDatabase& database, const std::string& sql);

  // One after the other, as the ? stand in the text. A text must live until the statement is run.
  SqliteStatement& bind(std::string_view text);
  SqliteStatement& bind(std::int64_t number);
  SqliteStatement& bind_null();

  // Runs it to its end; how many rows it has changed.
  int run();
  // The next row; false after the last one, and then it may be bound again.
  [[nodiscard]] bool fetch();
  // Of the row; a column that is NULL gives "" and 0.
  void read(int column, std::string& text) const;
  void read(int column, long long& number) const;
  // Done with it before its last row.
  void reset();

 private:
  struct Finalizer {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  SqliteDatabase& database_;
  std::unique_ptr<sqlite3_stmt, Finalizer> handle_;
  int bound_ = 0;
};

}  // namespace ringline::server_app
