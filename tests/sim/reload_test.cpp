// Pages that are loaded again in the middle of a call: the user is back in it, and nobody rings.
#include <catch2/catch.hpp>

#include "support/scene.hpp"

namespace ringline::test {
namespace {

struct Reloaded : Scene {
  Reloaded() {
    talk();
    world.schedule.run_for(Duration{5'000});
    call_id = staff.call()->call_id;
  }

  std::string call_id;

  bool both_talk_within(Duration limit) {
    return world.schedule.run_while_not(
        [&] {
          for (const Device* each : {&staff, &customer}) {
            if (each->call() == nullptr || each->call()->state != CallState::Active) return false;
          }
          return true;
        },
        limit);
  }

  // Sound both ways, one call, one row, and the same seconds everywhere.
  void check_whole() {
    for (Device* each : {&staff, &customer}) {
      REQUIRE(each->screen().calls.size() == 1);
      CHECK(each->call()->call_id == call_id);
      CHECK_FALSE(each->call()->resuming);
      REQUIRE(each->peers().size() == 1);
      CHECK(each->peers().front().microphone);
      CHECK(each->playing.size() == 1);
      CHECK(each->tone == Tone::None);
      for (const std::string& line : each->happened) {
        CHECK(line.find("incoming") == line.rfind("incoming"));
      }
    }
    CHECK(std::abs(staff.call()->duration_s - customer.call()->duration_s) <= 1);
    world.schedule.run_for(Duration{45'000});
    CHECK(staff.call()->state == CallState::Active);
    CHECK(customer.call()->state == CallState::Active);
    REQUIRE_FALSE(customer.act(input::HangUp{customer.call()->id}));
    REQUIRE(wait_until_idle());
    world.schedule.run_for(Duration{1'000});
    CHECK(row().status == CallStatus::Completed);
    CHECK(staff.history.back().duration_s == row().duration_s);
    CHECK(customer.history.back().duration_s == row().duration_s);
    check_nothing_left();
  }
};

}  // namespace

TEST_CASE("a page is loaded again in a call", "[reload]") {
  for (const bool crashes : {false, true}) {
    for (const bool callers : {true, false}) {
      INFO((callers ? "the caller's" : "the called one's") << (crashes ? ", after a crash" : ""));
      Reloaded scene;
      Device& one = callers ? scene.staff : scene.customer;
      Device& other = callers ? scene.customer : scene.staff;
      one.reload(crashes);
      CHECK(one.call()->resuming);
      REQUIRE(scene.wait_for(other, CallState::Reconnecting, Duration{1'000}));
      REQUIRE(scene.both_talk_within(Duration{3'000}));
      scene.check_whole();
    }
  }
}

TEST_CASE("hung up while there is no gateway, and the page is loaded again: the log has the end",
          "[reload]") {
  for (const int reloads : {1, 2}) {
    Reloaded scene;
    scene.world.kill_gateway();
    scene.world.schedule.run_for(Duration{7'000});
    REQUIRE_FALSE(scene.staff.act(input::HangUp{scene.staff.call()->id}));
    REQUIRE(scene.wait_until_idle());
    const std::int64_t spoken_s = scene.staff.history.back().duration_s;
    for (Device* each : {&scene.staff, &scene.customer}) {
      for (int times = 0; times < reloads; ++times) {
        scene.world.schedule.run_for(Duration{3'000});
        each->reload();
        CHECK(each->screen().calls.empty());
      }
    }
    scene.world.start_gateway();
    REQUIRE(scene.world.schedule.run_while_not(
        [&] { return scene.row().status == CallStatus::Completed; }, Duration{10'000}));
    CHECK(scene.row().reason == EndReason::HungUp);
    CHECK(scene.row().duration_s == spoken_s);
    // It is said, and needn't be remembered.
    CHECK(scene.world.schedule.run_while_not(
        [&] { return scene.staff.memory().empty() && scene.customer.memory().empty(); },
        Duration{10'000}));
    scene.check_nothing_left();
  }
}

TEST_CASE("both pages are loaded again at once", "[reload]") {
  Reloaded scene;
  scene.staff.reload();
  scene.customer.reload();
  REQUIRE(scene.both_talk_within(Duration{4'000}));
  scene.check_whole();
}

TEST_CASE("a page is loaded again while the gateway is replaced", "[reload]") {
  for (const bool callers : {true, false}) {
    Reloaded scene;
    scene.world.kill_gateway();
    Device& one = callers ? scene.staff : scene.customer;
    one.reload();
    scene.world.schedule.run_for(Duration{3'000});
    CHECK(one.call()->resuming);
    scene.world.start_gateway();
    // Whoever comes back does so when the backoff lets him.
    REQUIRE(scene.both_talk_within(Duration{15'000}));
    scene.check_whole();
  }
}

TEST_CASE("a page is loaded again and again", "[reload]") {
  Reloaded scene;
  for (int i = 0; i < 5; ++i) {
    (i % 2 == 0 ? scene.staff : scene.customer).reload(i == 3);
    scene.world.schedule.run_for(Duration{100 + 150 * i});
  }
  REQUIRE(scene.both_talk_within(Duration{15'000}));
  scene.check_whole();
}

TEST_CASE("what was muted and held stays so over a reload, on both screens", "[reload]") {
  Reloaded scene;
  REQUIRE_FALSE(scene.staff.act(input::SetMuted{scene.staff.call()->id, true}));
  REQUIRE_FALSE(scene.customer.act(input::SetHold{scene.customer.call()->id, true}));
  scene.world.schedule.run_for(Duration{500});
  scene.staff.reload();
  REQUIRE(scene.both_talk_within(Duration{3'000}));
  scene.world.schedule.run_for(Duration{1'000});
  CHECK(scene.staff.call()->muted);
  CHECK(scene.staff.silent.size() == 1);
  CHECK(scene.staff.call()->other_held);
  CHECK(scene.customer.call()->other_muted);
}

TEST_CASE("a page is loaded again while the database is away", "[reload]") {
  Reloaded scene;
  // Nothing of the call is in the gateway's memory either.
  scene.world.store.unavailable = true;
  scene.world.kill_gateway();
  scene.world.start_gateway();
  scene.customer.reload();
  scene.world.schedule.run_for(Duration{12'000});
  CHECK(scene.customer.call()->state == CallState::Reconnecting);
  scene.world.store.unavailable = false;
  REQUIRE(scene.both_talk_within(Duration{10'000}));
  scene.check_whole();
}

TEST_CASE("a page that doesn't come back: the other side isn't left waiting for ever", "[reload]") {
  Reloaded scene;
  scene.world.set_reachable(scene.staff, false);
  scene.staff.reload();
  REQUIRE(scene.wait_for(scene.customer, CallState::Ended, Duration{32'000}));
  CHECK(scene.customer.call()->reason == EndReason::ConnectionLost);
  CHECK(scene.wait_until_idle(Duration{10'000}));
  CHECK(scene.row().status == CallStatus::Completed);
}

TEST_CASE("the other side hung up while the page was away", "[reload]") {
  Reloaded scene;
  scene.world.set_reachable(scene.staff, false);
  scene.staff.reload();
  REQUIRE_FALSE(scene.customer.act(input::HangUp{scene.customer.call()->id}));
  scene.world.schedule.run_for(Duration{3'000});
  scene.world.set_reachable(scene.staff, true);
  REQUIRE(scene.wait_for(scene.staff, CallState::Ended, Duration{10'000}));
  CHECK(scene.staff.call()->reason == EndReason::HungUp);
  CHECK(scene.staff.call()->duration_s == scene.row().duration_s);
}

TEST_CASE("a page is loaded again while it rings there: it rings on, and may be answered",
          "[reload]") {
  Scene scene;
  scene.dial();
  REQUIRE(scene.wait_for(scene.customer, CallState::Incoming));
  scene.world.schedule.run_for(Duration{2'000});
  scene.customer.reload();
  REQUIRE(scene.wait_for(scene.customer, CallState::Incoming, Duration{3'000}));
  scene.accept();
  REQUIRE(scene.wait_for(scene.staff, CallState::Active));
  REQUIRE(scene.wait_for(scene.customer, CallState::Active));
}

}  // namespace ringline::test
