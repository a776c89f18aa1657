// One WebSocket: reads and writes frames, decides nothing.
//
// One read and one write are in flight; what waits to be written is bounded in bytes, and who reads
// too slowly is cut off rather than kept in memory. permessage-deflate isn't compiled in.
#pragma once

#include <boost/beast/websocket.hpp>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "http/connection_counter.hpp"
#include "http/net.hpp"
#include "ringline/engine_session.hpp"

namespace ringline::server_app {

class WebSocket;

class WebSocketOwner {
 public:
  virtual ~WebSocketOwner() = default;
  virtual void on_socket_open(EngineSession::Ref ref) = 0;
  virtual void on_socket_frame(EngineSession::Ref ref, std::string_view data, bool binary) = 0;
  // Last of all.
  virtual void on_socket_gone(EngineSession::Ref ref, const std::string& reason) = 0;
};

class WebSocket : public std::enable_shared_from_this<WebSocket> {
 public:
  struct Limits {
    std::size_t frame_bytes = 0;
    std::size_t queue_bytes = 0;
  };

  // `place` is given back when the socket is gone.
  WebSocket(Socket socket, EngineSession::Ref ref, Limits limits, ConnectionCounter::Place place);

  // Answers the upgrade request, then reads. The owner is kept by what is under way, for as long as
  // anything is read.
  void start(const Request& upgrade, std::shared_ptr<WebSocketOwner> owner);
  void send(std::string frame, bool binary);
  // What is queued is still written (the reason is in it), but nobody waits long for that.
  void close(const std::string& reason);

 private:
  struct Queued {
    std::string data;
    bool binary = false;
  };

  void read();
  void write();
  void lost(const std::string& reason);

  beast::websocket::stream<Socket, false> socket_;
  EngineSession::Ref ref_;
  std::size_t queue_limit_;
  ConnectionCounter::Place place_;
  std::weak_ptr<WebSocketOwner> owner_;  // which keeps this socket
  beast::flat_buffer buffer_;
  std::deque<Queued> queue_;
  std::size_t queued_bytes_ = 0;
  bool writing_ = false;
  bool open_ = false;
  bool gone_ = false;
  bool closing_ = false;  // nothing more is read; what is queued is still written
  std::string close_reason_;
  Timer close_timer_;
};

}  // namespace ringline::server_app
