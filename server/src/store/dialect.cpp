#include "store/dialect.hpp"

namespace ringline::server_app {
namespace {

constexpr const char* between_digits = " -().+/";

}  // namespace

bool is_postgres(soci::session& sql) { return sql.get_backend_name() == "postgresql"; }

std::string time_as_ms(bool postgres, const std::string& column) {
  if (postgres) return "CAST(EXTRACT(EPOCH FROM " + column + ") * 1000 AS BIGINT)";
  return "CASE typeof(" + column + ") WHEN 'text' THEN CAST(ROUND((julianday(" + column +
         ") - 2440587.5) * 86400000) AS INTEGER) ELSE " + column + " END";
}

std::string ms_as_time(bool postgres, const std::string& ms, const std::string& type) {
  if (!postgres) return ms;
  if (type.find("with time zone") != std::string::npos) {
    return "to_timestamp(CAST(" + ms + " AS BIGINT) / 1000.0)";
  }
  return "(TIMESTAMP 'epoch' + CAST(" + ms + " AS BIGINT) * INTERVAL '1 millisecond')";
}

std::string staff_name(bool postgres, const std::string& alias) {
  const std::string table = alias.empty() ? alias : alias + ".";
  const std::string email = table + "\"email\"";
  const std::string local = postgres
                                ? "split_part(" + email + ", '@', 1)"
                                : "substr(" + email + ", 1, instr(" + email + " || '@', '@') - 1)";
  return "COALESCE(NULLIF(" + table + "\"name\", ''), NULLIF(" + local + ", ''), CAST(" + table +
         "\"id\" AS TEXT))";
}

std::string bare_number(bool postgres, const std::string& column) {
  if (postgres) return "translate(" + column + ", '" + between_digits + "', '')";
  std::string bare = column;
  for (const char* c = between_digits; *c != '\0'; ++c) {
    bare = "REPLACE(" + bare + ", '" + *c + "', '')";
  }
  return bare;
}

}  // namespace ringline::server_app
