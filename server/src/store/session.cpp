#include "store/session.hpp"

#include <soci/postgresql/soci-postgresql.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include "store/dialect.hpp"
#include "store/postgres_session.hpp"

namespace ringline::server_app {
namespace {

// SOCI doesn't export the type's information, so that it can be known by its name alone.
__attribute__((no_sanitize("vptr"))) PGconn* connection_of(soci::session& sql) {
  if (!is_postgres(sql)) return nullptr;
  return static_cast<soci::postgresql_session_backend*>(static_cast<void*>(sql.get_backend()))
      ->conn_;
}

}  // namespace

void open_session(soci::session& sql, const DatabaseUrl& url) {
  if (url.postgres) {
    check_sessions(url);  // SOCI sets extra_float_digits when it connects
    sql.open(soci::postgresql, url.conninfo());
    settle_session(connection_of(sql), url);
    return;
  }
  sql.open(soci::sqlite3, "db=\"" + url.file + "\" timeout=5");
  // Readers don't wait for the writer; what is committed survives a power cut.
  sql << "PRAGMA journal_mode=WAL";
  sql << "PRAGMA synchronous=FULL";
  sql << "PRAGMA foreign_keys=ON";
}

bool is_lost(soci::session& sql) {
  PGconn* connection = connection_of(sql);
  return connection != nullptr && (PQstatus(connection) != CONNECTION_OK || is_demoted(connection));
}

bool means_lost(const std::exception& error) {
  const auto* refused = dynamic_cast<const soci::postgresql_soci_error*>(&error);
  return refused != nullptr && meaning_of(refused->sqlstate()) == PostgresFailure::Gone;
}

int socket_of(soci::session& sql) {
  PGconn* connection = connection_of(sql);
  return connection == nullptr ? -1 : PQsocket(connection);
}

}  // namespace ringline::server_app
