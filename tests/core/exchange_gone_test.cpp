// An answered call one of whose sides is gone for good ends within the resume window, and lasted until
// that side was last there.
#include <catch2/catch.hpp>

#include "support/exchange_rig.hpp"

namespace ringline::test {
namespace {

struct Pair : ExchangeRig {
  Pair(bool caller_extended, bool callee_extended, ExchangeConfig config = {})
      : ExchangeRig(config) {
    open(1, amina, caller_extended);
    open(2, rahim, callee_extended);
    id = call(1, 2);
  }

  std::string call(ConnectionId caller, ConnectionId callee) {
    say(caller, client::Initiate{"k-rahim", "+1", "Rahim", ""});
    const std::string name = last<server::Ringing>(caller).call_id;
    say(callee, client::Accept{name});
    return name;
  }
  void close(ConnectionId connection, bool may_return = false, bool goodbye = false) {
    REQUIRE_FALSE(tell(exchange_input::Closed{connection, may_return, goodbye}));
  }
  void check_over(ConnectionId other, std::int64_t duration) {
    CHECK(row().status == CallStatus::Completed);
    CHECK(row().reason == EndReason::ConnectionLost);
    CHECK(row().ended_by == Ender::Nobody);
    CHECK(row().duration_s == duration);
    CHECK(last<server::Ended>(other).duration == duration);
    CHECK(exchange.load().calls == 0);
  }

