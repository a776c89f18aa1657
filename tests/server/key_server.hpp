// An identity provider's web server: publishes a JWK Set on loopback, counts who asks.
#pragma once

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace ringline::test {

class KeyServer {
 public:
  KeyServer();
  ~KeyServer();

  [[nodiscard]] std::string url() const;
  [[nodiscard]] std::uint16_t port() const { return port_; }

  // What is answered from now on.
  void publish(const std::string& body);
  void answer(const std::string& whole_response);
  // Requests are kept waiting until they are let go.
  void hold();
  void let_go();

  [[nodiscard]] int fetches() const { return fetches_; }
  // Returns when so many requests have come; throws after ten seconds.
  void wait_for_fetches(int count);

 private:
  void serve();

  boost::asio::io_context io_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string response_;
  bool held_ = false;
  bool stopping_ = false;
  std::atomic<int> fetches_{0};
  std::thread thread_;
};

}  // namespace ringline::test
