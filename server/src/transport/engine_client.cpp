#include "transport/engine_client.hpp"

#include <utility>

#include "app/clock.hpp"

namespace ringline::server_app {
namespace {

struct Teller {
  EngineClient& client;
  EngineListener& listener;

  void operator()(const EngineSession::Message& message) const {
    listener.on_message(client, message.data, message.binary);
  }
  void operator()(const EngineSession::Ended&) const {}
};

}  // namespace

EngineClient::EngineClient(CarrierSeed seed, const EngineConfig& config, EngineListener& listener)
    : Carrier(std::move(seed), config), session_(config, sid()), listener_(listener) {}

void EngineClient::say(const std::string& data, bool binary) {
  session_.handle(epoch_now(), EngineSession::Say{data, binary});
  drain_session();
}

void EngineClient::drive(const Brought& brought) {
  std::visit([this](const auto& each) { session_.handle(epoch_now(), each); }, brought);
  drain_session();
}

void EngineClient::drain_session() {
  const auto self = shared_from_this();
  drain(session_, Teller{*this, listener_});
}

}  // namespace ringline::server_app
