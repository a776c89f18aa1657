// A whole Ringline in one process and in virtual time: devices (real Phones), a gateway (a real
// ServerLink for each connection, and a real Exchange) and a store, joined by faked networks.
//
// What is faked can be broken: connections are cut or go silent, the media path between two devices
// goes down, the gateway dies and another takes its place, the store answers late or not at all.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ringline/exchange.hpp"
#include "ringline/server_link.hpp"
#include "support/device.hpp"
#include "support/memory_store.hpp"
#include "support/random.hpp"
#include "support/schedule.hpp"

namespace ringline::test {

class World {
 public:
  explicit World(std::uint64_t seed, ExchangeConfig config = {});
  ~World();

  // A tab of that person, who must be in the store.
  Device& add_device(const std::string& name, const Identity& who, PhoneConfig config = {});
  [[nodiscard]] std::vector<std::unique_ptr<Device>>& devices() { return devices_; }
  Schedule schedule;
  MemoryStore store;

  // Faults. A cut connection is noticed by both ends; a silent one by nobody, until a time-out.
  void cut(Device& device);
  void silence(Device& device);
  void set_reachable(Device& device, bool reachable);  // no new connection can be made
  void set_media_path(bool up);
  void kill_gateway();
  void start_gateway();
  void drain(bool settle_answered);
  [[nodiscard]] bool gateway_runs() const { return exchange_.has_value(); }
  [[nodiscard]] Exchange::Load load() const { return exchange_->load(); }

  // Delays of one way, each drawn anew; frames of one connection stay in order.
  Duration shortest_delay{5};
  Duration longest_delay{60};
  Duration longest_store_delay{10};
  // How long the tokens of a device last that it is given from now on; without this they last for
  // ever. One that doesn't refresh lets its sessions run out.
  void give_tokens(Device& device, Duration life, bool refreshes = true);

  // Brings the fake peer connections of all devices to where the path lets them be.
  void settle_media();

  // What the gateway reported: "name callId detail".
  std::vector<std::string> happened;
  std::vector<std::string> faults;  // what must not be

 private:
  struct Connection {
    ConnectionId id = 0;
    Device* device = nullptr;
    std::int64_t attempt = 0;
    ServerLink link;
    Identity identity;
    bool open = true;     // for the gateway
    bool silent = false;  // frames get lost, in both directions
    bool allowed = false;
    TimePoint to_client, to_server;  // when the last frame on its way arrives
    std::optional<TimePoint> wake_at;
  };

  void open(Device& device, std::int64_t attempt);
  void send(Device& device, std::string frame);
  void close(Device& device);
  void say(Device& device, FakePeer& peer, const std::string& text);
  void close_peer(Device& device, const FakePeer& peer);
  // The other end of a peer connection.
  std::pair<Device*, FakePeer*> other_end(const Device& device, const FakePeer& peer);
  void hang_up_connection(Connection& connection, const std::string& reason, bool client_notices);
  Connection* find(ConnectionId id);
  Connection* current(const Device& device);
  [[nodiscard]] Duration delay();
  [[nodiscard]] TimePoint in_order(TimePoint& last);

  void drive(Connection& connection, const ServerLink::Input& input);
  void on_link(Connection& connection, ServerLink::Output& output);
  void admit(Connection& connection, const std::string& nsp, const std::string& auth_json);
  void decide(const ExchangeInput& input);
  void on_exchange(ExchangeOutput& output);
  void wake_exchange(std::optional<TimePoint> until);
  void check_token(const exchange_output::CheckToken& asked);
  [[nodiscard]] TimePoint epoch() const;
  void watch_peers();
  void settle_flow();

  Random random_;
  ExchangeConfig exchange_config_;
  std::uint64_t generation_ = 0;  // of the gateway
  std::optional<Exchange> exchange_;
  std::optional<TimePoint> exchange_wakes_;
  ConnectionId next_connection_ = 0;
  std::map<ConnectionId, std::unique_ptr<Connection>> connections_;
  std::vector<std::unique_ptr<Device>> devices_;
  std::map<std::string, Identity> people_;       // by device
  std::map<std::string, std::string> sessions_;  // resume token -> user id
  std::map<std::string, bool> reachable_;
  bool media_path_ = true;
};

}  // namespace ringline::test
