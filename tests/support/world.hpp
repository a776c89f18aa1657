// A whole Ringline in one process and in virtual time: devices (real Phones), a gateway (a real
// ServerLink for each connection, and a real Exchange) and a store, joined by faked networks.
//
// There may be several gateways on one store, joined by a bus that promises nothing: a message is
// delivered once or not at all, in any order.
//
// What is faked can be broken: connections are cut or go silent, in one direction or both; the media
// path between two devices goes down; a gateway dies and another takes its place; its clock is wrong
// or jumps; the store answers late or not at all; the bus loses messages or is parted.
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
#include "ringline/recovery.hpp"
#include "ringline/server_link.hpp"
#include "support/device.hpp"
#include "support/memory_store.hpp"
#include "support/random.hpp"
#include "support/schedule.hpp"

namespace ringline::test {

class World {
 public:
  explicit World(std::uint64_t seed, ExchangeConfig config = {}, std::size_t gateways = 1);
  ~World();

  // The Exchange counts from the Unix epoch, the schedule from 0.
  static constexpr std::int64_t epoch_of_origin_ms = 1'790'000'000'000;

  // A tab of that person, who must be in the store.
  enum class Speaks : std::uint8_t { Extended, Base };
  Device& add_device(const std::string& name, const Identity& who, PhoneConfig config = {},
                     Speaks speaks = Speaks::Extended);
  [[nodiscard]] bool is_base(const Device& device) const;
  [[nodiscard]] std::vector<std::unique_ptr<Device>>& devices() { return devices_; }
  Schedule schedule;
  MemoryStore store;

  // Faults. A cut connection is noticed by both ends; a silent one by nobody, until a time-out.
  void cut(Device& device);
  void silence(Device& device);
  void deafen(Device& device, bool gateway);           // half-open: one end hears the other no more
  void set_reachable(Device& device, bool reachable);  // no new connection can be made
  void set_media_path(bool up);
  void kill_gateway(std::size_t which = 0);
  void start_gateway(std::size_t which = 0);
  void drain(bool settle_answered);
  void replace_gateway(std::size_t which, bool settle_answered, Duration deadline);
  void flood(Device& device, const std::string& call_id, std::size_t events);
  // To which gateway its next connections go.
  void route(const Device& device, std::size_t which) { routes_[device.name] = which; }
  void set_gateway_clock(std::size_t which, Duration fast_by) { nodes_[which].fast_by = fast_by; }
  [[nodiscard]] std::size_t gateways() const { return nodes_.size(); }
  [[nodiscard]] bool gateway_runs(std::size_t which = 0) const {
    return nodes_[which].exchange.has_value();
  }
  [[nodiscard]] Exchange::Load load(std::size_t which = 0) const {
    return nodes_[which].exchange->load();
  }

  // The bus: how many messages of a hundred are lost; parted, none comes through.
  std::uint64_t bus_loss_percent = 0;
  bool bus_parted = false;
  std::optional<std::string> lose_signal;  // the next message with this in it
  // Of the events that clients send, how many of a hundred the gateways' hosts refuse by a limit.
  std::uint64_t refuse_percent = 0;

  bool samples_quality = false;  // once a second, as js-glue does

  // Delays of one way, each drawn anew; frames of one connection stay in order.
  Duration shortest_delay{5};
  Duration longest_delay{60};
  Duration longest_store_delay{10};
  // How long the tokens of a device last that it is given from now on; without this they last for
  // ever. One that doesn't refresh lets its sessions run out.
  void give_tokens(Device& device, Duration life, bool refreshes = true);

  // Brings the fake peer connections of all devices to where the path lets them be.
  void settle_media();

  // How it stands between a device and its gateway, and with everything: when something was last
  // not as it should be. Now, where something isn't.
  [[nodiscard]] bool is_linked(const Device& device);
  [[nodiscard]] bool is_calm() const;
  [[nodiscard]] TimePoint link_trouble(Device& device);
  void note_links();  // what Device::linked_until says
  [[nodiscard]] TimePoint trouble(Device& device);
  [[nodiscard]] TimePoint all_trouble() const { return troubled_at_; }
  void note_trouble() { troubled_at_ = schedule.now(); }
  // In which a word comes from one side through store and gateway to the other.
  [[nodiscard]] Duration latency() const;
  [[nodiscard]] Device* device_of(const std::string& session) const;
  [[nodiscard]] TimePoint drained_at() const { return drained_at_; }

