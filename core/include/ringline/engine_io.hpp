// Engine.IO protocol 4: the packets of one connection, and its handshake.
// https://github.com/socketio/socket.io/blob/main/docs/engine.io-protocol/v4-current.md
//
// A packet is one digit and its data. On a WebSocket a text frame is exactly one packet; in an HTTP
// long-polling body packets are joined by the record separator U+001E.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ringline/error.hpp"
#include "ringline/limits.hpp"
#include "ringline/time.hpp"

namespace ringline::engine_io {

enum class PacketType : std::uint8_t { Open, Close, Ping, Pong, Message, Upgrade, Noop };

struct Packet {
  PacketType type = PacketType::Noop;
  std::string_view data;  // a view into the frame that was decoded
};

// Refuses an empty frame, an unknown type and a frame that is too long.
Result<Packet> decode(std::string_view frame, std::size_t max_bytes = limit::frame_bytes);
[[nodiscard]] std::string encode(PacketType type, std::string_view data = {});

// What the gateway says first. Times are 1 ms to 10 minutes, the payload limit at least 1 byte.
struct Handshake {
  std::string sid;
  Duration ping_interval{25'000};
  Duration ping_timeout{20'000};
  std::int64_t max_payload = 65'536;
  bool can_upgrade = false;  // polling sessions only: `"upgrades":["websocket"]`
};

Result<Handshake> decode_handshake(std::string_view json);
[[nodiscard]] std::string encode_handshake(const Handshake& handshake);

// What an HTTP long-polling body holds: packets, or binary messages in base64 behind a `b`.
struct PayloadPacket {
  PacketType type = PacketType::Message;
  bool binary = false;
  std::string data;
};

// All of a body or nothing: refuses one that isn't UTF-8, one with an empty or unknown packet, bad
// base64, and more than limit::payload_packets.
Result<std::vector<PayloadPacket>> decode_payload(std::string_view body, std::size_t max_bytes);
[[nodiscard]] std::string encode_payload(const std::vector<PayloadPacket>& packets);

// Why a request was refused: {"code","message"}, and its HTTP status.
enum class Refused : std::uint8_t {
  UnknownTransport,
  UnknownSession,
  BadHandshakeMethod,
  BadRequest,
  Forbidden,
  UnsupportedVersion,
  TooLarge,  // this and the next ones are BadRequest with a status of their own
  TooMany,
  Unavailable,
};
[[nodiscard]] int status_of(Refused why) noexcept;
// `detail` says more than the name of the refusal; it holds nothing that JSON must escape.
[[nodiscard]] std::string encode_refusal(Refused why, std::string_view detail = {});

}  // namespace ringline::engine_io
