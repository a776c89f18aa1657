#include "store/database_url.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace ringline::server_app {
namespace {

using Parameters = std::vector<std::pair<std::string, std::string>>;

Error wrong(std::string message) { return {Errc::BadField, "--database-url", std::move(message)}; }

// Parameters that mean something to another program alone. libpq would refuse them.
constexpr std::string_view of_others[] = {
    // Prisma
    "connection_limit", "pool_timeout", "socket_timeout", "statement_cache_size", "sslidentity",
    "sslpassword", "sslaccept", "max_idle_connection_lifetime", "max_connection_lifetime",
    "pgbouncer",
    // Supabase and Vercel, for node-postgres
    "supa", "workaround", "uselibpqcompat"};

// A PgBouncer that pools transactions hands each of them to another session.
constexpr const char* no_bouncer =
    "has pgbouncer=true: prepared statements and locks need a session of their own. Give the "
    "direct url (Prisma's directUrl)";

constexpr const char* unreadable =
    "can't be read: what is special in its user and password must be written as %2F (/), %3F (?), "
    "%23 (#), %40 (@), %3A (:) or %25 (%)";

// Each host has 3 s, then the next one is tried. Only a server that takes writes will do: people and
// calls are read from the server that they are written to.
constexpr std::pair<const char*, const char*> always[] = {{"connect_timeout", "3"},
                                                          {"keepalives_idle", "10"},
                                                          {"keepalives_interval", "5"},
                                                          {"keepalives_count", "3"},
                                                          {"tcp_user_timeout", "5000"},
                                                          {"client_encoding", "UTF8"},
                                                          {"target_session_attrs", "read-write"}};

bool is_identifier(std::string_view text) {
  return !text.empty() && text.size() <= 63 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
}

bool is_known(const std::string& name) {
  if (name == "ssl") return true;  // JDBC's; libpq reads ssl=true as sslmode=require
  PQconninfoOption* options = PQconndefaults();
  bool known = false;
  for (PQconninfoOption* each = options; each != nullptr && each->keyword != nullptr; ++each) {
    known |= name == each->keyword;
  }
  PQconninfoFree(options);
  return known;
}

Parameters split_query(const std::string& url, std::size_t question) {
  Parameters parameters;
  for (std::size_t begin = question + 1; begin < url.size();) {
    const std::size_t end = std::min(url.find('&', begin), url.size());
    const std::string each = url.substr(begin, end - begin);
    begin = end + 1;
    if (each.empty()) continue;
    const std::size_t equals = std::min(each.find('='), each.size());
    parameters.emplace_back(each.substr(0, equals), each.substr(std::min(equals + 1, each.size())));
  }
  return parameters;
}

// What other programs mean by a parameter, as libpq says it.
void translate(Parameters& parameters) {
  const auto has = [&](const char* name) {
    return std::any_of(parameters.begin(), parameters.end(),
                       [&](const auto& each) { return each.first == name; });
  };
  // To Prisma sslcert is what the server's certificate is checked by; to libpq it is the client's
  // own certificate, which is nothing without its key.
  const bool prismas_certificate = !has("sslkey");
  for (auto& [name, value] : parameters) {
    if (name == "sslcert" && prismas_certificate) name = "sslrootcert";
    if (name == "sslmode" && value == "no-verify") value = "require";
  }
}

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    parts.push_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

// The lists of libpq, each of one entry for all hosts or of one for each host.
bool read_hosts(const std::map<std::string, std::string>& options,
                std::vector<DatabaseUrl::Host>& hosts) {
  const auto list = [&](const char* name) {
    const auto found = options.find(name);
    return split(found == options.end() ? std::string{} : found->second);
  };
  const auto names = list("host");
  const auto addresses = list("hostaddr");
  const auto ports = list("port");
  const std::size_t count = std::max(names.size(), addresses.size());
  const auto fits = [count](const auto& each) {
    return each.size() == count || (each.size() == 1 && each.front().empty());
  };
  if (!fits(names) || !fits(addresses) || (ports.size() != 1 && ports.size() != count)) {
    return false;
  }
  for (std::size_t i = 0; i < count; ++i) {
    const auto at = [i](const auto& each) { return each.size() == 1 ? each.front() : each[i]; };
    hosts.push_back({at(names), at(addresses), at(ports)});
  }
  // A "/" or "?" in the password ends the authority: then a part of the password stands where the
  // port is, and the host has gone into the database's name.
  return std::all_of(hosts.begin(), hosts.end(), [](const DatabaseUrl::Host& each) {
    return each.port.find_first_not_of("0123456789") == std::string::npos &&
           each.name.find('@') == std::string::npos;
  });
}

std::string shown_of(const DatabaseUrl& url, const std::string& database) {
  std::string shown = "postgresql://";
  for (const DatabaseUrl::Host& each : url.hosts) {
    if (shown.back() != '/') shown += ',';
    shown += each.name.empty() ? each.address : each.name;
    if (!each.port.empty()) shown += ':' + each.port;
  }
  return shown + "/" + database;
}

Result<DatabaseUrl> parse_postgres(const std::string& url) {
  DatabaseUrl parsed;
  parsed.postgres = true;
  parsed.leader = std::make_shared<Leader>();
  const std::size_t question = std::min(url.find('?'), url.size());
  // A "?" in the password: what follows it has the host.
  if (url.find('@', question) != std::string::npos) return wrong(unreadable);
  std::string whole = url.substr(0, question);
  char separator = '?';
  Parameters parameters = split_query(url, question);
  translate(parameters);
  for (const auto& [name, value] : parameters) {
    if (name == "pgbouncer" && value == "true") return wrong(no_bouncer);
    if (name == "schema") {
      if (!is_identifier(value)) return wrong("names a schema that is none: \"" + value + "\"");
      parsed.schema = value;
      continue;
    }
    if (std::find(std::begin(of_others), std::end(of_others), name) != std::end(of_others))
      continue;
    if (!is_known(name)) {
      return wrong(is_identifier(name) ? "has the parameter " + name +
                                             ", which PostgreSQL doesn't know: take it out"
                                       : std::string(unreadable));
    }
    whole += std::exchange(separator, '&') + name + "=" + value;
  }
  char* why = nullptr;
  PQconninfoOption* options = PQconninfoParse(whole.c_str(), &why);
  PQfreemem(why);  // it repeats the URL
  if (options == nullptr) return wrong(unreadable);
  std::map<std::string, std::string> given;
  for (PQconninfoOption* each = options; each->keyword != nullptr; ++each) {
    if (each->val != nullptr) given[each->keyword] = each->val;
  }
  PQconninfoFree(options);
  const std::string database = given["dbname"];
  if (!read_hosts(given, parsed.hosts) || database.find('@') != std::string::npos) {
    return wrong(unreadable);
  }
  parsed.shown = shown_of(parsed, database);
  given.emplace("application_name", "ringline-gateway");
  for (const char* each : {"host", "hostaddr", "port"}) given.erase(each);
  for (const auto& [name, value] : always) given[name] = value;
  parsed.parameters.assign(given.begin(), given.end());
  return parsed;
}

std::string quoted(const std::string& value) {
  std::string text = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') text += '\\';
    text += c;
  }
  return text + "'";
}

}  // namespace