  std::string id;
};

}  // namespace

TEST_CASE("a page that closes after 2 s of a call with a base peer is logged as 2 s",
          "[exchange]") {
  const bool caller_leaves = GENERATE(true, false);
  const bool leaver_extended = GENERATE(true, false);
  const bool other_extended = GENERATE(true, false);
  if (leaver_extended && other_extended) return;  // of two phones, the other one knows better
  Pair rig(caller_leaves ? leaver_extended : other_extended,
           caller_leaves ? other_extended : leaver_extended);
  const ConnectionId leaver = caller_leaves ? 1 : 2;
  rig.pass(2'000);
  rig.close(leaver);
  rig.pass(29'999);
  CHECK(rig.row().status == CallStatus::Answered);
  rig.pass(1);
  rig.check_over(3 - leaver, 2);
}

TEST_CASE("a phone that said good-bye doesn't come back to its call", "[exchange]") {
  Pair rig(true, true);
  rig.pass(2'000);
  rig.close(2, false, true);
  rig.pass(30'000);
  rig.check_over(1, 2);
}

TEST_CASE("of two phones of protocol 2 the one that stays keeps the call: it may still be heard",
          "[exchange]") {
  Pair rig(true, true);
  rig.pass(2'000);
  rig.close(2);
  rig.pass(300'000);
  CHECK(rig.row().status == CallStatus::Answered);
  // It ends the call when the sound has gone, too: the conversation was over when that side left.
  CHECK(rig.ask(1, client::End{rig.id, EndReason::ConnectionLost}).duration == 2);
  CHECK(rig.row().ended_by == Ender::Caller);
}

TEST_CASE("a path that was lost until the end carried no conversation", "[exchange]") {
  Pair rig(true, true);
  rig.pass(2'000);
  CHECK(rig.ask(1, SideState{rig.id, 1, false, false, true}).ok);
  rig.pass(30'000);
  const bool lost = GENERATE(true, false);
  const auto reason = lost ? EndReason::ConnectionLost : EndReason::None;
  CHECK(rig.ask(1, client::End{rig.id, reason}).duration == (lost ? 2 : 32));
}

TEST_CASE("what is kept for a base device keeps its call, and no longer", "[exchange]") {
  Pair rig(false, false);
  rig.pass(2'000);
  rig.close(2, true);
  rig.pass(60'000);
  CHECK(rig.row().status == CallStatus::Answered);
  rig.pass(60'000);
  rig.close(2);  // its recovery has run out
  rig.check_over(1, 2);
  CHECK(rig.exchange.load().recoveries == 0);
}

TEST_CASE("a base device that comes back in time keeps its call", "[exchange]") {
  Pair rig(false, false);
  rig.close(2);
  rig.pass(29'000);
  rig.return_base(3, rig.rahim);
  rig.pass(60'000);
  CHECK(rig.row().status == CallStatus::Answered);
  CHECK(rig.row().callee_session == "s3");
}

TEST_CASE("a page that is loaded anew knows nothing of a call, and doesn't keep it", "[exchange]") {
  Pair rig(false, false);
  rig.pass(2'000);
  rig.close(2);
  rig.open(3, rig.rahim, false);
  rig.pass(30'000);
  rig.check_over(1, 2);
}

// Suspicion 5 of the audit: it did, and the first tab couldn't hang up any more.
TEST_CASE("a second base tab doesn't take a call from the first one, which may come back",
          "[exchange]") {
  Pair rig(false, false);
  const bool says_that_it_returns = GENERATE(true, false);
  rig.close(2, true);
  if (says_that_it_returns) {
    rig.return_base(3, rig.rahim);
  } else {
    rig.open(3, rig.rahim, false);
  }
  CHECK(rig.row().callee_session == "s2");
  exchange_input::Opened opened;
  opened.connection = 4;
  opened.identity = rig.rahim;
  opened.session_id = "s2";
  opened.recovered = opened.returns = true;
  REQUIRE_FALSE(rig.tell(opened));
  rig.say(4, client::End{rig.id, EndReason::None});
  CHECK(rig.row().reason == EndReason::HungUp);
}

TEST_CASE("both base sides leave one after the other: the first one ended the conversation",
          "[exchange]") {
  Pair rig(false, false);
  rig.pass(2'000);
  rig.close(2, GENERATE(true, false));
  rig.pass(18'000);
  rig.close(1);
  rig.pass(30'000);
  CHECK(rig.row().status == CallStatus::Completed);
  CHECK(rig.row().duration_s == 2);
}

TEST_CASE("two phones lost one after the other: the second one ended the conversation",
          "[exchange]") {
  Pair rig(true, true);
  rig.pass(2'000);
  const ConnectionId first = GENERATE(ConnectionId{1}, ConnectionId{2});
  rig.close(first);
  rig.pass(10'000);
  rig.close(3 - first);
  rig.pass(29'999);
  CHECK(rig.row().status == CallStatus::Answered);
  rig.pass(1);
  CHECK(rig.row().duration_s == 12);
}

TEST_CASE("nobody is locked out by calls whose other side closed its page", "[exchange]") {
  ExchangeRig rig;
  rig.open(1, rig.amina, false);
  for (ConnectionId i = 0; i < 2 * ExchangeConfig{}.calls_per_user; ++i) {
    const ConnectionId customer = 100 + i;
    rig.open(customer, rig.rahim, false);
    rig.say(1, client::Initiate{"k-rahim", "+1", "Rahim", ""});
    REQUIRE(rig.count<server::Ringing>(1) == i + 1);
    rig.say(customer, client::Accept{rig.last<server::Ringing>(1).call_id});
    rig.pass(1'000);
    REQUIRE_FALSE(rig.tell(exchange_input::Closed{customer}));
    rig.pass(31'000);
  }
  CHECK(rig.exchange.load().calls == 0);
  for (const auto& [id, row] : rig.store.rows()) CHECK(row.duration_s == 1);
}

TEST_CASE("with other gateways, a phone that left here may be there: they are asked first",
          "[exchange][bus]") {
  ExchangeConfig config;
  config.has_bus = true;
  Pair rig(false, true, config);
  rig.pass(2'000);
  rig.devices_elsewhere = GENERATE(0, 1);
  rig.close(2);
  rig.pass(30'000);
  CHECK((rig.row().status == CallStatus::Completed) == (rig.devices_elsewhere == 0));
}

}  // namespace ringline::test