  // Told of each row that is written, and how it stood before.
  std::function<void(const CallRecord* before, const CallRecord& now)> on_written;
  std::array<std::uint64_t, std::variant_size_v<ExchangeInput>> inputs{};  // how many of each kind
  std::uint64_t refused = 0;
  std::uint64_t recovered = 0;

  bool keeps_words = true;  // of what gateways and devices report
  // What the gateway reported: "name callId detail".
  std::vector<std::string> happened;
  std::vector<std::string> faults;  // what must not be

 private:
  struct Connection {
    ConnectionId id = 0;
    std::size_t node = 0;
    Device* device = nullptr;
    std::int64_t attempt = 0;
    ServerLink link;
    Identity identity;
    bool open = true;          // for the gateway
    bool deaf_client = false;  // frames on their way there get lost
    bool deaf_gateway = false;
    bool allowed = false;
    std::string pid;                 // a base client's
    TimePoint to_client, to_server;  // when the last frame on its way arrives
    std::optional<TimePoint> wake_at;
  };

  struct BaseClient {
    std::int64_t page = 0;
    std::int64_t attempt = 0;
    bool greeted = false;
    Recovery::Claim claim;
    std::vector<std::string> early;  // frames before the Welcome
  };

  void strike(Device& device);  // something breaks between it and its gateway
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
  [[nodiscard]] bool has_claim(const Device& device);
  std::string recover(Connection& connection, ServerLink::Allow& allow, const std::string& session);
  void leave(Connection& connection, bool may_return);
  void forget_away(std::size_t which);
  void emit(std::size_t which, const exchange_output::Emit& said);
  void refuse(Connection& connection, std::optional<std::uint64_t> ack);
  void await_drained(std::size_t which, TimePoint deadline);
  static void forget_key(std::string& frame);
  void hear_as_base(Device& device, std::int64_t attempt, const std::string& frame);
  bool is_to_be_lost(const exchange_input::BusMessage& message);
  void decide(std::size_t which, const ExchangeInput& input);
  // If it is still the one that it was.
  void decide_later(std::size_t which, Duration delay, ExchangeInput input);
  void on_exchange(std::size_t which, ExchangeOutput& output);
  void ask_bus(std::size_t which, const exchange_output::AskBus& asked);
  void publish(std::size_t which, const exchange_input::BusMessage& message);
  void wake_exchange(std::size_t which, std::optional<TimePoint> until);
  void check_token(std::size_t which, const exchange_output::CheckToken& asked);
  [[nodiscard]] TimePoint epoch() const;
  [[nodiscard]] TimePoint epoch(std::size_t which) const { return epoch() + nodes_[which].fast_by; }
  void watch_peers();
  void settle_flow();

  Random random_;
  ExchangeConfig exchange_config_;
  struct Node {
    std::optional<Exchange> exchange;
    std::optional<TimePoint> wakes;
    std::uint64_t generation = 0;  // of the gateway in this place
    Duration fast_by{0};           // its clock
    bool drains = false;
    Recovery recovery;
    std::map<std::string, ConnectionId> seats;  // by pid
    std::map<ConnectionId, std::string> away;   // base clients that may return, and their pid
  };
  std::vector<Node> nodes_;
  ConnectionId next_connection_ = 0;
  std::map<ConnectionId, std::unique_ptr<Connection>> connections_;
  std::vector<std::unique_ptr<Device>> devices_;
  std::map<std::string, Identity> people_;       // by device
  std::map<std::string, std::string> sessions_;  // resume token -> user id
  std::map<std::string, bool> reachable_;
  std::map<std::string, BaseClient> base_;  // by device
  std::map<std::string, std::size_t> routes_;
  std::map<std::string, Device*> session_devices_;
  bool media_path_ = true;
  std::uint64_t media_ticks_ = 0;
  TimePoint troubled_at_{};
  TimePoint drained_at_{};
};

}  // namespace ringline::test
