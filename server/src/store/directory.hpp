// Who is in the database. Every question names the tenant, so that nobody sees another's.
#pragma once

#include <soci/soci.h>

#include <optional>
#include <string>
#include <vector>

#include "ringline/exchange.hpp"
#include "store/people_columns.hpp"

namespace ringline::server_app {

// Everybody whom a token's subject names, by id or by the provider's name, of all tenants and in both
// roles. A deactivated account is left out.
inline constexpr std::size_t most_people_of_a_subject = 16;  // of each role
std::vector<Identity> find_people(soci::session& sql, const PeopleColumns& columns,
                                  const std::string& subject, bool by_provider);

// The accounts of a contact that are active, the one with the smallest id first.
std::vector<Identity> find_customers(soci::session& sql, const PeopleColumns& columns,
                                     const std::string& tenant_id, const std::string& contact_id);

// "" where the database has none, or not this person.
std::string find_email(soci::session& sql, const Identity& who);

// Development: everybody there is.
struct Person {
  Identity identity;
  std::string email;
};
std::vector<Person> list_people(soci::session& sql);

}  // namespace ringline::server_app
