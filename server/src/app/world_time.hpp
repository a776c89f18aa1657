// Rows are in the world's time, the Exchange in the gateway's own: what passes between them is moved by
// the difference (clock.hpp).
#pragma once

#include <cstdint>

#include "ringline/exchange.hpp"

namespace ringline::server_app {

void move_times(store::Request& request, std::int64_t by_ms);
void move_times(exchange_input::StoreAnswer& answer, std::int64_t by_ms);

}  // namespace ringline::server_app
