#include "store/callee.hpp"

#include <atomic>
#include <utility>

#include "log.hpp"
#include "store/dialect.hpp"
#include "store/layout.hpp"
#include "store/people_columns.hpp"
#include "store/phone_numbers.hpp"

namespace ringline::server_app {
namespace {

using Answer = exchange_input::StoreAnswer;
using store::Status;

Answer answered(Status status) {
  Answer answer;
  answer.status = status;
  return answer;
}

bool may_ring(soci::session& sql, const std::string& contact_id) {
  int may = 0;
  sql << "SELECT CASE WHEN " + may_ring_sql("c.") +
             " THEN 1 ELSE 0 END FROM \"contacts\" c WHERE c.\"id\" = :id",
      soci::use(contact_id, "id"), soci::into(may);
  return may != 0;
}

std::string country_of(soci::session& sql, const std::string& tenant, std::string country) {
  if (!tenants_have_country(sql)) return country;
  std::string own;
  soci::indicator none = soci::i_ok;
  sql << R"(SELECT "country" FROM "tenants" WHERE "id" = :id)", soci::use(tenant, "id"),
      soci::into(own, none);
  if (!sql.got_data() || none != soci::i_ok || own.empty()) return country;
  if (auto found = country_named(own)) return *found;
  static std::atomic<bool> told{false};
  if (!told.exchange(true)) {
    log(Level::Warn, "unknown_country",
        {{"tenant", tenant},
         {"country", own},
         {"meaning", "tenants.country is no country (such as BD): --default-country is taken"}});
  }
  return country;
}

// What can't be the number is left out by the database: a candidate contains its last digits, one
// after the other, or something else than digits and what people put between them (digits of another
// script, letters), which only the library can read.
std::string is_candidate(bool postgres) {
  const std::string bare = bare_number(postgres, "\"phone\"");
  return "(" + bare + " LIKE :tail OR " +
         (postgres ? bare + " ~ '[^0-9]'" : bare + " GLOB '*[^0-9]*'") + ")";
}

Answer contact_by_number(soci::session& sql, const store::Resolve& whom, std::string country,
                         bool can_deactivate) {
  country = country_of(sql, whom.caller.tenant_id, std::move(country));
  const auto dialed = read_phone_number(whom.phone, country);
  if (!dialed) return answered(Status::BadNumber);
  const std::string tail = "%" + dialed->tail + "%";
  FoundContact contact;
  int no_matter = 0;  // whether it may ring is asked of the one that is found
  soci::statement statement =
      (sql.prepare << select_contact_sql({}) + "c.\"tenantId\" = :tenant AND " +
                          is_candidate(is_postgres(sql)),
       soci::use(whom.caller.tenant_id, "tenant"), soci::use(tail, "tail"), soci::into(contact.id),
       soci::into(contact.name), soci::into(contact.phone), soci::into(no_matter));
  statement.execute();
  Answer answer = answered(Status::NotFound);
  while (statement.fetch()) {
    const auto number = read_phone_number(contact.phone, country);
    if (!number || number->e164 != dialed->e164) continue;
    if (answer.callee) return answered(Status::Ambiguous);
    answer = found_contact(whom, contact);
  }
  if (answer.callee && can_deactivate) {
    answer.callee->may_ring = may_ring(sql, answer.callee->contact_id);
  }
  return answer;
}

}  // namespace

bool is_by_number(const store::Resolve& whom) {
  return whom.caller.role == Role::TenantMember && whom.contact_id.empty();
}

Answer found_contact(const store::Resolve& whom, const FoundContact& contact) {
  Answer answer = answered(Status::Done);
  answer.callee = store::Callee{{whom.caller.tenant_id, Role::PortalCustomer, contact.id},
                                contact.name,
                                contact.phone,
                                contact.id,
                                contact.may_ring};
  return answer;
}

Answer found_staff(const store::Resolve& whom, const std::string& name) {
  Answer answer = answered(Status::Done);
  answer.callee = store::Callee{
      {whom.caller.tenant_id, Role::TenantMember, whom.contact_id}, name, {}, {}, true};
  return answer;
}

Answer person_not_found() { return answered(Status::NotFound); }

// What a CRM's table may leave empty or NULL is never missing here: whoever has no name is called by
// what there is.
std::string select_contact_sql(const PeopleColumns& columns) {
  const std::string may_ring = columns.customers.can_deactivate
                                   ? "CASE WHEN " + may_ring_sql("c.") + " THEN 1 ELSE 0 END"
                                   : "1";
  return "SELECT c.\"id\", COALESCE(NULLIF(TRIM(COALESCE(c.\"firstName\", '') || ' ' || "
         "COALESCE(c.\"lastName\", '')), ''), NULLIF(c.\"email\", ''), NULLIF(c.\"phone\", ''), "
         "CAST(c.\"id\" AS TEXT)), COALESCE(c.\"phone\", ''), " +
         may_ring + " FROM \"contacts\" c WHERE ";
}

std::string select_staff_sql(const PeopleColumns& columns, bool postgres) {
  return "SELECT " + staff_name(postgres) + " FROM \"users\" WHERE " +
         (columns.users.can_deactivate ? is_active_sql("") + " AND " : std::string{});
}

void find_by_number(Database& database, const StoreOptions& options, store::Resolve whom,
                    std::function<void(Answer)> reply) {
  const TaskOwner owner = task_owner(whom.caller);
  database.read<Answer>(
      Reading::Pages, owner,
      [whom = std::move(whom), country = options.default_country,
       can_deactivate = database.people().customers.can_deactivate](soci::session& sql) {
        return contact_by_number(sql, whom, country, can_deactivate);
      },
      [reply = std::move(reply)](std::optional<Answer> answer) {
        reply(answer ? std::move(*answer) : answered(Status::Unavailable));
      });
}

}  // namespace ringline::server_app
