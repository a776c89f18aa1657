// Nobody can be rung over and over, and nobody's own calls are used up by those who ring them.
#include <catch2/catch.hpp>

#include "support/exchange_rig.hpp"

namespace ringline::test {
namespace {

const client::Initiate to_rahim{"k-rahim", "+1", "Rahim", ""};
const client::Initiate to_amina{"u-amina", "", "", ""};

client::Initiate named(client::Initiate message, const std::string& name) {
  message.client_call_id = name;
  return message;
}

Identity customer(const std::string& name) {
  return {"u-" + name, "t1", Role::PortalCustomer, "k-" + name, name, ""};
}
Identity staff(const std::string& name) {
  return {"u-" + name, "t1", Role::TenantMember, "", name, ""};
}

}  // namespace

TEST_CASE("calls that only ring don't count against whoever is rung", "[exchange][limits]") {
  ExchangeConfig config;
  config.calls_per_user = 2;
  ExchangeRig rig(config);
  rig.open(1, rig.amina, true);
  rig.open(2, rig.rahim, true);
  for (ConnectionId each = 10; each < 15; ++each) {
    const Identity who = customer("c" + std::to_string(each));
    rig.store.add(who);
    rig.open(each, who, true);
    CHECK(rig.ask(each, to_amina).ok);
  }
  CHECK(rig.ask(1, to_rahim).ok);
  // One that was taken does count.
  const auto taken = rig.last<server::Incoming>(1).call_id;
  CHECK(rig.ask(1, client::Accept{taken}).ok);
  const Identity sofia = rig.sofia;
  rig.open(3, sofia, true);
  CHECK(rig.ask(1, client::Initiate{"k-sofia", "", "", ""}).code == "limit");
}

TEST_CASE("one person rings another one once at a time", "[exchange][limits]") {
  ExchangeRig rig;
  rig.open(1, rig.amina, true, "phone");
  rig.open(2, rig.rahim, true);
  rig.open(3, rig.amina, true, "laptop");
  const auto first = rig.ask(1, named(to_rahim, "first"));
  REQUIRE(first.ok);
  for (const ConnectionId device : {ConnectionId{1}, ConnectionId{3}}) {
    const auto again = rig.ask(device, named(to_rahim, "second"));
    CHECK(again.code == "limit");
    CHECK(again.reason == EndReason::Busy);
  }
  CHECK(rig.count<server::Incoming>(2) == 1);
  SECTION("the same call asked for again is no second one") {
    CHECK(rig.ask(1, named(to_rahim, "first")).call_id == first.call_id);
  }
  SECTION("once the first is over") {
    rig.say(1, client::End{first.call_id});
    CHECK(rig.ask(1, named(to_rahim, "second")).ok);
  }
  SECTION("once the first is answered") {
    rig.say(2, client::Accept{first.call_id});
    CHECK(rig.ask(1, named(to_rahim, "second")).ok);
  }
  SECTION("where the first one's device is gone: its page was loaded again") {
    REQUIRE_FALSE(rig.tell(exchange_input::Closed{1, false}));
    CHECK(rig.ask(3, named(to_rahim, "second")).ok);
  }
  SECTION("and not while the store hasn't answered") {
    rig.say(1, client::End{first.call_id});
    rig.store.unavailable = true;
    CHECK(rig.ask(1, named(to_rahim, "second")).code == "unavailable");
    rig.store.unavailable = false;
    CHECK(rig.ask(1, named(to_rahim, "third")).ok);
  }
}

TEST_CASE("somebody is called by one and the same caller so often a minute, over all devices",
          "[exchange][limits]") {
  ExchangeConfig config;
  config.dials_per_minute_to_one = 3;
  ExchangeRig rig(config);
  rig.open(1, rig.rahim, true, "phone");
  rig.open(2, rig.rahim, true, "laptop");
  rig.open(3, rig.amina, true);
  rig.store.add(staff("otto"));
  rig.open(4, staff("otto"), true);
  const auto ring_and_end = [&](ConnectionId device, const client::Initiate& message) {
    const auto placed = rig.ask(device, message);
    if (placed.ok) rig.say(device, client::End{placed.call_id});
    return placed;
  };
  for (const ConnectionId device : {ConnectionId{1}, ConnectionId{2}, ConnectionId{1}}) {
    CHECK(ring_and_end(device, to_amina).ok);
  }
  const std::size_t rows = rig.store.rows().size();
  const auto refused = ring_and_end(2, to_amina);
  CHECK(refused.code == "limit");
  CHECK(refused.message.find("too often") != std::string::npos);
  CHECK(rig.count<server::Incoming>(3) == 3);
  CHECK(rig.store.rows().size() == rows);
  // Others aren't concerned, in either direction.
  CHECK(ring_and_end(1, client::Initiate{"u-otto", "", "", ""}).ok);
  CHECK(ring_and_end(3, to_rahim).ok);
  rig.pass(20'000);
  CHECK(ring_and_end(1, to_amina).ok);
  CHECK(ring_and_end(1, to_amina).code == "limit");
  rig.pass(60'000);
  for (int i = 0; i < 3; ++i) CHECK(ring_and_end(1, to_amina).ok);
  CHECK(ring_and_end(1, to_amina).code == "limit");
}

TEST_CASE("a caller has so many attempts a minute, whomever they are to and whatever comes of them",
          "[exchange][limits]") {
  ExchangeConfig config;
  config.dials_per_minute = 4;
  config.dials_per_minute_to_one = 0;
  ExchangeRig rig(config);
  rig.open(1, rig.rahim, true);
  rig.open(2, rig.sofia, true);
  // Amina isn't there: each attempt ends at once, and is a row.
  for (int i = 0; i < 4; ++i) CHECK(rig.ask(1, to_amina).reason == EndReason::Offline);
  const std::size_t rows = rig.store.rows().size();
  CHECK(rig.ask(1, to_amina).code == "limit");
  CHECK(rig.store.rows().size() == rows);
  CHECK(rig.ask(2, to_amina).reason == EndReason::Offline);
  rig.pass(15'000);
  CHECK(rig.ask(1, to_amina).reason == EndReason::Offline);
  CHECK(rig.ask(1, to_amina).code == "limit");
}

TEST_CASE("a caller who is blocked finds nobody there, and nobody hears of it",
          "[exchange][limits]") {
  ExchangeRig rig;
  rig.open(1, rig.rahim, true);
  rig.open(2, rig.amina, true);
  rig.store.block(rig.amina.party(), rig.rahim.party());
  const auto placed = rig.ask(1, to_amina);
  CHECK(placed.reason == EndReason::Offline);
  CHECK(rig.count<server::Incoming>(2) == 0);
  CHECK(rig.granted.empty());
  // It stands in the log, and the one who blocks may still call.
  CHECK(rig.row().status == CallStatus::Failed);
  CHECK(rig.ask(2, to_rahim).ok);
  CHECK(rig.count<server::Incoming>(1) == 1);
}

}  // namespace ringline::test
