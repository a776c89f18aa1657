// Whom a caller means.
#pragma once

#include <functional>

#include "ringline/exchange.hpp"
#include "store/database.hpp"
#include "store/store_options.hpp"

namespace ringline::server_app {

// Staff mean a contact of their tenant, by id or by number; customers mean a member of its staff.
bool is_by_number(const store::Resolve& whom);

// This takes longer than other questions, so it is asked beside the calls' own.
void find_by_number(Database& database, const StoreOptions& options, store::Resolve whom,
                    std::function<void(exchange_input::StoreAnswer)> reply);

// What a CRM's table may leave empty or NULL is never missing here: whoever has no name is called by
// what there is. The columns are the id, the name and the number; what follows WHERE is to be added.
inline constexpr const char* select_contact =
    "SELECT \"id\", COALESCE(NULLIF(TRIM(COALESCE(\"firstName\", '') || ' ' || "
    "COALESCE(\"lastName\", '')), ''), NULLIF(\"email\", ''), NULLIF(\"phone\", ''), "
    "CAST(\"id\" AS TEXT)), COALESCE(\"phone\", '') FROM \"contacts\" WHERE ";
// The name alone.
inline constexpr const char* select_staff =
    "SELECT COALESCE(NULLIF(\"name\", ''), NULLIF(\"email\", ''), CAST(\"id\" AS TEXT)) "
    "FROM \"users\" WHERE ";

struct FoundContact {
  std::string id;
  std::string name;
  std::string phone;
};
exchange_input::StoreAnswer found_contact(const store::Resolve& whom, const FoundContact& contact);
exchange_input::StoreAnswer found_staff(const store::Resolve& whom, const std::string& name);
exchange_input::StoreAnswer person_not_found();

}  // namespace ringline::server_app
