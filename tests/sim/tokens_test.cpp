// Tokens run out while people talk.
#include <algorithm>
#include <catch2/catch.hpp>

#include "support/scene.hpp"

namespace ringline::test {
namespace {

bool has_happened(const std::vector<std::string>& lines, const std::string& what) {
  return std::any_of(lines.begin(), lines.end(),
                     [&](const std::string& line) { return line.find(what) != std::string::npos; });
}

}  // namespace

TEST_CASE("a conversation longer than twenty tokens: nobody notices", "[tokens]") {
  Scene scene;
  for (Device* device : {&scene.staff, &scene.customer}) {
    scene.world.give_tokens(*device, Duration{30'000});
  }
  scene.talk();
  const std::int64_t attempt = scene.staff.attempt;
  scene.world.schedule.run_for(Duration{600'000});
  CHECK(scene.staff.call()->state == CallState::Active);
  CHECK(scene.customer.call()->state == CallState::Active);
  // On the connections of the beginning.
  CHECK(scene.staff.attempt == attempt);
  CHECK_FALSE(has_happened(scene.staff.happened, "link_lost"));
  CHECK_FALSE(has_happened(scene.customer.happened, "link_lost"));
  CHECK_FALSE(has_happened(scene.world.happened, "session_expired"));
  REQUIRE_FALSE(scene.staff.act(input::HangUp{scene.staff.call()->id}));
  REQUIRE(scene.wait_until_idle());
  CHECK(scene.row().reason == EndReason::HungUp);
  scene.check_nothing_left();
}

TEST_CASE("who gets no new token in time is sent away, comes back, and still has his call",
          "[tokens]") {
  Scene scene;
  scene.world.give_tokens(scene.staff, Duration{30'000}, false);
  scene.talk();
  const std::int64_t attempt = scene.staff.attempt;
  const std::string call = scene.staff.call()->call_id;
  scene.world.schedule.run_for(Duration{100'000});
  CHECK(has_happened(scene.world.happened, "session_expired"));
  CHECK(scene.staff.attempt > attempt);
  CHECK(scene.staff.attempt <= attempt + 4);
  CHECK(scene.staff.call()->state == CallState::Active);
  CHECK(scene.staff.call()->call_id == call);
  CHECK(scene.staff.peers().front().generation == 1);
  CHECK(scene.customer.call()->state == CallState::Active);
  CHECK_FALSE(scene.customer.call()->peer_reconnecting);
  REQUIRE_FALSE(scene.customer.act(input::HangUp{scene.customer.call()->id}));
  REQUIRE(scene.wait_until_idle());
  CHECK(scene.row().reason == EndReason::HungUp);
  CHECK(scene.staff.history[0].duration_s == scene.row().duration_s);
  scene.check_nothing_left();
}

TEST_CASE("tokens run out while a call rings: it rings on and is answered", "[tokens]") {
  Scene scene;
  scene.world.give_tokens(scene.staff, Duration{12'000}, false);
  scene.world.give_tokens(scene.customer, Duration{12'000}, false);
  scene.dial();
  REQUIRE(scene.wait_for(scene.customer, CallState::Incoming));
  scene.world.schedule.run_for(Duration{20'000});
  CHECK(has_happened(scene.world.happened, "session_expired"));
  REQUIRE(scene.customer.call() != nullptr);
  REQUIRE(scene.customer.call()->state == CallState::Incoming);
  scene.accept();
  REQUIRE(scene.wait_for(scene.staff, CallState::Active));
  REQUIRE(scene.wait_for(scene.customer, CallState::Active));
}

}  // namespace ringline::test
