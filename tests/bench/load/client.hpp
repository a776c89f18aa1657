// One base client on a WebSocket, for load: connects, joins the namespace with claims for its auth,
// answers pings, says what it is told to and passes on what it hears. What is said while a write is
// under way leaves with the next one, as a browser's does. What goes wrong is thrown out of the
// io_context's run(): a measurement with a failure in it is none.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <functional>
#include <string>

#include "ringline/messages.hpp"

namespace ringline::bench {

namespace net = boost::asio;

struct Target {
  std::uint16_t port = 0;
  std::string path = "/socket.io/";
  std::string nsp = "/webrtc";
};

class Client {
 public:
  using Heard = std::function<void(const ServerMessage&)>;

  // `source`: the address of this machine that it connects from.
  Client(net::io_context& io, const Target& target, Auth auth, net::ip::address source,
         Heard heard);

  void connect();
  void say(const ClientMessage& message);

 private:
  void upgrade();
  void read();
  void hear(std::string_view frame);
  void hear_packet(std::string_view text);
  void send(std::string_view text);
  void write();
  [[noreturn]] void fail(const std::string& what) const;

  const Target& target_;
  Auth auth_;
  net::ip::address source_;
  Heard heard_;
  boost::beast::websocket::stream<
      net::basic_stream_socket<net::ip::tcp, net::io_context::executor_type>, false>
      socket_;
  boost::beast::flat_buffer buffer_;
  std::string queue_;    // frames
  std::string sending_;  // those that are on their way
};

}  // namespace ringline::bench
