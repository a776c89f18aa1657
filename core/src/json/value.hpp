// A JSON value as this program needs it: read once, taken apart at once.
//
// Of numbers that are no int64 only the text is kept: the contract has none. An object with a
// name twice keeps both members and find() gives the last, as JSON.parse does, so that no two
// readers of one text disagree about what it says.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ringline::json {

enum class Kind : std::uint8_t { Null, Bool, Integer, Fraction, Text, Array, Object };

struct Value {
  Kind kind = Kind::Null;
  std::int64_t integer = 0;  // Integer's value, or the nearest that fits; 1 for true
  std::string text;          // Text's; of a number that isn't exactly `integer` its own
  std::string name;          // as a member of an object
  std::vector<Value> items;  // of an Array or Object

  // The member of this name in an Object, or nullptr.
  [[nodiscard]] Value* find(std::string_view member) noexcept;
};

}  // namespace ringline::json
