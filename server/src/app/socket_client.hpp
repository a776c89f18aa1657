// One WebSocket with a ServerLink on it: moves frames, keeps time, decides nothing.
//
// One read and one write are in flight; what waits to be written is bounded in bytes, and who reads
// too slowly is cut off rather than kept in memory.
#pragma once

#include <boost/beast/websocket.hpp>
#include <deque>
#include <memory>
#include <string>

#include "app/token_bucket.hpp"
#include "http/connection_counter.hpp"
#include "http/net.hpp"
#include "ringline/server_link.hpp"
#include "transport/handshake.hpp"

namespace ringline::server_app {

class SocketClient;

// What a client's ServerLink has to say; the Gateway listens.
class SocketListener {
 public:
  virtual ~SocketListener() = default;
  virtual void on_asked(SocketClient& client, const ServerLink::Asked& asked) = 0;
  virtual void on_event(SocketClient& client, const ServerLink::Event& event) = 0;
  virtual void on_left(SocketClient& client, const ServerLink::Left& left) = 0;
  // Last of all: the socket is closed.
  virtual void on_gone(SocketClient& client, const std::string& reason) = 0;
};

class SocketClient : public std::enable_shared_from_this<SocketClient> {
 public:
  // `place` is given back when the socket is gone.
  SocketClient(Socket socket, ServerLinkConfig config, std::string sid, Handshake handshake,
               ConnectionCounter::Place place, SocketListener& listener);

  // Answers the upgrade request, then speaks.
  void start(const Request& upgrade);
  void tell(const ServerLink::Input& input);

  [[nodiscard]] const std::string& sid() const { return sid_; }
  [[nodiscard]] const Handshake& handshake() const { return handshake_; }
  // Neither gone nor about to be.
  [[nodiscard]] bool is_open() const { return !closing_ && !gone_; }

 private:
  void drive(const ServerLink::Input& input);
  void drain();
  void perform(ServerLink::Output& output);
  void read();
  void write();
  void queue(std::string frame);
  void wait(std::optional<TimePoint> until);
  void close(const std::string& reason);
  void lost(const std::string& reason);

  beast::websocket::stream<Socket> socket_;
  ServerLink link_;
  std::string sid_;
  Handshake handshake_;
  ConnectionCounter::Place place_;
  SocketListener& listener_;
  beast::flat_buffer buffer_;
  std::deque<std::string> queue_;
  std::size_t queued_bytes_ = 0;
  bool writing_ = false;
  bool draining_ = false;
  bool closing_ = false;  // nothing more is read; what is queued is still written
  bool gone_ = false;
  std::string close_reason_;
  Timer timer_;
  Timer close_timer_;
  std::optional<TimePoint> wakes_at_;
  TokenBucket frames_;
};

}  // namespace ringline::server_app
