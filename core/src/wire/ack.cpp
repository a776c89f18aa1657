// The body of an ack, `[{...}]`.
#include "ringline/messages.hpp"
#include "wire/event.hpp"
#include "wire/field.hpp"
#include "wire/ranges.hpp"

namespace ringline {
namespace {

using namespace wire;
using server::Ack;

constexpr Field ack_rows[] = {
    field<&Ack::ok>("ok", Presence::Required),
    field<&Ack::code>("code", Presence::Brief, ranges::optional_id),
    field<&Ack::message>("message", Presence::Brief, ranges::text),
    field<&Ack::call_id>("callId", Presence::Brief, ranges::optional_id),
    field<&Ack::call_log_id>("callLogId", Presence::Brief, ranges::optional_id),
    field<&Ack::status>("status", Presence::IfSet),
    field<&Ack::created_at>("createdAt", Presence::Brief, ranges::counter),
    field<&Ack::expires_at>("expiresAt", Presence::Brief, ranges::counter),
    field<&Ack::answered_at>("answeredAt", Presence::Brief, ranges::counter),
    field<&Ack::preconnect>("preconnect", Presence::Brief),
    field<&Ack::preconnected>("preconnected", Presence::Brief),
    field<&Ack::reason>("reason", Presence::Brief),
    field<&Ack::duration>("duration", Presence::IfSet, ranges::counter),
    field<&Ack::peer>("peer", Presence::IfSet)};

}  // namespace

Result<server::Ack> decode_ack(std::string_view ack_json) {
  auto parsed = json::parse(ack_json, limit::frame_bytes);
  if (!parsed) return std::move(parsed.error);
  if (parsed->kind != json::Kind::Array || parsed->items.empty() ||
      parsed->items[0].kind != json::Kind::Object) {
    return Error{Errc::BadFormat, "ack", "must be a list that begins with an object"};
  }
  Ack ack;
  Error error;
  if (!read(parsed->items[0], fields(ack_rows), &ack, error)) return error;
  return ack;
}

std::string encode(const server::Ack& ack) {
  json::Writer writer;
  writer.begin_array();
  write(writer, fields(ack_rows), &ack);
  writer.end_array();
  return writer.take();
}

}  // namespace ringline
