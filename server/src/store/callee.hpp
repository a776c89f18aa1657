// Whom a caller means.
#pragma once

#include <functional>

#include "ringline/exchange.hpp"
#include "store/database.hpp"
#include "store/store_options.hpp"

namespace ringline::server_app {

// Staff mean a contact of their tenant, by id or by number; customers mean a member of its staff.
void find_callee(Database& database, const StoreOptions& options, store::Resolve whom,
                 std::function<void(exchange_input::StoreAnswer)> reply);

}  // namespace ringline::server_app
