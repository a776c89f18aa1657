// Several gateways on one Store, and a bus that loses what they tell each other: what another gateway
// has written is found in the row.
#include <catch2/catch.hpp>

#include "support/exchange_rig.hpp"

namespace ringline::test {
namespace {

const client::Initiate to_rahim{"k-rahim", "+1", "Rahim", ""};

struct Bus : ExchangeRig {
  Bus() : ExchangeRig(with_bus()) {
    open(1, amina, true);
    open(2, rahim, true);
    open(3, rahim, true);
    id = ask(1, to_rahim).call_id;
    published.clear();
  }

  static ExchangeConfig with_bus() {
    ExchangeConfig config;
    config.has_bus = true;
    return config;
  }

  // At another gateway.
  void write(const CallRecord& record) {
    REQUIRE(store.answer(store::Update{record}).status == store::Status::Done);
  }
  CallRecord accepted_elsewhere() {
    CallRecord next = row();
    ++next.version;
    next.status = CallStatus::Answered;
    next.callee_session = "s2";
    next.callee_extended = true;
    next.answered_at = to_ms(now);
    return next;
  }

  std::string id;
};

}  // namespace

TEST_CASE("a device that isn't at this gateway keeps its call: it may be at another",
          "[exchange]") {
  Bus rig;
  REQUIRE(rig.ask(2, client::Accept{rig.id}).ok);
  REQUIRE_FALSE(rig.tell(exchange_input::Closed{2}));
  const server::Ack refused = rig.ask(3, client::Resume{rig.id, 0});
  CHECK_FALSE(refused.ok);
  CHECK(refused.reason == EndReason::AnsweredElsewhere);
  CHECK(rig.row().callee_session == "s2");
}

TEST_CASE("a device that has come to another gateway is spoken to there", "[exchange]") {
  Bus rig;
  REQUIRE(rig.ask(2, client::Accept{rig.id}).ok);
  Signal offer;
  offer.call_id = rig.id;
  offer.body = Description{DescriptionType::Offer, "v=0"};
  rig.published.clear();
  rig.say(1, offer);
  CHECK(rig.count<Signal>(2) == 1);
  CHECK(rig.published.empty());

  // Its connection here is dead, and nobody has noticed.
  REQUIRE_FALSE(rig.tell(exchange_input::BusMessage{rig.rahim.party(), "s2", {}, {}, {}}));
  CHECK(rig.welcome_again == std::vector<ConnectionId>{2});
  rig.say(1, offer);
  CHECK(rig.count<Signal>(2) == 1);
  REQUIRE(rig.published.size() == 1);
  CHECK(rig.published[0].session == "s2");
  // And its call isn't over for that.
  rig.pass(120'000);
  CHECK(rig.row().status == CallStatus::Answered);
}

TEST_CASE("the other gateways are told who has come", "[exchange]") {
  Bus rig;
  rig.open(4, rig.sofia, true);
  REQUIRE(rig.published.size() == 1);
  CHECK(rig.published[0].to == rig.sofia.party());
  CHECK(rig.published[0].session == "s4");
  CHECK(rig.published[0].event_json.empty());
}

TEST_CASE("the end of a call that another gateway wrote is heard, though the bus lost it",
          "[exchange]") {
  Bus rig;
  REQUIRE(rig.ask(2, client::Accept{rig.id}).ok);
  rig.pass(5'000);
  CallRecord over = rig.row();
  ++over.version;
  over.status = CallStatus::Completed;
  over.reason = EndReason::HungUp;
  over.ended_at = to_ms(rig.now);
  over.duration_s = 5;
  over.due_at = 0;
  rig.write(over);
  // When the gateway says in the row that it looks after the call.
  rig.pass(60'000);
  for (const ConnectionId side : {ConnectionId{1}, ConnectionId{2}}) {
    CHECK(rig.last<server::Ended>(side).reason == EndReason::HungUp);
    CHECK(rig.last<server::Ended>(side).duration == 5);
  }
  CHECK(rig.exchange.load().calls == 0);
}

TEST_CASE("an accept that another gateway wrote is heard, though the bus lost it", "[exchange]") {
  Bus rig;
  rig.pass(5'000);
  rig.write(rig.accepted_elsewhere());
  const EpochMs answered_at = rig.row().answered_at;
  SECTION("when another device asks for something else") {
    CHECK(rig.ask(3, client::Reject{rig.id, EndReason::Declined}).reason ==
          EndReason::AnsweredElsewhere);
  }
  SECTION("when one of its people comes back") { rig.open(4, rig.amina, true); }
  SECTION("when it would have rung long enough") { rig.pass(60'000); }
  CHECK(rig.count<server::Accepted>(1) == 1);
  CHECK(rig.last<server::Accepted>(1).answered_at == answered_at);
  CHECK(rig.last<server::Ended>(3).reason == EndReason::AnsweredElsewhere);
}

TEST_CASE("an accept that was written, though nobody knew: repeated, it is told to the caller once",
          "[exchange]") {
  Bus rig;
  rig.pass(5'000);
  rig.write(rig.accepted_elsewhere());
  rig.pass(2'000);
  const server::Ack again = rig.ask(2, client::Accept{rig.id});
  CHECK(again.ok);
  CHECK(again.answered_at == rig.row().answered_at);
  CHECK(rig.ask(2, client::Accept{rig.id}).ok);
  CHECK(rig.count<server::Accepted>(1) == 1);
}

// Suspicion 2 of the audit: it was remembered again, and rang until it was due.
TEST_CASE("news of a call that is over come too late: they make nothing ring", "[exchange]") {
  Bus rig;
  exchange_input::BusMessage late;
  late.to = rig.rahim.party();
  late.event_json = encode(ServerMessage{server::Incoming{rig.id, "u-amina", "Amina", "+1"}});
  late.record = rig.row();
  REQUIRE(late.record->status == CallStatus::Ringing);
  const auto heard = rig.count<server::Incoming>(2);
  SECTION("over") {
    rig.say(1, client::End{rig.id});
    REQUIRE_FALSE(rig.tell(late));
    CHECK(rig.exchange.load().calls == 0);
  }
  SECTION("answered") {
    REQUIRE(rig.ask(3, client::Accept{rig.id}).ok);
    REQUIRE_FALSE(rig.tell(late));
  }
  CHECK(rig.count<server::Incoming>(2) == heard);
}

}  // namespace ringline::test
