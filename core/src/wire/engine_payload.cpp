// The bodies of HTTP long-polling.
#include <algorithm>
#include <utility>

#include "ringline/engine_io.hpp"
#include "support/base64.hpp"
#include "support/decimal.hpp"
#include "support/utf8.hpp"

namespace ringline::engine_io {
namespace {

constexpr char separator = '\x1e';
constexpr char binary_mark = 'b';

struct Words {
  int status;
  int code;
  const char* message;
};
constexpr Words words[] = {
    {400, 0, "Transport unknown"},
    {400, 1, "Session ID unknown"},
    {400, 2, "Bad handshake method"},
    {400, 3, "Bad request"},
    {403, 4, "Forbidden"},
    {400, 5, "Unsupported protocol version"},
    {413, 3, "Payload too large"},
    {429, 3, "Too many requests"},
    {503, 3, "Unavailable"},
};

Result<PayloadPacket> decode_one(std::string_view text, std::size_t max_bytes) {
  if (!text.empty() && text.front() == binary_mark) {
    auto bytes = base64_decode(text.substr(1));
    if (!bytes) return Error{Errc::BadFormat, "packet", "holds binary data that isn't base64"};
    return PayloadPacket{PacketType::Message, true, std::move(*bytes)};
  }
  const auto packet = decode(text, max_bytes);
  if (!packet) return packet.error;
  return PayloadPacket{packet->type, false, std::string(packet->data)};
}

}  // namespace

Result<std::vector<PayloadPacket>> decode_payload(std::string_view body, std::size_t max_bytes) {
  if (body.size() > max_bytes) {
    return Error{Errc::TooLarge, "body", "is longer than " + decimal(max_bytes) + " bytes"};
  }
  if (!is_utf8(body)) return Error{Errc::BadFormat, "body", "is not UTF-8"};
  std::vector<PayloadPacket> packets;
  for (;;) {
    const std::size_t end = std::min(body.find(separator), body.size());
    auto packet = decode_one(body.substr(0, end), max_bytes);
    if (!packet) return packet.error;
    if (packets.size() == limit::payload_packets) {
      return Error{Errc::TooLarge, "body",
                   "holds more than " + decimal(limit::payload_packets) + " packets"};
    }
    packets.push_back(std::move(*packet));
    if (end == body.size()) return packets;
    body.remove_prefix(end + 1);
  }
}

std::string encode_payload(const std::vector<PayloadPacket>& packets) {
  std::string body;
  for (const PayloadPacket& each : packets) {
    if (!body.empty()) body += separator;
    body += each.binary ? binary_mark + base64_encode(each.data) : encode(each.type, each.data);
  }
  return body;
}

int status_of(Refused why) noexcept { return words[static_cast<std::size_t>(why)].status; }

std::string encode_refusal(Refused why, std::string_view detail) {
  const Words& said = words[static_cast<std::size_t>(why)];
  std::string json = "{\"code\":" + decimal(said.code) + ",\"message\":\"" + said.message;
  if (!detail.empty()) {
    json += ": ";
    json += detail;
  }
  return json + "\"}";
}

}  // namespace ringline::engine_io
