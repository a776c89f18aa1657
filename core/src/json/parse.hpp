// Text to Value, within limits: bytes, nesting (limit::json_depth) and values (limit::json_values).
#pragma once

#include <cstddef>
#include <string_view>

#include "json/value.hpp"
#include "ringline/error.hpp"

namespace ringline::json {

// RFC 8259, one value and nothing after it, well-formed UTF-8. An integer beyond 63 bits reads as
// the nearest that fits, one beyond 64 as a fraction; a number of 10^300 or more is refused, here and in every build alike.
Result<Value> parse(std::string_view text, std::size_t max_bytes);

}  // namespace ringline::json
