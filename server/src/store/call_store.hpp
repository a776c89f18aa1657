// The Exchange's Store on a database.
#pragma once

#include <functional>

#include "ringline/exchange.hpp"
#include "store/database.hpp"

namespace ringline::server_app {

// Answers one question; `reply` is called once, on the owner's thread. The answer has no request id.
void answer(Database& database, const store::Request& what,
            std::function<void(exchange_input::StoreAnswer)> reply);

}  // namespace ringline::server_app
