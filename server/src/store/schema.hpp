// The tables, by migrations that are counted in `ringline_migrations`.
//
// Names and types are those that Prisma makes for SQLite (DATETIME holds milliseconds since the
// epoch), so that the CRM reads its call log where it always did. What Ringline needs beyond it
// stands in further columns of call_logs, all of which may be absent from a row of somebody else's.
#pragma once

#include <soci/soci.h>

namespace ringline::server_app {

// Brings the database to this program's version, all or nothing; throws where it is newer.
void migrate(soci::session& sql);

}  // namespace ringline::server_app
