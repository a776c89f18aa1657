// How long a token lets its connection stay.
#include <catch2/catch.hpp>

#include "ringline/limits.hpp"
#include "support/exchange_rig.hpp"

namespace ringline::test {
namespace {

constexpr std::int64_t second = 1'000;

EpochMs in(const ExchangeRig& rig, std::int64_t ms) { return to_ms(rig.now) + ms; }

// The gateway's host has verified the token that was asked about last.
Error answer(ExchangeRig& rig, const std::optional<Identity>& who, EpochMs expires_at = 0,
             const std::string& code = {}) {
  REQUIRE_FALSE(rig.token_questions.empty());
  exchange_input::TokenAnswer said;
  said.request = rig.token_questions.back().request;
  said.identity = who;
  said.expires_at = expires_at;
  said.code = code;
  said.message = code.empty() ? "" : "no";
  rig.token_questions.pop_back();
  return rig.tell(said);
}

void refresh(ExchangeRig& rig, ConnectionId connection, const std::string& token = "t") {
  REQUIRE_FALSE(rig.tell(
      exchange_input::Event{connection, encode(ClientMessage{client::RefreshAuth{token}}), 7}));
}

server::Ack last_ack(ExchangeRig& rig, ConnectionId connection) {
  REQUIRE_FALSE(rig.acks[connection].empty());
  const auto ack = decode_ack(rig.acks[connection].back());
  REQUIRE(ack);
  return *ack;
}

}  // namespace

TEST_CASE("a client is told a minute before its token runs out, then it is over", "[sessions]") {
  ExchangeRig rig;
  const EpochMs ends = in(rig, 600 * second);
  rig.open(1, rig.amina, true, "s1", ends);
  rig.pass(540 * second - 1);
  CHECK(rig.count<server::AuthExpiring>(1) == 0);
  rig.pass(1);
  CHECK(rig.last<server::AuthExpiring>(1).expires_at == ends);
  // Again after half of the rest, each time, but not more often than every five seconds.
  rig.pass(30 * second - 1);
  CHECK(rig.count<server::AuthExpiring>(1) == 1);
  rig.pass(1);
  CHECK(rig.count<server::AuthExpiring>(1) == 2);
  // With 15, 7.5 and 2.5 seconds left.
  for (int tenth = 0; tenth < 299; ++tenth) rig.pass(second / 10);
  CHECK(rig.count<server::AuthExpiring>(1) == 5);
  rig.pass(second / 10 - 1);
  CHECK(rig.count<server::AuthExpiring>(1) == 5);
  CHECK(rig.disconnected.empty());
  rig.pass(1);
  CHECK(rig.last<server::ErrorNotice>(1).code == token_expired);
  CHECK(rig.disconnected == std::vector<ConnectionId>{1});
  CHECK(rig.exchange.load().connections == 0);
  // Its last words are nobody's any more.
  refresh(rig, 1);
  CHECK(rig.token_questions.empty());
}

TEST_CASE("a short life is announced when half of it is over", "[sessions]") {
  ExchangeRig rig;
  rig.open(1, rig.amina, true, "s1", in(rig, 40 * second));
  rig.pass(20 * second - 1);
  CHECK(rig.count<server::AuthExpiring>(1) == 0);
  rig.pass(1);
  CHECK(rig.count<server::AuthExpiring>(1) == 1);
}

TEST_CASE("a token that has run out already ends the session at once", "[sessions]") {
  ExchangeRig rig;
  rig.open(1, rig.amina, true, "s1", in(rig, 0));
  CHECK(rig.disconnected == std::vector<ConnectionId>{1});
  CHECK(rig.count<server::AuthExpiring>(1) == 0);
}

TEST_CASE("a base client isn't told what it couldn't answer, only the end", "[sessions]") {
  ExchangeRig rig;
  rig.open(1, rig.amina, false, "s1", in(rig, 600 * second));
  rig.pass(600 * second - 1);
  CHECK(rig.heard[1].size() == 1);
  rig.pass(1);
  CHECK(rig.heard[1].back() ==
        R"(["call:error",{"message":"Session ended: the token has run out, connect again with )"
        R"(a new one","code":"token_expired"}])");
  CHECK(rig.disconnected == std::vector<ConnectionId>{1});
}