Result<DatabaseUrl> DatabaseUrl::parse(const std::string& url) {
  constexpr std::string_view sqlite = "sqlite:";
  if (url.find_first_of("\"'") != std::string::npos) return wrong("must not contain a quote");
  const bool has_end =
      std::any_of(url.begin(), url.end(), [](char c) { return c >= '\0' && c < ' '; });
  if (has_end || (!url.empty() && (url.front() == ' ' || url.back() == ' '))) {
    return wrong("has a line's end in it, or a blank around it: take it out");
  }
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

std::string DatabaseUrl::conninfo() const {
  std::string names;
  std::string addresses;
  std::string ports;
  const std::size_t first = leader->host.load();
  bool has_name = false;
  bool has_address = false;
  bool has_port = false;
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    const Host& each = hosts[(first + i) % hosts.size()];
    const char* comma = i == 0 ? "" : ",";
    names += comma + each.name;
    addresses += comma + each.address;
    ports += comma + each.port;
    has_name |= !each.name.empty();
    has_address |= !each.address.empty();
    has_port |= !each.port.empty();
  }
  std::string text;
  const auto add = [&text](const std::string& name, const std::string& value) {
    text += name + "=" + quoted(value) + " ";
  };
  if (has_name) add("host", names);
  if (has_address) add("hostaddr", addresses);
  if (has_port) add("port", ports);
  for (const auto& [name, value] : parameters) add(name, value);
  return text;
}

void DatabaseUrl::connected_to(const std::string& host, const std::string& port) const {
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    const Host& each = hosts[i];
    const std::string& name = each.name.empty() ? each.address : each.name;
    if (name == host && (each.port.empty() || each.port == port)) leader->host = i;
  }
}

}  // namespace ringline::server_app
