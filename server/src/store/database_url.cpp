#include "store/database_url.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace ringline::server_app {
namespace {

Error wrong(std::string message) { return {Errc::BadField, "--database-url", std::move(message)}; }

// Of Prisma's client alone; libpq would refuse them.
constexpr std::string_view prismas[] = {
    "connection_limit", "pool_timeout", "socket_timeout", "statement_cache_size",
    "sslidentity",      "sslpassword",  "sslaccept",      "max_idle_connection_lifetime",
};

// A PgBouncer that pools transactions hands each of them to another session.
constexpr const char* no_bouncer =
    "has pgbouncer=true: prepared statements and locks need a session of their own. Give the "
    "direct url (Prisma's directUrl)";

std::string without_password(const std::string& url) {
  const std::size_t authority = url.find("://") + 3;
  const std::size_t end = std::min(url.find_first_of("/?", authority), url.size());
  const std::size_t at = url.rfind('@', end);
  std::string shown = url.substr(0, url.find('?'));
  if (at == std::string::npos || at < authority) return shown;
  const std::size_t colon = url.find(':', authority);
  if (colon != std::string::npos && colon < at) shown.replace(colon, at - colon, ":***");
  return shown;
}

bool is_identifier(std::string_view text) {
  return !text.empty() && text.size() <= 63 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
}

Result<DatabaseUrl> parse_postgres(const std::string& url) {
  DatabaseUrl parsed;
  parsed.postgres = true;
  parsed.shown = without_password(url);
  const std::size_t question = std::min(url.find('?'), url.size());
  parsed.conninfo = url.substr(0, question);
  char separator = '?';
  for (std::size_t begin = question + 1; begin < url.size();) {
    const std::size_t end = std::min(url.find('&', begin), url.size());
    const std::string parameter = url.substr(begin, end - begin);
    const std::string name = parameter.substr(0, parameter.find('='));
    const std::string value = parameter.substr(std::min(name.size() + 1, parameter.size()));
    begin = end + 1;
    if (name == "pgbouncer" && value == "true") return wrong(no_bouncer);
    if (name == "schema") {
      if (!is_identifier(value)) return wrong("names a schema that is none: \"" + value + "\"");
      parsed.schema = value;
    } else if (name != "pgbouncer" &&
               std::find(std::begin(prismas), std::end(prismas), name) == std::end(prismas)) {
      parsed.conninfo += std::exchange(separator, '&') + parameter;
    }
  }
  return parsed;
}

}  // namespace

Result<DatabaseUrl> DatabaseUrl::parse(const std::string& url) {
  constexpr std::string_view sqlite = "sqlite:";
  if (url.find_first_of("\"'") != std::string::npos) return wrong("must not contain a quote");
  if (url.rfind("postgresql://", 0) == 0 || url.rfind("postgres://", 0) == 0) {
    return parse_postgres(url);
  }
  if (url.rfind(sqlite, 0) != 0 || url.size() == sqlite.size()) {
    return wrong("must be sqlite:<file> or postgresql://<user>@<host>/<database>");
  }
  DatabaseUrl parsed;
  parsed.file = url.substr(sqlite.size());
  if (parsed.file == ":memory:") {
    return wrong("names a database in memory, which would forget its calls: name a file");
  }
  parsed.shown = url;
  return parsed;
}

}  // namespace ringline::server_app
