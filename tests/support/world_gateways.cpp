// The gateways of a world: each a real Exchange with the host's half of a real gateway about it.
#include <algorithm>
#include <utility>

#include "ringline/messages.hpp"
#include "support/world.hpp"

namespace ringline::test {

void World::kill_gateway(std::size_t which) {
  Node& node = nodes_[which];
  node.exchange.reset();
  node.wakes.reset();
  node.recovery = Recovery{};
  node.seats.clear();
  node.away.clear();
  node.drains = false;
  ++node.generation;
  note_trouble();
  // No ServerLink hears of it: the process is gone.
  for (auto it = connections_.begin(); it != connections_.end();) {
    if (it->second->node != which) {
      ++it;
      continue;
    }
    Connection& connection = *it->second;
    strike(*connection.device);
    if (!connection.deaf_client) {
      Device& device = *connection.device;
      schedule.at(in_order(connection.to_client), [&device, attempt = connection.attempt] {
        device.link_down(attempt, "gateway gone");
      });
    }
    it = connections_.erase(it);
  }
}

void World::start_gateway(std::size_t which) {
  nodes_[which].exchange.emplace(exchange_config_, random_.next());
  ++nodes_[which].generation;
  note_trouble();
  decide(which, exchange_input::Tick{});
}

void World::drain(bool settle_answered) {
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    decide(i, exchange_input::Drain{settle_answered});
  }
}

// As an operator does it: when it has sent its clients away, or at its deadline, it stops, and another
// one takes its place.
void World::replace_gateway(std::size_t which, bool settle_answered, Duration deadline) {
  Node& node = nodes_[which];
  if (!node.exchange || node.drains) return;
  node.drains = true;
  drained_at_ = schedule.now() + deadline;
  note_trouble();
  decide(which, exchange_input::Drain{settle_answered, Duration{500}});
  await_drained(which, schedule.now() + deadline);
}

void World::await_drained(std::size_t which, TimePoint deadline) {
  schedule.after(Duration{250}, [this, which, deadline, alive = nodes_[which].generation] {
    if (alive != nodes_[which].generation) return;
    if (!load(which).drained && schedule.now() < deadline) return await_drained(which, deadline);
    kill_gateway(which);
    start_gateway(which);
  });
}

// What the host of a real gateway does with token and database.
void World::admit(Connection& connection, const std::string& nsp, const std::string& auth_json) {
  const auto auth = decode_auth(auth_json);
  if (!auth) {
    faults.push_back("auth refused: " + auth.error.message);
    return drive(connection, ServerLink::Refuse{nsp, encode(Refusal{"unauthorized", {}, {}})});
  }
  const EpochMs expires_at = auth->token.empty() ? 0 : std::stoll(auth->token);
  if (expires_at != 0 && expires_at <= to_ms(epoch())) {
    return drive(connection, ServerLink::Refuse{nsp, encode(Refusal{"", token_expired, "late"})});
  }
  std::string session;
  if (const auto known = sessions_.find(auth->resume_token); known != sessions_.end()) {
    session = known->second;
  } else {
    session = "s" + random_.id();
  }
  const std::string token = "t" + random_.id();
  sessions_[token] = session;
  connection.allowed = true;
  const ConnectionId id = connection.id;
  const Identity identity = connection.identity;
  const bool extended = auth->protocol >= protocol_version && !is_base(*connection.device);
  const std::size_t node = connection.node;
  ServerLink::Allow allow{nsp, "so" + std::to_string(id), {}, {}};
  const std::string before = session;
  if (!extended) session = recover(connection, allow, before);
  session_devices_[session] = connection.device;
  drive(connection, allow);
  exchange_input::Opened opened{id, identity, extended, session, token, expires_at, {}};
  opened.recovered = session != before;
  opened.features = auth->features;
  opened.returns = !extended && has_claim(*connection.device);
  decide(node, opened);
}

// Whether this page of a base client was at a gateway before.
bool World::has_claim(const Device& device) {
  const BaseClient& client = base_[device.name];
  return client.page == device.page() && !client.claim.pid.empty();
}

