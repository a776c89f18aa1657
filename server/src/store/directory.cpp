#include "store/directory.hpp"

#include <algorithm>

#include "store/call_rows.hpp"

namespace ringline::server_app {
namespace {

// A text for LIKE, with what means something there escaped by a backslash.
std::string like(const std::string& text) {
  std::string pattern = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + "%";
}

}  // namespace

std::vector<Identity> find_people(soci::session& sql, const std::string& subject,
                                  bool by_clerk_id) {
  std::vector<Identity> people;
  if (subject.empty()) return people;
  const std::string column = by_clerk_id ? "\"clerkId\"" : "\"id\"";
  const int most = static_cast<int>(most_people_of_a_subject);
  Identity who;
  {
    soci::statement statement =
        (sql.prepare << "SELECT \"id\", \"tenantId\", COALESCE(\"name\", \"email\", '') "
                        "FROM \"users\" WHERE " +
                            column + " = :subject ORDER BY \"id\" LIMIT :most",
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

std::vector<ListedContact> list_contacts(soci::session& sql, const Identity& who,
                                         const Page& page) {
  static const std::string contacts =
      "SELECT * FROM (SELECT c.\"id\" AS id, "
      "TRIM(c.\"firstName\" || ' ' || COALESCE(c.\"lastName\", '')) AS name, "
      "COALESCE(c.\"phone\", '') AS phone, COALESCE(c.\"email\", '') AS email, "
      "EXISTS (SELECT 1 FROM \"portal_customers\" p WHERE p.\"contactId\" = c.\"id\") AS callable "
      "FROM \"contacts\" c WHERE c.\"tenantId\" = :tenant)";
  static const std::string staff =
      "SELECT * FROM (SELECT \"id\" AS id, COALESCE(\"name\", \"email\") AS name, '' AS phone, "
      "\"email\" AS email, 1 AS callable FROM \"users\" WHERE \"tenantId\" = :tenant)";
  static const std::string rest =
      " WHERE (name LIKE :search ESCAPE '\\' OR phone LIKE :search2 ESCAPE '\\' "
      "OR email LIKE :search3 ESCAPE '\\') AND (:cursor = '' OR name || '|' || id > :cursor2) "
      "ORDER BY name || '|' || id LIMIT :most";
  const std::string search = like(page.search);
  ListedContact found;
  int callable = 0;
  std::vector<ListedContact> all;
  soci::statement statement =
      (sql.prepare << (who.role == Role::TenantMember ? contacts : staff) + rest,
       soci::use(who.tenant_id, "tenant"), soci::use(search, "search"),
       soci::use(search, "search2"), soci::use(search, "search3"), soci::use(page.cursor, "cursor"),
       soci::use(page.cursor, "cursor2"), soci::use(page.limit, "most"), soci::into(found.id),
       soci::into(found.name), soci::into(found.phone), soci::into(found.email),
       soci::into(callable));
  statement.execute();
  while (statement.fetch()) {
    found.callable = callable != 0;
    all.push_back(found);
  }
  return all;
}

std::vector<ListedCall> list_calls(soci::session& sql, const Identity& who,
                                   const std::string& direction, const CallPlace& after, int most) {
  const Party party = who.party();
  const std::string role(to_string(party.role));
  const auto records = select_calls(
      sql,
      "\"tenantId\" = :tenant AND ((\"callerId\" = :id AND \"callerRole\" = :role) OR "
      "(\"calleeId\" = :id2 AND \"calleeRole\" = :role2)) AND "
      "(:direction = '' OR \"direction\" = :direction2) AND "
      "(:before = 0 OR \"createdAt\" < :before2 OR (\"createdAt\" = :before3 AND \"id\" < :last)) "
      "ORDER BY \"createdAt\" DESC, \"id\" DESC LIMIT :most",
      {{"tenant", who.tenant_id, {}},
       {"id", party.id, {}},
       {"role", role, {}},
       {"id2", party.id, {}},
       {"role2", role, {}},
       {"direction", direction, {}},
       {"direction2", direction, {}},
       {"before", {}, after.created_at},
       {"before2", {}, after.created_at},
       {"before3", {}, after.created_at},
       {"last", after.id, {}},
       {"most", {}, most}});
  std::vector<ListedCall> calls;
  for (const CallRecord& record : records) calls.push_back({record, record.caller == party});
  return calls;
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
