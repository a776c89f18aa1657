#include "support/world.hpp"

#include <algorithm>
#include <utility>

#include "ringline/messages.hpp"

namespace ringline::test {

World::World(std::uint64_t seed, ExchangeConfig config, std::size_t gateways)
    : random_(seed), exchange_config_(config), nodes_(gateways) {
  exchange_config_.has_bus = gateways > 1;
  store.on_written = [this](const CallRecord* before, const CallRecord& now) {
    if (on_written) on_written(before, now);
  };
  for (std::size_t i = 0; i < gateways; ++i) start_gateway(i);
  watch_peers();
}

World::~World() = default;

Device& World::add_device(const std::string& name, const Identity& who, PhoneConfig config,
                          Speaks speaks) {
  Device::Wire wire{
      [this](Device& device, std::int64_t attempt) { open(device, attempt); },
      [this](Device& device, std::string frame) { send(device, std::move(frame)); },
      [this](Device& device) { close(device); },
      [this](Device& device, FakePeer& peer, const std::string& text) { say(device, peer, text); },
      [this](Device& device, const FakePeer& peer) { close_peer(device, peer); }};
  Auth auth;
  auth.user_id = who.user_id;
  auth.tenant_id = who.tenant_id;
  auth.role = who.role;
  auth.contact_id = who.contact_id;
  people_[name] = who;
  reachable_[name] = true;
  if (speaks == Speaks::Base) base_[name] = {};
  return *devices_.emplace_back(std::make_unique<Device>(
      name, schedule, std::move(wire), std::move(config), std::move(auth), random_.next()));
}

// A token of this world is the time at which it runs out.
void World::give_tokens(Device& device, Duration life, bool refreshes) {
  device.next_token = [this, life, refreshes, last = std::string(), until = TimePoint{}]() mutable {
    if (refreshes || until <= epoch()) {
      until = epoch() + life;
      last = std::to_string(to_ms(until));
    }
    return last;
  };
}

Duration World::delay() {
  const auto span = static_cast<std::uint64_t>((longest_delay - shortest_delay).count()) + 1;
  return shortest_delay + Duration{static_cast<std::int64_t>(random_.below(span))};
}

TimePoint World::in_order(TimePoint& last) {
  last = std::max(last, schedule.now() + delay());
  return last;
}

TimePoint World::epoch() const { return schedule.now() + Duration{epoch_of_origin_ms}; }

World::Connection* World::find(ConnectionId id) {
  const auto found = connections_.find(id);
  return found == connections_.end() ? nullptr : found->second.get();
}

World::Connection* World::current(const Device& device) {
  for (auto& [id, connection] : connections_) {
    if (connection->device == &device && connection->attempt == device.attempt) {
      return connection.get();
    }
  }
  return nullptr;
}

void World::open(Device& device, std::int64_t attempt) {
  schedule.after(delay(), [this, &device, attempt] {
    if (device.attempt != attempt) return;
    // A load balancer knows who is there, and chooses any.
    std::vector<std::size_t> running;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (gateway_runs(i)) running.push_back(i);
    }
    if (running.empty() || !reachable_[device.name]) {
      schedule.after(delay(), [&device, attempt] { device.link_down(attempt, "refused"); });
      return;
    }
    std::size_t node = running[running.size() == 1 ? 0 : random_.below(running.size())];
    if (const auto sent = routes_.find(device.name); sent != routes_.end()) node = sent->second;
    const ConnectionId id = ++next_connection_;
    auto& connection = *(connections_[id] = std::make_unique<Connection>(
                             Connection{.id = id,
                                        .node = node,
                                        .device = &device,
                                        .attempt = attempt,
                                        .link = ServerLink({}, "sid" + std::to_string(id)),
                                        .identity = people_[device.name]}));
    schedule.at(in_order(connection.to_client), [&device, attempt] { device.link_up(attempt); });
    drive(connection, ServerLink::Opened{});
  });
}

