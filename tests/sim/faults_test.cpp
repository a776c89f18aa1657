// What breaks while people talk, and what they notice of it.
#include <catch2/catch.hpp>

#include "support/scene.hpp"

namespace ringline::test {

TEST_CASE("the signaling connection is cut: the conversation doesn't notice", "[faults]") {
  Scene scene;
  scene.talk();
  const std::string call = scene.staff.call()->call_id;
  scene.world.set_reachable(scene.staff, false);
  scene.world.cut(scene.staff);
  REQUIRE(scene.world.schedule.run_while_not(
      [&] { return scene.customer.call()->peer_reconnecting; }, Duration{1'000}));
  CHECK(scene.staff.call()->state == CallState::Active);
  scene.world.schedule.run_for(Duration{20'000});
  CHECK(scene.staff.call()->state == CallState::Active);
  CHECK(scene.customer.call()->state == CallState::Active);
  scene.world.set_reachable(scene.staff, true);
  REQUIRE(scene.world.schedule.run_while_not(
      [&] { return !scene.customer.call()->peer_reconnecting; }, Duration{10'000}));
  CHECK(scene.staff.peers().front().generation == 1);
  REQUIRE_FALSE(scene.customer.act(input::HangUp{scene.customer.call()->id}));
  REQUIRE(scene.wait_until_idle());
  CHECK(scene.staff.history[0].duration_s == scene.row().duration_s);
  CHECK(scene.row().id == call);
  scene.check_nothing_left();
}

TEST_CASE("hanging up on a dead connection reaches the other side all the same", "[faults]") {
  Scene scene;
  scene.talk();
  scene.world.silence(scene.staff);
  REQUIRE_FALSE(scene.staff.act(input::HangUp{scene.staff.call()->id}));
  // Not the heartbeat's 45 seconds: an acknowledgement is missed after five.
  REQUIRE(scene.wait_for(scene.customer, CallState::Ended, Duration{7'000}));
  CHECK(scene.customer.call()->reason == EndReason::HungUp);
}

TEST_CASE("the gateway is killed: everybody talks on, and the log is whole", "[faults]") {
  Scene scene;
  scene.talk();
  scene.world.kill_gateway();
  scene.world.schedule.run_for(Duration{51'000});
  CHECK(scene.staff.call()->state == CallState::Active);
  CHECK(scene.customer.call()->state == CallState::Active);
  CHECK(scene.row().status == CallStatus::Answered);
  scene.world.start_gateway();
  scene.world.schedule.run_for(Duration{60'000});
  CHECK(scene.staff.call()->state == CallState::Active);
  CHECK(scene.row().status == CallStatus::Answered);
  REQUIRE_FALSE(scene.staff.act(input::HangUp{scene.staff.call()->id}));
  REQUIRE(scene.wait_until_idle());
  CHECK(scene.row().status == CallStatus::Completed);
  CHECK(scene.row().duration_s >= 111);
  CHECK(scene.staff.history[0].duration_s == scene.row().duration_s);
  CHECK(scene.customer.history[0].duration_s == scene.row().duration_s);
  scene.check_nothing_left();
}

TEST_CASE("hanging up while there is no gateway ends the call on both sides, and in the log later",
          "[faults]") {
  Scene scene;
  scene.talk();
  scene.world.schedule.run_for(Duration{5'000});
  scene.world.kill_gateway();
  scene.world.schedule.run_for(Duration{7'000});
  REQUIRE_FALSE(scene.staff.act(input::HangUp{scene.staff.call()->id}));
  REQUIRE(scene.wait_for(scene.customer, CallState::Ended, Duration{200}));
  CHECK(scene.customer.call()->reason == EndReason::HungUp);
  CHECK(scene.customer.call()->ended_by == EndedBy::Remote);
  CHECK(scene.staff.microphones.empty());
  REQUIRE(scene.wait_until_idle());
  CHECK(scene.staff.peers().empty());
  CHECK(scene.customer.peers().empty());
  scene.world.schedule.run_for(Duration{120'000});
  CHECK(scene.row().status == CallStatus::Answered);
  scene.world.start_gateway();
  REQUIRE(scene.world.schedule.run_while_not(
      [&] { return scene.row().status == CallStatus::Completed; }, Duration{10'000}));
  // They hung up then, not when they could say so.
  CHECK(scene.row().reason == EndReason::HungUp);
  CHECK(scene.row().duration_s == scene.staff.history[0].duration_s);
  CHECK(scene.row().duration_s == scene.customer.history[0].duration_s);
  scene.world.schedule.run_for(Duration{10'000});
  scene.check_nothing_left();
}

TEST_CASE("accepted while the gateway is gone: both talk at once, and the row is answered later",
          "[faults]") {
  Scene scene;
  scene.dial();
  REQUIRE(scene.wait_for(scene.customer, CallState::Incoming));
  scene.world.schedule.run_for(Duration{2'000});
  scene.world.kill_gateway();
  scene.accept();
  REQUIRE(scene.wait_for(scene.staff, CallState::Active, Duration{200}));
  REQUIRE(scene.wait_for(scene.customer, CallState::Active, Duration{600}));
  CHECK(scene.row().status == CallStatus::Ringing);
  scene.world.schedule.run_for(Duration{4'000});
  scene.world.start_gateway();
  REQUIRE(scene.world.schedule.run_while_not(
      [&] { return scene.row().status == CallStatus::Answered; }, Duration{10'000}));
  scene.world.schedule.run_for(Duration{60'000});
  CHECK(scene.staff.call()->state == CallState::Active);
  CHECK(scene.customer.call()->state == CallState::Active);
  REQUIRE_FALSE(scene.staff.act(input::HangUp{scene.staff.call()->id}));
  REQUIRE(scene.wait_until_idle());
  CHECK(scene.row().duration_s == scene.customer.history[0].duration_s);
  scene.check_nothing_left();
}

TEST_CASE("the media path breaks", "[faults]") {
  Scene scene;
  scene.talk();
  scene.world.set_media_path(false);
  REQUIRE(scene.wait_for(scene.staff, CallState::Reconnecting));
  REQUIRE(scene.wait_for(scene.customer, CallState::Reconnecting));
  CHECK(scene.staff.call()->reconnecting);

  SECTION("and heals soon: an ICE restart brings it back") {
    scene.world.schedule.run_for(Duration{1'000});
    scene.world.set_media_path(true);
    REQUIRE(scene.wait_for(scene.staff, CallState::Active, Duration{5'000}));
    REQUIRE(scene.wait_for(scene.customer, CallState::Active, Duration{5'000}));
    CHECK(scene.staff.peers().front().generation == 1);
    CHECK(scene.staff.peers().front().offers > 1);
  }
  SECTION("and heals late: a new peer connection inside the same call") {
    scene.world.schedule.run_for(Duration{13'000});
    scene.world.set_media_path(true);
    REQUIRE(scene.wait_for(scene.staff, CallState::Active, Duration{10'000}));
    REQUIRE(scene.wait_for(scene.customer, CallState::Active, Duration{10'000}));
    CHECK(scene.staff.peers().front().generation > 1);
    CHECK(scene.staff.peers().front().microphone);
    CHECK(scene.customer.peers().front().microphone);
    CHECK(scene.row().status == CallStatus::Answered);
  }
  SECTION("and doesn't heal: the call ends on both sides and in the log") {
    REQUIRE(scene.wait_until_idle(Duration{40'000}));
    CHECK(scene.staff.history[0].reason == EndReason::ConnectionLost);
    CHECK(scene.customer.history[0].reason == EndReason::ConnectionLost);
    CHECK(scene.row().reason == EndReason::ConnectionLost);
    scene.check_nothing_left();
  }
}

TEST_CASE("network switch: signaling and media break together and both come back", "[faults]") {
  Scene scene;
  scene.talk();
  scene.world.set_media_path(false);
  scene.world.silence(scene.customer);
  scene.world.set_reachable(scene.customer, false);
  REQUIRE_FALSE(scene.customer.act(input::Network{false}));
  scene.world.schedule.run_for(Duration{8'000});
  scene.world.set_reachable(scene.customer, true);
  scene.world.set_media_path(true);
  REQUIRE_FALSE(scene.customer.act(input::Network{true}));
  REQUIRE(scene.wait_for(scene.staff, CallState::Active, Duration{25'000}));
  REQUIRE(scene.wait_for(scene.customer, CallState::Active, Duration{25'000}));
}

TEST_CASE("no path at all: the call ends as media_failed on both sides", "[faults]") {
  Scene scene;
  scene.world.set_media_path(false);
  scene.dial();
  REQUIRE(scene.wait_for(scene.customer, CallState::Incoming));
  scene.accept();
  REQUIRE(scene.wait_until_idle(Duration{40'000}));
  CHECK(scene.staff.history[0].reason == EndReason::MediaFailed);
  CHECK(scene.customer.history[0].reason == EndReason::MediaFailed);
  CHECK(scene.row().status == CallStatus::Completed);
  scene.check_nothing_left();
}

TEST_CASE("the caller's page is gone while it rings: it stops ringing", "[faults]") {
  Scene scene;
  scene.dial();
  REQUIRE(scene.wait_for(scene.customer, CallState::Incoming));
  scene.world.set_reachable(scene.staff, false);
  scene.world.cut(scene.staff);
  const TimePoint gone = scene.world.schedule.now();
  REQUIRE(scene.wait_for(scene.customer, CallState::Ended));
  CHECK(scene.world.schedule.now() - gone >= Duration{10'000});
  CHECK(scene.world.schedule.now() - gone < Duration{12'000});
  CHECK(scene.row().status == CallStatus::Failed);
}

TEST_CASE("a ringing phone that loses its connection rings on when it is back", "[faults]") {
  Scene scene;
  scene.dial();
  REQUIRE(scene.wait_for(scene.customer, CallState::Incoming));
  scene.world.cut(scene.customer);
  scene.world.schedule.run_for(Duration{3'000});
  CHECK(scene.customer.call()->state == CallState::Incoming);
  CHECK(scene.customer.live_calls() == 1);
  scene.accept();
  REQUIRE(scene.wait_for(scene.staff, CallState::Active));
}

TEST_CASE("accepted on a connection that is already dead: the answer is said again", "[faults]") {
  Scene scene;
  scene.dial();
  REQUIRE(scene.wait_for(scene.customer, CallState::Incoming));
  scene.world.silence(scene.customer);
  scene.accept();
  REQUIRE(scene.wait_for(scene.staff, CallState::Active, Duration{12'000}));
  REQUIRE(scene.wait_for(scene.customer, CallState::Active, Duration{12'000}));
}

TEST_CASE("both pages vanish: the row is closed after the resume window", "[faults]") {
  Scene scene;
  scene.talk();
  scene.world.schedule.run_for(Duration{10'000});
  const std::int64_t spoken_s = scene.staff.call()->duration_s;
  for (Device* each : {&scene.staff, &scene.customer}) {
    scene.world.set_reachable(*each, false);
    scene.world.cut(*each);
  }
  scene.world.schedule.run_for(Duration{29'000});
  CHECK(scene.row().status == CallStatus::Answered);
  scene.world.schedule.run_for(Duration{3'000});
  CHECK(scene.row().status == CallStatus::Completed);
  CHECK(scene.row().reason == EndReason::ConnectionLost);
  // It ended when its second side was last seen.
  CHECK(scene.row().duration_s - spoken_s <= 1);
}

TEST_CASE("the store is away: conversations go on, new calls are refused in words", "[faults]") {
  Scene scene;
  scene.talk();
  scene.world.store.unavailable = true;
  scene.world.schedule.run_for(Duration{60'000});
  CHECK(scene.staff.call()->state == CallState::Active);
  Device& other = scene.world.add_device("colleague", scene.colleague);
  REQUIRE_FALSE(other.act(input::Connect{}));
  scene.world.schedule.run_for(Duration{1'000});
  REQUIRE_FALSE(other.act(input::Dial{"k-nobody", {}, {}}));
  // It may be back in a moment: it is asked again for as long as a dial may take.
  REQUIRE(scene.wait_for(other, CallState::Ended, Duration{11'000}));
  CHECK(other.call()->reason == EndReason::Error);
  REQUIRE_FALSE(scene.staff.act(input::HangUp{scene.staff.call()->id}));
  scene.world.schedule.run_for(Duration{2'000});
  scene.world.store.unavailable = false;
  REQUIRE(scene.wait_until_idle(Duration{10'000}));
  REQUIRE(scene.world.schedule.run_while_not(
      [&] { return scene.row().status == CallStatus::Completed; }, Duration{10'000}));
  CHECK(scene.row().reason == EndReason::HungUp);
}

TEST_CASE("a microphone that is unplugged is asked for once more", "[faults]") {
  Scene scene;
  scene.talk();
  const std::string id = scene.staff.call()->id;
  SECTION("and there is another one") {
    REQUIRE_FALSE(scene.staff.act(input::Microphone{id, MicrophoneState::Ended, {}}));
    scene.staff.peers().front().microphone = false;
    scene.world.schedule.run_for(Duration{1'000});
    CHECK(scene.staff.peers().front().microphone);
  }
  SECTION("and there is none: the call goes on, for the other can be heard") {
    scene.staff.grants = MicrophoneState::Missing;
    REQUIRE_FALSE(scene.staff.act(input::Microphone{id, MicrophoneState::Ended, {}}));
    scene.world.schedule.run_for(Duration{60'000});
  }
  CHECK(scene.staff.call()->state == CallState::Active);
}

TEST_CASE("an answered call that nobody ends is ended after twelve hours", "[faults]") {
  Scene scene;
  scene.talk();
  scene.world.schedule.run_for(Duration{12 * 3'600'000 + 10'000});
  CHECK(scene.row().status == CallStatus::Completed);
  CHECK(scene.staff.screen().calls.empty());
}

TEST_CASE("SIGTERM: ringing and answered calls are settled", "[faults]") {
  Scene scene;
  const bool answered = GENERATE(true, false);
  if (answered) {
    scene.talk();
  } else {
    scene.dial();
    REQUIRE(scene.wait_for(scene.customer, CallState::Incoming));
  }
  scene.world.drain(true);
  REQUIRE(scene.wait_until_idle());
  CHECK(scene.row().status == (answered ? CallStatus::Completed : CallStatus::Failed));
  CHECK(scene.row().reason == EndReason::ConnectionLost);
  REQUIRE_FALSE(scene.staff.act(input::Dial{"k-rahim", {}, {}}));
  REQUIRE(scene.wait_for(scene.staff, CallState::Ended));
  CHECK(scene.world.store.rows().size() == 1);
}

TEST_CASE("SIGTERM with a gateway to follow: an answered call goes on, and is taken up there",
          "[faults]") {
  Scene scene;
  scene.talk();
  scene.world.drain(false);
  const auto both = [&](LinkState link) {
    return [&scene, link] {
      return scene.staff.screen().link == link && scene.customer.screen().link == link;
    };
  };
  REQUIRE(scene.world.schedule.run_while_not(
      [&] {
        return scene.staff.screen().link != LinkState::Online &&
               scene.customer.screen().link != LinkState::Online;
      },
      Duration{1'000}));
  CHECK(scene.world.load().drained);
  scene.world.kill_gateway();
  CHECK(scene.row().status == CallStatus::Answered);
  CHECK(scene.staff.call()->state == CallState::Active);

  const TimePoint left = scene.world.schedule.now();
  scene.world.start_gateway();
  REQUIRE(scene.world.schedule.run_while_not(both(LinkState::Online), Duration{5'000}));
  // Not at once, as after an outage, but when they were asked to.
  CHECK(scene.world.schedule.now() - left >= Duration{1'000} - Duration{200});
  scene.world.schedule.run_for(Duration{60'000});
  CHECK(scene.row().status == CallStatus::Answered);
  CHECK(scene.staff.call()->state == CallState::Active);
  REQUIRE_FALSE(scene.staff.act(input::HangUp{scene.staff.call()->id}));
  REQUIRE(scene.wait_until_idle());
  CHECK(scene.row().reason == EndReason::HungUp);
  scene.check_nothing_left();
}

TEST_CASE("a path that is lost late in a call is found again with fresh relay credentials",
          "[faults]") {
  ExchangeConfig exchange;
  exchange.relay_renewal = Duration{1'800'000};
  Scene scene({}, {}, 1, exchange);
  const auto granted_ms = [](const Device& device) {
    REQUIRE(device.peers().size() == 1);
    REQUIRE(device.peers()[0].servers.size() == 1);
    const std::string& name = device.peers()[0].servers[0].username;
    return std::stoll(name.substr(0, name.find(':')));
  };
  scene.talk();
  const auto first = granted_ms(scene.staff);
  scene.world.schedule.run_for(Duration{4 * 3'600'000});
  for (const Device* device : {&scene.staff, &scene.customer}) {
    const auto age = granted_ms(*device) - first;
    CHECK(age > 4 * 3'600'000 - 1'800'000);
  }
}

TEST_CASE("a dead path is known within a second on both sides, and restarted at once", "[faults]") {
  Scene scene;
  scene.talk();
  scene.world.schedule.run_for(Duration{3'000});
  scene.world.set_media_path(false);
  REQUIRE(scene.wait_for(scene.staff, CallState::Reconnecting, Duration{1'000}));
  REQUIRE(scene.wait_for(scene.customer, CallState::Reconnecting, Duration{1'000}));
  scene.world.schedule.run_for(Duration{300});
  CHECK(scene.staff.peers().front().offers == 2);
  scene.world.set_media_path(true);
  REQUIRE(scene.wait_for(scene.staff, CallState::Active, Duration{500}));
  REQUIRE(scene.wait_for(scene.customer, CallState::Active, Duration{500}));
  CHECK(scene.staff.peers().front().generation == 1);
  scene.world.schedule.run_for(Duration{60'000});
  CHECK(scene.staff.peers().front().offers == 2);
}

TEST_CASE("muted, on hold, without a microphone: silence is no dead path", "[faults]") {
  Scene scene;
  scene.talk();
  const std::string own = scene.customer.call()->id;
  SECTION("muted") { REQUIRE_FALSE(scene.customer.act(input::SetMuted{own, true})); }
  SECTION("held") { REQUIRE_FALSE(scene.customer.act(input::SetHold{own, true})); }
  SECTION("the microphone is unplugged, and there is no other") {
    scene.world.schedule.run_for(Duration{1'000});
    scene.customer.grants = MicrophoneState::Missing;
    REQUIRE_FALSE(scene.customer.act(input::Microphone{own, MicrophoneState::Ended, {}}));
    scene.customer.peers().front().microphone = false;
  }
  scene.world.schedule.run_for(Duration{120'000});
  CHECK(scene.staff.call()->state == CallState::Active);
  CHECK(scene.customer.call()->state == CallState::Active);
  CHECK(scene.staff.peers().front().offers == 1);
}

TEST_CASE("the called one's network changes: his connection first, then the caller restarts",
          "[faults]") {
  Scene scene;
  scene.talk();
  scene.world.schedule.run_for(Duration{3'000});
  scene.world.set_media_path(false);
  scene.world.silence(scene.customer);
  REQUIRE_FALSE(scene.customer.act(input::Network{false}));
  scene.world.schedule.run_for(Duration{40});
  REQUIRE_FALSE(scene.customer.act(input::Network{true}));
  scene.world.schedule.run_for(Duration{1'000});
  CHECK(scene.customer.screen().link == LinkState::Online);
  scene.world.set_media_path(true);
  REQUIRE(scene.wait_for(scene.customer, CallState::Active, Duration{1'000}));
  REQUIRE(scene.wait_for(scene.staff, CallState::Active, Duration{1'000}));
  CHECK(scene.staff.peers().front().generation == 1);
}

TEST_CASE("a network that changed without a word: the dead connection is found by a ping",
          "[faults]") {
  Scene scene;
  scene.talk();
  scene.world.schedule.run_for(Duration{3'000});
  scene.world.set_media_path(false);
  scene.world.silence(scene.staff);
  scene.world.silence(scene.customer);
  scene.world.schedule.run_for(Duration{3'000});
  CHECK(scene.staff.screen().link == LinkState::Online);
  CHECK(scene.customer.screen().link == LinkState::Online);
  scene.world.set_media_path(true);
  REQUIRE(scene.wait_for(scene.customer, CallState::Active, Duration{1'000}));
  REQUIRE(scene.wait_for(scene.staff, CallState::Active, Duration{1'000}));
}

TEST_CASE("the gateway is gone when the path breaks: the ladder waits for it and goes on",
          "[faults]") {
  Scene scene;
  scene.talk();
  scene.world.schedule.run_for(Duration{3'000});
  scene.world.kill_gateway();
  scene.world.set_media_path(false);
  REQUIRE(scene.wait_for(scene.staff, CallState::Reconnecting, Duration{1'000}));
  scene.world.schedule.run_for(Duration{8'000});
  CHECK(scene.staff.peers().front().offers == 1);
  scene.world.start_gateway();
  // What the path needs is a new negotiation: nothing else brings it back.
  scene.world.schedule.run_for(Duration{8'500});
  CHECK(scene.staff.peers().front().offers + scene.staff.peers().front().generation > 2);
  scene.world.set_media_path(true);
  REQUIRE(scene.wait_for(scene.staff, CallState::Active, Duration{12'000}));
  REQUIRE(scene.wait_for(scene.customer, CallState::Active, Duration{1'000}));
  CHECK(scene.row().status == CallStatus::Answered);
}

TEST_CASE("called while the connection is half-open: the answer is as fast as any", "[faults]") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    INFO(seed);
    Scene scene({}, {}, seed);
    scene.connect();
    scene.world.silence(scene.customer);
    REQUIRE_FALSE(scene.staff.act(input::Dial{"k-rahim", {}, "Rahim"}));
    scene.world.schedule.run_for(Duration{1'000});
    REQUIRE(scene.row().status == CallStatus::Ringing);
    REQUIRE(scene.customer.call() == nullptr);
    REQUIRE_FALSE(scene.customer.act(input::Network{false, false}));
    REQUIRE_FALSE(scene.customer.act(input::Network{true, false}));
    REQUIRE(scene.wait_for(scene.customer, CallState::Incoming, Duration{2'000}));
    scene.world.schedule.run_for(Duration{2'000});
    scene.accept();
    CHECK(scene.wait_for(scene.staff, CallState::Active, Duration{1'000}));
    CHECK(scene.wait_for(scene.customer, CallState::Active, Duration{1'000}));
    CHECK(scene.staff.peers().front().generation == 1);
  }
}

TEST_CASE("rejected while there is no connection: it doesn't ring again", "[faults]") {
  Scene scene;
  scene.dial();
  REQUIRE(scene.wait_for(scene.customer, CallState::Incoming));
  scene.world.set_reachable(scene.customer, false);
  scene.world.cut(scene.customer);
  REQUIRE_FALSE(scene.customer.act(input::Reject{scene.customer.call()->id}));
  scene.world.schedule.run_for(Duration{3'000});
  scene.world.set_reachable(scene.customer, true);
  CHECK_FALSE(scene.world.schedule.run_while_not([&] { return scene.customer.tone == Tone::Ring; },
                                                 Duration{10'000}));
  CHECK(scene.row().reason == EndReason::Declined);
  CHECK(scene.staff.history.at(0).reason == EndReason::Declined);
}

TEST_CASE("accepted and hung up while there is no connection: it was declined", "[faults]") {
  Scene scene;
  scene.dial();
  REQUIRE(scene.wait_for(scene.customer, CallState::Incoming));
  scene.world.set_media_path(false);
  scene.world.set_reachable(scene.customer, false);
  scene.world.cut(scene.customer);
  scene.world.schedule.run_for(Duration{200});  // it knows
  scene.accept();
  scene.world.schedule.run_for(Duration{1'000});
  REQUIRE_FALSE(scene.customer.act(input::HangUp{scene.customer.call()->id}));
  scene.world.schedule.run_for(Duration{1'000});
  scene.world.set_reachable(scene.customer, true);
  REQUIRE(scene.wait_until_idle(Duration{20'000}));
  CHECK(scene.row().status == CallStatus::Failed);
  CHECK(scene.row().reason == EndReason::Declined);
  CHECK(scene.staff.history.at(0).reason == EndReason::Declined);
}

TEST_CASE("dialed and given up on a dead connection: nobody rings", "[faults]") {
  Scene scene;
  scene.connect();
  scene.world.silence(scene.staff);
  REQUIRE_FALSE(scene.staff.act(input::Dial{"k-rahim", {}, "Rahim"}));
  scene.world.schedule.run_for(Duration{2'000});
  REQUIRE_FALSE(scene.staff.act(input::HangUp{scene.staff.call()->id}));
  CHECK_FALSE(scene.world.schedule.run_while_not([&] { return scene.customer.call() != nullptr; },
                                                 Duration{20'000}));
  CHECK(scene.staff.screen().link == LinkState::Online);
}

}  // namespace ringline::test