TEST_CASE("without an end a session goes on for ever", "[sessions]") {
  ExchangeRig rig;
  rig.open(1, rig.amina, true);
  rig.pass(30 * 24 * 3'600 * second);
  CHECK(rig.count<server::AuthExpiring>(1) == 0);
  CHECK(rig.exchange.load().connections == 1);
}

TEST_CASE("a new token lets the same person stay", "[sessions]") {
  ExchangeRig rig;
  rig.open(1, rig.amina, true, "s1", in(rig, 100 * second));
  rig.pass(50 * second);
  refresh(rig, 1, "the next one");
  REQUIRE(rig.token_questions.size() == 1);
  CHECK(rig.token_questions[0].connection == 1);
  CHECK(rig.token_questions[0].token == "the next one");
  CHECK(rig.acks[1].empty());
  const EpochMs ends = in(rig, 200 * second);
  REQUIRE_FALSE(answer(rig, rig.amina, ends));
  CHECK(last_ack(rig, 1).ok);
  CHECK(last_ack(rig, 1).expires_at == ends);
  const std::size_t told = rig.count<server::AuthExpiring>(1);
  rig.pass(140 * second - 1);
  CHECK(rig.count<server::AuthExpiring>(1) == told);
  rig.pass(1);
  CHECK(rig.last<server::AuthExpiring>(1).expires_at == ends);
  rig.pass(60 * second);
  CHECK(rig.disconnected == std::vector<ConnectionId>{1});
}

TEST_CASE("an older token doesn't shorten a session", "[sessions]") {
  ExchangeRig rig;
  const EpochMs ends = in(rig, 100 * second);
  rig.open(1, rig.amina, true, "s1", ends);
  refresh(rig, 1);
  REQUIRE_FALSE(answer(rig, rig.amina, ends - 50 * second));
  CHECK(last_ack(rig, 1).expires_at == ends);
  rig.pass(99 * second);
  CHECK(rig.disconnected.empty());
}

TEST_CASE("a token of anybody else is refused and changes nothing", "[sessions]") {
  ExchangeRig rig;
  rig.open(1, rig.amina, true, "s1", in(rig, 100 * second));
  Identity otto = rig.amina;
  otto.user_id = "u-otto";
  Identity elsewhere = rig.amina;
  elsewhere.tenant_id = "t2";
  Identity customer = rig.amina;
  customer.role = Role::PortalCustomer;
  for (const Identity& other : {otto, elsewhere, customer, rig.rahim}) {
    refresh(rig, 1);
    REQUIRE_FALSE(answer(rig, other, in(rig, 1'000 * second)));
    CHECK(last_ack(rig, 1).code == "forbidden");
  }
  refresh(rig, 1);
  REQUIRE_FALSE(answer(rig, std::nullopt, 0, "unauthorized"));
  CHECK(last_ack(rig, 1).code == "unauthorized");
  rig.pass(100 * second);
  CHECK(rig.disconnected == std::vector<ConnectionId>{1});
}

TEST_CASE("one token of a connection is checked at a time", "[sessions]") {
  ExchangeRig rig;
  rig.open(1, rig.amina, true, "s1", in(rig, 100 * second));
  refresh(rig, 1);
  refresh(rig, 1);
  CHECK(rig.token_questions.size() == 1);
  CHECK(last_ack(rig, 1).code == "limit");
  REQUIRE_FALSE(answer(rig, rig.amina, in(rig, 200 * second)));
  CHECK(last_ack(rig, 1).ok);
  refresh(rig, 1);
  CHECK(rig.token_questions.size() == 1);
  CHECK(rig.tell(exchange_input::TokenAnswer{99, rig.amina, 0, {}, {}}).field == "request");
}

TEST_CASE("the answer for a connection that has gone is nobody's", "[sessions]") {
  ExchangeRig rig;
  rig.open(1, rig.amina, true, "s1", in(rig, 100 * second));
  refresh(rig, 1);
  SECTION("closed") { REQUIRE_FALSE(rig.tell(exchange_input::Closed{1})); }
  SECTION("superseded by the same device") { rig.open(2, rig.amina, true, "s1"); }
  REQUIRE_FALSE(answer(rig, rig.amina, in(rig, 200 * second)));
  CHECK(rig.acks[1].empty());
  CHECK(rig.exchange.load().questions == 0);
  rig.pass(500 * second);
  CHECK(rig.count<server::ErrorNotice>(1) == 0);
  CHECK(rig.count<server::ErrorNotice>(2) == 0);
}

TEST_CASE("a call outlives the session of one side", "[sessions]") {
  ExchangeRig rig;
  rig.open(1, rig.amina, true, "s1", in(rig, 100 * second));
  rig.open(2, rig.rahim, true);
  const std::string id = rig.ask(1, client::Initiate{"k-rahim", "", "", ""}).call_id;
  REQUIRE(rig.ask(2, client::Accept{id}).ok);
  rig.pass(100 * second);
  REQUIRE(rig.disconnected == std::vector<ConnectionId>{1});
  CHECK(rig.last<server::PeerNotice>(2).state == PeerLink::Reconnecting);
  CHECK(rig.row().status == CallStatus::Answered);
  rig.open(3, rig.amina, true, "s1", in(rig, 100 * second));
  CHECK(rig.ask(3, client::Resume{id, 0}).status == CallStatus::Answered);
  CHECK(rig.last<server::PeerNotice>(2).state == PeerLink::Connected);
}

}  // namespace ringline::test
