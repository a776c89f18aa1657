// What the three files of the Phone's text form share: `type` first, then the fields.
#pragma once

#include "json/writer.hpp"
#include "wire/alternatives.hpp"

namespace ringline::wire {

inline void write_typed(json::Writer& writer, const Row& row, const void* from) {
  writer.begin_object();
  writer.key("type");
  writer.text(row.name);
  write_members(writer, row.fields, from);
  writer.end_object();
}

// An input carries at most one frame, which is cut; escaped, each of its bytes may take six.
inline constexpr std::size_t input_bytes = std::size_t{1} << 24U;

}  // namespace ringline::wire