// Gives a base client its earlier session back, with what it missed, or a new one.
std::string World::recover(Connection& connection, ServerLink::Allow& allow,
                           const std::string& session) {
  Node& node = nodes_[connection.node];
  const BaseClient& client = base_[connection.device->name];
  Recovery::Claim claim;
  if (has_claim(*connection.device)) claim = client.claim;
  const std::string& owner = connection.identity.user_id;
  if (auto found = node.recovery.recover(epoch(connection.node), claim, owner, allow.nsp)) {
    allow.sid = found->session.sid;
    allow.pid = connection.pid = found->session.pid;
    allow.missed = std::move(found->missed);
    ++recovered;
    const ConnectionId old = std::exchange(node.seats[allow.pid], connection.id);
    node.away.erase(old);
    if (Connection* still = find(old)) still->pid.clear();
    return found->session.tag;
  }
  allow.pid = connection.pid = "p" + random_.id();
  node.recovery.open({allow.pid, allow.sid, owner, allow.nsp, session});
  node.seats[allow.pid] = connection.id;
  return session;
}

// A base client whose connection broke may come back; what is said to it meanwhile is kept.
void World::leave(Connection& connection, bool may_return) {
  const std::size_t which = connection.node;
  Node& node = nodes_[which];
  const bool away = may_return && !connection.pid.empty();
  if (away) {
    node.away[connection.id] = connection.pid;
    node.recovery.lose(epoch(which), connection.pid);
    schedule.after(RecoveryConfig{}.window + Duration{1}, [this, which, alive = node.generation] {
      if (alive == nodes_[which].generation) forget_away(which);
    });
  } else if (!connection.pid.empty()) {
    node.recovery.close(connection.pid);
    node.seats.erase(connection.pid);
  }
  decide(which, exchange_input::Closed{connection.id, away});
}

void World::forget_away(std::size_t which) {
  Node& node = nodes_[which];
  for (const std::string& pid : node.recovery.expire(epoch(which))) {
    const auto seat = node.seats.find(pid);
    if (seat == node.seats.end()) continue;
    const ConnectionId id = seat->second;
    node.seats.erase(seat);
    node.away.erase(id);
    decide(which, exchange_input::Closed{id, false});
  }
}

void World::emit(std::size_t which, const exchange_output::Emit& said) {
  Node& node = nodes_[which];
  if (Connection* target = find(said.connection)) {
    std::string json = said.event_json;
    if (!target->pid.empty()) json = node.recovery.note(epoch(which), target->pid, json);
    return drive(*target, ServerLink::Emit{"/webrtc", std::move(json)});
  }
  const auto away = node.away.find(said.connection);
  if (away == node.away.end()) return;
  static_cast<void>(node.recovery.note(epoch(which), away->second, said.event_json));
}

// As the host of a gateway does it with those who send too much.
void World::refuse(Connection& connection, std::optional<std::uint64_t> ack) {
  ++refused;
  strike(*connection.device);
  const std::string words = "Too many events: slow down";
  if (ack) {
    server::Ack said;
    said.ok = false;
    said.code = "limit";
    said.message = words;
    return drive(connection, ServerLink::Acknowledge{"/webrtc", *ack, encode(said)});
  }
  const ServerMessage notice = server::ErrorNotice{words, "limit", {}};
  emit(connection.node, {connection.id, encode(notice)});
}

// A client that means harm, in the name of that device: more events of one call than may wait.
void World::flood(Device& device, const std::string& call_id, std::size_t events) {
  const Connection* connection = current(device);
  if (connection == nullptr || !connection->allowed) return;
  strike(device);
  const ConnectionId id = connection->id;
  const std::size_t which = connection->node;
  const std::string event = encode(ClientMessage{client::Resume{call_id, 0, false}});
  for (std::size_t i = 0; i < events; ++i) {
    decide(which, exchange_input::Event{id, event, 9'000'000 + i, {}});
  }
}

void World::decide(std::size_t which, const ExchangeInput& input) {
  Node& node = nodes_[which];
  if (!node.exchange) return;
  const std::uint64_t alive = node.generation;
  ++inputs[input.index()];
  if (const Error error = node.exchange->handle(epoch(which), input)) {
    faults.push_back("exchange: " + error.field + " " + error.message);
  }
  while (node.exchange && alive == node.generation) {
    ExchangeOutput output = node.exchange->poll();
    if (auto* wait = std::get_if<exchange_output::Wait>(&output)) {
      return wake_exchange(which, wait->until);
    }
    on_exchange(which, output);
  }
}

void World::decide_later(std::size_t which, Duration delay, ExchangeInput input) {
  schedule.after(delay, [this, which, input = std::move(input), alive = nodes_[which].generation] {
    if (alive == nodes_[which].generation) decide(which, input);
  });
}

