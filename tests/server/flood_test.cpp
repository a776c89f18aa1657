// One tenant's flood is refused at its own limits, and another tenant's call doesn't notice.
#include <catch2/catch.hpp>

#include "app/tenant_budgets.hpp"
#include "server/client.hpp"

namespace ringline::test {
namespace {

// The refusals among the answers to `events` events that ask for an ack, all sent at once.
std::size_t flood(SocketClient& client, int events, const std::string& says) {
  for (int i = 0; i < events; ++i) {
    client.send("42/webrtc," + std::to_string(1'000 + i) + R"(["call:end",{"callId":"none"}])");
  }
  std::size_t refused = 0;
  for (int i = 0; i < events; ++i) {
    const auto ack = client.frame_with("43/webrtc,");
    if (ack.find("\"limit\"") != std::string::npos && ack.find(says) != std::string::npos) {
      ++refused;
    }
  }
  return refused;
}

}  // namespace

TEST_CASE("one tenant's flood is refused, another's call goes on", "[server][limits]") {
  TemporaryFolder folder;
  auto options = options_in(folder);
  options.events_per_tenant = 20;
  RunningServer server(options);
  SocketClient caller(server.port());
  SocketClient callee(server.port());
  caller.join_as("user_amina", "tenant_harbor", Role::TenantMember);
  callee.join_as("portal_rahim", "tenant_harbor", Role::PortalCustomer, "contact_rahim");
  const std::string id = caller.ask(client::Initiate{"contact_rahim", "", "", ""}).call_id;
  callee.wait_for<server::Incoming>();
  REQUIRE(callee.ask(client::Accept{id}).ok);

  // A connection may send 200 at once and the tenant as many in all: the second has little left.
  SocketClient mei(server.port());
  SocketClient again(server.port());
  mei.join_as("user_mei", "tenant_lumen", Role::TenantMember);
  again.join_as("user_mei", "tenant_lumen", Role::TenantMember);
  CHECK(flood(mei, 190, "of your company") == 0);
  CHECK(flood(again, 190, "of your company") > 100);
  CHECK(flood(mei, 400, "a second for long") > 300);

  for (std::int64_t seq = 1; seq <= 60; ++seq) {
    Candidate candidate;
    candidate.candidate = "candidate:" + std::to_string(seq);
    caller.say(Signal{id, candidate, seq, 1});
  }
  for (std::int64_t seq = 1; seq <= 60; ++seq) {
    CHECK(callee.wait_for<Signal>().seq == seq);
  }
  CHECK(caller.ask(client::End{id, EndReason::None}).ok);
}

TEST_CASE("a tenant's budget is kept while somebody of it is connected", "[server][limits]") {
  server_app::TenantBudgets budgets(1);
  const server_app::TenantBudgets::Time start{};
  budgets.join("a", start);
  budgets.join("a", start);
  for (int i = 0; i < 10; ++i) CHECK(budgets.take("a", start));
  CHECK_FALSE(budgets.take("a", start));
  budgets.leave("a");
  CHECK_FALSE(budgets.take("a", start));
  CHECK(budgets.take("a", start + std::chrono::seconds{1}));
  CHECK_FALSE(budgets.take("a", start + std::chrono::seconds{1}));
  budgets.join("b", start);
  CHECK(budgets.take("b", start));
}

}  // namespace ringline::test
