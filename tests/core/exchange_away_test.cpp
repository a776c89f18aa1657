// Devices that the host says may return: gone for everybody, but what is said to them is kept.
#include <catch2/catch.hpp>

#include "support/exchange_rig.hpp"

namespace ringline::test {
namespace {

const client::Initiate to_rahim{"k-rahim", "+1", "Rahim", ""};

std::string answered(ExchangeRig& rig) {
  rig.open(1, rig.amina, false);
  rig.open(2, rig.rahim, false);
  rig.say(1, to_rahim);
  const std::string id = rig.last<server::Ringing>(1).call_id;
  rig.say(2, client::Accept{id});
  return id;
}

Signal offer(const std::string& call_id) {
  Signal signal;
  signal.call_id = call_id;
  signal.body = Description{DescriptionType::Offer, "v=0"};
  return signal;
}

void lose(ExchangeRig& rig, ConnectionId connection) {
  REQUIRE_FALSE(rig.tell(exchange_input::Closed{connection, true}));
}

void come_back(ExchangeRig& rig, ConnectionId was, ConnectionId is) {
  exchange_input::Opened opened;
  opened.connection = is;
  opened.identity = rig.rahim;
  opened.session_id = "s" + std::to_string(was);
  opened.recovered = true;
  REQUIRE_FALSE(rig.tell(opened));
}

}  // namespace

TEST_CASE("what is said to a device that is away is said to its old connection", "[exchange]") {
  ExchangeRig rig;
  const std::string id = answered(rig);
  lose(rig, 2);
  CHECK(rig.exchange.load().connections == 1);
  rig.say(1, offer(id));
  CHECK(rig.count<Signal>(2) == 1);
  come_back(rig, 2, 3);
  rig.say(1, offer(id));
  CHECK(rig.count<Signal>(2) == 1);
  CHECK(rig.count<Signal>(3) == 1);
  rig.say(3, client::End{id, EndReason::None});
  CHECK(rig.count<server::Ended>(1) == 1);
  CHECK(rig.count<server::Ended>(3) == 1);
}

TEST_CASE("a device that is away can't be called", "[exchange]") {
  ExchangeRig rig;
  rig.open(1, rig.amina, false);
  rig.open(2, rig.rahim, false);
  lose(rig, 2);
  rig.say(1, to_rahim);
  CHECK(rig.last<server::Failed>(1).message == "Contact is offline");
  CHECK(rig.count<server::Incoming>(2) == 0);
}

TEST_CASE("what rang while it was away isn't announced again", "[exchange]") {
  ExchangeRig rig;
  rig.open(1, rig.amina, false);
  rig.open(2, rig.rahim, false);
  rig.open(4, rig.rahim, false);
  lose(rig, 2);
  rig.say(1, to_rahim);
  CHECK(rig.count<server::Incoming>(2) == 1);
  CHECK(rig.count<server::Incoming>(4) == 1);
  come_back(rig, 2, 3);
  CHECK(rig.count<server::Incoming>(3) == 0);
  rig.say(3, client::Accept{rig.last<server::Incoming>(2).call_id});
  CHECK(rig.count<server::Accepted>(1) == 1);
}

TEST_CASE("who doesn't come back is told nothing more", "[exchange]") {
  ExchangeRig rig;
  const std::string id = answered(rig);
  lose(rig, 2);
  REQUIRE_FALSE(rig.tell(exchange_input::Closed{2}));
  rig.say(1, offer(id));
  CHECK(rig.count<Signal>(2) == 0);
}

TEST_CASE("the call of a device that stays away ends like that of any other", "[exchange]") {
  ExchangeRig rig;
  answered(rig);
  lose(rig, 2);
  REQUIRE_FALSE(rig.tell(exchange_input::Closed{1}));
  rig.pass(30'000);
  CHECK(rig.row().reason == EndReason::ConnectionLost);
  CHECK(rig.count<server::Ended>(2) == 1);
}

// Found by the simulator, seed 116613: the tab in which a call still rang was the first to come back, and
// the gateway gave it the call; it ended it for itself as answered elsewhere, and nobody ever closed the row.
TEST_CASE("where a call only rings, it is not taken over from who has answered", "[exchange]") {
  const bool rings = GENERATE(true, false);
  ExchangeRig rig;
  rig.open(1, rig.amina, true);
  rig.open(2, rig.rahim, true);
  rig.say(1, to_rahim);
  const std::string id = rig.last<server::Ringing>(1).call_id;
  rig.say(2, client::Accept{id});
  REQUIRE_FALSE(rig.tell(exchange_input::Closed{2}));

  rig.open(3, rig.rahim, true);
  const server::Ack ack = rig.ask(3, client::Resume{id, 0, rings});
  CHECK(ack.ok != rings);
  CHECK((ack.reason == EndReason::AnsweredElsewhere) == rings);
  CHECK(rig.row().callee_session == (rings ? "s2" : "s3"));
}

}  // namespace ringline::test
