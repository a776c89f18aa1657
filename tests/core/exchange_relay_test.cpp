// Who gets credentials for the relay: the sides of a call, before they need them, and nobody else.
#include <catch2/catch.hpp>

#include "support/exchange_rig.hpp"

namespace ringline::test {
namespace {

const client::Initiate to_rahim{"k-rahim", "+1", "Rahim", ""};

ExchangeConfig with_relay() {
  ExchangeConfig config;
  config.relay_renewal = Duration{600'000};
  return config;
}

// The place of the last message of this kind among all that a client heard.
template <class Message>
std::size_t place(ExchangeRig& rig, ConnectionId connection) {
  const auto& all = rig.heard[connection];
  for (std::size_t i = all.size(); i-- > 0;) {
    const auto message = decode_server_message(all[i]);
    if (message && std::holds_alternative<Message>(*message)) return i;
  }
  FAIL("connection " << connection << " heard no such message");
  return 0;
}

}  // namespace

TEST_CASE("both sides of a call get relay credentials before they hear of it", "[relay]") {
  ExchangeRig rig(with_relay());
  rig.open(1, rig.amina, true);
  rig.open(2, rig.rahim, true);
  rig.open(3, rig.rahim, true);
  rig.open(4, rig.sofia, true);
  CHECK(rig.granted.empty());
  rig.say(1, to_rahim);
  const std::string id = rig.last<server::Ringing>(1).call_id;
  REQUIRE(rig.granted.size() == 3);
  for (const auto& each : rig.granted) {
    CHECK(each.call_id == id);
    CHECK(each.rings);
    CHECK(each.charged_user == "u-amina");
    CHECK(each.tenant_id == "t1");
    CHECK(each.user_id == (each.connection == 1 ? "u-amina" : "u-rahim"));
  }
  CHECK(place<server::Relay>(rig, 1) < place<server::Ringing>(rig, 1));
  CHECK(place<server::Relay>(rig, 2) < place<server::Incoming>(rig, 2));
  CHECK(place<server::Relay>(rig, 3) < place<server::Incoming>(rig, 3));
  CHECK(rig.count<server::Relay>(4) == 0);
}

TEST_CASE(
    "no relay credentials for a base client, for a call that reaches nobody, or without a relay",
    "[relay]") {
  SECTION("a base client has a configuration of its own") {
    ExchangeRig rig(with_relay());
    rig.open(1, rig.amina, false);
    rig.open(2, rig.rahim, false);
    rig.say(1, to_rahim);
    rig.say(2, client::Accept{rig.last<server::Ringing>(1).call_id});
    rig.pass(600'000);
    CHECK(rig.granted.empty());
  }
  SECTION("the callee is offline") {
    ExchangeRig rig(with_relay());
    rig.open(1, rig.amina, true);
    rig.say(1, to_rahim);
    CHECK(rig.last<server::Failed>(1).reason == EndReason::Offline);
    CHECK(rig.granted.empty());
  }
  SECTION("the host has no relay") {
    ExchangeRig rig;
    rig.open(1, rig.amina, true);
    rig.open(2, rig.rahim, true);
    rig.say(1, to_rahim);
    CHECK(rig.granted.empty());
  }
}

TEST_CASE("a stranger, another device and whoever comes too late get no relay credentials",
          "[relay]") {
  ExchangeRig rig(with_relay());
  rig.open(1, rig.amina, true);
  rig.open(2, rig.rahim, true);
  rig.open(3, rig.rahim, true);
  rig.open(4, rig.sofia, true);
  rig.open(5, rig.mei, true);
  rig.say(1, to_rahim);
  const std::string id = rig.last<server::Ringing>(1).call_id;
  rig.say(2, client::Accept{id});
  rig.granted.clear();
  for (const ConnectionId other : {ConnectionId{3}, ConnectionId{4}, ConnectionId{5}}) {
    CHECK_FALSE(rig.ask(other, client::Resume{id, 0}).ok);
  }
  CHECK(rig.granted.empty());
  rig.say(1, client::End{id, EndReason::None});
  CHECK(rig.ask(2, client::Resume{id, 0}).status == CallStatus::Completed);
  CHECK(rig.granted.empty());
}

TEST_CASE("who resumes, who comes while it rings, and who asks again gets relay credentials",
          "[relay]") {
  ExchangeRig rig(with_relay());
  rig.open(1, rig.amina, true, "phone");
  rig.open(2, rig.rahim, true);
  client::Initiate keyed = to_rahim;
  keyed.client_call_id = "key";
  const std::string id = rig.ask(1, keyed).call_id;
  rig.granted.clear();

  rig.open(3, rig.rahim, true);
  REQUIRE(rig.granted.size() == 1);
  CHECK(rig.granted[0].connection == 3);
  CHECK(place<server::Relay>(rig, 3) < place<server::Incoming>(rig, 3));

  rig.open(4, rig.amina, true, "phone");
  CHECK(rig.ask(4, keyed).call_id == id);
  REQUIRE(rig.granted.size() == 2);
  CHECK(rig.granted[1].connection == 4);
  CHECK(rig.ask(4, client::Resume{id, 0}).ok);
  CHECK(rig.granted.size() == 3);
}

TEST_CASE("an answered call's sides get fresh relay credentials as long as it lasts", "[relay]") {
  ExchangeRig rig(with_relay());
  rig.open(1, rig.amina, true);
  rig.open(2, rig.rahim, true);
  rig.open(3, rig.rahim, true);
  rig.say(1, to_rahim);
  const std::string id = rig.last<server::Ringing>(1).call_id;
  rig.granted.clear();
  // Those of the ringing end soon.
  rig.say(2, client::Accept{id});
  REQUIRE(rig.granted.size() == 2);
  for (const auto& each : rig.granted) {
    CHECK_FALSE(each.rings);
    CHECK(each.charged_user == each.user_id);
  }
  rig.granted.clear();
  rig.pass(598'000);
  rig.pass(1'000);
  CHECK(rig.granted.empty());
  rig.pass(1'000);
  REQUIRE(rig.granted.size() == 2);
  CHECK(rig.granted[0].connection == 1);
  CHECK(rig.granted[1].connection == 2);
  rig.pass(600'000);
  CHECK(rig.granted.size() == 4);
  rig.say(1, client::End{id, EndReason::None});
  rig.pass(1'200'000);
  CHECK(rig.granted.size() == 4);
}

TEST_CASE("whom another gateway lets ring here gets relay credentials", "[relay][bus]") {
  ExchangeConfig config = with_relay();
  config.has_bus = true;
  ExchangeRig rig(config);
  rig.open(2, rig.rahim, true);
  CallRecord record;
  record.id = "c1";
  record.version = 2;
  record.status = CallStatus::Ringing;
  record.caller = rig.amina.party();
  record.callee = rig.rahim.party();
  record.due_at = to_ms(rig.now) + 45'000;
  exchange_input::BusMessage news{
      record.callee, {}, {}, encode(ServerMessage{server::Incoming{record.id, "u-amina"}}), record};
  REQUIRE_FALSE(rig.tell(news));
  CHECK(place<server::Relay>(rig, 2) < place<server::Incoming>(rig, 2));
}

}  // namespace ringline::test
