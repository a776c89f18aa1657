// Whole calls over real sockets, and their rows in a real database.
#include <catch2/catch.hpp>

#include "server/postgres.hpp"

namespace ringline::test {
namespace {

constexpr const char* tenant = "tenant_harbor";

struct Pair {
  TestDatabase database{each_backend()};
  RunningServer server{database.options()};
  SocketClient staff{server.port()};
  SocketClient customer{server.port()};
  server::Welcome staff_welcome;
  server::Welcome customer_welcome;

  Pair() {
    staff_welcome = staff.join_as("user_amina", tenant, Role::TenantMember);
    customer_welcome =
        customer.join_as("portal_rahim", tenant, Role::PortalCustomer, "contact_rahim");
  }
  std::string ring() {
    const auto ack = staff.ask(client::Initiate{"contact_rahim", "", "Rahim", "wish-1"});
    REQUIRE(ack.status == CallStatus::Ringing);
    REQUIRE(customer.wait_for<server::Incoming>().call_id == ack.call_id);
    return ack.call_id;
  }
  std::vector<std::string> row() {
    const auto rows = database.query(
        "SELECT status, c.reason, duration, " + database.ms("\"startedAt\"") + ", " +
            database.ms("\"endedAt\"") +
            R"(, "userId", "contactId", direction, "fromNumber", "toNumber", c."dueAt"
               FROM call_logs l JOIN ringline_calls c ON c.id = l.id)",
        11);
    REQUIRE(rows.size() == 1);
    return rows[0];
  }
};

}  // namespace

TEST_CASE("a call, and its row as Prisma would read it", "[server]") {
  Pair pair;
  const std::string id = pair.ring();
  CHECK(pair.row()[0] == "RINGING");
  REQUIRE(pair.customer.ask(client::Accept{id}).ok);
  const auto accepted = pair.staff.wait_for<server::Accepted>();
  CHECK(accepted.call_id == id);
  CHECK(pair.row()[0] == "ANSWERED");
  CHECK(pair.row()[3] == std::to_string(accepted.answered_at));

  Signal signal;
  signal.call_id = id;
  signal.body = Description{DescriptionType::Offer, "v=0"};
  signal.seq = 1;
  signal.generation = 1;
  CHECK(pair.staff.ask(signal).ok);
  CHECK(pair.customer.wait_for<Signal>().seq == 1);

  const auto ack = pair.customer.ask(client::End{id, EndReason::None});
  const auto ended = pair.staff.wait_for<server::Ended>();
  CHECK(ended.reason == EndReason::HungUp);
  CHECK(ended.duration == ack.duration);
  const auto row = pair.row();
  CHECK(row[0] == "COMPLETED");
  CHECK(row[1] == "hung_up");
  CHECK(row[2] == std::to_string(*ended.duration));
  CHECK(row[5] == "user_amina");
  CHECK(row[6] == "contact_rahim");
  CHECK(row[7] == "OUTBOUND");
  CHECK(row[8] == "WebRTC");
  CHECK(row[9] == "+880 1711-000001");
  CHECK(row[10] == "NULL");
}

TEST_CASE("a number is found however it is typed", "[server]") {
  Pair pair;
  CHECK(pair.staff.ask(client::Initiate{"", "+880 (1711) 000-001", "", ""}).ok);
  CHECK(pair.customer.wait_for<server::Incoming>().caller_name == "Amina Rahman");
}

TEST_CASE("the contact of another tenant is not found", "[server]") {
  Pair pair;
  CHECK(pair.staff.ask(client::Initiate{"contact_priya", "", "", ""}).code == "unknown_contact");
}

TEST_CASE("clientCallId makes one call of two requests, in the database, too", "[server]") {
  Pair pair;
  const std::string id = pair.ring();
  CHECK(pair.staff.ask(client::Initiate{"contact_rahim", "", "Rahim", "wish-1"}).call_id == id);
  pair.row();
}

TEST_CASE("the gateway is killed and another one takes its place: the call lives on", "[server]") {
  const TestDatabase database(each_backend());
  auto options = database.options();
  auto first = std::make_unique<RunningServer>(options);
  options.port = first->port();
  SocketClient staff(options.port);
  SocketClient customer(options.port);
  const auto staff_welcome = staff.join_as("user_amina", tenant, Role::TenantMember);
  const auto customer_welcome =
      customer.join_as("portal_rahim", tenant, Role::PortalCustomer, "contact_rahim");
  const std::string id = staff.ask(client::Initiate{"contact_rahim", "", "Rahim", "w"}).call_id;
  REQUIRE(customer.ask(client::Accept{id}).ok);
  first->kill();
  first.reset();
  CHECK(staff.frame_with("").rfind("42", 0) == 0);  // what was said before

  RunningServer second(options);
  SocketClient staff_again(options.port);
  SocketClient customer_again(options.port);
  const auto resumed = staff_again.join_as("user_amina", tenant, Role::TenantMember, "", 2,
                                           staff_welcome.resume_token);
  CHECK(resumed.session_id == staff_welcome.session_id);
  customer_again.join_as("portal_rahim", tenant, Role::PortalCustomer, "contact_rahim", 2,
                         customer_welcome.resume_token);
  const auto state = staff_again.ask(client::Resume{id, 0});
  CHECK(state.status == CallStatus::Answered);
  CHECK(customer_again.ask(client::Resume{id, 0}).status == CallStatus::Answered);
  CHECK(staff_again.ask(client::End{id, EndReason::None}).status == CallStatus::Completed);
  CHECK(customer_again.wait_for<server::Ended>().reason == EndReason::HungUp);
}

TEST_CASE("SIGTERM settles every row", "[server]") {
  Pair pair;
  const std::string id = pair.ring();
  const bool answered = GENERATE(true, false);
  if (answered) REQUIRE(pair.customer.ask(client::Accept{id}).ok);
  pair.server.stop();
  CHECK(pair.row()[0] == (answered ? "COMPLETED" : "FAILED"));
  CHECK(pair.row()[1] == "connection_lost");
  CHECK(pair.staff.wait_for<server::Ended>().reason == EndReason::ConnectionLost);
}

TEST_CASE("a ring ends at its deadline", "[server]") {
  TemporaryFolder folder;
  auto options = options_in(folder);
  options.ring_timeout = std::chrono::milliseconds{200};
  RunningServer server(options);
  SocketClient staff(server.port());
  SocketClient customer(server.port());
  staff.join_as("user_amina", tenant, Role::TenantMember);
  customer.join_as("portal_rahim", tenant, Role::PortalCustomer, "contact_rahim");
  REQUIRE(staff.ask(client::Initiate{"contact_rahim", "", "", ""}).ok);
  CHECK(staff.wait_for<server::Ended>().reason == EndReason::NoAnswer);
  CHECK(customer.wait_for<server::Ended>().reason == EndReason::NoAnswer);
}

TEST_CASE("a base client, without a token, in development", "[server]") {
  TemporaryFolder folder;
  RunningServer server(options_in(folder));
  SocketClient staff(server.port());
  staff.join(R"({"userId":"user_amina","tenantId":"tenant_harbor","role":"tenant_member"})");
  // Without the offset by which browsers' socket.io-client recovers: other clients' handlers would see it.
  CHECK(staff.frame_with("42/webrtc,") ==
        R"(42/webrtc,["connection:success",{"userId":"user_amina","tenantId":"tenant_harbor",)"
        R"("role":"tenant_member"}])");
  staff.say(client::Initiate{"contact_rahim", "", "", ""});
  CHECK(staff.wait_for<server::Failed>().message == "Contact is offline");
}

}  // namespace ringline::test
