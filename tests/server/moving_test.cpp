// What a system that is deployed already sends, and what its database is like.
#include <catch2/catch.hpp>
#include <chrono>
#include <cstring>

#include "server/client.hpp"
#include "server/postgres.hpp"

namespace ringline::test {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* crm = "https://crm.example.com";

// As its portal's page says it: `useVoiceCall(contact.id, tenant.id, 'portal_customer', contact.id)`.
constexpr const char* customers_auth =
    R"({"userId":"contact_rahim","tenantId":"tenant_harbor","role":"portal_customer",)"
    R"("contactId":"contact_rahim"})";
constexpr const char* staffs_auth =
    R"({"userId":"user_amina","tenantId":"tenant_harbor","role":"tenant_member"})";

// The user id of who was let in, "closed", or the code of the refusal.
std::string joins(SocketClient& client, const std::string& auth) {
  client.join(auth);
  for (;;) {
    const std::string frame = client.frame();
    if (frame.empty() || frame == "1") return "closed";
    if (frame.rfind("44", 0) == 0) {
      return decode_refusal(frame.substr(std::string("44/webrtc,").size()))->code;
    }
    if (frame.rfind("40/webrtc,", 0) == 0) break;
  }
  return client.wait_for<server::Welcome>().user_id;
}
std::string joins(std::uint16_t port, const std::string& auth,
                  const SocketClient::Headers& headers = {}, const std::string& origin = {}) {
  SocketClient client(port, origin, "/socket.io/?EIO=4&transport=websocket", headers);
  return joins(client, auth);
}

server_app::Options production(const TestDatabase& database) {
  { const RunningServer seeded(database.options()); }
  auto options = database.options(server_app::Mode::Production);
  options.allowed_origins = {crm};
  return options;
}

std::string rahims_token() {
  return token_for("portal_rahim", "tenant_harbor", Role::PortalCustomer, "contact_rahim");
}

const SocketClient::Headers browser = {{"User-Agent", "Mozilla/5.0 (X11; Linux x86_64)"}};

}  // namespace

TEST_CASE("the deployed customer's page is let in by claims, token and cookie",
          "[server][moving]") {
  const TestDatabase database(each_backend());
  auto options = production(database);
  SECTION("claimed") {
    options.auth.mode = server_app::AuthMode::Claimed;
    const RunningServer server(options);
    CHECK(joins(server.port(), customers_auth) == "portal_rahim");
    // Its contact names it, and nothing else does.
    CHECK(joins(server.port(),
                R"({"userId":"contact_rahim","tenantId":"tenant_lumen","role":"portal_customer",)"
                R"("contactId":"contact_rahim"})") == "forbidden");
    CHECK(joins(server.port(),
                R"({"userId":"contact_rahim","tenantId":"tenant_harbor","role":"portal_customer",)"
                R"("contactId":"contact_sofia"})") == "forbidden");
    CHECK(
        joins(server.port(),
              R"({"userId":"contact_rahim","tenantId":"tenant_harbor","role":"tenant_member"})") ==
        "forbidden");
    // A contact with several accounts: each has the contact's rights.
    database.execute(R"(INSERT INTO "portal_customers" ("id", "tenantId", "contactId", "clerkId",
                        "email", "name") VALUES ('portal_a', 'tenant_harbor', 'contact_rahim', 'a',
                        'a@x', 'A'))");
    CHECK(joins(server.port(), customers_auth) == "portal_a");
  }
  SECTION("a token") {
    const RunningServer server(options);
    CHECK(joins(server.port(), R"({"token":")" + rahims_token() + R"(",)" + (customers_auth + 1)) ==
          "portal_rahim");
    // Beside another's token the contact's id is another's.
    const std::string sofia =
        token_for("portal_sofia", "tenant_harbor", Role::PortalCustomer, "contact_sofia");
    CHECK(joins(server.port(), R"({"token":")" + sofia + R"(",)" + (customers_auth + 1)) ==
          "forbidden");
  }
  SECTION("a cookie") {
    options.auth.token_cookie = "__session";
    const RunningServer server(options);
    CHECK(joins(server.port(), customers_auth, {{"Cookie", "__session=" + rahims_token()}}, crm) ==
          "portal_rahim");
  }
}

