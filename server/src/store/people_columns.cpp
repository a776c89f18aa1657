#include "store/people_columns.hpp"

#include <algorithm>

#include "store/layout.hpp"

namespace ringline::server_app {
namespace {

constexpr std::size_t longest_name = 63;  // PostgreSQL's limit

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

PeopleTable read_table(soci::session& sql, const std::string& table, const std::string& subject) {
  PeopleTable found;
  found.subject = subject;
  for (const TableColumn& each : columns_of(sql, table)) {
    if (each.name == "isActive") found.can_deactivate = true;
    if (each.name == subject) found.subject_is_uuid = each.type == "uuid";
  }
  return found;
}

}  // namespace

std::string check_column_name(const std::string& name) {
  if (!name.empty() && name.size() <= longest_name &&
      std::all_of(name.begin(), name.end(), is_name_char)) {
    return {};
  }
  return "must be a column's name of at most 63 letters, digits and _, such as supabaseUserId";
}

PeopleColumns read_people_columns(soci::session& sql, const IdentityColumns& names) {
  return {read_table(sql, "users", names.users),
          read_table(sql, "portal_customers", names.customers)};
}

// Compared as a text: PostgreSQL has a boolean there, SQLite a number.
std::string is_active_sql(const std::string& prefix) {
  return "COALESCE(CAST(" + prefix + "\"isActive\" AS TEXT), 'true') NOT IN ('false', '0')";
}

std::string may_ring_sql(const std::string& contact) {
  const std::string accounts =
      "EXISTS (SELECT 1 FROM \"portal_customers\" p WHERE p.\"tenantId\" = " + contact +
      "\"tenantId\" AND p.\"contactId\" = " + contact + "\"id\"";
  return "(NOT " + accounts + ") OR " + accounts + " AND " + is_active_sql("p.") + "))";
}

}  // namespace ringline::server_app