void World::send(Device& device, std::string frame) {
  Connection* connection = current(device);
  if (connection == nullptr || connection->deaf_gateway) return;
  if (is_base(device)) forget_key(frame);
  schedule.at(in_order(connection->to_server), [this, id = connection->id, frame] {
    Connection* target = find(id);
    if (target == nullptr || target->deaf_gateway || !target->open) return;
    drive(*target, ServerLink::Frame{frame});
  });
}

// The device closed it: the gateway hears of that, if it hears anything.
void World::close(Device& device) {
  Connection* connection = current(device);
  if (connection == nullptr || connection->deaf_gateway) return;
  schedule.at(in_order(connection->to_server), [this, id = connection->id] {
    Connection* target = find(id);
    if (target != nullptr) hang_up_connection(*target, "closed", false);
  });
}

void World::hang_up_connection(Connection& connection, const std::string& reason,
                               bool client_notices) {
  const ConnectionId id = connection.id;
  if (client_notices) {
    Device& device = *connection.device;
    schedule.at(in_order(connection.to_client), [&device, attempt = connection.attempt, reason] {
      device.link_down(attempt, reason);
    });
  }
  if (connection.open) {
    connection.open = false;
    drive(connection, ServerLink::Closed{});
  }
  connections_.erase(id);
}

void World::cut(Device& device) {
  strike(device);
  if (Connection* connection = current(device)) hang_up_connection(*connection, "cut", true);
}

void World::silence(Device& device) {
  deafen(device, true);
  deafen(device, false);
}

void World::deafen(Device& device, bool gateway) {
  strike(device);
  if (Connection* connection = current(device)) {
    (gateway ? connection->deaf_gateway : connection->deaf_client) = true;
  }
}

void World::set_reachable(Device& device, bool reachable) {
  strike(device);
  reachable_[device.name] = reachable;
}

void World::drive(Connection& connection, const ServerLink::Input& input) {
  const ConnectionId id = connection.id;
  connection.link.handle(epoch(), input);
  // An output may end the connection, so it is looked up each time.
  while (Connection* still = find(id)) {
    ServerLink::Output output = still->link.poll();
    if (auto* wait = std::get_if<ServerLink::Wait>(&output)) {
      if (!wait->until || wait->until == still->wake_at) return;
      still->wake_at = wait->until;
      schedule.at(*wait->until - Duration{epoch_of_origin_ms}, [this, id, at = *wait->until] {
        Connection* target = find(id);
        if (target == nullptr || target->wake_at != at) return;
        target->wake_at.reset();
        drive(*target, ServerLink::Tick{});
      });
      return;
    }
    on_link(*still, output);
  }
}

void World::on_link(Connection& connection, ServerLink::Output& output) {
  const ConnectionId id = connection.id;
  if (auto* send = std::get_if<ServerLink::Send>(&output)) {
    Device& device = *connection.device;
    if (connection.deaf_client) return;
    schedule.at(in_order(connection.to_client),
                [this, &device, id, attempt = connection.attempt, frame = send->frame] {
                  const Connection* source = find(id);
                  if (source != nullptr && source->deaf_client) return;
                  if (!is_base(device)) return device.link_frame(attempt, frame);
                  hear_as_base(device, attempt, frame);
                });
  } else if (auto* asked = std::get_if<ServerLink::Asked>(&output)) {
    admit(connection, asked->nsp, asked->auth_json);
  } else if (auto* event = std::get_if<ServerLink::Event>(&output)) {
    if (refuse_percent > 0 && random_.below(100) < refuse_percent)
      return refuse(connection, event->ack);
    decide(connection.node, exchange_input::Event{id, event->event_json, event->ack, event->read});
  } else if (auto* left = std::get_if<ServerLink::Left>(&output)) {
    connection.allowed = false;
    leave(connection, !left->on_purpose);
  } else if (auto* closing = std::get_if<ServerLink::Close>(&output)) {
    hang_up_connection(connection, closing->reason, !connection.deaf_client);
  }
}

}  // namespace ringline::test
