// The Store is away, slow, or somebody deleted what it held.
#include <catch2/catch.hpp>

#include "ringline/limits.hpp"
#include "support/blocked_rig.hpp"

namespace ringline::test {
namespace {

const client::Initiate to_rahim{"k-rahim", "+1", "Rahim", "wish-1"};

}  // namespace

TEST_CASE("sides that came back while the Store was away keep their call", "[exchange]") {
  BlockedRig rig;
  REQUIRE_FALSE(rig.tell(exchange_input::Closed{1}));
  REQUIRE_FALSE(rig.tell(exchange_input::Closed{2}));
  rig.store.unavailable = true;
  const bool written_though = GENERATE(true, false);
  if (written_though) rig.store.written_though_nth = 1;
  rig.pass(30'000);  // it is to be closed, and can't be
  rig.say_blocked(1, client::Resume{rig.id});
  rig.open(3, rig.amina, true, "s1");
  rig.open(4, rig.rahim, true, "s2");
  REQUIRE_FALSE(
      rig.tell(exchange_input::Event{3, encode(ClientMessage{client::Resume{rig.id}}), 1}));
  REQUIRE_FALSE(
      rig.tell(exchange_input::Event{4, encode(ClientMessage{client::Resume{rig.id}}), 1}));
  rig.store.unavailable = false;
  for (int i = 0; i < 10; ++i) rig.pass(500);
  // What was written before the Store could say so stands, and both are told.
  CHECK(rig.row().status == (written_though ? CallStatus::Completed : CallStatus::Answered));
  CHECK(rig.count<server::Ended>(3) == (written_though ? 1 : 0));
  CHECK(rig.count<server::Ended>(4) == (written_though ? 1 : 0));
  CHECK(rig.exchange.load().lanes == 0);
}

TEST_CASE("a caller who came back while the Store was away rings on", "[exchange]") {
  BlockedRig rig;
  rig.say(1, client::End{rig.id});
  const std::string id = rig.ask(1, to_rahim).call_id;
  REQUIRE_FALSE(rig.tell(exchange_input::Closed{1}));
  rig.store.unavailable = true;
  rig.pass(10'000);
  rig.open(3, rig.amina, true, "s1");
  rig.store.unavailable = false;
  // The resume waits behind the end, whose premise is looked at again before it is tried again.
  REQUIRE_FALSE(rig.tell(exchange_input::Event{3, encode(ClientMessage{client::Resume{id}}), 1}));
  CHECK(rig.exchange.load().longest_lane > 1);
  rig.pass(500);
  CHECK(rig.exchange.load().lanes == 0);
  rig.pass(20'000);
  CHECK(rig.store.row(id)->status == CallStatus::Ringing);
}

TEST_CASE("a call whose row was deleted is over for both, and forgotten", "[exchange]") {
  BlockedRig rig;
  rig.pass(5'000);
  rig.store.delete_row(rig.id);
  SECTION("when the gateway looks after it") { rig.pass(10'000); }
  SECTION("when a side hangs up") { CHECK(rig.ask(1, client::End{rig.id}).code == "unknown_call"); }
  SECTION("when both sides have left") {
    REQUIRE_FALSE(rig.tell(exchange_input::Closed{1}));
    REQUIRE_FALSE(rig.tell(exchange_input::Closed{2}));
    rig.pass(30'000);
  }
  if (rig.exchange.load().connections == 2) {
    CHECK(rig.last<server::Ended>(1).reason == EndReason::Error);
    CHECK(rig.last<server::Ended>(2).duration >= 5);
  }
  CHECK(rig.exchange.load().calls == 0);
  CHECK(rig.exchange.load().lanes == 0);
  CHECK(rig.exchange.load().delayed == 0);
  rig.open(5, rig.amina, true);
  CHECK(rig.ask(5, client::Resume{rig.id}).code == "unknown_call");
}

TEST_CASE("a call of which nobody could be told: asked for again it rings, else it is given up",
          "[exchange]") {
  BlockedRig rig;
  rig.say(1, client::End{rig.id});
  const std::size_t incoming = rig.count<server::Incoming>(2);
  rig.say_blocked(1, to_rahim);
  rig.answer_one();  // whom it means
  rig.answer_one();  // the row is made, and then the Store is away for longer than it is tried
  rig.store.unavailable = true;
  for (std::size_t i = 0; i <= limit::store_retries; ++i) {
    CHECK(rig.refused(1, "unavailable") == 0);
    rig.answer_one();
    rig.pass_blocked(500);
  }
  CHECK(rig.refused(1, "unavailable") == 1);
  rig.store.unavailable = false;
  rig.answer_store();
  const std::string id = [&] {
    for (const auto& [each, row] : rig.store.rows()) {
      if (each != rig.id) return each;
    }
    return std::string{};
  }();
  REQUIRE(rig.store.row(id) != nullptr);
  SECTION("asked for again") {
    CHECK(rig.ask(1, to_rahim).status == CallStatus::Ringing);
    CHECK(rig.count<server::Incoming>(2) == incoming + 1);
    rig.pass(20'000);
    CHECK(rig.store.row(id)->status == CallStatus::Ringing);
  }
  SECTION("given up") {
    rig.pass(10'000);
    CHECK(rig.store.row(id)->reason == EndReason::Error);
    CHECK(rig.count<server::Incoming>(2) == incoming);
    CHECK(rig.exchange.load().calls == 0);
  }
}

TEST_CASE("answered rows that wait for their sides don't keep ringing ones from their turn",
          "[exchange]") {
  ExchangeRig rig;
  const auto add = [&](const std::string& id, CallStatus status, EpochMs due_at) {
    CallRecord record;
    record.id = id;
    record.version = 1;
    record.status = status;
    record.caller = rig.amina.party();
    record.callee = rig.rahim.party();
    record.caller_session = "s-c";
    record.created_at = due_at - 60'000;
    record.due_at = due_at;
    if (status == CallStatus::Answered) {
      record.callee_session = "s-a";
      record.answered_at = record.created_at + 1'000;
    }
    REQUIRE(rig.store.answer(store::Insert{record}).status == store::Status::Done);
  };
  const EpochMs now = to_ms(rig.now);
  for (int i = 0; i < 300; ++i) add("a" + std::to_string(i), CallStatus::Answered, now - 2'000);
  add("r", CallStatus::Ringing, now - 1'000);
  rig.pass(0);
  CHECK(rig.store.row("r")->reason == EndReason::NoAnswer);
  for (int i = 0; i < 40; ++i) rig.pass(1'000);
  for (const auto& [id, row] : rig.store.rows()) CHECK_FALSE(row.is_open());
}

}  // namespace ringline::test