TEST_CASE("a deactivated account is refused, isn't found and doesn't ring", "[server][moving]") {
  const TestDatabase database(each_backend());
  auto options = production(database);
  options.auth.mode = server_app::AuthMode::Claimed;
  const std::string yes = database.is_postgres() ? "BOOLEAN DEFAULT true" : "BOOLEAN DEFAULT 1";
  for (const char* table : {"users", "portal_customers"}) {
    database.execute("ALTER TABLE \"" + std::string(table) + "\" ADD COLUMN \"isActive\" " + yes);
  }
  const RunningServer server(options);
  SocketClient staff(server.port());
  SocketClient customer(server.port());
  REQUIRE(joins(staff, staffs_auth) == "user_amina");
  REQUIRE(joins(customer, customers_auth) == "portal_rahim");
  const std::string no = database.is_postgres() ? "false" : "0";
  database.execute(R"(UPDATE "users" SET "isActive" = )" + no + R"( WHERE "id" = 'user_jonas')");
  database.execute(R"(UPDATE "portal_customers" SET "isActive" = )" + no);

  const auto as = [](const char* user) {
    return R"({"userId":")" + std::string(user) +
           R"(","tenantId":"tenant_harbor","role":"tenant_member"})";
  };
  CHECK(joins(server.port(), as("user_jonas")) == "forbidden");
  CHECK(joins(server.port(), as("user_amina")) == "user_amina");
  CHECK(joins(server.port(), customers_auth) == "forbidden");
  const auto me = [&](const std::string& token) {
    return http_get(server.port(), "/api/me", "Authorization: Bearer " + token + "\r\n").status;
  };
  CHECK(me(token_for("user_jonas", "tenant_harbor", Role::TenantMember)) == 403);
  CHECK(me(rahims_token()) == 403);
  CHECK(me(token_for("user_amina", "tenant_harbor", Role::TenantMember)) == 200);
  // Who lists whom one can call: no more staff, and no contact without an active account.
  const auto listed = [&](const std::string& token) {
    return http_get(server.port(), "/api/contacts", "Authorization: Bearer " + token + "\r\n").body;
  };
  const std::string amina = token_for("user_amina", "tenant_harbor", Role::TenantMember);
  CHECK(listed(amina).find("\"callable\":true") == std::string::npos);
  // The customer was let in before, and yet doesn't ring, by id or by number.
  for (const char* whom :
       {R"("contactId":"contact_rahim")", R"("contactPhone":"+8801711000001")"}) {
    staff.send(R"(42/webrtc,["call:initiate",{)" + std::string(whom) + "}]");
    CHECK(staff.wait_for<server::Failed>().message == "Contact is offline");
  }
  // Nor are deactivated staff found by the customer.
  customer.send(R"(42/webrtc,["call:initiate",{"contactId":"user_jonas"}])");
  CHECK(customer.wait_for<server::Failed>().message == "Contact not found");
  // Who is active again rings.
  const std::string yes_value = database.is_postgres() ? "true" : "1";
  database.execute(R"(UPDATE "portal_customers" SET "isActive" = )" + yes_value);
  staff.send(R"(42/webrtc,["call:initiate",{"contactId":"contact_rahim"}])");
  CHECK_FALSE(customer.wait_for<server::Incoming>().call_id.empty());
}

TEST_CASE("the columns of the provider's subject can be named", "[server][moving]") {
  const TestDatabase database(each_backend());
  auto options = production(database);
  const std::string uuid = "9f8b4c1e-5a3d-4e2f-8b1a-0c9d8e7f6a5b";
  const std::string type = database.is_postgres() ? "UUID" : "TEXT";
  database.execute(R"(ALTER TABLE "users" RENAME COLUMN "clerkId" TO "oldId")");
  database.execute(R"(ALTER TABLE "users" ADD COLUMN "supabase_user_id" )" + type);
  database.execute(R"(UPDATE "users" SET "supabase_user_id" = ')" + uuid +
                   R"(' WHERE "id" = 'user_amina')");
  database.execute(R"(ALTER TABLE "portal_customers" RENAME COLUMN "clerkId" TO "supabaseUserId")");
  SECTION("where no token is looked up by them nothing is asked of the tables") {
    options.auth.mode = server_app::AuthMode::Claimed;
    const RunningServer server(options);
    CHECK(joins(server.port(), staffs_auth) == "user_amina");
  }
  options.auth.subject = server_app::SubjectColumn::Provider;
  SECTION("one that isn't there is told with the option that names another") {
    CHECK_THROWS_WITH(
        RunningServer(options),
        Catch::Matchers::Contains(
            "users has no column clerkId: --users-identity-column names another one") &&
            Catch::Matchers::Contains("--customers-identity-column"));
  }
  SECTION("by them people are found") {
    options.auth.identity_columns = {"supabase_user_id", "supabaseUserId"};
    const RunningServer server(options);
    const auto with = [](const std::string& subject, Role role) {
      return R"({"token":")" + token_for(subject, "tenant_harbor", role) + "\"}";
    };
    CHECK(joins(server.port(), with(uuid, Role::TenantMember)) == "user_amina");
    // What is no uuid is nobody's, and no error of the database's.
    CHECK(joins(server.port(), with("user_amina", Role::TenantMember)) == "forbidden");
    CHECK(joins(server.port(), with("portal_rahim", Role::PortalCustomer)) == "portal_rahim");
  }
}

