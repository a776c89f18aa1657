// CallConnection on SQLite.
#pragma once

#include "store/call_connection.hpp"

namespace ringline::server_app {

std::unique_ptr<CallConnection> open_sqlite_calls(const DatabaseUrl& url, WriteTurns* turns);

}  // namespace ringline::server_app
