// Everything that the Exchange keeps is bounded, and nothing of a connection outlives it.
#include <catch2/catch.hpp>

#include "ringline/limits.hpp"
#include "support/blocked_rig.hpp"

namespace ringline::test {
namespace {

std::string as_event(const ClientMessage& message) { return encode(message); }

}  // namespace

TEST_CASE("a lane takes the limit of every kind of event, and refuses one more", "[exchange]") {
  BlockedRig rig;
  rig.now += Duration{10'000};
  rig.tell_blocked(exchange_input::Tick{});
  REQUIRE_FALSE(rig.waiting.empty());
  REQUIRE(rig.exchange.load().longest_lane == 2);  // the extension, and what comes after it

  Signal offer;
  offer.call_id = rig.id;
  offer.body = Description{DescriptionType::Offer, "v=0"};
  const ClientMessage messages[] = {client::Resume{rig.id, 0}, offer,
                                    SideState{rig.id, 1, true, false}, client::Accept{rig.id}};
  const std::string says = as_event(messages[GENERATE(0, 1, 2, 3)]);
  const std::size_t room = limit::events_queued_per_call - rig.exchange.load().longest_lane;
  for (std::size_t i = 0; i < room; ++i) rig.tell_blocked(exchange_input::Event{1, says, i});
  CHECK(rig.refused(1, "limit") == 0);
  rig.tell_blocked(exchange_input::Event{1, says, room});
  CHECK(rig.refused(1, "limit") == 1);
  CHECK(rig.exchange.load().longest_lane == limit::events_queued_per_call);

  rig.answer_store();
  CHECK(rig.exchange.load().lanes == 0);
  CHECK(rig.exchange.load().longest_lane == 0);
}

TEST_CASE("a full lane is emptied without a deep stack", "[exchange]") {
  BlockedRig rig;
  rig.now += Duration{10'000};
  rig.tell_blocked(exchange_input::Tick{});
  std::size_t acks = rig.acks[1].size();
  // Refilled each time that it has been emptied, as by a device that reconnects and says it again.
  for (int round = 0; round < 20; ++round) {
    while (rig.exchange.load().longest_lane < limit::events_queued_per_call) {
      rig.tell_blocked(exchange_input::Event{1, as_event(client::Resume{rig.id, 0}), 7});
      ++acks;
    }
    rig.answer_store();
    CHECK(rig.acks[1].size() == acks);
    rig.now += Duration{10'500};
    rig.tell_blocked(exchange_input::Tick{});
  }
}

TEST_CASE("the token of a client that was sent away runs out: nothing happens",
          "[exchange][drain]") {
  ExchangeRig rig;
  const EpochMs ends = to_ms(rig.now) + 200;
  for (ConnectionId each = 1; each <= 120; ++each) {
    Identity who = rig.amina;
    who.user_id = "u" + std::to_string(each);
    rig.open(each, who, each % 2 == 0, {}, ends);
  }
  CHECK(rig.exchange.load().terms == 120);
  REQUIRE_FALSE(rig.tell(exchange_input::Drain{true, Duration{500}}));
  CHECK(rig.exchange.load().terms == 20);
  REQUIRE_FALSE(rig.tell(exchange_input::Closed{1}));
  rig.pass(99);
  const std::size_t heard = rig.heard[2].size();
  rig.pass(200);
  CHECK(rig.heard[2].size() == heard);
  CHECK(rig.exchange.load().drained);
  CHECK(rig.exchange.load().terms == 0);
}

TEST_CASE("however a connection ends, nothing of it is left", "[exchange]") {
  ExchangeRig rig;
  rig.store.unavailable = true;  // so that its calls are still to be announced
  rig.open(1, rig.rahim, true, "s1", to_ms(rig.now) + 60'000);
  rig.say(1, client::RefreshAuth{"token"});
  CHECK(rig.exchange.load().delayed == 1);
  SECTION("closed") { REQUIRE_FALSE(rig.tell(exchange_input::Closed{1})); }
  SECTION("away, and not back in time") {
    REQUIRE_FALSE(rig.tell(exchange_input::Closed{1, true}));
    CHECK(rig.exchange.load().recoveries == 1);
    REQUIRE_FALSE(rig.tell(exchange_input::Closed{1}));
  }
  SECTION("superseded") {
    rig.open(2, rig.rahim, true, "s1");
    CHECK(rig.exchange.load().delayed == 1);
    REQUIRE_FALSE(rig.tell(exchange_input::Closed{2}));
  }
  SECTION("at another gateway") {
    REQUIRE_FALSE(rig.tell(exchange_input::BusMessage{rig.rahim.party(), "s1", {}, {}, {}}));
  }
  SECTION("its token has run out") {
    rig.pass(59'999);
    rig.pass(1);
    CHECK(rig.exchange.is_reachable(rig.rahim.party()));
  }
  CHECK(rig.exchange.load().connections == 0);
  CHECK(rig.exchange.load().terms == 0);
  CHECK(rig.exchange.load().recoveries == 0);
  CHECK(rig.exchange.load().delayed == 0);
  rig.pass(5'000);
  CHECK_FALSE(rig.exchange.is_reachable(rig.rahim.party()));
}

}  // namespace ringline::test
