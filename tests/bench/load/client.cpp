#include "load/client.hpp"

#include <boost/asio/write.hpp>
#include <stdexcept>
#include <utility>

#include "ringline/engine_io.hpp"
#include "ringline/socket_io.hpp"

namespace ringline::bench {
namespace {

namespace websocket = boost::beast::websocket;
using boost::system::error_code;

std::string packet(socket_io::PacketType type, const std::string& nsp, const std::string& data) {
  return engine_io::encode(engine_io::PacketType::Message,
                           socket_io::encode({.type = type, .nsp = nsp, .data = data}));
}

// RFC 6455, section 5.2: a text frame as a client sends it. The mask protects proxies, of which there
// are none here, so it may be the same each time.
void append_masked(std::string& to, std::string_view text) {
  constexpr unsigned char mask[] = {0x37, 0xfa, 0x21, 0x3d};
  constexpr std::size_t short_limit = 125;
  to += '\x81';
  if (text.size() <= short_limit) {
    to += static_cast<char>(0x80U | text.size());
  } else if (text.size() <= 0xFFFF) {
    to += '\xfe';
    to += static_cast<char>(text.size() >> 8U);
    to += static_cast<char>(text.size() & 0xFFU);
  } else {
    throw std::runtime_error("a message that no load has");
  }
  for (const unsigned char each : mask) to += static_cast<char>(each);
  const std::size_t begin = to.size();
  to += text;
  for (std::size_t i = 0; i < text.size(); ++i) {
    to[begin + i] = static_cast<char>(static_cast<unsigned char>(to[begin + i]) ^ mask[i % 4]);
  }
}

}  // namespace

Client::Client(net::io_context& io, const Target& target, Auth auth, net::ip::address source,
               Heard heard)
    : target_(target),
      auth_(std::move(auth)),
      source_(std::move(source)),
      heard_(std::move(heard)),
      socket_(io.get_executor()) {}

void Client::fail(const std::string& what) const {
  throw std::runtime_error(auth_.user_id + ": " + what);
}

void Client::connect() {
  auto& tcp = socket_.next_layer();
  const net::ip::tcp::endpoint server(net::ip::address_v4::loopback(), target_.port);
  tcp.open(net::ip::tcp::v4());
  tcp.bind({source_, 0});
  tcp.async_connect(server, [this](error_code error) {
    if (error) fail("can't connect: " + error.message());
    socket_.next_layer().set_option(net::ip::tcp::no_delay(true));
    upgrade();
  });
}

void Client::upgrade() {
  socket_.async_handshake("127.0.0.1:" + std::to_string(target_.port),
                          target_.path + "?EIO=4&transport=websocket", [this](error_code error) {
                            if (error) fail("no WebSocket: " + error.message());
                            read();
                          });
}

void Client::read() {
  socket_.async_read(buffer_, [this](error_code error, std::size_t) {
    if (error) fail("the connection is lost: " + error.message());
    const auto data = buffer_.cdata();
    hear({static_cast<const char*>(data.data()), data.size()});
    buffer_.consume(buffer_.size());
    read();
  });
}

void Client::hear(std::string_view frame) {
  const auto heard = engine_io::decode(frame);
  if (!heard) fail("no packet of Engine.IO: " + heard.error.message);
  switch (heard->type) {
    case engine_io::PacketType::Open:
      return send(packet(socket_io::PacketType::Connect, target_.nsp, encode(auth_)));
    case engine_io::PacketType::Ping:
      return send(engine_io::encode(engine_io::PacketType::Pong));
    case engine_io::PacketType::Message:
      return hear_packet(heard->data);
    default:
      return fail("an unexpected packet: " + std::string(frame));
  }
}

void Client::hear_packet(std::string_view text) {
  const auto heard = socket_io::decode(text);
  if (!heard) fail("no packet of Socket.IO: " + heard.error.message);
  if (heard->type == socket_io::PacketType::Connect) return;
  if (heard->type != socket_io::PacketType::Event) fail("refused: " + std::string(heard->data));
  const auto message = decode_server_message(heard->data);
  // An event that isn't known is none of the contract's: presence, say.
  if (message) return heard_(*message);
  if (message.error.field != "event") fail("unreadable: " + std::string(heard->data));
}

void Client::say(const ClientMessage& message) {
  send(packet(socket_io::PacketType::Event, target_.nsp, encode(message)));
}

void Client::send(std::string_view text) {
  append_masked(queue_, text);
  if (sending_.empty()) write();
}

void Client::write() {
  sending_.swap(queue_);
  net::async_write(socket_.next_layer(), net::buffer(sending_),
                   [this](error_code error, std::size_t) {
                     if (error) fail("can't write: " + error.message());
                     sending_.clear();
                     if (!queue_.empty()) write();
                   });
}

}  // namespace ringline::bench
