// Who is reachable, as staff are told of it.
#include <catch2/catch.hpp>

#include "exchange/presence_board.hpp"
#include "ringline/limits.hpp"
#include "support/exchange_rig.hpp"

namespace ringline::test {
namespace {

using News = std::vector<ContactPresence>;

struct PresenceRig : ExchangeRig {
  using ExchangeRig::ExchangeRig;

  // What this connection was told since it was last asked, message by message.
  std::vector<server::PresenceChanged> told(ConnectionId connection) {
    std::vector<server::PresenceChanged> all;
    for (const std::string& each : heard[connection]) {
      const auto message = decode_server_message(each);
      REQUIRE(message);
      if (const auto* news = std::get_if<server::PresenceChanged>(&*message)) all.push_back(*news);
    }
    heard[connection].clear();
    return all;
  }
  // The one message that it was told.
  News news(ConnectionId connection) {
    const auto all = told(connection);
    REQUIRE(all.size() == 1);
    CHECK_FALSE(all.front().snapshot);
    return all.front().contacts;
  }
  void close(ConnectionId connection) { REQUIRE_FALSE(tell(exchange_input::Closed{connection})); }
};

const News rahim_here{{"k-rahim", true}};
const News rahim_gone{{"k-rahim", false}};

}  // namespace

TEST_CASE("presence: who comes is told at once, who leaves after the grace", "[presence]") {
  PresenceRig rig;
  rig.open(1, rig.amina, true);
  rig.told(1);
  rig.open(2, rig.rahim, true);
  CHECK(rig.news(1) == rahim_here);
  CHECK(rig.exchange.is_reachable(rig.rahim.party()));
  rig.close(2);
  rig.pass(2'999);
  CHECK(rig.told(1).empty());
  CHECK(rig.exchange.is_reachable(rig.rahim.party()));
  rig.pass(1);
  CHECK(rig.news(1) == rahim_gone);
  CHECK_FALSE(rig.exchange.is_reachable(rig.rahim.party()));
}

TEST_CASE("presence: who comes tells it by a Wait, not by the next input", "[presence]") {
  PresenceRig rig;
  rig.open(1, rig.amina, true);
  rig.open(2, rig.rahim, true);
  rig.close(2);
  rig.told(1);
  const auto wait = rig.exchange.poll();
  const auto until = std::get<exchange_output::Wait>(wait).until;
  REQUIRE(until);
  CHECK(*until <= rig.now + Duration{3'000});
}

TEST_CASE("presence: a page that is loaded again is no news", "[presence]") {
  PresenceRig rig;
  rig.open(1, rig.amina, true);
  rig.open(2, rig.rahim, true);
  rig.told(1);
  const bool same_session = GENERATE(true, false);
  for (ConnectionId next = 3; next < 8; ++next) {
    rig.close(next - 1);
    rig.pass(2'999);
    rig.open(next, rig.rahim, true, same_session ? "s2" : "");
  }
  rig.pass(10'000);
  CHECK(rig.told(1).empty());
}

TEST_CASE("presence: one of several devices makes no difference", "[presence]") {
  PresenceRig rig;
  rig.open(1, rig.amina, true);
  rig.open(2, rig.rahim, true);
  rig.told(1);
  rig.open(3, rig.rahim, false);
  rig.close(2);
  rig.pass(10'000);
  CHECK(rig.told(1).empty());
  rig.close(3);
  rig.pass(3'000);
  CHECK(rig.news(1) == rahim_gone);
}

TEST_CASE("presence: changes are gathered for a second, and what changed back is none",
          "[presence]") {
  ExchangeConfig config;
  config.presence_grace = Duration{100};
  PresenceRig rig(config);
  rig.open(1, rig.amina, true);
  rig.told(1);
  rig.open(2, rig.rahim, true);
  CHECK(rig.news(1) == rahim_here);
  rig.close(2);
  rig.open(3, rig.sofia, true);
  rig.pass(100);  // Rahim is gone
  rig.close(3);
  rig.pass(100);  // Sofia was there and is gone
  rig.pass(799);
  CHECK(rig.told(1).empty());
  rig.pass(1);
  CHECK(rig.news(1) == rahim_gone);
  // The next interval has begun.
  rig.open(4, rig.sofia, true);
  rig.pass(999);
  CHECK(rig.told(1).empty());
  rig.pass(1);
  CHECK(rig.news(1) == News{{"k-sofia", true}});
  // After a quiet one the next change is told at once.
  rig.pass(1'000);
  rig.open(5, rig.rahim, true);
  CHECK(rig.news(1) == rahim_here);
}

TEST_CASE("presence: staff of the tenant that speak protocol 2, and nobody else", "[presence]") {
  PresenceRig rig;
  rig.open(1, rig.amina, true);
  rig.open(2, rig.amina, false);
  rig.open(3, rig.mei, true);
  rig.open(4, rig.sofia, true);
  for (const ConnectionId each : {1U, 2U, 3U, 4U}) rig.told(each);
  rig.pass(1'000);
  rig.open(5, rig.rahim, true);
  CHECK(rig.news(1) == rahim_here);
  for (const ConnectionId each : {2U, 3U, 4U, 5U}) CHECK(rig.told(each).empty());
  // The same contact id in another tenant is another contact.
  Party foreign = rig.rahim.party();
  foreign.tenant_id = "t2";
  CHECK_FALSE(rig.exchange.is_reachable(foreign));
  CHECK(rig.exchange.is_reachable(rig.amina.party()));
}

TEST_CASE("presence: who connects is told who is reachable, even where nobody is", "[presence]") {
  PresenceRig rig;
  rig.open(1, rig.amina, true);
  auto all = rig.told(1);
  REQUIRE(all.size() == 1);
  CHECK(all[0].snapshot);
  CHECK(all[0].contacts.empty());
  rig.open(2, rig.rahim, true);
  rig.open(3, rig.mei, true);
  rig.open(4, rig.amina, true);
  all = rig.told(4);
  REQUIRE(all.size() == 1);
  CHECK(all[0].snapshot);
  CHECK(all[0].contacts == rahim_here);
  CHECK(rig.told(3).at(0).contacts.empty());
}

TEST_CASE("presence: a message and a snapshot have their limits", "[presence]") {
  PresenceRig rig;
  rig.open(1, rig.amina, true);
  rig.told(1);
  const std::size_t customers = limit::contacts_per_snapshot + 1;
  for (std::size_t i = 0; i < customers; ++i) {
    Identity who = rig.rahim;
    who.user_id = "u" + std::to_string(i);
    who.contact_id = "k" + std::to_string(i);
    rig.open(100 + i, who, true);
  }
  rig.pass(1'000);
  std::size_t told = 0;
  for (const auto& each : rig.told(1)) {
    CHECK(each.contacts.size() <= limit::contacts_per_presence);
    told += each.contacts.size();
  }
  CHECK(told == customers);

  rig.open(2, rig.amina, true);
  const auto snapshot = rig.told(2);
  REQUIRE(snapshot.size() == limit::contacts_per_snapshot / limit::contacts_per_presence);
  for (std::size_t i = 0; i < snapshot.size(); ++i) {
    CHECK(snapshot[i].snapshot == (i == 0));
    CHECK(snapshot[i].contacts.size() == limit::contacts_per_presence);
  }
}

TEST_CASE("presence: other gateways are told, and heard", "[presence]") {
  ExchangeConfig config;
  config.has_bus = true;
  Exchange exchange(config, 1);
  const ExchangeRig people;
  TimePoint now = people.now;
  std::vector<exchange_input::BusMessage> published;
  std::vector<exchange_output::AskBus> asked;
  std::vector<std::string> heard;
  const auto tell = [&](const ExchangeInput& input) {
    REQUIRE_FALSE(exchange.handle(now, input));
    for (;;) {
      auto output = exchange.poll();
      if (std::holds_alternative<exchange_output::Wait>(output)) return;
      if (auto* news = std::get_if<exchange_output::Publish>(&output)) {
        // One without an event says who has come, and is no news to staff.
        if (!news->message.event_json.empty()) published.push_back(news->message);
      } else if (auto* question = std::get_if<exchange_output::AskBus>(&output)) {
        asked.push_back(*question);
      } else if (auto* emit = std::get_if<exchange_output::Emit>(&output)) {
        if (emit->connection == 1) heard.push_back(emit->event_json);
      }
    }
  };
  const auto opened = [](ConnectionId id, const Identity& who) {
    return exchange_input::Opened{id, who, true, "s" + std::to_string(id), "token", {}};
  };
  tell(opened(1, people.amina));
  tell(opened(2, people.rahim));
  REQUIRE(published.size() == 1);
  CHECK(published[0].to == Party{"t1", Role::TenantMember, ""});
  CHECK(published[0].event_json == heard.back());

  tell(exchange_input::Closed{2});
  now += Duration{3'000};
  tell(exchange_input::Tick{});
  REQUIRE(asked.size() == 1);
  CHECK(asked[0].party == people.rahim.party());
  SECTION("he has a device elsewhere: that gateway says when he goes") {
    tell(exchange_input::BusAnswer{asked[0].request, 1, true});
    now += Duration{10'000};
    tell(exchange_input::Tick{});
    CHECK(published.size() == 1);
    CHECK(exchange.is_reachable(people.rahim.party()));
    exchange_input::BusMessage news;
    news.to = published[0].to;
    news.event_json = encode(ServerMessage{server::PresenceChanged{rahim_gone, false}});
    tell(news);
    CHECK(heard.back() == news.event_json);
    CHECK_FALSE(exchange.is_reachable(people.rahim.party()));
    CHECK(published.size() == 1);
  }
  SECTION("he has none") {
    tell(exchange_input::BusAnswer{asked[0].request, 0, true});
    REQUIRE(published.size() == 2);
    CHECK(published[1].event_json ==
          encode(ServerMessage{server::PresenceChanged{rahim_gone, false}}));
  }
  SECTION("he is back before the answer") {
    tell(opened(3, people.rahim));
    tell(exchange_input::BusAnswer{asked[0].request, 0, true});
    CHECK(published.size() == 1);
    CHECK(exchange.is_reachable(people.rahim.party()));
  }
}

TEST_CASE("presence: who has left leaves nothing behind", "[presence]") {
  PresenceBoard board(Duration{3'000}, Duration{1'000});
  TimePoint now = from_ms(1'000'000);
  for (int i = 0; i < 10; ++i) {
    board.came({"t" + std::to_string(i), Role::PortalCustomer, "k"}, now);
  }
  CHECK(board.take_news(now).size() == 10);
  for (int i = 0; i < 10; ++i) {
    board.left({"t" + std::to_string(i), Role::PortalCustomer, "k"}, now);
  }
  now += Duration{3'000};
  CHECK(board.take_news(now).empty());
  for (const Party& each : board.overdue(now)) board.gone(each, now);
  CHECK(board.take_news(now).size() == 10);
  REQUIRE(board.next());
  CHECK(board.take_news(*board.next()).empty());
  CHECK_FALSE(board.next());
}

}  // namespace ringline::test
