// Whole payloads: a Socket.IO event's data, `["name",{payload}]`, and single objects.
#pragma once

#include <string>
#include <string_view>

#include "json/value.hpp"
#include "ringline/error.hpp"
#include "wire/alternatives.hpp"

namespace ringline::wire {

// Reads the event's payload into what `make` puts into `message` for the row that has its name.
// After an error the message is to be thrown away.
Error decode_event(std::string_view event_json, Rows rows,
                   void* (*make)(void* message, std::size_t place), void* message);
// The same of what is already taken apart; its texts are moved out of it.
Error decode_event(json::Value& event, Rows rows, void* (*make)(void* message, std::size_t place),
                   void* message);
[[nodiscard]] std::string encode_event(const Row& row, const void* from);

// One struct from its JSON object of at most max_bytes, and back.
Error decode_struct(std::string_view json, std::size_t max_bytes, Fields fields, void* into);
[[nodiscard]] std::string encode_struct(Fields fields, const void* from);

}  // namespace ringline::wire
