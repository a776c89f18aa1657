// Sessions of SOCI's with the settings that the gateway needs.
#pragma once

#include <soci/soci.h>

#include "store/database_url.hpp"

namespace ringline::server_app {

// Throws where the database can't be reached; takes a few seconds at most to find out.
void open_session(soci::session& sql, const DatabaseUrl& url);

// Whether the connection of an open session is of no use any more: it is lost, or its server takes no
// writes any more. Asks nobody.
bool is_lost(soci::session& sql);
// Whether the server said so by what it refused.
bool means_lost(const std::exception& error);

// Its socket, for a watchdog; -1 for SQLite.
int socket_of(soci::session& sql);

}  // namespace ringline::server_app
