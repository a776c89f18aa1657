#include "ringline/engine_io.hpp"

#include <utility>

#include "support/decimal.hpp"
#include "wire/event.hpp"
#include "wire/field.hpp"
#include "wire/ranges.hpp"

namespace ringline::engine_io {
namespace {

using namespace wire;

constexpr char last_type = '6';
constexpr const char* websocket = "websocket";

// The handshake as it stands on the wire.
struct Opening {
  std::string sid;
  std::vector<std::string> upgrades;
  Duration ping_interval{};
  Duration ping_timeout{};
  std::int64_t max_payload = Handshake{}.max_payload;
};

constexpr Range heartbeat{1, 600'000};
constexpr Range payload{1, ranges::max_integer};
constexpr Field upgrade_element = element(ranges::optional_id);
constexpr List upgrades = list_of<std::string>(ranges::up_to(8), upgrade_element);
constexpr Field rows[] = {
    WIRE_FIELD(Opening, sid, "sid", Presence::Required, ranges::id),
    WIRE_FIELD(Opening, upgrades, "upgrades", Presence::Written, upgrades),
    WIRE_FIELD(Opening, ping_interval, "pingInterval", Presence::Required, heartbeat),
    WIRE_FIELD(Opening, ping_timeout, "pingTimeout", Presence::Required, heartbeat),
    WIRE_FIELD(Opening, max_payload, "maxPayload", Presence::Written, payload)};

}  // namespace

Result<Packet> decode(std::string_view frame, std::size_t max_bytes) {
  if (frame.empty()) return Error{Errc::BadFormat, "frame", "is empty"};
  if (frame.size() > max_bytes) {
    return Error{Errc::TooLarge, "frame", "is longer than " + decimal(max_bytes) + " bytes"};
  }
  const char type = frame.front();
  if (type < '0' || type > last_type) {
    return Error{Errc::BadFormat, "frame", "begins with none of the packet types 0 to 6"};
  }
  return Packet{static_cast<PacketType>(type - '0'), frame.substr(1)};
}

std::string encode(PacketType type, std::string_view data) {
  std::string frame;
  frame.reserve(data.size() + 1);
  frame += static_cast<char>('0' + static_cast<int>(type));
  frame += data;
  return frame;
}

Result<Handshake> decode_handshake(std::string_view json) {
  Opening opening;
  if (Error error = decode_struct(json, limit::frame_bytes, fields(rows), &opening)) return error;
  Handshake handshake{std::move(opening.sid), opening.ping_interval, opening.ping_timeout,
                      opening.max_payload};
  for (const std::string& upgrade : opening.upgrades) {
    if (upgrade == websocket) handshake.can_upgrade = true;
  }
  return handshake;
}

std::string encode_handshake(const Handshake& handshake) {
  Opening opening{
      handshake.sid, {}, handshake.ping_interval, handshake.ping_timeout, handshake.max_payload};
  if (handshake.can_upgrade) opening.upgrades.emplace_back(websocket);
  return encode_struct(fields(rows), &opening);
}

}  // namespace ringline::engine_io
