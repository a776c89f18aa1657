// Nobody may have been told of a call what its row doesn't say, whoever is killed and whenever.
#include <catch2/catch.hpp>

#include "server/gateway_process.hpp"
#include "server/postgres.hpp"

namespace ringline::test {
namespace {

constexpr const char* tenant = "tenant_harbor";

struct Pair {
  SocketClient staff;
  SocketClient customer;

  explicit Pair(std::uint16_t port) : staff(port), customer(port) {
    staff.join_as("user_amina", tenant, Role::TenantMember);
    customer.join_as("portal_rahim", tenant, Role::PortalCustomer, "contact_rahim");
  }
  std::string ring() {
    const auto ack = staff.ask(client::Initiate{"contact_rahim", "", "Rahim", "wish-1"});
    REQUIRE(ack.status == CallStatus::Ringing);
    REQUIRE(customer.wait_for<server::Incoming>().call_id == ack.call_id);
    return ack.call_id;
  }
};

// status, duration, startedAt, reason
std::vector<std::string> row(const TestDatabase& database) {
  const auto rows = database.query("SELECT status, duration, " + database.ms("\"startedAt\"") +
                                       ", reason FROM call_logs l JOIN ringline_calls c "
                                       "ON c.id = l.id",
                                   4);
  REQUIRE(rows.size() == 1);
  return rows[0];
}

std::vector<std::string> closed_row(const TestDatabase& database) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{15};
  while (std::chrono::steady_clock::now() < deadline) {
    const auto found = row(database);
    if (found[3] != "NULL") return found;
  }
  throw std::runtime_error("the row stays open");
}

server_app::Options quick(const TestDatabase& database) {
  auto options = database.options();
  options.ring_timeout = std::chrono::seconds{2};
  options.resume_window = std::chrono::seconds{1};
  return options;
}

}  // namespace

TEST_CASE("the gateway is killed while it rings: the row rings, and is settled later",
          "[server][kill]") {
  const TestDatabase database(each_backend());
  {
    GatewayProcess gateway(quick(database));
    Pair pair(gateway.port());
    pair.ring();
    gateway.kill();
  }
  CHECK(row(database)[0] == "RINGING");
  const GatewayProcess gateway(quick(database));
  const auto settled = closed_row(database);
  CHECK(settled[0] == "FAILED");
  CHECK(settled[3] == "no_answer");
}

TEST_CASE("the gateway is killed in a call: the row talks, and is settled later",
          "[server][kill]") {
  const TestDatabase database(each_backend());
  EpochMs told = 0;
  {
    GatewayProcess gateway(quick(database));
    Pair pair(gateway.port());
    REQUIRE(pair.customer.ask(client::Accept{pair.ring()}).ok);
    told = pair.staff.wait_for<server::Accepted>().answered_at;
    gateway.kill();
  }
  CHECK(row(database)[0] == "ANSWERED");
  CHECK(row(database)[2] == std::to_string(told));
  // Nobody looks after it: it is found by its due time, which is brought near here.
  database.execute("UPDATE ringline_calls SET \"dueAt\" = " + std::to_string(told + 3'500));
  const GatewayProcess gateway(quick(database));
  const auto settled = closed_row(database);
  CHECK(settled[0] == "COMPLETED");
  CHECK(settled[1] == "3");
  CHECK(settled[3] == "connection_lost");
}

TEST_CASE("the gateway is killed after a call: the row says what both were told",
          "[server][kill]") {
  const TestDatabase database(each_backend());
  GatewayProcess gateway(quick(database));
  Pair pair(gateway.port());
  const std::string id = pair.ring();
  REQUIRE(pair.customer.ask(client::Accept{id}).ok);
  const auto ack = pair.staff.ask(client::End{id, EndReason::None});
  const auto ended = pair.customer.wait_for<server::Ended>();
  gateway.kill();
  CHECK(ack.duration == ended.duration);
  CHECK(row(database)[0] == "COMPLETED");
  CHECK(row(database)[1] == std::to_string(*ended.duration));
  CHECK(row(database)[3] == "hung_up");
}

TEST_CASE("PostgreSQL is killed in a call: both hear its end, and the row says the same",
          "[server][kill]") {
  PostgresServer postgres;
  TemporaryFolder folder;
  auto options = options_in(folder);
  options.database_url = postgres.create_database();
  options.store.journal_file = folder / "journal.db";
  // The gateway may be killed, too, before the database is back.
  const bool both = GENERATE(false, true);
  auto gateway = std::make_unique<GatewayProcess>(options);
  server::Ended ended;
  {
    Pair pair(gateway->port());
    const std::string id = pair.ring();
    postgres.kill();
    REQUIRE(pair.customer.ask(client::Accept{id}).ok);
    pair.staff.wait_for<server::Accepted>();
    CHECK(pair.staff.ask(client::Initiate{"contact_sofia", "", "", ""}).code == "unavailable");
    const auto ack = pair.customer.ask(client::End{id, EndReason::None});
    ended = pair.staff.wait_for<server::Ended>();
    CHECK(ended.reason == EndReason::HungUp);
    CHECK(ack.duration == ended.duration);
    if (both) gateway->kill();
  }
  postgres.start();
  if (both) gateway = std::make_unique<GatewayProcess>(options);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  std::string status;
  std::string duration;
  while (status != "COMPLETED" && std::chrono::steady_clock::now() < deadline) {
    const auto rows = query_url(options.database_url, "SELECT status, duration FROM call_logs", 2);
    REQUIRE(rows.size() == 1);
    status = rows[0][0];
    duration = rows[0][1];
  }
  CHECK(status == "COMPLETED");
  CHECK(duration == std::to_string(*ended.duration));
}

}  // namespace ringline::test
