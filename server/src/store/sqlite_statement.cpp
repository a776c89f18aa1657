#include "store/sqlite_statement.hpp"

#include "store/failures.hpp"

namespace ringline::server_app {
namespace {

// How long another program may hold the database before it counts as away. Clients take a gateway
// that is silent for 5 s for dead.
constexpr int busy_limit_ms = 2'000;

// A longer log is copied into the database more seldom; a page that many calls have changed is then
// copied once. 16 MB of it are read back within a moment after a crash.
constexpr const char* settings[] = {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL",
                                    "PRAGMA foreign_keys=ON", "PRAGMA wal_autocheckpoint=4000",
                                    "PRAGMA cache_size=-16384"};

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

}  // namespace

SqliteDatabase::SqliteDatabase(const std::string& file) {
  sqlite3* opened = nullptr;
  const int result =
      sqlite3_open_v2(file.c_str(), &opened,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  handle_.reset(opened);
  if (opened == nullptr) throw DatabaseAway("no memory for a connection");
  if (result != SQLITE_OK) throw DatabaseAway(sqlite3_errmsg(opened));
  sqlite3_busy_timeout(opened, busy_limit_ms);
  for (const char* each : settings) execute(each);
}

void SqliteDatabase::execute(const char* sql) {
  if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail();
}

void SqliteDatabase::fail() const {
  const std::string why = sqlite3_errmsg(handle_.get());
  if (means_away(sqlite3_errcode(handle_.get()))) throw DatabaseAway(why);
  throw DatabaseRefused(why);
}

SqliteStatement::SqliteStatement(SqliteDatabase& database, const std::string& sql)
    : database_(database) {
  sqlite3_stmt* prepared = nullptr;
  const int result = sqlite3_prepare_v3(database.handle(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
  handle_.reset(prepared);
  if (result != SQLITE_OK) database_.fail();
}

SqliteStatement& SqliteStatement::bind(std::string_view text) {
  // An empty view may have no address, and that would be NULL.
  const char* data = text.empty() ? "" : text.data();
  if (sqlite3_bind_text(handle_.get(), ++bound_, data, static_cast<int>(text.size()),
                        SQLITE_STATIC) != SQLITE_OK) {
    database_.fail();
  }
  return *this;
}

SqliteStatement& SqliteStatement::bind(std::int64_t number) {
  if (sqlite3_bind_int64(handle_.get(), ++bound_, number) != SQLITE_OK) database_.fail();
  return *this;
}

SqliteStatement& SqliteStatement::bind_null() {
  if (sqlite3_bind_null(handle_.get(), ++bound_) != SQLITE_OK) database_.fail();
  return *this;
}

int SqliteStatement::run() {
  while (fetch()) {
  }
  return database_.changes();
}

bool SqliteStatement::fetch() {
  const int result = sqlite3_step(handle_.get());
  if (result == SQLITE_ROW) return true;
  if (result != SQLITE_DONE) {
    // To reset it repeats the error and would lose its text.
    try {
      database_.fail();
    } catch (...) {
      reset();
      throw;
    }
  }
  reset();
  return false;
}

void SqliteStatement::read(int column, std::string& text) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(handle_.get(), column));
  const int bytes = sqlite3_column_bytes(handle_.get(), column);
  if (data == nullptr) {
    text.clear();
  } else {
    text.assign(data, static_cast<std::size_t>(bytes));
  }
}

void SqliteStatement::read(int column, long long& number) const {
  number = sqlite3_column_int64(handle_.get(), column);
}

void SqliteStatement::reset() {
  sqlite3_reset(handle_.get());
  bound_ = 0;
}

}  // namespace ringline::server_app
