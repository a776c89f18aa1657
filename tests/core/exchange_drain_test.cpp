// The gateway stops: what is settled, who is sent away, when, and with which words.
#include <algorithm>
#include <catch2/catch.hpp>

#include "support/exchange_rig.hpp"

namespace ringline::test {
namespace {

const client::Initiate to_rahim{"k-rahim", "+1", "Rahim", ""};

// So many members of the staff, each with one device.
void open_many(ExchangeRig& rig, std::size_t count, bool extended) {
  for (std::size_t i = 0; i < count; ++i) {
    Identity who = rig.amina;
    who.user_id = "u" + std::to_string(i);
    rig.open(100 + i, who, extended);
  }
}

}  // namespace

TEST_CASE("clients are sent away in batches, with a time to come back, and may come back",
          "[drain]") {
  ExchangeRig rig;
  open_many(rig, 250, true);
  REQUIRE_FALSE(rig.tell(exchange_input::Drain{true, Duration{5'000}}));
  CHECK(rig.disconnected.size() == 100);
  CHECK_FALSE(rig.exchange.load().drained);
  rig.pass(99);
  CHECK(rig.disconnected.size() == 100);
  rig.pass(1);
  CHECK(rig.disconnected.size() == 200);
  rig.pass(100);
  CHECK(rig.disconnected.size() == 250);
  CHECK(rig.welcome_again == rig.disconnected);
  CHECK(rig.exchange.load().drained);
  CHECK(rig.exchange.load().connections == 0);

  std::vector<std::int64_t> times;
  for (const ConnectionId each : rig.disconnected) {
    CHECK(rig.count<server::Draining>(each) == 1);
    times.push_back(rig.last<server::Draining>(each).retry_after_ms);
  }
  const auto [least, most] = std::minmax_element(times.begin(), times.end());
  CHECK(*least >= 1'000);
  CHECK(*most <= 2'000);
  CHECK(*most - *least > 500);  // not all at the same moment
}

TEST_CASE("the more there are, the larger the batches: the time for it holds", "[drain]") {
  ExchangeRig rig;
  open_many(rig, 1'000, true);
  REQUIRE_FALSE(rig.tell(exchange_input::Drain{true, Duration{500}}));
  CHECK(rig.disconnected.size() == 200);
  for (int i = 0; i < 4; ++i) rig.pass(100);
  CHECK(rig.exchange.load().drained);
}

TEST_CASE("a base client is sent away without words that it doesn't know", "[drain]") {
  ExchangeRig rig;
  rig.open(1, rig.amina, false);
  const auto before = rig.heard[1].size();
  REQUIRE_FALSE(rig.tell(exchange_input::Drain{true}));
  CHECK(rig.heard[1].size() == before);
  CHECK(rig.welcome_again == std::vector<ConnectionId>{1});
}

TEST_CASE("to settle: every side hears of the end before it is sent away", "[drain]") {
  ExchangeRig rig;
  rig.open(1, rig.amina, true);
  rig.open(2, rig.rahim, true);
  rig.say(1, to_rahim);
  const std::string id = rig.last<server::Ringing>(1).call_id;
  rig.say(2, client::Accept{id});
  rig.pass(3'000);
  REQUIRE_FALSE(rig.tell(exchange_input::Drain{true}));
  rig.pass(100);
  CHECK(rig.row().status == CallStatus::Completed);
  CHECK(rig.row().duration_s == 3);
  for (const ConnectionId side : {ConnectionId{1}, ConnectionId{2}}) {
    CHECK(rig.last<server::Ended>(side).duration == 3);
    CHECK(rig.heard[side].back() != encode(ServerMessage{rig.last<server::Ended>(side)}));
  }
  CHECK(rig.exchange.load().drained);
}

TEST_CASE("to hand over: what rings is ended, what is answered is left as it is", "[drain]") {
  ExchangeRig rig;
  rig.open(1, rig.amina, true);
  rig.open(2, rig.rahim, true);
  const bool answered = GENERATE(true, false);
  rig.say(1, to_rahim);
  if (answered) rig.say(2, client::Accept{rig.last<server::Ringing>(1).call_id});
  REQUIRE_FALSE(rig.tell(exchange_input::Drain{false}));
  rig.pass(100);
  CHECK(rig.exchange.load().drained);
  CHECK(rig.row().status == (answered ? CallStatus::Answered : CallStatus::Failed));
  CHECK(rig.count<server::Ended>(2) == (answered ? 0 : 1));
}

TEST_CASE("a call that was on its way into its row when the drain began is settled too",
          "[drain]") {
  ExchangeRig rig;
  rig.open(1, rig.amina, true);
  rig.open(2, rig.rahim, true);
  // The store's answers are kept back until the drain has begun.
  std::vector<exchange_output::AskStore> asked;
  const auto collect = [&] {
    for (;;) {
      ExchangeOutput output = rig.exchange.poll();
      if (std::holds_alternative<exchange_output::Wait>(output)) return;
      if (auto* ask = std::get_if<exchange_output::AskStore>(&output)) asked.push_back(*ask);
    }
  };
  const bool row_is_asked_for = GENERATE(true, false);
  REQUIRE_FALSE(rig.exchange.handle(
      rig.now, exchange_input::Event{1, encode(ClientMessage{to_rahim}), std::nullopt}));
  collect();
  REQUIRE(asked.size() == 1);
  if (row_is_asked_for) {
    auto answer = rig.store.answer(asked[0].what);
    answer.request = asked[0].request;
    asked.clear();
    REQUIRE_FALSE(rig.exchange.handle(rig.now, answer));
    collect();
    REQUIRE(asked.size() == 1);
  }
  REQUIRE_FALSE(rig.tell(exchange_input::Drain{true}));
  auto answer = rig.store.answer(asked[0].what);
  answer.request = asked[0].request;
  REQUIRE_FALSE(rig.tell(answer));
  rig.pass(100);
  CHECK(rig.exchange.load().drained);
  CHECK(rig.store.rows().size() == (row_is_asked_for ? 1 : 0));
  for (const auto& [id, row] : rig.store.rows()) CHECK_FALSE(row.is_open());
}

TEST_CASE("the load counts calls by where they stand", "[exchange]") {
  ExchangeRig rig;
  const auto calls = [&](CallStatus status) {
    return rig.exchange.load().calls_by_status.at(static_cast<std::size_t>(status));
  };
  rig.open(1, rig.amina, true);
  rig.open(2, rig.rahim, true);
  rig.say(1, to_rahim);
  CHECK(calls(CallStatus::Ringing) == 1);
  rig.say(2, client::Accept{rig.last<server::Ringing>(1).call_id});
  CHECK(calls(CallStatus::Ringing) == 0);
  CHECK(calls(CallStatus::Answered) == 1);
}

TEST_CASE("who comes when all have gone is sent away again", "[drain]") {
  ExchangeRig rig;
  REQUIRE_FALSE(rig.tell(exchange_input::Drain{true}));
  CHECK(rig.exchange.load().drained);
  rig.open(1, rig.amina, true);
  CHECK(rig.welcome_again == std::vector<ConnectionId>{1});
  CHECK(rig.exchange.load().connections == 0);
}

}  // namespace ringline::test
