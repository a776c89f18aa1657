// Development: two tenants with people and contacts, the same each time, added where they are absent.
#pragma once

#include <soci/soci.h>

namespace ringline::server_app {

void seed(soci::session& sql);

}  // namespace ringline::server_app
