// CallConnection on PostgreSQL: one statement a question, a whole group of them in one round trip.
#pragma once

#include "store/call_connection.hpp"

namespace ringline::server_app {

std::unique_ptr<CallConnection> open_postgres_calls(const DatabaseUrl& url);

}  // namespace ringline::server_app
