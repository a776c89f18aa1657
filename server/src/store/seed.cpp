#include "store/seed.hpp"

#include <string>

#include "store/contacts.hpp"

namespace ringline::server_app {
namespace {

struct SeedTenant {
  const char* id;
  const char* name;
};
constexpr SeedTenant tenants[] = {
    {"tenant_harbor", "Harbor Immigration"},
    {"tenant_lumen", "Lumen Dental"},
};

struct SeedUser {
  const char* id;
  const char* tenant;
  const char* name;
  const char* email;
};
constexpr SeedUser users[] = {
    {"user_amina", "tenant_harbor", "Amina Rahman", "amina@harbor.example"},
    {"user_jonas", "tenant_harbor", "Jonas Weber", "jonas@harbor.example"},
    {"user_mei", "tenant_lumen", "Mei Tanaka", "mei@lumen.example"},
};

// A contact with a portal id can be called in his browser.
struct SeedContact {
  const char* id;
  const char* tenant;
  const char* first;
  const char* last;
  const char* email;
  const char* phone;
  const char* company;
  const char* portal;
};
constexpr SeedContact contacts[] = {
    {"contact_rahim", "tenant_harbor", "Rahim", "Chowdhury", "rahim@mail.example",
     "+880 1711-000001", "Padma Textiles", "portal_rahim"},
    {"contact_sofia", "tenant_harbor", "Sofía", "Márquez", "sofia@mail.example", "+34 600 000 002",
     "Estudio Márquez", "portal_sofia"},
    {"contact_nadia", "tenant_harbor", "নাদিয়া", "ইসলাম", "nadia@mail.example", "+880 1711-000003",
     "মেঘনা প্রকাশনী", "portal_nadia"},
    {"contact_liang", "tenant_harbor", "梁", "伟", "liang@mail.example", "+86 130 0000 0004", "",
     "portal_liang"},
    {"contact_elif", "tenant_harbor", "Elif", "Yılmaz", "elif@mail.example", "+90 530 000 00 05",
     "Yılmaz Gıda", ""},
    {"contact_tom", "tenant_harbor", "Tom", "O'Brien", "tom@mail.example", "+353 85 000 0006", "",
     ""},
    {"contact_priya", "tenant_lumen", "Priya", "Nair", "priya@mail.example", "+91 90000 00007", "",
     "portal_priya"},
};

// A CRM's contacts may have no company.
std::string insert_contact(bool has_company) {
  return std::string(
             "INSERT INTO \"contacts\" (\"id\", \"tenantId\", \"firstName\", \"lastName\", "
             "\"email\", \"phone\"") +
         (has_company ? ", \"company\"" : "") + ") VALUES (:a, :b, :c, :d, :e, :f" +
         (has_company ? ", NULLIF(:g, '')" : "") + ") ON CONFLICT DO NOTHING";
}

}  // namespace

void seed(soci::session& sql) {
  for (const SeedTenant& each : tenants) {
    const std::string id = each.id;
    const std::string name = each.name;
    sql << "INSERT INTO \"tenants\" (\"id\", \"name\") VALUES (:id, :name) ON CONFLICT DO NOTHING",
        soci::use(id, "id"), soci::use(name, "name");
  }
  for (const SeedUser& each : users) {
    const std::string id = each.id;
    const std::string tenant = each.tenant;
    const std::string name = each.name;
    const std::string email = each.email;
    sql << "INSERT INTO \"users\" (\"id\", \"tenantId\", \"clerkId\", \"email\", "
           "\"name\") VALUES (:id, :tenant, :clerk, :email, :name) ON CONFLICT DO NOTHING",
        soci::use(id, "id"), soci::use(tenant, "tenant"), soci::use(id, "clerk"),
        soci::use(email, "email"), soci::use(name, "name");
  }
  const bool has_company = contact_columns(sql).company;
  for (const SeedContact& each : contacts) {
    const std::string id = each.id;
    const std::string tenant = each.tenant;
    const std::string first = each.first;
    const std::string last = each.last;
    const std::string email = each.email;
    const std::string phone = each.phone;
    const std::string company = each.company;
    const std::string portal = each.portal;
    soci::statement statement(sql);
    for (const auto* each_value : {&id, &tenant, &first, &last, &email, &phone}) {
      statement.exchange(soci::use(*each_value));
    }
    if (has_company) statement.exchange(soci::use(company));
    statement.alloc();
    statement.prepare(insert_contact(has_company));
    statement.define_and_bind();
    statement.execute(true);
    if (portal.empty()) continue;
    const std::string name = first + " " + last;
    sql << "INSERT INTO \"portal_customers\" (\"id\", \"tenantId\", \"contactId\", "
           "\"clerkId\", \"email\", \"name\") "
           "VALUES (:portal, :tenant, :id, :clerk, :email, :name) ON CONFLICT DO NOTHING",
        soci::use(portal, "portal"), soci::use(tenant, "tenant"), soci::use(id, "id"),
        soci::use(portal, "clerk"), soci::use(email, "email"), soci::use(name, "name");
  }
}

}  // namespace ringline::server_app
