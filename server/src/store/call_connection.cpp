#include "store/call_connection.hpp"

#include "store/postgres_calls.hpp"
#include "store/sqlite_calls.hpp"

namespace ringline::server_app {

std::unique_ptr<CallConnection> open_call_connection(const DatabaseUrl& url, WriteTurns* turns) {
  return url.postgres ? open_postgres_calls(url) : open_sqlite_calls(url, turns);
}

}  // namespace ringline::server_app
