#include "store/directory.hpp"

namespace ringline::server_app {

std::optional<Identity> find_person(soci::session& sql, const std::string& tenant_id, Role role,
                                    const std::string& user_id, const std::string& contact_id) {
  Identity who;
  who.user_id = user_id;
  who.tenant_id = tenant_id;
  who.role = role;
  if (role == Role::TenantMember) {
    sql << "SELECT COALESCE(\"name\", \"email\") FROM \"users\" "
           "WHERE \"tenantId\" = :tenant AND \"id\" = :id",
        soci::use(tenant_id, "tenant"), soci::use(user_id, "id"), soci::into(who.name);
    if (!sql.got_data()) return std::nullopt;
    return who;
  }
  // The contact that a customer claims must be his own.
  std::string contact;
  sql << "SELECT p.\"contactId\", COALESCE(p.\"name\", p.\"email\"), COALESCE(c.\"phone\", '') "
         "FROM \"portal_customers\" p JOIN \"contacts\" c ON c.\"id\" = p.\"contactId\" "
         "WHERE p.\"tenantId\" = :tenant AND p.\"id\" = :id",
      soci::use(tenant_id, "tenant"), soci::use(user_id, "id"), soci::into(contact),
      soci::into(who.name), soci::into(who.phone);
  if (!sql.got_data() || (!contact_id.empty() && contact_id != contact)) return std::nullopt;
  who.contact_id = contact;
  return who;
}

std::vector<Identity> list_people(soci::session& sql) {
  std::vector<Identity> people;
  Identity who;
  {
    soci::statement statement =
        (sql.prepare << "SELECT \"id\", \"tenantId\", COALESCE(\"name\", \"email\") FROM \"users\" "
                        "ORDER BY \"tenantId\", \"id\"",
         soci::into(who.user_id), soci::into(who.tenant_id), soci::into(who.name));
    statement.execute();
    while (statement.fetch()) people.push_back(who);
  }
  who.role = Role::PortalCustomer;
  soci::statement statement =
      (sql.prepare << "SELECT p.\"id\", p.\"tenantId\", COALESCE(p.\"name\", p.\"email\"), "
                      "p.\"contactId\", COALESCE(c.\"phone\", '') FROM \"portal_customers\" p "
                      "JOIN \"contacts\" c ON c.\"id\" = p.\"contactId\" "
                      "ORDER BY p.\"tenantId\", p.\"id\"",
       soci::into(who.user_id), soci::into(who.tenant_id), soci::into(who.name),
       soci::into(who.contact_id), soci::into(who.phone));
  statement.execute();
  while (statement.fetch()) people.push_back(who);
  return people;
}

}  // namespace ringline::server_app
