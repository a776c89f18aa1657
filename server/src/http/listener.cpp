#include "http/listener.hpp"

#include <stdexcept>
#include <utility>

#include "log.hpp"

namespace ringline::server_app {
namespace {

constexpr std::chrono::milliseconds pause_without_descriptors{100};

}  // namespace

Listener::Listener(net::io_context& io, const std::string& address, std::uint16_t port, Site site)
    : acceptor_(io.get_executor()),
      site_(std::make_shared<const Site>(std::move(site))),
      retry_(io.get_executor()) {
  try {
    const net::ip::tcp::endpoint endpoint(net::ip::make_address(address), port);
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(net::socket_base::reuse_address(true));
    acceptor_.bind(endpoint);
    acceptor_.listen(net::socket_base::max_listen_connections);
  } catch (const boost::system::system_error& error) {
    throw std::runtime_error("can't listen on --address " + address + " --port " +
                             std::to_string(port) + ": " + error.code().message());
  }
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
  const Address peer = remote.address();
  ConnectionCounter::Place place;
  if (!site_->trusted_proxies.contains(peer)) {
    place = site_->connections.take(counting_key(peer));
    if (!place) {
      if (site_->refused) site_->refused("too_many_connections");
      return log(Level::Warn, "too_many_connections", {{"address", peer.to_string()}});
    }
  }
  socket.set_option(net::ip::tcp::no_delay(true), error);
  std::make_shared<HttpSession>(std::move(socket), peer, std::move(place), site_)->start();
}

}  // namespace ringline::server_app
