// The body of an ack, `[{...}]`.
#include <utility>

#include "json/parse.hpp"
#include "ringline/messages.hpp"
#include "wire/field.hpp"
#include "wire/ranges.hpp"

namespace ringline {
namespace {

using namespace wire;
using server::Ack;

constexpr Field ack_rows[] = {
    WIRE_FIELD(Ack, ok, "ok", Presence::Required),
    WIRE_FIELD(Ack, code, "code", Presence::Brief, ranges::optional_id),
    WIRE_WORDS_FIELD(Ack, message, "message", Presence::Brief, ranges::text),
    WIRE_FIELD(Ack, call_id, "callId", Presence::Brief, ranges::optional_id),
    WIRE_FIELD(Ack, call_log_id, "callLogId", Presence::Brief, ranges::optional_id),
    WIRE_FIELD(Ack, status, "status", Presence::IfSet),
    WIRE_FIELD(Ack, created_at, "createdAt", Presence::Brief, ranges::counter),
    WIRE_FIELD(Ack, expires_at, "expiresAt", Presence::Brief, ranges::counter),
    WIRE_FIELD(Ack, answered_at, "answeredAt", Presence::Brief, ranges::counter),
    WIRE_FIELD(Ack, preconnect, "preconnect", Presence::Brief),
    WIRE_FIELD(Ack, preconnected, "preconnected", Presence::Brief),
    WIRE_FIELD(Ack, reason, "reason", Presence::Brief),
    WIRE_FIELD(Ack, duration, "duration", Presence::IfSet, ranges::counter),
    WIRE_FIELD(Ack, peer, "peer", Presence::IfSet),
    WIRE_FIELD(Ack, protocol, "protocol", Presence::Brief, ranges::protocol),
    WIRE_FIELD(Ack, contact_id, "contactId", Presence::Brief, ranges::optional_id)};

}  // namespace

Error decode_ack(std::string_view ack_json, server::Ack& into) {
  auto parsed = json::parse(ack_json, limit::frame_bytes);
  if (!parsed) return std::move(parsed.error);
  if (parsed->kind != json::Kind::Array || parsed->items.empty() ||
      parsed->items[0].kind != json::Kind::Object) {
    return {Errc::BadFormat, "ack", "must be a list that begins with an object"};
  }
  Error error;
  (void)read(parsed->items[0], fields(ack_rows), &into, error);
  return error;
}

Result<server::Ack> decode_ack(std::string_view ack_json) {
  Result<Ack> ack(std::in_place);
  if (Error error = decode_ack(ack_json, *ack)) ack.fail(std::move(error));
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
