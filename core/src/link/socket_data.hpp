// What a Socket.IO packet's JSON must be, looked at before anybody believes it.
#pragma once

#include <cstddef>

#include "json/value.hpp"
#include "ringline/error.hpp"
#include "ringline/socket_io.hpp"

namespace ringline {

// The data of what a client sends: JSON of its packet's shape, an event with a name that isn't
// reserved, and in a binary packet each attachment in exactly one place. Gives what it read,
// so that nobody has to read it again.
Result<json::Value> read_data(const socket_io::Packet& packet, std::size_t max_bytes);

}  // namespace ringline
