// Accepts connections, and no more of one address than an office behind one router needs.
#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "http/http_session.hpp"

namespace ringline::server_app {

class Listener {
 public:
  // Binds at once; throws where it can't.
  Listener(net::io_context& io, const std::string& address, std::uint16_t port, Site site);

  void start();
  void stop();
  [[nodiscard]] std::uint16_t port() const;

 private:
  void accept();
  void take(Socket socket);
  void tell_scarcity(const std::string& why);

  using Acceptor = net::basic_socket_acceptor<net::ip::tcp, Executor>;
  Acceptor acceptor_;
  std::shared_ptr<const Site> site_;
  Timer retry_;
  std::optional<std::chrono::steady_clock::time_point> told_;  // that there are too few descriptors
};

}  // namespace ringline::server_app