TEST_CASE("a passing trouble of the database closes a base client's connection, and it comes back",
          "[server][moving][outage]") {
  PostgresServer postgres;
  const TemporaryFolder folder;
  auto options = options_in(folder);
  options.database_url = postgres.create_database();
  options.store.journal_file = folder / "journal.db";
  const RunningServer server(options);
  SocketClient first(server.port(), "", "/socket.io/?EIO=4&transport=websocket", browser);
  first.join(staffs_auth);
  const std::string connected = first.frame_with("40/webrtc,");
  const auto in = [&](const std::string& name) {
    const std::size_t at = connected.find("\"" + name + "\":\"") + name.size() + 4;
    return connected.substr(at, connected.find('"', at) - at);
  };
  const std::string pid = in("pid");
  REQUIRE_FALSE(pid.empty());
  postgres.kill();
  first.drop();

  // Whoever is new is sent away without a refusal, and not at once.
  const auto begin = Clock::now();
  CHECK(joins(server.port(), customers_auth) == "closed");
  CHECK(Clock::now() - begin >= std::chrono::milliseconds{1'900});
  // Our own client is told, for it comes back by itself.
  const std::string own = std::string(staffs_auth).substr(0, std::strlen(staffs_auth) - 1);
  CHECK(joins(server.port(), own + R"(,"protocol":2})") == "unavailable");
  // A session that is held here needs no database, for the one who began it.
  const std::string back = R"(,"pid":")" + pid + R"(","offset":""})";
  CHECK(joins(server.port(),
              std::string(customers_auth).substr(0, std::strlen(customers_auth) - 1) + back) ==
        "closed");
  SocketClient again(server.port(), "", "/socket.io/?EIO=4&transport=websocket", browser);
  again.join(own + back);
  CHECK(again.frame_with("40/webrtc,").find(pid) != std::string::npos);

  postgres.start();
  const auto deadline = Clock::now() + std::chrono::seconds{30};
  std::string who;
  while ((who = joins(server.port(), customers_auth)) == "closed" && Clock::now() < deadline)
    continue;
  CHECK(who == "portal_rahim");
}

TEST_CASE("a limit closes a base client's connection, too", "[server][moving]") {
  const TemporaryFolder folder;
  auto options = options_in(folder);
  options.transport.connections_per_user = 1;
  const RunningServer server(options);
  SocketClient first(server.port());
  REQUIRE(joins(first, staffs_auth) == "user_amina");
  SocketClient second(server.port());
  CHECK(joins(second, staffs_auth) == "closed");
}

TEST_CASE("recovery is for those who know it", "[server][moving]") {
  const TemporaryFolder folder;
  auto options = options_in(folder);
  const auto has_pid = [](const RunningServer& server, const SocketClient::Headers& headers) {
    SocketClient client(server.port(), "", "/socket.io/?EIO=4&transport=websocket", headers);
    client.join(staffs_auth);
    return client.frame_with("40/webrtc,").find("\"pid\"") != std::string::npos;
  };
  const SocketClient::Headers python = {{"User-Agent", "Python/3.11 aiohttp/3.8.4"}};
  SECTION("browsers, unless it is told") {
    const RunningServer server(options);
    CHECK(has_pid(server, browser));
    CHECK_FALSE(has_pid(server, python));
    CHECK_FALSE(has_pid(server, {}));
  }
  SECTION("all") {
    options.transport.recovery = server_app::RecoveryFor::All;
    const RunningServer server(options);
    CHECK(has_pid(server, python));
  }
  SECTION("nobody") {
    options.transport.recovery = server_app::RecoveryFor::Nobody;
    const RunningServer server(options);
    CHECK_FALSE(has_pid(server, browser));
  }
}

TEST_CASE("JSON beyond the limits is refused by name, and the connection lives",
          "[server][moving]") {
  const TemporaryFolder folder;
  const RunningServer server(options_in(folder));
  SocketClient staff(server.port());
  REQUIRE(joins(staff, staffs_auth) == "user_amina");
  const std::string deep = std::string(20, '[') + std::string(20, ']');
  staff.send(R"(42/webrtc,7["call:initiate",{"contactId":"contact_rahim","x":)" + deep + "}]");
  const auto ack = decode_ack(staff.frame_with("43/webrtc,7").substr(11));
  REQUIRE(ack);
  CHECK_FALSE(ack->ok);
  CHECK(ack->code == "too_large");
  staff.send(R"(42/webrtc,["call:initiate",{"contactId":"contact_rahim","x":)" + deep + "}]");
  CHECK(staff.wait_for<server::ErrorNotice>().code == "too_large");
  staff.send(R"(42/webrtc,["call:initiate",{"contactId":"contact_rahim",)"
             R"("contactName":"Ann \ud83d","contactPhone":"+8801711000001","x":1e400}])");
  CHECK(staff.wait_for<server::Failed>().message == "Contact is offline");
}

}  // namespace ringline::test
