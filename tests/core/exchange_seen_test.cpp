// Confirmations of signals, as the gateway passes them on.
#include <catch2/catch.hpp>

#include "support/exchange_rig.hpp"

namespace ringline::test {
namespace {

void open(ExchangeRig& rig, ConnectionId connection, const Identity& who, Features features) {
  exchange_input::Opened opened;
  opened.connection = connection;
  opened.identity = who;
  opened.extended = true;
  opened.session_id = "s" + std::to_string(connection);
  opened.features = std::move(features);
  REQUIRE_FALSE(rig.tell(opened));
}

}  // namespace

TEST_CASE("a confirmation goes to the device that has the other side, if it understands it",
          "[exchange]") {
  for (const bool understands : {true, false}) {
    ExchangeRig rig;
    open(rig, 1, rig.amina, understands ? Features{Feature::Seen} : Features{});
    open(rig, 2, rig.rahim, {Feature::Seen});
    rig.say(1, client::Initiate{"k-rahim", "", "", "own1"});
    const std::string call = rig.last<server::Ringing>(1).call_id;
    // The one device with which ICE is set up, while it rings.
    rig.say(2, Seen{call, 3});
    CHECK(rig.count<Seen>(1) == (understands ? 1 : 0));
    rig.say(2, client::Accept{call});
    CHECK(rig.ask(2, Seen{call, 4}).ok);
    CHECK(rig.count<Seen>(1) == (understands ? 2 : 0));
    CHECK(rig.count<Seen>(2) == 0);
  }
}

TEST_CASE("a confirmation that can't be passed on is dropped without a word", "[exchange]") {
  ExchangeRig rig;
  open(rig, 1, rig.amina, {Feature::Seen});
  const std::size_t before = rig.heard[1].size();
  rig.say(1, Seen{"c404", 1});
  CHECK(rig.heard[1].size() == before);
}

}  // namespace ringline::test
