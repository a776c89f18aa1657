// Who one is, in CONNECT, and why one may not come in, in CONNECT_ERROR.
#include "ringline/messages.hpp"
#include "wire/event.hpp"
#include "wire/parts.hpp"

namespace ringline {
namespace {

using namespace wire;

constexpr Field refusal_data_rows[] = {
    field<&Refusal::code>("code", Presence::Brief, ranges::optional_id),
    field<&Refusal::detail>("message", Presence::Brief, ranges::text)};
constexpr Fields refusal_data = fields(refusal_data_rows);
constexpr Field refusal_rows[] = {
    field<&Refusal::message>("message", Presence::Required, ranges::text),
    // `data` is an object on the wire only: its fields are the refusal's own.
    {"data", Kind::Object, Presence::Written, Detail(refusal_data),
     [](const void* refusal) { return refusal; }, [](void* refusal) { return refusal; }}};

}  // namespace

Result<Auth> decode_auth(std::string_view json) {
  if (json.empty()) return Auth{};
  return decode_struct<Auth>(json, auth, limit::frame_bytes);
}

std::string encode(const Auth& value) { return encode_struct(auth, &value); }

Result<Refusal> decode_refusal(std::string_view json) {
  return decode_struct<Refusal>(json, fields(refusal_rows), limit::frame_bytes);
}

std::string encode(const Refusal& refusal) { return encode_struct(fields(refusal_rows), &refusal); }

}  // namespace ringline
