#include "link/socket_data.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <string_view>

#include "json/parse.hpp"
#include "support/decimal.hpp"

namespace ringline {
namespace {

using json::Kind;
using json::Value;
using socket_io::PacketType;

// What socket.io-client and -server emit to themselves.
constexpr std::array<std::string_view, 6> reserved = {
    "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"};

using Places = std::bitset<socket_io::max_attachments>;

// Notes which attachments {"_placeholder":true,"num":0} and its like stand for. Nesting is bounded
// by the parser. False: one of them is wrong.
bool find_places(Value& value, std::size_t attachments, Places& found) {
  const Value* mark = value.kind == Kind::Object ? value.find("_placeholder") : nullptr;
  if (mark != nullptr && mark->kind == Kind::Bool && mark->integer == 1) {
    const Value* number = value.find("num");
    if (number == nullptr || number->kind != Kind::Integer || number->integer < 0) return false;
    // Compared before it is narrowed: a size_t may have 32 bits.
    if (number->integer >= static_cast<std::int64_t>(attachments)) return false;
    const auto place = static_cast<std::size_t>(number->integer);
    if (found.test(place)) return false;
    found.set(place);
    return true;
  }
  return std::all_of(value.items.begin(), value.items.end(),
                     [&](Value& item) { return find_places(item, attachments, found); });
}

Error check_event(const Value& data) {
  const Value* name = data.items.empty() ? nullptr : &data.items.front();
  if (name == nullptr || (name->kind != Kind::Text && name->kind != Kind::Integer)) {
    return {Errc::BadFormat, "data", "names no event"};
  }
  if (std::find(reserved.begin(), reserved.end(), name->text) != reserved.end()) {
    return {Errc::BadFormat, "data", "names a reserved event"};
  }
  return {};
}

}  // namespace

Result<Value> read_data(const socket_io::Packet& packet, std::size_t max_bytes) {
  if (packet.data.empty()) return Value{};
  auto data = json::parse(packet.data, max_bytes);
  if (!data) return data;
  if (packet.type == PacketType::Event || packet.type == PacketType::BinaryEvent) {
    if (Error error = check_event(*data)) return error;
  }
  if (packet.attachments == 0) return data;
  Places found;
  if (!find_places(*data, packet.attachments, found) || found.count() != packet.attachments) {
    return Error{Errc::BadFormat, "attachments",
                 "must each stand in one place of the data, numbered from 0 to " +
                     decimal(packet.attachments - 1)};
  }
  return data;
}

}  // namespace ringline
