#include "transport/socket_client.hpp"

#include <utility>

#include "app/clock.hpp"

namespace ringline::server_app {
namespace {

// Tells the listener what the link says.
struct Teller {
  SocketClient& client;
  SocketListener& listener;

  void operator()(const ServerLink::Asked& asked) const { listener.on_asked(client, asked); }
  void operator()(ServerLink::Event& event) const { listener.on_event(client, std::move(event)); }
  void operator()(const ServerLink::Left& left) const { listener.on_left(client, left); }
};

}  // namespace

SocketClient::SocketClient(CarrierSeed seed, const ServerLinkConfig& config,
                           SocketListener& listener)
    : Carrier(std::move(seed), config), link_(config, sid()), listener_(listener) {}

std::shared_ptr<SocketClient> SocketClient::shared() {
  return std::static_pointer_cast<SocketClient>(shared_from_this());
}

void SocketClient::tell(const ServerLink::Input& input) {
  link_.handle(epoch_now(), input);
  drain_link();
}

void SocketClient::drive(const Brought& brought) {
  std::visit([this](const auto& each) { link_.handle(epoch_now(), each); }, brought);
  drain_link();
}

void SocketClient::drain_link() {
  const auto self = shared_from_this();
  drain(link_, Teller{*this, listener_});
}

void SocketClient::on_gone(const std::string& reason) { listener_.on_gone(*this, reason); }

}  // namespace ringline::server_app
