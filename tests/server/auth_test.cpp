// Who is let in.
#include <catch2/catch.hpp>

#include "auth/resume_token.hpp"
#include "auth/token.hpp"
#include "server/client.hpp"

namespace ringline::test {
namespace {

constexpr const char* tenant = "tenant_harbor";

// What a CONNECT with this auth is refused with: the code.
std::string refused(std::uint16_t port, const std::string& auth_json) {
  SocketClient client(port);
  client.join(auth_json);
  const std::string beginning = "44/webrtc,";
  const auto refusal = decode_refusal(client.frame_with(beginning).substr(beginning.size()));
  REQUIRE(refusal);
  CHECK_FALSE(refusal->detail.empty());
  return refusal->code;
}

std::string with_token(const std::string& token, const std::string& more = {}) {
  return "{\"token\":\"" + token + "\"" + more + "}";
}

}  // namespace

TEST_CASE("production: no connection without a verified token", "[server][auth]") {
  TemporaryFolder folder;
  {
    // The people come from development's seed; the database is then used by production.
    RunningServer seeded(options_in(folder));
    REQUIRE(http_get(seeded.port(), "/readyz").status == 200);
  }
  RunningServer server(options_in(folder, server_app::Mode::Production));
  const std::uint16_t port = server.port();
  const std::string good = token_for("user_amina", tenant, Role::TenantMember);

  CHECK(refused(port, R"({"userId":"user_amina","tenantId":"tenant_harbor"})") == "unauthorized");
  CHECK(refused(port, "{}") == "unauthorized");
  CHECK(refused(port, with_token("not.a.token")) == "unauthorized");
  CHECK(refused(port, with_token(good.substr(0, good.size() - 4) + "AAAA")) == "unauthorized");
  CHECK(refused(port, with_token(token_for("user_amina", tenant, Role::TenantMember, "", -31))) ==
        "token_expired");
  CHECK(refused(port, with_token(token_for("user_nobody", tenant, Role::TenantMember))) ==
        "forbidden");
  CHECK(refused(port, with_token(token_for("user_amina", "tenant_lumen", Role::TenantMember))) ==
        "forbidden");
  CHECK(refused(port, with_token(token_for("user_amina", tenant, Role::PortalCustomer, "x"))) ==
        "forbidden");
  CHECK(refused(port, with_token(token_for("portal_rahim", tenant, Role::PortalCustomer,
                                           "contact_sofia"))) == "forbidden");
  // What is claimed beside a token must agree with it.
  CHECK(refused(port, with_token(good, R"(,"userId":"user_jonas")")) == "forbidden");
  CHECK(refused(port, with_token(good, R"(,"tenantId":"tenant_lumen")")) == "forbidden");
  CHECK(refused(port, with_token(good, R"(,"role":"portal_customer")")) == "forbidden");
  CHECK(refused(port, with_token(good, R"(,"role":"admin")")) == "bad_field");

  SocketClient client(port);
  CHECK(client.join_as("user_amina", tenant, Role::TenantMember).user_id == "user_amina");
  CHECK(http_get(port, "/api/dev/people").status == 404);
}

TEST_CASE("a resume token is for one session, one person, one time", "[server][auth]") {
  const server_app::ResumeTokens tokens(test_secret);
  Identity amina{"user_amina", tenant, Role::TenantMember, "", "Amina", ""};
  const std::string token = tokens.issue("s1", amina, 1'000);
  CHECK(tokens.verify(token, amina, 999) == "s1");
  CHECK_FALSE(tokens.verify(token, amina, 1'000));
  Identity other = amina;
  other.user_id = "user_jonas";
  CHECK_FALSE(tokens.verify(token, other, 999));
  other = amina;
  other.tenant_id = "tenant_lumen";
  CHECK_FALSE(tokens.verify(token, other, 999));
  CHECK_FALSE(tokens.verify("s2" + token.substr(2), amina, 999));
  for (const char* bad : {"", ".", "..", "s1.1000", "s1.x.00"}) {
    CHECK_FALSE(tokens.verify(bad, amina, 999));
  }
  CHECK_FALSE(server_app::ResumeTokens("another").verify(token, amina, 999));
}

TEST_CASE("pages of foreign origins may not connect", "[server][auth]") {
  TemporaryFolder folder;
  auto options = options_in(folder);
  options.allowed_origins = {"https://crm.example.com"};
  RunningServer server(options);
  CHECK_THROWS(SocketClient(server.port(), "https://evil.example"));
  CHECK_NOTHROW(SocketClient(server.port(), "https://crm.example.com"));
  CHECK_NOTHROW(SocketClient(server.port(), "http://localhost:" + std::to_string(server.port())));
  CHECK_THROWS(SocketClient(server.port(), "", "/elsewhere/?EIO=4&transport=websocket"));
  CHECK_THROWS(SocketClient(server.port(), "", "/socket.io/?EIO=3&transport=websocket"));
}

TEST_CASE("development tokens are for loopback by its own name", "[server][auth]") {
  TemporaryFolder folder;
  RunningServer server(options_in(folder));
  const std::string rebound =
      "GET /api/dev/people HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
  CHECK(http_raw(server.port(), rebound).status == 403);
  CHECK(http_get(server.port(), "/api/dev/people").status == 200);
}

}  // namespace ringline::test
