// One WebSocket: Beast answers its upgrade, then its bytes go through ringline/web_socket.hpp in the
// turns of the SocketLoop. It decides nothing.
//
// What waits to be written is bounded in bytes, and who reads too slowly is cut off rather than kept
// in memory. An idle one has no buffer at all.
#pragma once

#include <boost/beast/websocket.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/connection_counter.hpp"
#include "http/net.hpp"
#include "ringline/engine_session.hpp"
#include "ringline/web_socket.hpp"
#include "transport/socket_loop.hpp"

namespace ringline::server_app {

class WebSocketOwner {
 public:
  virtual ~WebSocketOwner() = default;
  virtual void on_socket_open(EngineSession::Ref ref) = 0;
  virtual void on_socket_frame(EngineSession::Ref ref, std::string_view data, bool binary) = 0;
  // Last of all.
  virtual void on_socket_gone(EngineSession::Ref ref, const std::string& reason) = 0;
};

class WebSocket : public SocketLoop::Member, public std::enable_shared_from_this<WebSocket> {
 public:
  struct Limits {
    std::size_t frame_bytes = 0;
    std::size_t queue_bytes = 0;
  };

  // `place` is given back when the socket is gone.
  WebSocket(Socket socket, EngineSession::Ref ref, Limits limits, ConnectionCounter::Place place);
  ~WebSocket() override;

  // Answers the upgrade request, then reads. The owner is kept until the socket is gone.
  void start(const Request& upgrade, std::shared_ptr<WebSocketOwner> owner);
  void send(std::string_view frame, bool binary);
  // What is queued is still written (the reason is in it), but nobody waits long for that.
  void close(const std::string& reason);

  void on_readable(bool ended) override;
  void flush() override;
  void abandon() override;

 private:
  using Upgrade = beast::websocket::stream<Socket, false>;

  void on_upgraded(error_code error);
  bool open_socket(Socket socket);
  // Whether there may be more to read.
  bool read_some();
  void take(std::span<char>& bytes);
  void take(const web_socket::Event& event);
  void say_close(std::uint16_t code);
  void fail(const web_socket::Event& event);
  void expect_end();
  [[nodiscard]] std::size_t queued_bytes() const { return out_.size() - sent_; }
  bool queue(web_socket::Opcode opcode, std::string_view data);
  void release_queue();
  void tell_gone(const std::string& reason);
  void lost(const std::string& reason);

  Executor executor_;
  SocketLoop& loop_;
  std::shared_ptr<Upgrade> upgrade_;  // until it has been answered
  int socket_ = -1;                   // from then on
  EngineSession::Ref ref_;
  std::size_t queue_limit_;
  ConnectionCounter::Place place_;
  std::shared_ptr<WebSocketOwner>
      owner_;  // which keeps this socket, until it hears that it is gone
  web_socket::FrameReader reader_;
  std::string unread_;       // the beginning of a frame
  std::string out_;          // frames
  std::size_t sent_ = 0;     // of them
  std::size_t counted_ = 0;  // what the loop knows to wait
  bool ended_ = false;       // the client sends no more: what is there is to be read to its end
  bool gone_ = false;
  bool closing_ = false;  // nothing more is heard; what is queued is still written
  bool failed_ = false;   // and nothing is to follow it
  std::string close_reason_;
  std::optional<Timer> close_timer_;
};

}  // namespace ringline::server_app
