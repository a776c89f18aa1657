// The caller gives up a call of which they haven't heard the name: by their own key.
#include <catch2/catch.hpp>

#include "support/blocked_rig.hpp"

namespace ringline::test {
namespace {

const client::Initiate wish{"k-rahim", "+1", "Rahim", "wish-1"};

client::End end_of_wish() {
  client::End end;
  end.client_call_id = "wish-1";
  return end;
}

// Amina (1) and Rahim (2), who have talked before.
struct Dialing : BlockedRig {
  Dialing() {
    say(1, client::End{id});
    before = count<server::Incoming>(2);
  }
  [[nodiscard]] const CallRecord* made() const {
    for (const auto& [each, row] : store.rows()) {
      if (row.client_call_id == "wish-1") return &row;
    }
    return nullptr;
  }
  void check_quiet() {
    for (int i = 0; i < 60; ++i) pass(1'000);
    CHECK(exchange.load().calls == 0);
    CHECK(exchange.load().lanes == 0);
    CHECK(exchange.load().questions == 0);
  }
  server::Ack last_ack() { return *decode_ack(acks[1].back()); }

  std::size_t before = 0;
};

}  // namespace

TEST_CASE("a call that is ended on its way to its row never rings", "[exchange]") {
  Dialing rig;
  const int answered = GENERATE(0, 1);  // nothing yet, or whom it means
  rig.say_blocked(1, wish);
  for (int i = 0; i < answered; ++i) rig.answer_one();
  rig.say_blocked(1, end_of_wish(), 8);
  rig.answer_store();
  CHECK(rig.count<server::Incoming>(2) == rig.before);
  CHECK(rig.count<server::Ringing>(1) == 1);  // that of the call before
  REQUIRE((rig.made() != nullptr) == (answered == 1));
  if (rig.made() != nullptr) {
    CHECK(rig.made()->reason == EndReason::Cancelled);
    CHECK(rig.made()->ended_by == Ender::Caller);
  }
  std::size_t good = 0;
  for (const std::string& each : rig.acks[1]) good += decode_ack(each)->ok ? 1 : 0;
  CHECK(good >= 1);  // the end is acknowledged
  rig.check_quiet();
}

TEST_CASE("a call that rings already, unknown to its caller, stops to ring", "[exchange]") {
  Dialing rig;
  REQUIRE(rig.ask(1, wish).ok);
  CHECK(rig.count<server::Incoming>(2) == rig.before + 1);
  CHECK(rig.ask(1, end_of_wish()).ok);
  CHECK(rig.last<server::Ended>(2).reason == EndReason::Cancelled);
  CHECK(rig.made()->status == CallStatus::Failed);
  rig.check_quiet();
}

TEST_CASE("the end of a call that never came to be is acknowledged, and it may not come any more",
          "[exchange]") {
  Dialing rig;
  CHECK(rig.ask(1, end_of_wish()).ok);
  const server::Ack late = rig.ask(1, wish);
  CHECK_FALSE(late.ok);
  CHECK(late.reason == EndReason::Cancelled);
  CHECK(rig.made() == nullptr);
  CHECK(rig.count<server::Incoming>(2) == rig.before);
}

TEST_CASE("the end of a dial whose connection is gone is said on the next one", "[exchange]") {
  Dialing rig;
  rig.say_blocked(1, wish);
  exchange_input::Opened opened;
  opened.connection = 3;
  opened.identity = rig.amina;
  opened.extended = true;
  opened.session_id = "s1";
  rig.tell_blocked(opened);
  rig.say_blocked(3, end_of_wish(), 8);
  rig.answer_store();
  CHECK(rig.made() == nullptr);
  REQUIRE(rig.acks[3].size() == 1);
  CHECK(decode_ack(rig.acks[3].back())->ok);
  rig.check_quiet();
}

TEST_CASE("a call of another gateway is ended by its key, too", "[exchange]") {
  Dialing rig;
  REQUIRE(rig.ask(1, wish).ok);
  rig.exchange = Exchange({}, 2);
  rig.open(5, rig.amina, true, "s1");
  CHECK(rig.ask(5, end_of_wish()).ok);
  CHECK(rig.made()->reason == EndReason::Cancelled);
  // Nobody else's key counts.
  Dialing other;
  REQUIRE(other.ask(1, wish).ok);
  CHECK(other.ask(2, end_of_wish()).ok);
  CHECK(other.made()->status == CallStatus::Ringing);
}

TEST_CASE("without the Store nothing is known: the end is to be said again", "[exchange]") {
  Dialing rig;
  rig.store.unavailable = true;
  CHECK(rig.ask(1, end_of_wish()).code == "unavailable");
}

TEST_CASE("call, hang up, call again within one round trip: the second call rings, and is not busy",
          "[exchange]") {
  Dialing rig;
  const int answered = GENERATE(0, 1, 2, 3);
  client::Initiate again = wish;
  again.client_call_id = "wish-2";
  rig.say_blocked(1, wish);
  for (int i = 0; i < answered; ++i) rig.answer_one();
  rig.say_blocked(1, end_of_wish(), 8);
  rig.say_blocked(1, again, 9);
  rig.answer_store();
  const auto incoming = rig.count<server::Incoming>(2);
  CHECK(incoming == rig.before + (answered >= 2 ? 2 : 1));
  if (rig.made() != nullptr) CHECK(rig.made()->status == CallStatus::Failed);
  // The callee heard of the first one's end before the second one rang.
  std::string last;
  for (const std::string& each : rig.heard[2]) {
    const auto message = decode_server_message(each);
    if (std::holds_alternative<server::Incoming>(*message)) {
      const std::string name = std::get<server::Incoming>(*message).call_id;
      CHECK((last.empty() || last == "ended"));
      last = name;
    } else if (std::holds_alternative<server::Ended>(*message)) {
      last = "ended";
    }
  }
  CHECK(rig.exchange.load().calls == 1);
}

}  // namespace ringline::test
