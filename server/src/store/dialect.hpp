// What the two databases write differently, for those who speak SQL through SOCI.
#pragma once

#include <soci/soci.h>

#include <string>

namespace ringline::server_app {

bool is_postgres(soci::session& sql);

// A DateTime of Prisma's as milliseconds since the epoch. Prisma keeps it as a timestamp in UTC in
// PostgreSQL, in SQLite as milliseconds or as a text of ISO 8601.
std::string time_as_ms(bool postgres, const std::string& column);

// The reverse: milliseconds, such as a parameter's, as what such a column holds. `type` is the
// column's in PostgreSQL.
std::string ms_as_time(bool postgres, const std::string& ms,
                       const std::string& type = "timestamp without time zone");

// What a member of staff is called, of a row of `users` with this alias: without a name by what stands
// before the @ of the address, for customers read it, and the address is none of theirs.
std::string staff_name(bool postgres, const std::string& alias = {});

// A telephone number without what people put between its digits.
std::string bare_number(bool postgres, const std::string& column);

}  // namespace ringline::server_app
