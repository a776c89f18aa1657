// Where the calls are kept: --database-url, taken apart.
#pragma once

#include <string>

#include "ringline/error.hpp"

namespace ringline::server_app {

struct DatabaseUrl {
  bool postgres = false;
  std::string file;      // SQLite
  std::string conninfo;  // PostgreSQL, as libpq takes it
  std::string schema;    // PostgreSQL; "" where the server's search_path is to count
  std::string shown;     // for logs and errors: without a password

  // sqlite:<file>, or postgresql://… as Prisma or libpq write it: Prisma's own parameters are
  // understood (`schema`) or left out.
  static Result<DatabaseUrl> parse(const std::string& url);
};

}  // namespace ringline::server_app
