#include "http/listener.hpp"

#include <utility>

#include "log.hpp"

namespace ringline::server_app {
namespace {

// HTTP connections that aren't WebSockets; those are counted by their people.
constexpr int connections_per_address = 256;
constexpr std::chrono::milliseconds pause_without_descriptors{100};

}  // namespace

Listener::Listener(net::io_context& io, const std::string& address, std::uint16_t port, Site site)
    : acceptor_(io.get_executor()),
      retry_(io.get_executor()),
      connections_(std::make_shared<std::map<std::string, int>>()) {
  site.left = [connections = connections_](const std::string& who) {
    const auto found = connections->find(who);
    if (found != connections->end() && --found->second == 0) connections->erase(found);
  };
  site_ = std::make_shared<const Site>(std::move(site));
  const net::ip::tcp::endpoint endpoint(net::ip::make_address(address), port);
  acceptor_.open(endpoint.protocol());
  acceptor_.set_option(net::socket_base::reuse_address(true));
  acceptor_.bind(endpoint);
  acceptor_.listen(net::socket_base::max_listen_connections);
}

void Listener::start() { accept(); }

void Listener::stop() {
  error_code ignored;
  acceptor_.close(ignored);
  retry_.cancel();
}

std::uint16_t Listener::port() const { return acceptor_.local_endpoint().port(); }

void Listener::accept() {
  acceptor_.async_accept([this](error_code error, Socket socket) {
    if (error == net::error::operation_aborted || !acceptor_.is_open()) return;
    if (!error) {
      take(std::move(socket));
      return accept();
    }
    // Out of descriptors: to ask again at once would only burn the processor.
    log(Level::Error, "accept_failed", {{"why", error.message()}});
    retry_.expires_after(pause_without_descriptors);
    retry_.async_wait([this](error_code cancelled) {
      if (!cancelled) accept();
    });
  });
}

void Listener::take(Socket socket) {
  error_code error;
  const auto remote = socket.remote_endpoint(error);
  if (error) return;
  const std::string address = remote.address().to_string();
  int& count = (*connections_)[address];
  ++count;
  socket.set_option(net::ip::tcp::no_delay(true), error);
  const auto session = std::make_shared<HttpSession>(std::move(socket), address, site_);
  if (count > connections_per_address) {
    log(Level::Warn, "too_many_connections", {{"address", address}});
    return;
  }
  session->start();
}

}  // namespace ringline::server_app
