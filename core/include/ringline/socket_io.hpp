// Socket.IO protocol 5: packets inside Engine.IO messages.
// https://github.com/socketio/socket.io/blob/main/docs/socket.io-protocol/v5-current.md
//
//   <type>[<attachments>-][/<namespace>,][<ack id>][<JSON>]
//
// The codec splits and joins; it leaves the JSON as text, so that nothing is parsed twice. It is
// stricter than the reference decoder: no blanks in an ack id, no "5-", no id above 2^53 - 1.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ringline/error.hpp"
#include "ringline/limits.hpp"

namespace ringline::socket_io {

enum class PacketType : std::uint8_t {
  Connect,
  Disconnect,
  Event,
  Ack,
  ConnectError,
  BinaryEvent,
  BinaryAck
};

using AckId = std::uint64_t;
inline constexpr AckId max_ack_id = (AckId{1} << 53U) - 1;  // what a JavaScript number can hold
inline constexpr std::uint32_t max_attachments = 10;

struct Packet {
  PacketType type = PacketType::Event;
  std::uint32_t attachments = 0;  // binary packets only, 1 to max_attachments
  std::string_view nsp = "/";     // with its leading slash
  std::optional<AckId> id;        // Event, Ack and their binary kin
  std::string_view data;          // JSON text, "" where there is none
};

// Checks the framing and that data has the outer shape its type demands (an Event's is an array, a
// Connect's an object or absent, ...); the JSON inside is the reader's to parse.
Result<Packet> decode(std::string_view text, std::size_t max_bytes = limit::frame_bytes);
[[nodiscard]] std::string encode(const Packet& packet);

}  // namespace ringline::socket_io
