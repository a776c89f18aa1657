// Whose hang-up counts, when it was, and that it isn't lost with the device that said it.
#include <catch2/catch.hpp>

#include "support/blocked_rig.hpp"

namespace ringline::test {

TEST_CASE("an end behind an accept that came too late ends nothing", "[exchange]") {
  BlockedRig rig;
  rig.open(3, rig.rahim, true);
  // The device that has the call is cut off for a second, just when the other one is back, where its user
  // had pressed accept and then hang-up.
  REQUIRE_FALSE(rig.tell(exchange_input::Closed{2}));
  CHECK(rig.ask(3, client::Accept{rig.id}).reason == EndReason::AnsweredElsewhere);
  CHECK(rig.ask(3, client::End{rig.id, EndReason::None, 60'000}).code == "answered_elsewhere");
  CHECK(rig.row().status == CallStatus::Answered);
  rig.open(4, rig.rahim, true, "s2");
  CHECK(rig.ask(4, client::Resume{rig.id}).ok);
  CHECK(rig.ask(4, client::End{rig.id}).ok);
}

TEST_CASE("while the device that has the call may come back, no other ends it", "[exchange]") {
  const bool callers = GENERATE(true, false);
  BlockedRig rig;
  rig.open(7, callers ? rig.amina : rig.rahim, true, "another");
  REQUIRE_FALSE(rig.tell(exchange_input::Closed{callers ? ConnectionId{1} : ConnectionId{2}}));
  CHECK_FALSE(rig.ask(7, client::End{rig.id, EndReason::None, 5'000}).ok);
  CHECK(rig.row().status == CallStatus::Answered);
}

TEST_CASE("with other gateways no device ends the call of another one", "[exchange][bus]") {
  ExchangeConfig config;
  config.has_bus = true;
  ExchangeRig rig(config);
  rig.open(1, rig.amina, true);
  rig.open(2, rig.rahim, true);
  rig.open(3, rig.rahim, true);
  const std::string id = rig.ask(1, client::Initiate{"k-rahim", "+1", "Rahim", ""}).call_id;
  CallRecord there = rig.row();
  ++there.version;
  there.status = CallStatus::Answered;
  there.callee_session = "s-there";
  there.callee_extended = true;
  there.answered_at = to_ms(rig.now);
  REQUIRE(rig.store.answer(store::Update{there}).status == store::Status::Done);
  CHECK(rig.ask(3, client::End{id}).code == "answered_elsewhere");
  CHECK(rig.row().status == CallStatus::Answered);
}

TEST_CASE("after a restart that forgot the sessions, a hang-up from before counts, and when it was",
          "[exchange]") {
  const bool callers = GENERATE(true, false);
  BlockedRig rig;
  rig.pass(20'000);
  rig.exchange = Exchange({}, 2);
  rig.open(7, callers ? rig.amina : rig.rahim, true, "another");
  CHECK(rig.ask(7, client::End{rig.id, EndReason::None, 5'000}).ok);
  CHECK(rig.row().status == CallStatus::Completed);
  CHECK(rig.row().duration_s == 15);
}

TEST_CASE("a base client that came back under another session may hang up", "[exchange]") {
  BlockedRig rig(false);
  REQUIRE_FALSE(rig.tell(exchange_input::Closed{2}));
  rig.open(3, rig.rahim, false);
  rig.say(3, client::End{rig.id});
  CHECK(rig.row().reason == EndReason::HungUp);
}

TEST_CASE("a hang-up or a reject counts though its device left before its turn", "[exchange]") {
  BlockedRig rig;
  rig.pass_blocked(10'000);  // the row is being written
  REQUIRE_FALSE(rig.waiting.empty());
  rig.say_blocked(2, client::End{rig.id});
  rig.tell_blocked(exchange_input::Closed{2});
  rig.answer_store();
  CHECK(rig.row().status == CallStatus::Completed);
  CHECK(rig.row().ended_by == Ender::Callee);
  CHECK(rig.last<server::Ended>(1).reason == EndReason::HungUp);
}

TEST_CASE("a reject whose row must be loaded first counts though its device left", "[exchange]") {
  ExchangeRig before;
  BlockedRig rig;
  rig.say(1, client::End{rig.id});
  rig.say(1, client::Initiate{"k-rahim", "+1", "Rahim", ""});
  const std::string id = rig.last<server::Ringing>(1).call_id;
  rig.exchange = Exchange({}, 2);
  rig.waiting.clear();
  exchange_input::Opened opened;
  opened.connection = 5;
  opened.identity = rig.rahim;
  opened.session_id = "s5";
  rig.tell_blocked(opened);
  rig.say_blocked(5, client::Reject{id, EndReason::None});
  rig.tell_blocked(exchange_input::Closed{5});
  rig.answer_store();
  REQUIRE(rig.store.row(id) != nullptr);
  CHECK(rig.store.row(id)->status == CallStatus::Failed);
  CHECK(rig.store.row(id)->reason == EndReason::Declined);
}

TEST_CASE("nobody is connected to a device that left for good before its accept was looked at",
          "[exchange]") {
  BlockedRig rig;
  rig.say(1, client::End{rig.id});
  rig.say(1, client::Initiate{"k-rahim", "+1", "Rahim", ""});
  const std::string id = rig.last<server::Ringing>(1).call_id;
  const bool may_return = GENERATE(true, false);
  rig.tell_blocked(exchange_input::Drain{});
  rig.say_blocked(2, client::Accept{id});
  rig.tell_blocked(exchange_input::Closed{2, may_return});
  rig.answer_store();
  CHECK(rig.store.row(id)->answered_at == 0);
}

TEST_CASE("who has the call can't have ended it earlier", "[exchange]") {
  BlockedRig rig;
  rig.pass(20'000);
  CHECK(rig.ask(1, client::End{rig.id, EndReason::None, 15'000}).duration == 20);
}

TEST_CASE("a hang-up is believed as far back as its device may have been away", "[exchange]") {
  struct Sample {
    std::int64_t ago_ms;
    std::int64_t duration;
  };
  // Gone at 300 s, as its gateway saw it: a dead connection may have gone unnoticed for 45 s.
  const auto each = GENERATE(Sample{30'000, 300}, Sample{40'000, 290}, Sample{75'000, 255},
                             Sample{200'000, 255}, Sample{1'790'000'056'500, 255});
  BlockedRig rig;
  rig.pass(300'000);
  REQUIRE_FALSE(rig.tell(exchange_input::Closed{2}));
  rig.pass(30'000);
  rig.open(3, rig.rahim, true, "s2");
  CHECK(rig.ask(3, client::End{rig.id, EndReason::None, each.ago_ms}).duration == each.duration);
}

TEST_CASE("an accept counts from when it was pressed, and never from before it rang",
          "[exchange]") {
  struct Sample {
    std::int64_t ago_ms;
    std::int64_t at;  // after it rang
  };
  const auto each =
      GENERATE(Sample{0, 9'000}, Sample{3'000, 6'000}, Sample{20'000, 0}, Sample{1LL << 53, 0});
  ExchangeRig rig;
  rig.open(1, rig.amina, true);
  rig.open(2, rig.rahim, true);
  const std::string id = rig.ask(1, client::Initiate{"k-rahim", "+1", "Rahim", ""}).call_id;
  rig.pass(9'000);
  CHECK(rig.ask(2, client::Accept{id, each.ago_ms}).ok);
  CHECK(rig.row().answered_at == rig.row().rang_at + each.at);
}

// What a phone says that ends now a call which was answered between the phones `answered_ago_ms` before.
client::End ends(const std::string& id, std::int64_t answered_ago_ms, std::int64_t ago_ms = 0) {
  return {id, EndReason::HungUp, ago_ms, {}, answered_ago_ms};
}

TEST_CASE("a conversation of which no gateway has heard is logged as one when it ends",
          "[exchange]") {
  ExchangeRig rig;
  rig.open(1, rig.amina, true);
  rig.open(2, rig.rahim, true);
  const std::string id = rig.ask(1, client::Initiate{"k-rahim", "+1", "Rahim", ""}).call_id;
  rig.pass(30'000);
  const bool callers = GENERATE(true, false);
  const auto ack = rig.ask(callers ? 1 : 2, ends(id, 25'000, 4'000));
  CHECK(ack.duration == 21);
  CHECK(rig.row().status == CallStatus::Completed);
  CHECK(rig.row().reason == EndReason::HungUp);
  CHECK(rig.row().ended_by == (callers ? Ender::Caller : Ender::Callee));
  CHECK(rig.row().callee_session == "s2");
  CHECK(rig.row().answered_at == rig.row().rang_at + 5'000);
  CHECK(rig.last<server::Ended>(callers ? 2 : 1).duration == 21);
}

TEST_CASE("a conversation can't have begun before it rang, nor after it ended", "[exchange]") {
  ExchangeRig rig;
  rig.open(1, rig.amina, true);
  rig.open(2, rig.rahim, true);
  const std::string id = rig.ask(1, client::Initiate{"k-rahim", "+1", "Rahim", ""}).call_id;
  rig.pass(10'000);
  SECTION("before") { CHECK(rig.ask(2, ends(id, 1LL << 53)).duration == 10); }
  SECTION("after") { CHECK(rig.ask(2, ends(id, 1'000, 3'000)).duration == 0); }
}

TEST_CASE("who called several devices can't have talked without the gateway", "[exchange]") {
  ExchangeRig rig;
  rig.open(1, rig.amina, true);
  rig.open(2, rig.rahim, true);
  rig.open(3, rig.rahim, true);
  const std::string id = rig.ask(1, client::Initiate{"k-rahim", "+1", "Rahim", ""}).call_id;
  rig.pass(10'000);
  CHECK(rig.ask(1, ends(id, 5'000)).ok);
  CHECK(rig.row().reason == EndReason::Cancelled);
  CHECK(rig.row().answered_at == 0);
}

TEST_CASE("where nobody saw the device leave, the row says how long it was looked after",
          "[exchange]") {
  BlockedRig rig;
  for (int i = 0; i < 30; ++i) rig.pass(10'000);
  const EpochMs vouched = rig.row().due_at - ExchangeConfig{}.due_check.count();
  rig.exchange = Exchange({}, 2);
  rig.pass(20'000);
  rig.open(3, rig.rahim, true, "s2");
  const EpochMs answered = rig.row().answered_at;
  const auto ack = rig.ask(3, client::End{rig.id, EndReason::None, 1'790'000'056'500});
  CHECK(ack.duration == (vouched - 45'000 - answered) / 1'000);
}

}  // namespace ringline::test
