#include "store/layout.hpp"

#include <algorithm>
#include <stdexcept>

#include "store/dialect.hpp"

namespace ringline::server_app {
namespace {

struct NeededTable {
  const char* name;
  std::vector<const char*> columns;
};

const std::vector<NeededTable>& needed() {
  static const std::vector<NeededTable> tables = {
      {"tenants", {"id"}},
      {"users", {"id", "tenantId", "email", "name"}},
      {"contacts", {"id", "tenantId", "firstName", "lastName", "email", "phone"}},
      {"portal_customers", {"id", "tenantId", "contactId", "email", "name"}},
      {"call_logs",
       {"id", "tenantId", "userId", "contactId", "direction", "fromNumber", "toNumber", "status",
        "duration", "startedAt", "endedAt", "createdAt", "updatedAt"}},
  };
  return tables;
}

struct NeededValues {
  const char* column;  // of call_logs
  std::vector<const char*> values;
};

const std::vector<NeededValues>& needed_values() {
  static const std::vector<NeededValues> values = {
      {"direction", {"INBOUND", "OUTBOUND"}},
      {"status", {"INITIATED", "RINGING", "ANSWERED", "COMPLETED", "FAILED"}},
  };
  return values;
}

const TableColumn* find(const std::vector<TableColumn>& columns, const std::string& name) {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const TableColumn& each) { return each.name == name; });
  return found == columns.end() ? nullptr : &*found;
}

// The labels of an enumeration; none where the type is another one.
std::vector<std::string> labels_of(soci::session& sql, const std::string& column) {
  std::vector<std::string> labels;
  std::string label;
  soci::statement statement =
      (sql.prepare << "SELECT CAST(e.enumlabel AS text) FROM pg_attribute a "
                      "JOIN pg_enum e ON e.enumtypid = a.atttypid "
                      "WHERE a.attrelid = to_regclass('\"call_logs\"') AND a.attname = :name",
       soci::use(column, "name"), soci::into(label));
  statement.execute();
  while (statement.fetch()) labels.push_back(label);
  return labels;
}

void check_values(soci::session& sql, std::vector<std::string>& problems) {
  for (const NeededValues& each : needed_values()) {
    const auto labels = labels_of(sql, each.column);
    if (labels.empty()) continue;
    for (const char* value : each.values) {
      if (std::find(labels.begin(), labels.end(), value) != labels.end()) continue;
      problems.push_back(std::string("the type of call_logs.") + each.column + " lacks the value " +
                         value);
    }
  }
}

// A column that the gateway knows nothing of and can't leave out.
void check_others(const std::vector<TableColumn>& log, const std::vector<const char*>& known,
                  std::vector<std::string>& problems) {
  for (const TableColumn& each : log) {
    if (!each.must_be_given) continue;
    const bool is_known = std::any_of(known.begin(), known.end(),
                                      [&](const char* name) { return each.name == name; });
    if (is_known) continue;
    problems.push_back("call_logs." + each.name +
                       " is NOT NULL without a default, and the gateway doesn't know it");
  }
}

// Where a table has no such column the option that names another one is told.
void check_identity(soci::session& sql, const char* table, const std::string& column,
                    const char* option, std::vector<std::string>& problems) {
  const auto columns = columns_of(sql, table);
  if (column.empty() || columns.empty() || find(columns, column) != nullptr) return;
  problems.push_back(std::string(table) + " has no column " + column + ": " + option +
                     " names another one");
}

}  // namespace

std::vector<TableColumn> columns_of(soci::session& sql, const std::string& table) {
  const std::string quoted = "\"" + table + "\"";
  static const std::string sqlite =
      "SELECT name, type, CASE WHEN \"notnull\" <> 0 AND dflt_value IS NULL THEN 1 ELSE 0 END "
      "FROM pragma_table_info(:name)";
  static const std::string postgres =
      "SELECT CAST(attname AS text), format_type(atttypid, NULL), "
      "CASE WHEN attnotnull AND NOT atthasdef AND attidentity = '' THEN 1 ELSE 0 END "
      "FROM pg_attribute WHERE attrelid = to_regclass(:name) AND attnum > 0 AND NOT attisdropped";
  TableColumn column;
  int must_be_given = 0;
  std::vector<TableColumn> columns;
  soci::statement statement =
      (sql.prepare << (is_postgres(sql) ? postgres : sqlite),
       soci::use(is_postgres(sql) ? quoted : table, "name"), soci::into(column.name),
       soci::into(column.type), soci::into(must_be_given));
  statement.execute();
  while (statement.fetch()) {
    column.must_be_given = must_be_given != 0;
    columns.push_back(column);
  }
  return columns;
}

bool has_crm_tables(soci::session& sql) {
  return std::any_of(needed().begin(), needed().end(),
                     [&](const NeededTable& each) { return !columns_of(sql, each.name).empty(); });
}

void check_layout(soci::session& sql, const IdentityColumns& identity) {
  std::vector<std::string> problems;
  check_identity(sql, "users", identity.users, "--users-identity-column", problems);
  check_identity(sql, "portal_customers", identity.customers, "--customers-identity-column",
                 problems);
  for (const NeededTable& each : needed()) {
    const auto columns = columns_of(sql, each.name);
    if (columns.empty()) {
      problems.push_back(std::string("there is no table ") + each.name);
      continue;
    }
    for (const char* name : each.columns) {
      if (find(columns, name) == nullptr) {
        problems.push_back(std::string(each.name) + " has no column " + name);
      }
    }
    if (std::string_view(each.name) == "call_logs") check_others(columns, each.columns, problems);
  }
  if (is_postgres(sql)) check_values(sql, problems);
  if (problems.empty()) return;
  std::string text = "its tables can't be used as they are:";
  for (const std::string& each : problems) text += "\n  - " + each;
  throw std::runtime_error(text + "\nAdd what is missing, or name an empty database.");
}

bool tenants_have_country(soci::session& sql) {
  return find(columns_of(sql, "tenants"), "country") != nullptr;
}

}  // namespace ringline::server_app
