#include "store/directory.hpp"

#include "store/dialect.hpp"

namespace ringline::server_app {

namespace {

std::string only_active(const PeopleTable& table, const std::string& prefix) {
  return table.can_deactivate ? " AND " + is_active_sql(prefix) : std::string{};
}

// RFC 9562: 32 digits in five groups, or without their dashes.
bool is_uuid(const std::string& text) {
  std::size_t digits = 0;
  for (const char c : text) {
    const bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (!digit && c != '-') return false;
    digits += digit ? 1 : 0;
  }
  return digits == 32 && text.size() <= 36;
}

// The column by which people of a table are asked for; "" where none of them can be meant.
std::string asked_column(const PeopleTable& table, const std::string& subject, bool by_provider) {
  if (!by_provider) return "\"id\"";
  if (table.subject.empty() || (table.subject_is_uuid && !is_uuid(subject))) return {};
  return "\"" + table.subject + "\"";
}

const char* const select_customers =
    "SELECT p.\"id\", p.\"tenantId\", p.\"contactId\", "
    "COALESCE(p.\"name\", p.\"email\", ''), COALESCE(c.\"phone\", '') "
    "FROM \"portal_customers\" p "
    "JOIN \"contacts\" c ON c.\"id\" = p.\"contactId\" "
    "AND c.\"tenantId\" = p.\"tenantId\" WHERE ";

}  // namespace

std::vector<Identity> find_people(soci::session& sql, const PeopleColumns& columns,
                                  const std::string& subject, bool by_provider) {
  std::vector<Identity> people;
  if (subject.empty()) return people;
  const int most = static_cast<int>(most_people_of_a_subject);
  Identity who;
  if (const auto column = asked_column(columns.users, subject, by_provider); !column.empty()) {
    soci::statement statement =
        (sql.prepare << "SELECT \"id\", \"tenantId\", " + staff_name(is_postgres(sql)) +
                            " FROM \"users\" WHERE " + column +
                            " = :subject AND \"tenantId\" IS NOT NULL" +
                            only_active(columns.users, "") + " ORDER BY \"id\" LIMIT :most",
         soci::use(subject, "subject"), soci::use(most, "most"), soci::into(who.user_id),
         soci::into(who.tenant_id), soci::into(who.name));
    statement.execute();
    while (statement.fetch()) people.push_back(who);
  }
  const auto column = asked_column(columns.customers, subject, by_provider);
  if (column.empty()) return people;
  who.role = Role::PortalCustomer;
  soci::statement statement =
      (sql.prepare << std::string(select_customers) + "p." + column + " = :subject" +
                          only_active(columns.customers, "p.") + " ORDER BY p.\"id\" LIMIT :most",
       soci::use(subject, "subject"), soci::use(most, "most"), soci::into(who.user_id),
       soci::into(who.tenant_id), soci::into(who.contact_id), soci::into(who.name),
       soci::into(who.phone));
  statement.execute();
  while (statement.fetch()) people.push_back(who);
  return people;
}

std::vector<Identity> find_customers(soci::session& sql, const PeopleColumns& columns,
                                     const std::string& tenant_id, const std::string& contact_id) {
  std::vector<Identity> people;
  const int most = static_cast<int>(most_people_of_a_subject);
  Identity who;
  who.role = Role::PortalCustomer;
  soci::statement statement =
      (sql.prepare << std::string(select_customers) +
                          "p.\"tenantId\" = :tenant AND p.\"contactId\" = :contact" +
                          only_active(columns.customers, "p.") + " ORDER BY p.\"id\" LIMIT :most",
       soci::use(tenant_id, "tenant"), soci::use(contact_id, "contact"), soci::use(most, "most"),
       soci::into(who.user_id), soci::into(who.tenant_id), soci::into(who.contact_id),
       soci::into(who.name), soci::into(who.phone));
  statement.execute();
  while (statement.fetch()) people.push_back(who);
  return people;
}

std::string find_email(soci::session& sql, const Identity& who) {
  const char* table = who.role == Role::PortalCustomer ? "portal_customers" : "users";
  std::string email;
  sql << std::string("SELECT COALESCE(MAX(\"email\"), '') FROM \"") + table +
             "\" WHERE \"id\" = :id AND \"tenantId\" = :tenant",
      soci::use(who.user_id, "id"), soci::use(who.tenant_id, "tenant"), soci::into(email);
  return email;
}

std::vector<Person> list_people(soci::session& sql) {
  std::vector<Person> people;
  Person person;
  Identity& who = person.identity;
  {
    soci::statement statement =
        (sql.prepare << "SELECT \"id\", \"tenantId\", COALESCE(\"name\", \"email\", ''), "
                        "COALESCE(\"email\", '') FROM \"users\" WHERE \"tenantId\" IS NOT NULL "
                        "ORDER BY \"tenantId\", \"id\"",
         soci::into(who.user_id), soci::into(who.tenant_id), soci::into(who.name),
         soci::into(person.email));
    statement.execute();
    while (statement.fetch()) people.push_back(person);
  }
  who.role = Role::PortalCustomer;
  soci::statement statement =
      (sql.prepare << "SELECT p.\"id\", p.\"tenantId\", COALESCE(p.\"name\", p.\"email\", ''), "
                      "p.\"contactId\", COALESCE(c.\"phone\", ''), COALESCE(p.\"email\", '') "
                      "FROM \"portal_customers\" p "
                      "JOIN \"contacts\" c ON c.\"id\" = p.\"contactId\" "
                      "WHERE p.\"tenantId\" IS NOT NULL ORDER BY p.\"tenantId\", p.\"id\"",
       soci::into(who.user_id), soci::into(who.tenant_id), soci::into(who.name),
       soci::into(who.contact_id), soci::into(who.phone), soci::into(person.email));
  statement.execute();
  while (statement.fetch()) people.push_back(person);
  return people;
}

}  // namespace ringline::server_app
