// Credentials for the relay: their form, who gets them over a real socket, and how many.
#include <catch2/catch.hpp>
#include <set>

#include "ringline/limits.hpp"
#include "server/client.hpp"
#include "turn/relay_credentials.hpp"

namespace ringline::test {
namespace {

using namespace std::chrono_literals;
using exchange_output::GrantRelay;
using server_app::relay_credential;
using server_app::relay_username;
using server_app::RelayCredentials;
using server_app::TurnOptions;

constexpr const char* tenant = "tenant_harbor";
const exchange_output::GrantRelay whom{1, "c1", "t1", "u1"};

TurnOptions turn() { return {{"turn:turn.example:3478", "turns:turn.example"}, "s3cret", 3'600s}; }

}  // namespace

TEST_CASE("relay credentials are what coturn's convention says", "[relay]") {
  CHECK(relay_username(whom, 1'700'000'000) == "1700000000:t1:u1");
  // printf %s 1700000000:t1:u1:c1 | openssl dgst -sha1 -hmac s3cret -binary | base64
  CHECK(relay_credential("s3cret", "1700000000:t1:u1:c1") == "LIC1EYI4tfTZJ0aO3XiIeyJLDh8=");
  CHECK(relay_username({1, "c:1", "t 1", "u\n\xc3\xa9"}, 7) == "7:t_1:u___");
  CHECK(relay_username({1, "c-1", "t\"'\\1", "auth0|u.1@x"}, 7) == "7:t___1:auth0|u.1@x");
  const std::string longest(limit::id_bytes, 'x');
  CHECK(relay_username({1, longest, longest, longest}, 99'999'999'999).size() <=
        limit::credential_bytes);
}

TEST_CASE("granted: the relay's urls, and credentials that end", "[relay]") {
  const TurnOptions options = turn();
  RelayCredentials credentials(options, 105s);
  const auto relay = credentials.grant(whom, 1'700'000'000, {});
  REQUIRE(relay);
  CHECK(relay->call_id == "c1");
  CHECK(relay->expires_at == 1'700'003'600'000);
  REQUIRE(relay->ice_servers.size() == 1);
  CHECK(relay->ice_servers[0].urls == options.urls);
  CHECK(relay->ice_servers[0].username == "1700003600:t1:u1");
  CHECK(relay->ice_servers[0].credential == relay_credential("s3cret", "1700003600:t1:u1"));
}

TEST_CASE("credentials of a call that only rings end with the ringing", "[relay]") {
  const TurnOptions options = turn();
  RelayCredentials credentials(options, 105s);
  GrantRelay rings = whom;
  rings.rings = true;
  const auto ringing = credentials.grant(rings, 1'700'000'000, {});
  REQUIRE(ringing);
  CHECK(ringing->expires_at == 1'700'000'105'000);
  const auto answered = credentials.grant(whom, 1'700'000'005, {});
  REQUIRE(answered);
  CHECK(answered->expires_at == 1'700'003'605'000);
}

TEST_CASE("one person's calls one after the other share credentials, so that they are no stock",
          "[relay]") {
  const TurnOptions options = turn();
  RelayCredentials credentials(options, 105s);
  std::set<std::string> names;
  for (int i = 0; i < 1'000; ++i) {
    GrantRelay each = whom;
    each.call_id = "c" + std::to_string(i);
    const auto relay = credentials.grant(each, 1'700'000'000 + i / 10, {});
    REQUIRE(relay);
    CHECK(relay->call_id == each.call_id);
    names.insert(relay->ice_servers[0].username);
  }
  CHECK(names == std::set<std::string>{"1700003600:t1:u1"});
  // A call that lasts gets fresh ones all the same.
  const auto renewed = credentials.grant(whom, 1'700'001'800, {});
  REQUIRE(renewed);
  CHECK(renewed->expires_at == 1'700'005'400'000);
}

TEST_CASE("who rings others uses up their own account", "[relay]") {
  const TurnOptions options = turn();
  RelayCredentials credentials(options, 105s);
  // Each ring, a while after the last one, is credentials for the one who is rung.
  std::int64_t now_s = 1'700'000'000;
  GrantRelay rung = whom;
  rung.rings = true;
  rung.charged_user = "harasser";
  int granted = 0;
  for (int i = 0; i < 70; ++i, now_s += 105) granted += credentials.grant(rung, now_s, {}) ? 1 : 0;
  CHECK(granted == server_app::relay_grants_at_once);
  rung.charged_user = "somebody else";
  CHECK(credentials.grant(rung, now_s, {}));
  CHECK(credentials.grant(whom, now_s, {}));
}

TEST_CASE("nobody makes himself a stock of relay credentials", "[relay]") {
  const TurnOptions options = turn();
  RelayCredentials credentials(options, 105s);
  RelayCredentials::Time now{};
  std::int64_t now_s = 1'700'000'000;
  for (int i = 0; i < server_app::relay_grants_at_once; ++i, now_s += 1'800) {
    REQUIRE(credentials.grant(whom, now_s, now));
  }
  CHECK_FALSE(credentials.grant(whom, now_s, now));
  CHECK(credentials.grant({1, "c1", "t1", "somebody else"}, 1'700'000'000, now));
  CHECK(credentials.grant({1, "c1", "t2", "u1"}, 1'700'000'000, now));
  now += std::chrono::seconds{static_cast<int>(1 / server_app::relay_grants_per_second)};
  CHECK(credentials.grant(whom, now_s, now));
  CHECK_FALSE(credentials.grant(whom, now_s + 1'800, now));
}

TEST_CASE("both sides of a call get relay credentials of their own, a base client none",
          "[server][relay]") {
  TemporaryFolder folder;
  auto options = options_in(folder);
  options.turn = turn();
  RunningServer server(options);
  SocketClient staff(server.port());
  SocketClient customer(server.port());
  CHECK(staff.join_as("user_amina", tenant, Role::TenantMember).ice_servers.empty());
  customer.join_as("portal_rahim", tenant, Role::PortalCustomer, "contact_rahim");
  staff.say(client::Initiate{"contact_rahim", "", "", ""});
  const auto own = staff.wait_for<server::Relay>();
  const auto theirs = customer.wait_for<server::Relay>();
  const std::string id = staff.wait_for<server::Ringing>().call_id;
  CHECK(customer.wait_for<server::Incoming>().call_id == id);
  CHECK(own.call_id == id);
  CHECK(theirs.call_id == id);
  const auto name_ends = [](const server::Relay& relay, const std::string& end) {
    const std::string& name = relay.ice_servers.at(0).username;
    return name.size() > end.size() && name.substr(name.size() - end.size()) == end;
  };
  CHECK(name_ends(own, ":tenant_harbor:user_amina"));
  CHECK(name_ends(theirs, ":tenant_harbor:portal_rahim"));
  CHECK(own.ice_servers[0].credential != theirs.ice_servers[0].credential);
  customer.ask(client::Reject{id, EndReason::None});

  SocketClient base(server.port());
  base.join(R"({"userId":"user_amina","tenantId":"tenant_harbor","role":"tenant_member"})");
  base.say(client::Initiate{"contact_rahim", "", "", ""});
  base.frame_with(R"(42/webrtc,["connection:success")");
  CHECK(base.frame_with("42/webrtc,").find("call:ringing") != std::string::npos);
}

}  // namespace ringline::test
