#include "ringline/socket_io.hpp"

#include <algorithm>
#include <utility>

#include "ringline/limits.hpp"
#include "support/decimal.hpp"

namespace ringline::socket_io {
namespace {

// What a packet of each type may carry. Reserved event names are the reader's to refuse.
struct Shape {
  bool binary;
  bool may_have_id;
  bool must_have_id;
  bool may_lack_data;
  const char* openings;  // the data's first character is one of these
};

constexpr Shape shapes[] = {
    {false, false, false, true, "{"},    // Connect: auth, or what the gateway says of the session
    {false, false, false, true, ""},     // Disconnect
    {false, true, false, false, "["},    // Event
    {false, true, true, false, "["},     // Ack
    {false, false, false, true, "{\""},  // ConnectError
    {true, true, false, false, "["},     // BinaryEvent
    {true, true, true, false, "["},      // BinaryAck
};

const Shape& shape_of(PacketType type) { return shapes[static_cast<std::size_t>(type)]; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

Error malformed(const char* field, std::string message) {
  return {Errc::BadFormat, field, std::move(message)};
}

// Takes digits from the front: canonical (no leading zeros) and at most `most`, which is far below
// what would overflow.
bool take_number(std::string_view& text, std::uint64_t most, std::uint64_t& number) {
  std::size_t length = 0;
  number = 0;
  while (length < text.size() && is_digit(text[length]) && number <= most) {
    number = number * 10 + static_cast<std::uint64_t>(text[length++] - '0');
  }
  if (length == 0 || number > most || (length > 1 && text.front() == '0')) return false;
  text.remove_prefix(length);
  return true;
}

Error take_attachments(std::string_view& rest, Packet& packet) {
  std::uint64_t count = 0;
  if (!take_number(rest, max_attachments, count) || count == 0 || rest.empty() ||
      rest.front() != '-') {
    return malformed("attachments",
                     "must be a number from 1 to " + decimal(max_attachments) + " and a hyphen");
  }
  rest.remove_prefix(1);
  packet.attachments = static_cast<std::uint32_t>(count);
  return {};
}

Error take_namespace(std::string_view& rest, Packet& packet) {
  if (rest.empty() || rest.front() != '/') return {};
  // Without data the comma may be missing, too.
  const std::size_t comma = std::min(rest.find(','), rest.size());
  if (comma > limit::namespace_bytes) {
    return {Errc::TooLarge, "namespace",
            "is longer than " + decimal(limit::namespace_bytes) + " bytes"};
  }
  packet.nsp = rest.substr(0, comma);
  rest.remove_prefix(std::min(comma + 1, rest.size()));
  return {};
}

Error take_id(std::string_view& rest, Packet& packet) {
  const Shape& shape = shape_of(packet.type);
  if (rest.empty() || !is_digit(rest.front())) {
    return shape.must_have_id ? malformed("id", "is missing from an ack") : Error{};
  }
  if (!shape.may_have_id) return malformed("id", "belongs only to events and acks");
  std::uint64_t id = 0;
  if (!take_number(rest, max_ack_id, id)) {
    return malformed("id", "must be a number from 0 to " + decimal(max_ack_id));
  }
  packet.id = id;
  return {};
}

Error check_data(const Packet& packet) {
  const Shape& shape = shape_of(packet.type);
  const std::string_view data = packet.data;
  if (data.empty()) {
    return shape.may_lack_data ? Error{} : malformed("data", "is missing");
  }
  const std::string_view openings = shape.openings;
  const char first = data.front();
  const char last = first == '[' ? ']' : first == '{' ? '}' : first;
  if (openings.find(first) == std::string_view::npos || data.size() < 2 || data.back() != last) {
    return malformed("data", "has not the form that this packet type demands");
  }
  return {};
}

}  // namespace

Result<Packet> decode(std::string_view text, std::size_t max_bytes) {
  if (text.size() > max_bytes) {
    return Error{Errc::TooLarge, "packet", "is longer than " + decimal(max_bytes) + " bytes"};
  }
  if (text.empty() || text.front() < '0' || text.front() > '6') {
    return malformed("packet", "begins with none of the packet types 0 to 6");
  }
  Packet packet;
  packet.type = static_cast<PacketType>(text.front() - '0');
  std::string_view rest = text.substr(1);
  if (shape_of(packet.type).binary) {
    if (Error error = take_attachments(rest, packet)) return error;
  }
  if (Error error = take_namespace(rest, packet)) return error;
  if (Error error = take_id(rest, packet)) return error;
  packet.data = rest;
  if (Error error = check_data(packet)) return error;
  return packet;
}

std::string encode(const Packet& packet) {
  std::string text;
  text.reserve(packet.nsp.size() + packet.data.size() + 24);
  text += static_cast<char>('0' + static_cast<int>(packet.type));
  if (shape_of(packet.type).binary) {
    text += decimal(packet.attachments);
    text += '-';
  }
  if (packet.nsp != "/") {
    text += packet.nsp;
    text += ',';
  }
  if (packet.id) text += decimal(*packet.id);
  text += packet.data;
  return text;
}

}  // namespace ringline::socket_io
