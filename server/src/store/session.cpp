#include "store/session.hpp"

#include <soci/postgresql/soci-postgresql.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include "store/dialect.hpp"
#include "store/postgres_connection.hpp"
#include "store/watchdog.hpp"

namespace ringline::server_app {
namespace {

// SOCI doesn't export the type's information, so that it can be known by its name alone.
__attribute__((no_sanitize("vptr"))) PGconn* connection_of(soci::session& sql) {
  if (!is_postgres(sql)) return nullptr;
  return static_cast<soci::postgresql_session_backend*>(static_cast<void*>(sql.get_backend()))
      ->conn_;
}

constexpr std::chrono::milliseconds settings_limit{3'000};

// A URL of libpq's takes these as parameters.
std::string with_limits(const std::string& conninfo) {
  return conninfo + (conninfo.find('?') == std::string::npos ? '?' : '&') +
         "connect_timeout=3&application_name=ringline-gateway&keepalives_idle=10&"
         "keepalives_interval=5&keepalives_count=3&tcp_user_timeout=5000";
}

}  // namespace

void open_session(soci::session& sql, const DatabaseUrl& url) {
  if (url.postgres) {
    sql.open(soci::postgresql, with_limits(url.conninfo));
    Watchdog watchdog(settings_limit);
    watchdog.begin(socket_of(sql));
    PGresult* settled = PQexec(connection_of(sql), postgres_settings(url).c_str());
    watchdog.end();
    const bool worked = PQresultStatus(settled) == PGRES_TUPLES_OK;
    PQclear(settled);
    if (!worked) throw soci::soci_error(PQerrorMessage(connection_of(sql)));
    return;
  }
  sql.open(soci::sqlite3, "db=\"" + url.file + "\" timeout=5");
  // Readers don't wait for the writer; what is committed survives a power cut.
  sql << "PRAGMA journal_mode=WAL";
  sql << "PRAGMA synchronous=FULL";
  sql << "PRAGMA foreign_keys=ON";
}

bool is_lost(soci::session& sql) {
  if (!sql.is_connected()) return true;
  const PGconn* connection = connection_of(sql);
  return connection != nullptr && PQstatus(connection) != CONNECTION_OK;
}

int socket_of(soci::session& sql) {
  PGconn* connection = connection_of(sql);
  return connection == nullptr ? -1 : PQsocket(connection);
}

}  // namespace ringline::server_app
