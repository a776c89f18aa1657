// Whom a caller means.
#pragma once

#include <functional>

#include "ringline/exchange.hpp"
#include "store/database.hpp"
#include "store/people_columns.hpp"
#include "store/store_options.hpp"

namespace ringline::server_app {

// Staff mean a contact of their tenant, by id or by number; customers mean a member of its staff.
bool is_by_number(const store::Resolve& whom);

// This takes longer than other questions, so it is asked beside the calls' own.
void find_by_number(Database& database, const StoreOptions& options, store::Resolve whom,
                    std::function<void(exchange_input::StoreAnswer)> reply);

struct FoundContact {
  std::string id;
  std::string name;
  std::string phone;
  bool may_ring = true;  // not where all of the contact's accounts are deactivated
};
exchange_input::StoreAnswer found_contact(const store::Resolve& whom, const FoundContact& contact);
exchange_input::StoreAnswer found_staff(const store::Resolve& whom, const std::string& name);
exchange_input::StoreAnswer person_not_found();

// What is selected of a contact (id, name, number, and whether it may ring: 1 or 0) and of staff (the
// name): both end with `WHERE`. Deactivated staff aren't found.
std::string select_contact_sql(const PeopleColumns& columns);
std::string select_staff_sql(const PeopleColumns& columns, bool postgres);

}  // namespace ringline::server_app
