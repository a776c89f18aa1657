// A Socket.IO event's data, `["name",{payload}]`, and other payloads in a list, by the tables.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "json/parse.hpp"
#include "ringline/limits.hpp"
#include "wire/alternatives.hpp"

namespace ringline::wire {

// The name and the payload of an event; both views into `root`, which holds what was parsed.
struct Event {
  std::string_view name;
  json::Value* payload = nullptr;
};
Error open_event(std::string_view event_json, json::Value& root, Event& event);

Error unknown_event();

template <class Variant, std::size_t Count>
Result<Variant> decode_event(std::string_view event_json, const std::array<Reading, Count>& table) {
  json::Value root;
  Event event;
  if (Error error = open_event(event_json, root, event)) return error;
  const Reading* row = find_reading(table, event.name);
  if (row == nullptr) return unknown_event();
  Variant variant;
  Error error;
  if (!read(*event.payload, row->fields, row->make(&variant), error)) return error;
  return variant;
}

[[nodiscard]] std::string encode_event(const Writing& row, const void* variant);

// One struct from its JSON object.
template <class T>
Result<T> decode_struct(std::string_view json, Fields fields, std::size_t max_bytes) {
  auto value = json::parse(json, max_bytes);
  if (!value) return std::move(value.error);
  T made;
  Error error;
  if (!read(*value, fields, &made, error)) return error;
  return made;
}

[[nodiscard]] std::string encode_struct(Fields fields, const void* from);

}  // namespace ringline::wire
