// Every way back to a call takes it up and tells the other side: resume, recovery, adoption by a new
// session, a repeated initiate or accept.
#include <catch2/catch.hpp>

#include "support/exchange_rig.hpp"

namespace ringline::test {
namespace {

// A call from Amina (connection 1) to Rahim (connection 2).
struct Pair : ExchangeRig {
  Pair(bool caller_extended, bool callee_extended) {
    open(1, amina, caller_extended);
    open(2, rahim, callee_extended);
    wish.client_call_id = caller_extended ? "wish-1" : "";
    say(1, wish);
    id = last<server::Ringing>(1).call_id;
  }

  void answer() { say(2, client::Accept{id}); }
  void close(ConnectionId connection, bool may_return = false) {
    REQUIRE_FALSE(tell(exchange_input::Closed{connection, may_return}));
  }
  Signal offer(std::int64_t seq) const {
    Signal signal;
    signal.call_id = id;
    signal.body = Description{DescriptionType::Offer, "v=0"};
    signal.seq = seq;
    return signal;
  }

  client::Initiate wish{"k-rahim", "+1", "Rahim", ""};
  std::string id;
};

}  // namespace

TEST_CASE("who dials again after a lost acknowledgement has the call, and it rings on",
          "[exchange]") {
  Pair rig(true, true);
  // The connection was dead when the call was made; nobody had noticed.
  rig.open(3, rig.amina, true, "s1");
  CHECK(rig.ask(3, rig.wish).status == CallStatus::Ringing);
  rig.pass(11'000);
  CHECK(rig.row().status == CallStatus::Ringing);
  // What the preconnected phone has said meanwhile, nobody has heard.
  CHECK(rig.last<server::PeerNotice>(2).state == PeerLink::Connected);
  CHECK(rig.last<server::PeerNotice>(2).seen == 0);

  rig.answer();
  CHECK(rig.ask(2, client::Resume{rig.id}).peer == PeerLink::Connected);
  rig.pass(60'000);
  CHECK(rig.row().status == CallStatus::Answered);
}

TEST_CASE("a call that was answered while its caller was away: the caller dials again and is back",
          "[exchange]") {
  Pair rig(true, true);
  rig.close(1);
  rig.answer();
  CHECK(rig.ask(2, client::Resume{rig.id}).peer == PeerLink::Reconnecting);
  rig.open(3, rig.amina, true, "s1");
  CHECK(rig.ask(3, rig.wish).status == CallStatus::Answered);
  CHECK(rig.last<server::PeerNotice>(2).state == PeerLink::Connected);
  CHECK(rig.ask(2, client::Resume{rig.id}).peer == PeerLink::Connected);
}

TEST_CASE("an accept that is repeated tells the caller that the callee is back", "[exchange]") {
  Pair rig(true, true);
  rig.answer();
  rig.close(2);
  CHECK(rig.last<server::PeerNotice>(1).state == PeerLink::Reconnecting);
  rig.open(3, rig.rahim, true, "s2");
  CHECK(rig.ask(3, client::Accept{rig.id}).ok);
  CHECK(rig.last<server::PeerNotice>(1).state == PeerLink::Connected);
}

TEST_CASE("a base side that comes back is said to be back, and what it missed is said again",
          "[exchange]") {
  const bool recovers = GENERATE(true, false);
  Pair rig(true, false);
  rig.answer();
  REQUIRE(rig.ask(1, rig.offer(1)).ok);
  REQUIRE(rig.ask(1, rig.offer(2)).ok);
  rig.close(2, recovers);
  CHECK(rig.last<server::PeerNotice>(1).state == PeerLink::Reconnecting);
  // What is kept for a device counts as passed on, the rest must be said again.
  CHECK(rig.ask(1, rig.offer(3)).ok == recovers);
  if (recovers) {
    exchange_input::Opened opened;
    opened.connection = 3;
    opened.identity = rig.rahim;
    opened.session_id = "s2";
    opened.recovered = opened.returns = true;
    REQUIRE_FALSE(rig.tell(opened));
  } else {
    rig.return_base(3, rig.rahim);
  }
  CHECK(rig.last<server::PeerNotice>(1).state == PeerLink::Connected);
  CHECK(rig.last<server::PeerNotice>(1).seen == (recovers ? 3 : 2));
  CHECK(rig.ask(1, rig.offer(4)).ok);
}

TEST_CASE("where nothing is known of what a base side has seen, nothing is said again",
          "[exchange]") {
  Pair rig(true, false);
  rig.answer();
  rig.exchange = Exchange({}, 2);
  rig.open(3, rig.amina, true, "s1");
  CHECK(rig.ask(3, client::Resume{rig.id, 0}).peer == PeerLink::Reconnecting);
  rig.return_base(4, rig.rahim);
  CHECK(rig.last<server::PeerNotice>(3).state == PeerLink::Connected);
  CHECK(rig.last<server::PeerNotice>(3).seen > 1'000'000);
}

TEST_CASE("what a side says on its return is told to the other when that is back, too",
          "[exchange]") {
  Pair rig(true, true);
  rig.answer();
  rig.close(1);
  rig.close(2);
  rig.open(3, rig.rahim, true, "s2");
  CHECK(rig.ask(3, client::Resume{rig.id, 5}).peer == PeerLink::Reconnecting);
  rig.open(4, rig.amina, true, "s1");
  CHECK(rig.ask(4, client::Resume{rig.id, 7}).peer == PeerLink::Connected);
  CHECK(rig.last<server::PeerNotice>(3).seen == 7);
  REQUIRE(rig.count<server::PeerNotice>(4) == 1);
  CHECK(rig.last<server::PeerNotice>(4).state == PeerLink::Connected);
  CHECK(rig.last<server::PeerNotice>(4).seen == 5);
  // Once.
  CHECK(rig.ask(4, client::Resume{rig.id, 7}).ok);
  CHECK(rig.count<server::PeerNotice>(4) == 1);
}

TEST_CASE("a preconnected device that was called on a dead connection has seen nothing",
          "[exchange]") {
  Pair rig(true, true);
  REQUIRE(rig.ask(1, rig.offer(1)).ok);  // into a socket that is dead
  const std::size_t before = rig.count<server::PeerNotice>(1);
  rig.open(3, rig.rahim, true, "s2");
  CHECK(rig.last<server::Incoming>(3).preconnect);
  REQUIRE(rig.count<server::PeerNotice>(1) == before + 1);
  CHECK(rig.last<server::PeerNotice>(1).state == PeerLink::Connected);
  CHECK(rig.last<server::PeerNotice>(1).seen == 0);
  // Another device isn't preconnected, and says nothing.
  rig.open(4, rig.rahim, true);
  CHECK(rig.count<server::PeerNotice>(1) == before + 1);
}

TEST_CASE("an ordinary call needs no notice of the peer", "[exchange]") {
  Pair rig(GENERATE(true, false), GENERATE(true, false));
  rig.answer();
  rig.pass(30'000);
  rig.say(1, client::End{rig.id, EndReason::None});
  CHECK(rig.count<server::PeerNotice>(1) == 0);
  CHECK(rig.count<server::PeerNotice>(2) == 0);
}

}  // namespace ringline::test
