// Ids of new rows: of the form of a cuid, which is what Prisma's own look like and what checks of
// that form let pass.
#pragma once

#include <string>

#include "auth/resume_token.hpp"

namespace ringline::server_app {

[[nodiscard]] inline std::string new_id() { return "c" + random_hex(12); }

}  // namespace ringline::server_app