void World::wake_exchange(std::size_t which, std::optional<TimePoint> until) {
  Node& node = nodes_[which];
  if (!until || until == node.wakes) return;
  node.wakes = until;
  schedule.at(*until - Duration{epoch_of_origin_ms} - node.fast_by,
              [this, which, at = *until, alive = node.generation] {
                Node& woken = nodes_[which];
                if (alive != woken.generation || woken.wakes != at) return;
                woken.wakes.reset();
                decide(which, exchange_input::Tick{});
              });
}

void World::on_exchange(std::size_t which, ExchangeOutput& output) {
  if (auto* said = std::get_if<exchange_output::Emit>(&output)) {
    emit(which, *said);
  } else if (auto* ack = std::get_if<exchange_output::Acknowledge>(&output)) {
    Connection* target = find(ack->connection);
    if (target != nullptr) {
      drive(*target, ServerLink::Acknowledge{"/webrtc", ack->id, ack->args_json});
    }
  } else if (auto* gone = std::get_if<exchange_output::Disconnect>(&output)) {
    Connection* target = find(gone->connection);
    if (target == nullptr) return;
    strike(*target->device);  // what it was sending is lost
    drive(*target, ServerLink::Shut{gone->reason, gone->come_back});
  } else if (auto* relay = std::get_if<exchange_output::GrantRelay>(&output)) {
    Connection* target = find(relay->connection);
    const IceServer turn{
        {"turn:relay.example"}, std::to_string(to_ms(epoch())) + ":" + relay->user_id, "secret"};
    const ServerMessage granted = server::Relay{relay->call_id, {turn}, to_ms(epoch())};
    if (target != nullptr) emit(which, {relay->connection, encode(granted)});
  } else if (auto* ask = std::get_if<exchange_output::AskStore>(&output)) {
    const Duration wait{static_cast<std::int64_t>(
        random_.below(static_cast<std::uint64_t>(longest_store_delay.count()) + 1))};
    // The store works on it when it comes, not when the answer leaves.
    schedule.after(wait, [this, which, request = ask->request, what = ask->what,
                          alive = nodes_[which].generation] {
      auto answer = store.answer(what);
      answer.request = request;
      if (alive == nodes_[which].generation) decide(which, answer);
    });
  } else if (auto* check = std::get_if<exchange_output::CheckToken>(&output)) {
    check_token(which, *check);
  } else if (auto* bus = std::get_if<exchange_output::AskBus>(&output)) {
    ask_bus(which, *bus);
  } else if (auto* told = std::get_if<exchange_output::Publish>(&output)) {
    publish(which, told->message);
  } else if (auto* news = std::get_if<exchange_output::Happened>(&output); news && keeps_words) {
    happened.push_back(std::to_string(to_ms(schedule.now())) + " gateway " + news->name + " " +
                       news->call_id + " " + news->detail);
  }
}

// Whoever has devices of his answers; nobody answers for who can't be reached.
void World::ask_bus(std::size_t which, const exchange_output::AskBus& asked) {
  exchange_input::BusAnswer answer{asked.request, 0, true};
  for (const auto& [id, connection] : connections_) {
    if (connection->node == which || bus_parted || !connection->allowed) continue;
    if (connection->identity.party() == asked.party) ++answer.devices;
  }
  decide_later(which, nodes_.size() == 1 ? Duration{0} : delay(), answer);
}

void World::publish(std::size_t which, const exchange_input::BusMessage& message) {
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (i == which || bus_parted || random_.below(100) < bus_loss_percent) continue;
    if (is_to_be_lost(message)) continue;
    decide_later(i, delay(), message);
  }
}

// The one signal that a test wants to be lost.
bool World::is_to_be_lost(const exchange_input::BusMessage& message) {
  if (!lose_signal || message.event_json.find(*lose_signal) == std::string::npos) return false;
  lose_signal.reset();
  return true;
}

void World::check_token(std::size_t which, const exchange_output::CheckToken& asked) {
  exchange_input::TokenAnswer answer;
  answer.request = asked.request;
  answer.expires_at = std::stoll(asked.token);
  if (const Connection* of = find(asked.connection)) answer.identity = of->identity;
  if (answer.expires_at <= to_ms(epoch())) {
    answer.identity.reset();
    answer.code = token_expired;
  }
  decide_later(which, delay(), answer);
}

}  // namespace ringline::test
