#include "wire/event.hpp"

namespace ringline::wire {

Error open_event(std::string_view event_json, json::Value& root, Event& event) {
  auto parsed = json::parse(event_json, limit::frame_bytes);
  if (!parsed) return std::move(parsed.error);
  root = std::move(*parsed);
  if (root.kind != json::Kind::Array || root.items.empty() ||
      root.items[0].kind != json::Kind::Text) {
    return {Errc::BadFormat, "event", "must be a list that begins with the event's name"};
  }
  if (root.items.size() < 2 || root.items[1].kind != json::Kind::Object) {
    return {Errc::BadFormat, "payload", "must be an object after the event's name"};
  }
  event.name = root.items[0].text;
  event.payload = &root.items[1];
  return {};
}

Error unknown_event() { return {Errc::BadFormat, "event", "is none of this contract"}; }

std::string encode_event(const Writing& row, const void* variant) {
  json::Writer writer;
  writer.begin_array();
  writer.text(row.name);
  write(writer, row.fields, row.get(variant));
  writer.end_array();
  return writer.take();
}

std::string encode_struct(Fields fields, const void* from) {
  json::Writer writer;
  write(writer, fields, from);
  return writer.take();
}

}  // namespace ringline::wire
