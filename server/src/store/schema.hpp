// The tables. Ringline's own are named ringline_…, and only they are ever changed by migrations, which
// are counted in ringline_migrations. The others (tenants, users, contacts, portal_customers,
// call_logs) are the CRM's: where they exist they are used as they are, after a look at what they
// must have (layout.hpp); a database without any of them gets them, with the names and types that
// Prisma makes.
#pragma once

#include <soci/soci.h>

#include "store/people_columns.hpp"

namespace ringline::server_app {

// Brings the database to this program's version, all or nothing; throws where it is newer or isn't
// what it must be. Of gateways that start at once, one does it and the others wait.
void migrate(soci::session& sql, const IdentityColumns& identity = {});

}  // namespace ringline::server_app
