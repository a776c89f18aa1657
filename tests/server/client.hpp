// A gateway in this process, on a port of its own and a database of its own, and clients that speak
// HTTP and Socket.IO with it over real sockets.
#pragma once

#include <boost/beast/websocket.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "app/server.hpp"
#include "log.hpp"
#include "ringline/messages.hpp"

namespace ringline::test {

namespace server_app = ringline::server_app;

// A folder that is gone at the end.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  [[nodiscard]] std::string operator/(const std::string& name) const { return path_ / name; }
  [[nodiscard]] std::string path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline constexpr const char* test_secret = "a secret of more than thirty-two bytes";

// Options for tests: a free port on loopback, the secret above, the database in `folder`.
server_app::Options options_in(const TemporaryFolder& folder,
                               server_app::Mode mode = server_app::Mode::Development);

// Runs a Server on a thread of its own.
class RunningServer {
 public:
  explicit RunningServer(const server_app::Options& options);
  ~RunningServer();

  [[nodiscard]] std::uint16_t port() const { return port_; }
  // Of the listener for /metrics alone.
  [[nodiscard]] std::uint16_t metrics_port() const { return server_->metrics_port(); }
  // As SIGTERM does; returns when it has stopped.
  void stop();
  // As SIGKILL does: nobody is told, nothing is settled.
  void kill();

 private:
  boost::asio::io_context io_{1};
  bool quiet_;  // the log is off before the server speaks
  std::unique_ptr<server_app::Server> server_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

struct HttpReply {
  unsigned status = 0;
  std::string body;
  std::function<std::string(const std::string&)> header;
};

// One request on a connection of its own. `raw` is sent as it is.
HttpReply http_raw(std::uint16_t port, const std::string& raw);
HttpReply http_get(std::uint16_t port, const std::string& target, const std::string& headers = {});

[[nodiscard]] std::string token_for(const std::string& user_id, const std::string& tenant_id,
                                    Role role, const std::string& contact_id = {},
                                    std::int64_t expires_in_s = 600);

// A Socket.IO client that waits: each call reads until what it waits for has come, or fails after
// ten seconds.
class SocketClient {
 public:
  explicit SocketClient(std::uint16_t port, const std::string& headers_origin = {},
                        const std::string& target = "/socket.io/?EIO=4&transport=websocket");
  ~SocketClient();

  // CONNECT with this auth, as JSON.
  void join(const std::string& auth_json);
  server::Welcome join_as(const std::string& user_id, const std::string& tenant_id, Role role,
                          const std::string& contact_id = {}, int protocol = 2,
                          const std::string& resume_token = {});
  void send(const std::string& frame);
  void say(const ClientMessage& message);
  server::Ack ask(const ClientMessage& message);
  void drop();  // without a word

  // The next text frame that isn't a ping; "" when the gateway has closed the connection.
  std::string frame();
  // The next frame that begins so.
  std::string frame_with(const std::string& beginning);
  template <class Message>
  Message wait_for() {
    for (;;) {
      const auto message = decode_server_message(frame_with("42/webrtc,").substr(10));
      if (!message) throw std::runtime_error("unreadable: " + message.error.message);
      if (const auto* found = std::get_if<Message>(&*message)) return *found;
    }
  }

 private:
  boost::asio::io_context io_;
  boost::beast::websocket::stream<boost::asio::ip::tcp::socket> socket_;
  std::uint64_t last_ack_ = 0;
};

// The database as another program would read it.
std::vector<std::vector<std::string>> query(const std::string& file, const std::string& sql,
                                            int columns);

}  // namespace ringline::test
