#include "wire/event.hpp"

#include <utility>

#include "json/parse.hpp"
#include "json/writer.hpp"
#include "ringline/limits.hpp"

namespace ringline::wire {

std::size_t Rows::find(std::string_view name) const {
  std::size_t place = 0;
  while (place < count && first[place].name != name) ++place;
  return place;
}

Error decode_event(std::string_view event_json, Rows rows, void* (*make)(void*, std::size_t),
                   void* message) {
  auto event = json::parse(event_json, limit::frame_bytes);
  if (!event) return std::move(event.error);
  return decode_event(*event, rows, make, message);
}

Error decode_event(json::Value& event, Rows rows, void* (*make)(void*, std::size_t),
                   void* message) {
  auto& items = event.items;
  if (event.kind != json::Kind::Array || items.empty() || items[0].kind != json::Kind::Text) {
    return {Errc::BadFormat, "event", "must be a list that begins with the event's name"};
  }
  if (items.size() < 2 || items[1].kind != json::Kind::Object) {
    return {Errc::BadFormat, "payload", "must be an object after the event's name"};
  }
  const std::size_t place = rows.find(items[0].text);
  if (place == rows.count) return {Errc::BadFormat, "event", "is none of this contract"};
  Error error;
  (void)read(items[1], rows.first[place].fields, make(message, place), error);
  return error;
}

std::string encode_event(const Row& row, const void* from) {
  json::Writer writer;
  writer.begin_array();
  writer.text(row.name);
  write(writer, row.fields, from);
  writer.end_array();
  return writer.take();
}

Error decode_struct(std::string_view json, std::size_t max_bytes, Fields fields, void* into) {
  auto value = json::parse(json, max_bytes);
  if (!value) return std::move(value.error);
  Error error;
  (void)read(*value, fields, into, error);
  return error;
}

std::string encode_struct(Fields fields, const void* from) {
  json::Writer writer;
  write(writer, fields, from);
  return writer.take();
}

}  // namespace ringline::wire
