// Structs as tables of fields. Every message, input and output is described by one constexpr table,
// and one reader and one writer go over all of them: a new field is a new row.
//
//   constexpr Field end_rows[] = {
//       WIRE_FIELD(client::End, call_id, "callId", Presence::Required, ranges::id),
//       WIRE_FIELD(client::End, reason, "reason", Presence::Brief)};
//
// The rows are made in wire/field.hpp, which deduces kind and access from the member's type. They
// hold offsets, not functions: a table of 250 accessors would be a tenth of the WebAssembly.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "json/value.hpp"
#include "json/writer.hpp"
#include "ringline/error.hpp"
#include "wire/names.hpp"

namespace ringline::wire {

enum class Kind : std::uint8_t {
  Text,          // std::string; the range is its length in bytes; no U+0000. A number is its digits
  CutText,       // std::string that is cut at the limit instead of being refused
  Words,         // std::string for people: cut at the limit, which is in characters; without U+0000
  Integer,       // std::int64_t
  Milliseconds,  // Duration
  Instant,       // TimePoint
  Bool,          // bool
  Name,          // an enumeration, by its wire name
  Object,        // a struct with a table of its own
  List,          // a vector; where its elements are texts, one bare text is a list of one
};

// What a reader demands and a writer leaves out. For all but Nullable, null counts as absent.
enum class Presence : std::uint8_t {
  Required,  // refused without it
  Nullable,  // must be there, though null will do: it stands for the default
  Written,   // may be absent when read; is always written, because base peers look for it
  Brief,     // may be absent; isn't written while it is "", 0 (the range's least), false or []
  IfSet,     // std::optional: written when it has a value
};

struct Range {
  std::int64_t least = 0;
  std::int64_t most = 0;
};

struct Field;

struct Fields {
  const Field* first;
  std::size_t count;

  [[nodiscard]] const Field* begin() const { return first; }
  [[nodiscard]] const Field* end() const;
};

struct List {
  Range count;
  const Field* element;                         // its name and offset are not used
  void (*make)(void* list, std::size_t count);  // so many fresh ones; nullptr: only ever written
  const void* (*at)(const void* list, std::size_t index);  // nullptr past the end

  // The same of a list that may be changed.
  [[nodiscard]] void* in(void* list, std::size_t index) const {
    return const_cast<void*>(at(list, index));
  }
};

union Detail {
  constexpr Detail() : range(nullptr) {}
  constexpr explicit Detail(const Range& its) : range(&its) {}
  constexpr explicit Detail(const Names& its) : names(&its) {}
  constexpr explicit Detail(const Fields& its) : fields(&its) {}
  constexpr explicit Detail(const List& its) : list(&its) {}

  const Range* range;    // Text, CutText, Words, Integer, Milliseconds
  const Names* names;    // Name
  const Fields* fields;  // Object
  const List* list;      // List
};

// How to come from a member to the value in it, where they are not the same: an optional's value or
// a variant's alternative.
struct Access {
  const void* (*get)(const void* member);  // nullptr: there is none
  void* (*make)(void* member);             // puts a fresh one in
};

struct Field {
  const char* name;
  std::uint16_t offset;  // of the member in its struct
  Kind kind;
  Presence presence;
  Detail detail;
  const Access* access;  // nullptr: the member is the value

  [[nodiscard]] const void* get(const void* object) const {
    const void* member = static_cast<const char*>(object) + offset;
    return access == nullptr ? member : access->get(member);
  }
  [[nodiscard]] void* make(void* object) const {
    void* member = static_cast<char*>(object) + offset;
    return access == nullptr ? member : access->make(member);
  }
};

inline const Field* Fields::end() const { return first + count; }

// Fills the struct at `into`. False: `error` names the field by its path ("offer.sdp",
// "iceServers[1].urls") and the limit, and the struct is to be thrown away. Texts are moved out of
// the value. Members without a row are ignored.
[[nodiscard]] bool read(json::Value& value, Fields fields, void* into, Error& error);

void write(json::Writer& writer, Fields fields, const void* from);
// The same within an object that is open already.
void write_members(json::Writer& writer, Fields fields, const void* from);

}  // namespace ringline::wire
