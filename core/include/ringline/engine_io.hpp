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

#include "ringline/error.hpp"
#include "ringline/time.hpp"

namespace ringline::engine_io {

enum class PacketType : std::uint8_t { Open, Close, Ping, Pong, Message, Upgrade, Noop };

struct Packet {
  PacketType type = PacketType::Noop;
  std::string_view data;  // a view into the frame that was decoded
};

// Refuses an empty frame, an unknown type and a frame over limit::frame_bytes.
Result<Packet> decode(std::string_view frame);
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

}  // namespace ringline::engine_io
