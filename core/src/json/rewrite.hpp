// A value that was read, written again: the same value in as few characters.
#pragma once

#include "json/value.hpp"
#include "json/writer.hpp"

namespace ringline::json {

void write(Writer& writer, const Value& value);

}  // namespace ringline::json
