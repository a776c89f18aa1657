#include "store/directory.hpp"

#include "store/dialect.hpp"

namespace ringline::server_app {

std::vector<Identity> find_people(soci::session& sql, const std::string& subject,
                                  bool by_clerk_id) {
  std::vector<Identity> people;
  if (subject.empty()) return people;
  const std::string column = by_clerk_id ? "\"clerkId\"" : "\"id\"";
  const int most = static_cast<int>(most_people_of_a_subject);
  Identity who;
  {
    soci::statement statement =
        (sql.prepare << "SELECT \"id\", \"tenantId\", " + staff_name(is_postgres(sql)) +
                            " FROM \"users\" WHERE " + column +
                            " = :subject ORDER BY \"id\" LIMIT :most",
         soci::use(subject, "subject"), soci::use(most, "most"), soci::into(who.user_id),
         soci::into(who.tenant_id), soci::into(who.name));
    statement.execute();
    while (statement.fetch()) people.push_back(who);
  }
  who.role = Role::PortalCustomer;
  soci::statement statement =
      (sql.prepare << "SELECT p.\"id\", p.\"tenantId\", p.\"contactId\", "
                      "COALESCE(p.\"name\", p.\"email\", ''), COALESCE(c.\"phone\", '') "
                      "FROM \"portal_customers\" p "
                      "JOIN \"contacts\" c ON c.\"id\" = p.\"contactId\" "
                      "AND c.\"tenantId\" = p.\"tenantId\" WHERE p." +
                          column + " = :subject ORDER BY p.\"id\" LIMIT :most",
       soci::use(subject, "subject"), soci::use(most, "most"), soci::into(who.user_id),
       soci::into(who.tenant_id), soci::into(who.contact_id), soci::into(who.name),
       soci::into(who.phone));
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
        (sql.prepare << "SELECT \"id\", \"tenantId\", COALESCE(\"name\", \"email\"), "
                        "COALESCE(\"email\", '') FROM \"users\" ORDER BY \"tenantId\", \"id\"",
         soci::into(who.user_id), soci::into(who.tenant_id), soci::into(who.name),
         soci::into(person.email));
    statement.execute();
    while (statement.fetch()) people.push_back(person);
  }
  who.role = Role::PortalCustomer;
  soci::statement statement =
      (sql.prepare << "SELECT p.\"id\", p.\"tenantId\", COALESCE(p.\"name\", p.\"email\"), "
                      "p.\"contactId\", COALESCE(c.\"phone\", ''), COALESCE(p.\"email\", '') "
                      "FROM \"portal_customers\" p "
                      "JOIN \"contacts\" c ON c.\"id\" = p.\"contactId\" "
                      "ORDER BY p.\"tenantId\", p.\"id\"",
       soci::into(who.user_id), soci::into(who.tenant_id), soci::into(who.name),
       soci::into(who.contact_id), soci::into(who.phone), soci::into(person.email));
  statement.execute();
  while (statement.fetch()) people.push_back(person);
  return people;
}

}  // namespace ringline::server_app
