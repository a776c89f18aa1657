// Which columns a table has: a CRM's own may have more than Ringline needs, and some of those are
// worth knowing.
#pragma once

#include <soci/soci.h>

#include <string>

namespace ringline::server_app {

[[nodiscard]] bool has_column(soci::session& sql, const std::string& table,
                              const std::string& column);

}  // namespace ringline::server_app
