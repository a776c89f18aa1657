// Who one is, in CONNECT, and why one may not come in, in CONNECT_ERROR.
#include "ringline/messages.hpp"
#include "wire/event.hpp"
#include "wire/parts.hpp"

namespace ringline {
namespace {

using namespace wire;

constexpr Field refusal_data_rows[] = {
    WIRE_FIELD(Refusal, code, "code", Presence::Brief, ranges::optional_id),
    WIRE_WORDS_FIELD(Refusal, detail, "message", Presence::Brief, ranges::text)};
constexpr Fields refusal_data = fields(refusal_data_rows);
constexpr Field refusal_rows[] = {
    WIRE_WORDS_FIELD(Refusal, message, "message", Presence::Required, ranges::text),
    // `data` is an object on the wire only: its fields are the refusal's own.
    {"data", 0, Kind::Object, Presence::Written, Detail(refusal_data), nullptr}};

}  // namespace

Result<Auth> decode_auth(std::string_view json) {
  Result<Auth> made(std::in_place);
  if (json.empty()) return made;
  if (Error error = decode_struct(json, limit::frame_bytes, auth, &*made)) {
    made.fail(std::move(error));
  }
  return made;
}

std::string encode(const Auth& value) { return encode_struct(auth, &value); }

Result<Refusal> decode_refusal(std::string_view json) {
  Result<Refusal> refusal(std::in_place);
  if (Error error = decode_struct(json, limit::frame_bytes, fields(refusal_rows), &*refusal)) {
    refusal.fail(std::move(error));
  }
  return refusal;
}

std::string encode(const Refusal& refusal) { return encode_struct(fields(refusal_rows), &refusal); }

}  // namespace ringline
