#include "http/listener.hpp"

#include <sys/resource.h>

#include <stdexcept>
#include <utility>

#include "log.hpp"

namespace ringline::server_app {
namespace {

constexpr std::chrono::milliseconds pause_without_descriptors{100};
constexpr std::chrono::seconds between_lines{10};
// Of the descriptors that the process may have: for the database, and for short questions such as
// whether the gateway is alive. Half of the latter must be left for the next ones.
constexpr rlim_t kept_for_questions = 32;
constexpr rlim_t kept_for_ourselves = 16;

// Descriptors are given out from the smallest number on.
rlim_t left_after(const Socket& socket) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
    return RLIM_INFINITY;
  const auto used = static_cast<rlim_t>(const_cast<Socket&>(socket).native_handle()) + 1;
  return limit.rlim_cur > used ? limit.rlim_cur - used : 0;
}

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
    tell_scarcity(error.message());
    retry_.expires_after(pause_without_descriptors);
    retry_.async_wait([this](error_code cancelled) {
      if (!cancelled) accept();
    });
  });
}

void Listener::tell_scarcity(const std::string& why) {
  const auto now = std::chrono::steady_clock::now();
  if (told_ && now - *told_ < between_lines) return;
  told_ = now;
  log(Level::Error, "no_descriptors",
      {{"why", why}, {"meaning", "new connections are refused: raise LimitNOFILE or ulimits"}});
}

void Listener::take(Socket socket) {
  error_code error;
  const rlim_t left = left_after(socket);
  if (left < kept_for_ourselves) {
    if (site_->refused) site_->refused("no_descriptors");
    return tell_scarcity("none is left for a connection");
  }
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
  const auto session =
      std::make_shared<HttpSession>(std::move(socket), peer, std::move(place), site_);
  if (left >= kept_for_ourselves + kept_for_questions) return session->start();
  tell_scarcity("few are left");
  session->start_in_scarcity();
}

}  // namespace ringline::server_app
