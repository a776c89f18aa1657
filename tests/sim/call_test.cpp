// Whole calls between two Phones through an Exchange, in virtual time.
#include <catch2/catch.hpp>

#include "support/scene.hpp"

namespace ringline::test {

TEST_CASE("a call from dial to history", "[call]") {
  Scene scene;
  scene.dial();
  REQUIRE(scene.wait_for(scene.staff, CallState::Ringing));
  REQUIRE(scene.wait_for(scene.customer, CallState::Incoming));
  CHECK(scene.staff.tone == Tone::Ringback);
  CHECK(scene.customer.tone == Tone::Ring);
  CHECK(scene.customer.call()->name == "Amina Rahman");
  CHECK(scene.customer.call()->phone_number.empty());  // his own is no news to him
  CHECK(scene.customer.microphones.empty());
  CHECK(scene.row().status == CallStatus::Ringing);

  scene.world.schedule.run_for(Duration{2'000});
  SECTION("ICE is set up while it rings, and nothing is heard") {
    REQUIRE(scene.customer.peers().size() == 1);
    CHECK(scene.customer.peers().front().state == PeerConnectionState::Connected);
    CHECK_FALSE(scene.customer.peers().front().microphone);
    CHECK_FALSE(scene.staff.peers().front().microphone);
    CHECK(scene.customer.playing.empty());
    CHECK(scene.staff.playing.empty());
  }

  scene.accept();
  REQUIRE(scene.wait_for(scene.staff, CallState::Active));
  REQUIRE(scene.wait_for(scene.customer, CallState::Active));
  CHECK(scene.staff.tone == Tone::None);
  // Who is asked for the microphone at the answer may be heard a little later than he hears.
  REQUIRE(scene.world.schedule.run_while_not(
      [&] { return scene.customer.peers().front().microphone; }, Duration{500}));
  CHECK(scene.staff.peers().front().microphone);
  CHECK(scene.customer.peers().front().microphone);
  CHECK(scene.row().status == CallStatus::Answered);

  scene.world.schedule.run_for(Duration{65'300});
  CHECK(scene.staff.call()->duration_s == scene.customer.call()->duration_s);

  REQUIRE_FALSE(scene.staff.act(input::HangUp{scene.staff.call()->id}));
  REQUIRE(scene.wait_until_idle());
  const CallRecord& row = scene.row();
  CHECK(row.status == CallStatus::Completed);
  CHECK(row.reason == EndReason::HungUp);
  REQUIRE(scene.staff.history.size() == 1);
  REQUIRE(scene.customer.history.size() == 1);
  CHECK(scene.staff.history[0].duration_s == row.duration_s);
  CHECK(scene.customer.history[0].duration_s == row.duration_s);
  CHECK(scene.staff.history[0].ended_by == EndedBy::Local);
  CHECK(scene.customer.history[0].ended_by == EndedBy::Remote);
  CHECK(scene.staff.history[0].log_id == row.id);
  scene.check_nothing_left();
}

TEST_CASE("a customer calls back", "[call]") {
  Scene scene;
  scene.connect();
  REQUIRE_FALSE(scene.customer.act(input::Dial{"u-amina", {}, "Amina Rahman"}));
  REQUIRE(scene.wait_for(scene.staff, CallState::Incoming));
  CHECK(scene.staff.call()->contact_id == "k-rahim");
  CHECK(scene.staff.call()->phone_number == "+8801711000001");
  REQUIRE_FALSE(scene.staff.act(input::Accept{scene.staff.call()->id}));
  REQUIRE(scene.wait_for(scene.customer, CallState::Active));
  CHECK(scene.row().staff_user_id == "u-amina");
  CHECK(scene.row().contact_id == "k-rahim");
}

TEST_CASE("without preconnect the peer connection is made at the answer", "[call]") {
  PhoneConfig off;
  off.preconnect = Preconnect::Off;
  Scene scene(off);
  scene.dial();
  REQUIRE(scene.wait_for(scene.customer, CallState::Incoming));
  scene.world.schedule.run_for(Duration{3'000});
  CHECK(scene.staff.peers().empty());
  CHECK(scene.customer.peers().empty());
  scene.accept();
  REQUIRE(scene.wait_for(scene.staff, CallState::Active));
  REQUIRE(scene.wait_for(scene.customer, CallState::Active));
}

TEST_CASE("only the callee refuses to preconnect: his side waits for the click", "[call]") {
  PhoneConfig off;
  off.preconnect = Preconnect::Off;
  Scene scene({}, off);
  scene.dial();
  REQUIRE(scene.wait_for(scene.customer, CallState::Incoming));
  scene.world.schedule.run_for(Duration{3'000});
  CHECK(scene.customer.peers().empty());
  scene.accept();
  REQUIRE(scene.wait_for(scene.staff, CallState::Active));
  REQUIRE(scene.wait_for(scene.customer, CallState::Active));
  CHECK(scene.staff.peers().front().generation == 1);
}

TEST_CASE("rejected", "[call]") {
  Scene scene;
  scene.dial();
  REQUIRE(scene.wait_for(scene.customer, CallState::Incoming));
  REQUIRE_FALSE(scene.customer.act(input::Reject{scene.customer.call()->id}));
  REQUIRE(scene.wait_until_idle());
  CHECK(scene.staff.history[0].reason == EndReason::Declined);
  CHECK(scene.customer.history[0].reason == EndReason::Declined);
  CHECK(scene.row().status == CallStatus::Failed);
  scene.check_nothing_left();
}

TEST_CASE("cancelled while it rings", "[call]") {
  Scene scene;
  scene.dial();
  REQUIRE(scene.wait_for(scene.customer, CallState::Incoming));
  REQUIRE_FALSE(scene.staff.act(input::HangUp{scene.staff.call()->id}));
  REQUIRE(scene.wait_until_idle());
  CHECK(scene.customer.history[0].reason == EndReason::Cancelled);
  CHECK(scene.customer.history[0].ended_by == EndedBy::Remote);
  CHECK(scene.row().reason == EndReason::Cancelled);
  scene.check_nothing_left();
}

TEST_CASE("cancelled before the gateway has named the call", "[call]") {
  Scene scene;
  scene.dial();
  REQUIRE_FALSE(scene.staff.act(input::HangUp{scene.staff.call()->id}));
  REQUIRE(scene.wait_until_idle());
  REQUIRE(scene.world.schedule.run_while_not(
      [&] { return !scene.world.store.rows().empty() && !scene.row().is_open(); },
      Duration{5'000}));
  REQUIRE(scene.wait_until_idle());
  CHECK(scene.row().reason == EndReason::Cancelled);
  scene.check_nothing_left();
}

TEST_CASE("the microphone is denied before the gateway has named the call", "[call]") {
  Scene scene;
  scene.dial();
  const input::Microphone denied{scene.staff.call()->id, MicrophoneState::Denied, {}};
  REQUIRE_FALSE(scene.staff.act(denied));
  REQUIRE(scene.world.schedule.run_while_not(
      [&] { return !scene.world.store.rows().empty() && !scene.row().is_open(); },
      Duration{5'000}));
  REQUIRE(scene.wait_until_idle());
  CHECK(scene.staff.history[0].reason == EndReason::MicrophoneDenied);
  // It is ended by its key, and never rings.
  CHECK(scene.customer.history.empty());
  CHECK(scene.row().reason == EndReason::MicrophoneDenied);
  scene.check_nothing_left();
}

TEST_CASE("nobody answers", "[call]") {
  Scene scene;
  scene.dial();
  REQUIRE(scene.wait_for(scene.customer, CallState::Incoming));
  const TimePoint rang = scene.world.schedule.now();
  REQUIRE(scene.wait_until_idle(Duration{60'000}));
  CHECK(scene.world.schedule.now() - rang > Duration{44'000});
  CHECK(scene.staff.history[0].reason == EndReason::NoAnswer);
  CHECK(scene.customer.history[0].reason == EndReason::NoAnswer);
  CHECK(scene.row().reason == EndReason::NoAnswer);
  scene.check_nothing_left();
}

TEST_CASE("the contact is offline", "[call]") {
  Scene scene;
  scene.connect();
  REQUIRE_FALSE(scene.staff.act(input::Dial{"k-nobody", {}, "Nobody"}));
  REQUIRE(scene.wait_for(scene.staff, CallState::Ended));
  CHECK(scene.staff.call()->reason == EndReason::Offline);
  CHECK(scene.row().status == CallStatus::Failed);
}

TEST_CASE("the callee is busy", "[call]") {
  Scene scene;
  scene.dial();
  REQUIRE(scene.wait_for(scene.customer, CallState::Incoming));
  scene.accept();
  REQUIRE(scene.wait_for(scene.customer, CallState::Active));
  Device& other = scene.world.add_device("other staff", scene.colleague);
  REQUIRE_FALSE(other.act(input::Connect{}));
  scene.world.schedule.run_for(Duration{1'000});
  REQUIRE_FALSE(other.act(input::Dial{"k-rahim", {}, "Rahim"}));
  REQUIRE(scene.wait_for(other, CallState::Ended));
  CHECK(other.call()->reason == EndReason::Busy);
  CHECK(other.tone == Tone::Busy);
  CHECK(scene.customer.call()->state == CallState::Active);
}

TEST_CASE("no microphone: both sides learn why", "[call]") {
  Scene scene;
  SECTION("at the callee") {
    scene.customer.grants = MicrophoneState::Denied;
    scene.dial();
    REQUIRE(scene.wait_for(scene.customer, CallState::Incoming));
    scene.accept();
  }
  SECTION("at the caller") {
    scene.staff.grants = MicrophoneState::Denied;
    scene.dial();
  }
  REQUIRE(scene.world.schedule.run_while_not([&] { return !scene.staff.history.empty(); },
                                             Duration{10'000}));
  REQUIRE(scene.wait_until_idle());
  CHECK(scene.staff.history[0].reason == EndReason::MicrophoneDenied);
  for (const CallView& each : scene.customer.history) {
    CHECK(each.reason == EndReason::MicrophoneDenied);
  }
  scene.world.schedule.run_for(Duration{10'000});
  CHECK(scene.row().reason == EndReason::MicrophoneDenied);
  scene.check_nothing_left();
}

TEST_CASE("two tabs of one customer ring and one accepts", "[call]") {
  Scene scene;
  Device& tab = scene.world.add_device("second tab", scene.rahim);
  REQUIRE_FALSE(tab.act(input::Connect{}));
  scene.connect();
  scene.dial();
  REQUIRE(scene.wait_for(scene.customer, CallState::Incoming));
  REQUIRE(scene.wait_for(tab, CallState::Incoming));
  REQUIRE_FALSE(tab.act(input::Accept{tab.call()->id}));
  REQUIRE(scene.wait_for(tab, CallState::Active));
  REQUIRE(scene.wait_for(scene.staff, CallState::Active));
  REQUIRE(scene.customer.history.size() == 1);
  CHECK(scene.customer.history[0].reason == EndReason::AnsweredElsewhere);
  CHECK(scene.customer.tone == Tone::None);
}

TEST_CASE("a device that comes while it rings may answer, though another was preconnected",
          "[call]") {
  Scene scene;
  scene.dial();
  REQUIRE(scene.wait_for(scene.customer, CallState::Incoming));
  scene.world.schedule.run_for(Duration{2'000});
  REQUIRE(scene.customer.peers().size() == 1);
  Device& tab = scene.world.add_device("second tab", scene.rahim);
  REQUIRE_FALSE(tab.act(input::Connect{}));
  REQUIRE(scene.wait_for(tab, CallState::Incoming));
  REQUIRE_FALSE(tab.act(input::Accept{tab.call()->id}));
  REQUIRE(scene.wait_for(tab, CallState::Active));
  REQUIRE(scene.wait_for(scene.staff, CallState::Active));
  CHECK(scene.staff.peers().front().generation == 2);
  CHECK(scene.customer.peers().empty());
}

TEST_CASE("both dial each other: one call, and nobody has to press Accept", "[call]") {
  Scene scene;
  scene.connect();
  REQUIRE_FALSE(scene.staff.act(input::Dial{"k-rahim", {}, "Rahim"}));
  REQUIRE_FALSE(scene.customer.act(input::Dial{"u-amina", {}, "Amina"}));
  REQUIRE(scene.wait_for(scene.staff, CallState::Active));
  REQUIRE(scene.wait_for(scene.customer, CallState::Active));
  CHECK(scene.staff.call()->call_id == scene.customer.call()->call_id);
  CHECK(scene.staff.live_calls() == 1);
  scene.world.schedule.run_for(Duration{5'000});
  REQUIRE(scene.world.store.rows().size() == 2);
  int answered = 0;
  for (const auto& [id, row] : scene.world.store.rows()) {
    answered += row.status == CallStatus::Answered ? 1 : 0;
    if (row.status != CallStatus::Answered) CHECK(row.reason == EndReason::Replaced);
  }
  CHECK(answered == 1);
}

TEST_CASE("dialing the one who is calling answers him", "[call]") {
  Scene scene;
  scene.dial();
  REQUIRE(scene.wait_for(scene.customer, CallState::Incoming));
  REQUIRE_FALSE(scene.customer.act(input::Dial{"u-amina", {}, "Amina"}));
  REQUIRE(scene.wait_for(scene.customer, CallState::Active));
  CHECK(scene.world.store.rows().size() == 1);
}

TEST_CASE("mute and hold: silent here, and the other side is told why", "[call]") {
  Scene scene;
  scene.talk();
  const std::string own = scene.staff.call()->id;
  const auto soon = [&](auto holds) {
    return scene.world.schedule.run_while_not(holds, Duration{2'000});
  };
  REQUIRE_FALSE(scene.staff.act(input::SetMuted{own, true}));
  CHECK(scene.staff.silent == std::vector<std::string>{own});
  CHECK(scene.staff.playing.size() == 1);
  REQUIRE(soon([&] { return scene.customer.call()->other_muted; }));
  CHECK_FALSE(scene.customer.call()->other_held);

  REQUIRE_FALSE(scene.staff.act(input::SetHold{own, true}));
  CHECK(scene.staff.call()->held);
  CHECK(scene.staff.playing.empty());
  REQUIRE(soon([&] { return scene.customer.call()->other_held; }));
  CHECK(scene.customer.playing.size() == 1);

  // The muting is of its own: it stands after the hold, and the voice isn't heard in between.
  REQUIRE_FALSE(scene.staff.act(input::SetHold{own, false}));
  CHECK(scene.staff.silent == std::vector<std::string>{own});
  CHECK(scene.staff.playing.size() == 1);
  REQUIRE_FALSE(scene.staff.act(input::SetMuted{own, false}));
  CHECK(scene.staff.silent.empty());
  REQUIRE(soon(
      [&] { return !scene.customer.call()->other_muted && !scene.customer.call()->other_held; }));
}

TEST_CASE("what changed while a side was away is told when it is back", "[call]") {
  Scene scene;
  scene.talk();
  scene.world.set_reachable(scene.customer, false);
  scene.world.cut(scene.customer);
  scene.world.set_media_path(false);
  scene.world.schedule.run_for(Duration{500});
  REQUIRE_FALSE(scene.staff.act(input::SetMuted{scene.staff.call()->id, true}));
  REQUIRE_FALSE(scene.customer.act(input::SetHold{scene.customer.call()->id, true}));
  scene.world.schedule.run_for(Duration{5'000});
  CHECK_FALSE(scene.customer.call()->other_muted);
  scene.world.set_reachable(scene.customer, true);
  REQUIRE(scene.world.schedule.run_while_not(
      [&] { return scene.customer.call()->other_muted && scene.staff.call()->other_held; },
      Duration{10'000}));
}

TEST_CASE("a glare is resolved in time, however slow the store is", "[call]") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    INFO(seed);
    Scene scene({}, {}, seed);
    scene.world.longest_store_delay = Duration{800};
    scene.connect();
    REQUIRE_FALSE(scene.staff.act(input::Dial{"k-rahim", {}, "Rahim"}));
    scene.world.schedule.run_for(Duration{static_cast<std::int64_t>(seed) * 10});
    REQUIRE_FALSE(scene.customer.act(input::Dial{"u-amina", {}, "Amina"}));
    REQUIRE(scene.wait_for(scene.staff, CallState::Active));
    REQUIRE(scene.wait_for(scene.customer, CallState::Active));
    for (const Device* each : {&scene.staff, &scene.customer}) {
      for (const std::string& news : each->happened) {
        CHECK(news.find("new peer connection") == std::string::npos);
      }
    }
  }
}

TEST_CASE("call, hang up and call again within one round trip: the second call rings", "[call]") {
  for (const std::int64_t gap : {50, 100, 200}) {
    INFO(gap);
    Scene scene;
    scene.connect();
    scene.world.shortest_delay = scene.world.longest_delay = Duration{200};
    REQUIRE_FALSE(scene.staff.act(input::Dial{"k-rahim", {}, "Rahim"}));
    scene.world.schedule.run_for(Duration{gap});
    REQUIRE_FALSE(scene.staff.act(input::HangUp{scene.staff.call()->id}));
    scene.world.schedule.run_for(Duration{gap});
    REQUIRE_FALSE(scene.staff.act(input::Dial{"k-rahim", {}, "Rahim"}));
    scene.world.schedule.run_for(Duration{5'000});
    REQUIRE(scene.staff.call() != nullptr);
    CHECK(scene.staff.call()->state == CallState::Ringing);
    REQUIRE(scene.customer.live_calls() == 1);
    CHECK(scene.customer.call()->call_id == scene.staff.call()->call_id);
    CHECK(scene.customer.tone == Tone::Ring);
  }
}

}  // namespace ringline::test
