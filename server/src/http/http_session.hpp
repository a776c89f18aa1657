// One HTTP connection: reads requests one after the other, and hands the socket on where a WebSocket
// is asked for.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "http/net.hpp"

namespace ringline::server_app {

// What a request meets; made once, by main.
struct Site {
  using Reply = std::function<void(Response)>;
  // Answers now or later, exactly once.
  std::function<void(const Request&, bool loopback, Reply)> answer;
  // Nothing: this upgrade is welcome. Otherwise why not.
  std::function<std::optional<Response>(const Request&)> check_upgrade;
  std::function<void(Socket, const Request&, const std::string& address)> upgrade;
  std::function<void(const std::string& address)> left;
};

class HttpSession : public std::enable_shared_from_this<HttpSession> {
 public:
  HttpSession(Socket socket, std::string address, std::shared_ptr<const Site> site);
  ~HttpSession();
  void start();

 private:
  void read();
  void on_request();
  void respond(Response response);
  void expect_within(std::chrono::seconds time);
  void close();
  [[nodiscard]] bool is_loopback(const Request& request) const;

  Socket socket_;
  std::string address_;
  std::shared_ptr<const Site> site_;  // a session may outlive the listener
  Timer timer_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  std::optional<Response> response_;
  std::optional<http::response_serializer<http::string_body>> serializer_;
};

}  // namespace ringline::server_app
