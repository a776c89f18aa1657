// An Exchange whose Store answers at once, and clients that are written by hand: base ones, as
// deployed today, and extended ones.
#pragma once

#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <vector>

#include "ringline/exchange.hpp"
#include "support/memory_store.hpp"

namespace ringline::test {

struct ExchangeRig {
  explicit ExchangeRig(ExchangeConfig config = {}) : exchange(config, 1) {
    for (const Identity& each : {amina, rahim, sofia, mei}) store.add(each);
  }

  const Identity amina{"u-amina", "t1", Role::TenantMember, "", "Amina", ""};
  const Identity rahim{"u-rahim", "t1", Role::PortalCustomer, "k-rahim", "Rahim", "+1"};
  const Identity sofia{"u-sofia", "t1", Role::PortalCustomer, "k-sofia", "Sofia", "+2"};
  const Identity mei{"u-mei", "t2", Role::TenantMember, "", "Mei", ""};

  MemoryStore store;
  Exchange exchange;
  TimePoint now = from_ms(1'790'000'000'000);
  std::map<ConnectionId, std::vector<std::string>> heard;  // events, as their JSON
  std::map<ConnectionId, std::vector<std::string>> acks;
  std::vector<ConnectionId> disconnected;
  std::vector<exchange_output::CheckToken> token_questions;  // that nobody has answered
  std::vector<std::string> happened;
  std::vector<ConnectionId> welcome_again;  // of those, who may come back
  std::vector<exchange_output::GrantRelay> granted;
  std::vector<exchange_input::BusMessage> published;
  std::int64_t devices_elsewhere = 0;  // of anybody, at other gateways

  Error tell(const ExchangeInput& input) {
    Error error = exchange.handle(now, input);
    for (;;) {
      ExchangeOutput output = exchange.poll();
      if (std::holds_alternative<exchange_output::Wait>(output)) return error;
      if (auto* emit = std::get_if<exchange_output::Emit>(&output)) {
        heard[emit->connection].push_back(emit->event_json);
      } else if (auto* ack = std::get_if<exchange_output::Acknowledge>(&output)) {
        acks[ack->connection].push_back(ack->args_json);
      } else if (auto* gone = std::get_if<exchange_output::Disconnect>(&output)) {
        disconnected.push_back(gone->connection);
        if (gone->come_back) welcome_again.push_back(gone->connection);
      } else if (auto* relay = std::get_if<exchange_output::GrantRelay>(&output)) {
        // Marks the place among what is heard, for the order matters.
        granted.push_back(*relay);
        heard[relay->connection].push_back(
            encode(ServerMessage{server::Relay{relay->call_id, {}, 0}}));
      } else if (auto* ask = std::get_if<exchange_output::AskStore>(&output)) {
        auto answer = store.answer(ask->what);
        answer.request = ask->request;
        if (Error wrong = exchange.handle(now, answer)) return wrong;
      } else if (auto* told = std::get_if<exchange_output::Publish>(&output)) {
        published.push_back(told->message);
      } else if (auto* bus = std::get_if<exchange_output::AskBus>(&output)) {
        const exchange_input::BusAnswer answer{bus->request, devices_elsewhere, true};
        if (Error wrong = exchange.handle(now, answer)) return wrong;
      } else if (auto* check = std::get_if<exchange_output::CheckToken>(&output)) {
        token_questions.push_back(*check);
      } else if (auto* news = std::get_if<exchange_output::Happened>(&output)) {
        happened.push_back(news->name);
      }
    }
  }

  void open(ConnectionId connection, const Identity& who, bool extended,
            const std::string& session = {}, EpochMs expires_at = 0) {
    exchange_input::Opened opened;
    opened.connection = connection;
    opened.identity = who;
    opened.extended = extended;
    opened.session_id = session.empty() ? "s" + std::to_string(connection) : session;
    opened.resume_token = "token";
    opened.expires_at = expires_at;
    REQUIRE_FALSE(tell(opened));
  }
  // A base client whose page is the same, on a new session.
  void return_base(ConnectionId connection, const Identity& who) {
    exchange_input::Opened opened;
    opened.connection = connection;
    opened.identity = who;
    opened.session_id = "s" + std::to_string(connection);
    opened.returns = true;
    REQUIRE_FALSE(tell(opened));
  }
  void say(ConnectionId connection, const ClientMessage& message) {
    REQUIRE_FALSE(tell(exchange_input::Event{connection, encode(message), std::nullopt}));
  }
  server::Ack ask(ConnectionId connection, const ClientMessage& message) {
    const std::size_t before = acks[connection].size();
    REQUIRE_FALSE(tell(exchange_input::Event{connection, encode(message), 7}));
    REQUIRE(acks[connection].size() == before + 1);
    const auto ack = decode_ack(acks[connection].back());
    REQUIRE(ack);
    return *ack;
  }
  void pass(std::int64_t ms) {
    now += Duration{ms};
    REQUIRE_FALSE(tell(exchange_input::Tick{}));
  }

  // The last message of this kind that a client heard.
  template <class Message>
  Message last(ConnectionId connection) {
    for (auto each = heard[connection].rbegin(); each != heard[connection].rend(); ++each) {
      const auto message = decode_server_message(*each);
      REQUIRE(message);
      if (const auto* found = std::get_if<Message>(&*message)) return *found;
    }
    FAIL("connection " << connection << " heard no such message");
    return {};
  }
  template <class Message>
  std::size_t count(ConnectionId connection) {
    std::size_t number = 0;
    for (const std::string& each : heard[connection]) {
      const auto message = decode_server_message(each);
      number += message && std::holds_alternative<Message>(*message) ? 1 : 0;
    }
    return number;
  }
  const CallRecord& row() const {
    REQUIRE(store.rows().size() == 1);
    return store.rows().begin()->second;
  }
};

}  // namespace ringline::test
