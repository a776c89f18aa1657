// Who somebody is: tokens of a provider, from wherever they come, and the people of the database.
#include <catch2/catch.hpp>

#include "auth/credentials.hpp"
#include "auth/person.hpp"
#include "server/client.hpp"
#include "server/key_server.hpp"
#include "server/signing_keys.hpp"

namespace ringline::test {
namespace {

using nlohmann::json;

constexpr const char* harbor = "tenant_harbor";
constexpr const char* lumen = "tenant_lumen";
constexpr const char* crm = "https://crm.example.com";

// A provider's key, and a gateway in production that knows it. The people of development's seed have
// names of the provider's besides, and one of them is both staff and a customer.
struct Clerk {
  explicit Clerk(const std::function<void(server_app::AuthOptions&)>& change = {}) {
    provider.publish(jwks({key.jwk("k1")}).dump());
    {
      RunningServer seeded(options_in(folder));
      REQUIRE(http_get(seeded.port(), "/readyz").status == 200);
    }
    for (
        const char* sql :
        {R"(UPDATE "users" SET "clerkId" = 'clerk_amina' WHERE "id" = 'user_amina')",
         R"(UPDATE "users" SET "clerkId" = 'user_amina' WHERE "id" = 'user_jonas')",
         R"(UPDATE "users" SET "clerkId" = 'clerk_both' WHERE "id" = 'user_mei')",
         R"(UPDATE "portal_customers" SET "clerkId" = 'clerk_both' WHERE "id" = 'portal_sofia')",
         R"(UPDATE "portal_customers" SET "clerkId" = 'clerk_rahim' WHERE "id" = 'portal_rahim')"}) {
      query(folder / "calls.db", std::string(sql) + R"( RETURNING "id")", 1);
    }
    auto options = options_in(folder, server_app::Mode::Production);
    options.auth.jwks = provider.url();
    options.auth.issuer = "https://clerk.example.com";
    options.allowed_origins = {crm};
    if (change) change(options.auth);
    server = std::make_unique<RunningServer>(options);
  }

  [[nodiscard]] std::string token(const std::string& subject,
                                  const json& more = json::object()) const {
    json claims{{"sub", subject},
                {"iss", "https://clerk.example.com"},
                {"iat", server_app::epoch_s()},
                {"exp", server_app::epoch_s() + 600}};
    claims.update(more);
    return key.sign("k1", claims);
  }
  [[nodiscard]] std::uint16_t port() const { return server->port(); }

  SigningKey key = SigningKey::rsa();
  KeyServer provider;
  TemporaryFolder folder;
  std::unique_ptr<RunningServer> server;
};

json auth(const std::string& token, const json& more = json::object()) {
  json whole{{"token", token}};
  whole.update(more);
  return whole;
}

// "tenant role user" of who was let in, or the code of the refusal.
std::string joins(SocketClient&& client, const json& auth_json) {
  client.join(auth_json.dump());
  const std::string frame = client.frame_with("4");
  if (frame.rfind("44", 0) == 0) {
    const auto refusal = decode_refusal(frame.substr(std::string("44/webrtc,").size()));
    REQUIRE(refusal);
    CHECK_FALSE(refusal->detail.empty());
    return refusal->code;
  }
  const auto welcome = client.wait_for<server::Welcome>();
  return welcome.tenant_id + " " + std::string(to_string(welcome.role)) + " " + welcome.user_id;
}

SocketClient with_headers(std::uint16_t port, const std::string& origin,
                          const SocketClient::Headers& headers) {
  return SocketClient(port, origin, "/socket.io/?EIO=4&transport=websocket", headers);
}

}  // namespace

TEST_CASE("a provider's token and the database say who it is", "[server][identity]") {
  Clerk clerk;
  const auto as = [&](const std::string& token, const json& hints = json::object()) {
    return joins(SocketClient(clerk.port()), auth(token, hints));
  };
  CHECK(as(clerk.token("clerk_amina")) == "tenant_harbor tenant_member user_amina");
  CHECK(as(clerk.token("clerk_rahim")) == "tenant_harbor portal_customer portal_rahim");
  // The provider's name for somebody isn't the database's id of another, and not the reverse.
  CHECK(as(clerk.token("user_amina")) == "tenant_harbor tenant_member user_jonas");
  CHECK(as(clerk.token("portal_rahim")) == "forbidden");
  CHECK(as(clerk.token("clerk_nobody")) == "forbidden");
  // Hints may name him either way, and nobody else.
  CHECK(as(clerk.token("clerk_amina"), {{"userId", "user_amina"}, {"tenantId", harbor}}) ==
        "tenant_harbor tenant_member user_amina");
  CHECK(as(clerk.token("clerk_amina"), {{"userId", "clerk_amina"}}) ==
        "tenant_harbor tenant_member user_amina");
  CHECK(as(clerk.token("clerk_amina"), {{"userId", "user_jonas"}}) == "forbidden");
  CHECK(as(clerk.token("clerk_amina"), {{"tenantId", lumen}}) == "forbidden");
  CHECK(as(clerk.token("clerk_amina"), {{"role", "portal_customer"}}) == "forbidden");
  CHECK(as(clerk.token("clerk_rahim"), {{"contactId", "contact_rahim"}}) ==
        "tenant_harbor portal_customer portal_rahim");
  CHECK(as(clerk.token("clerk_rahim"), {{"contactId", "contact_sofia"}}) == "forbidden");
  // What the token says of tenant and role must agree with the database; words of the provider's own
  // say nothing.
  CHECK(as(clerk.token("clerk_amina", {{"tenantId", harbor}, {"role", "tenant_member"}})) ==
        "tenant_harbor tenant_member user_amina");
  CHECK(as(clerk.token("clerk_amina", {{"role", "authenticated"}})) ==
        "tenant_harbor tenant_member user_amina");
  CHECK(as(clerk.token("clerk_amina", {{"tenantId", lumen}})) == "forbidden");
  CHECK(as(clerk.token("clerk_amina", {{"role", "portal_customer"}})) == "forbidden");
  // The rest is the token's.
  CHECK(as(clerk.token("clerk_amina", {{"iss", "https://evil.example"}})) == "unauthorized");
  CHECK(as(clerk.token("clerk_amina", {{"exp", server_app::epoch_s() - 31}})) == "token_expired");
  CHECK(as(SigningKey::rsa().sign("k1", {{"sub", "clerk_amina"}})) == "unauthorized");
}

TEST_CASE("who is several people says which one he means, among those that are his",
          "[server][identity]") {
  Clerk clerk;
  const std::string both = clerk.token("clerk_both");
  const auto as = [&](const json& hints) {
    return joins(SocketClient(clerk.port()), auth(both, hints));
  };
  CHECK(as(json::object()) == "forbidden");
  CHECK(as({{"role", "tenant_member"}}) == "tenant_lumen tenant_member user_mei");
  CHECK(as({{"role", "portal_customer"}}) == "tenant_harbor portal_customer portal_sofia");
  CHECK(as({{"tenantId", lumen}}) == "tenant_lumen tenant_member user_mei");
  CHECK(as({{"tenantId", harbor}}) == "tenant_harbor portal_customer portal_sofia");
  CHECK(as({{"tenantId", harbor}, {"role", "tenant_member"}}) == "forbidden");
  CHECK(as({{"tenantId", "tenant_none"}}) == "forbidden");
  // The REST surface is told in the query.
  const auto status = [&](const std::string& query) {
    return http_get(clerk.port(), "/api/me" + query, "Authorization: Bearer " + both + "\r\n");
  };
  CHECK(status("").status == 403);
  CHECK(status("?tenantId=tenant_none").status == 403);
  CHECK(status("?role=tenant_member").body.find("user_mei") != std::string::npos);
  CHECK(status("?tenantId=tenant_harbor").body.find("portal_sofia") != std::string::npos);
}

TEST_CASE("where claims are asked for, a token without them isn't enough", "[server][identity]") {
  Clerk clerk([](server_app::AuthOptions& options) {
    options.identity = server_app::IdentitySource::Claims;
    options.claims.tenant = "app_metadata.tenant_id";
    options.claims.role = "app_metadata.role";
  });
  const auto as = [&](const json& metadata) {
    return joins(
        SocketClient(clerk.port()),
        auth(clerk.token("clerk_amina", {{"role", "authenticated"}, {"app_metadata", metadata}})));
  };
  CHECK(as({{"tenant_id", harbor}, {"role", "tenant_member"}}) ==
        "tenant_harbor tenant_member user_amina");
  CHECK(as({{"tenant_id", lumen}, {"role", "tenant_member"}}) == "forbidden");
  CHECK(as({{"tenant_id", harbor}, {"role", "portal_customer"}}) == "forbidden");
  CHECK(as({{"tenant_id", harbor}}) == "unauthorized");
  CHECK(as({{"role", "tenant_member"}}) == "unauthorized");
  CHECK(as({{"tenant_id", harbor}, {"role", "admin"}}) == "unauthorized");
}

TEST_CASE("the column that a subject stands in can be told", "[server][identity]") {
  Clerk clerk(
      [](server_app::AuthOptions& options) { options.subject = server_app::SubjectColumn::Id; });
  CHECK(joins(SocketClient(clerk.port()), auth(clerk.token("user_amina"))) ==
        "tenant_harbor tenant_member user_amina");
  CHECK(joins(SocketClient(clerk.port()), auth(clerk.token("clerk_amina"))) == "forbidden");
}

TEST_CASE("a token may come in the Authorization header", "[server][identity]") {
  Clerk clerk;
  const auto as = [&](const std::string& header, const json& auth_json = json::object()) {
    return joins(with_headers(clerk.port(), "", {{"Authorization", header}}), auth_json);
  };
  const std::string amina = clerk.token("clerk_amina");
  CHECK(as("Bearer " + amina) == "tenant_harbor tenant_member user_amina");
  CHECK(as("bearer " + amina) == "tenant_harbor tenant_member user_amina");
  CHECK(as("Basic " + amina) == "unauthorized");
  CHECK(as("Bearer x") == "unauthorized");
  // The auth's own comes first, and nothing makes up for a wrong one.
  CHECK(as("Bearer " + amina, auth(clerk.token("clerk_rahim"))) ==
        "tenant_harbor portal_customer portal_rahim");
  CHECK(as("Bearer " + amina, auth("x")) == "unauthorized");
}

TEST_CASE("a token may come in a cookie, from an allowed page", "[server][identity]") {
  Clerk clerk([](server_app::AuthOptions& options) { options.token_cookie = "__session"; });
  const std::string amina = clerk.token("clerk_amina");
  const std::string cookie = "theme=dark; __session=" + amina + "; __session_x=1";
  const auto as = [&](const std::string& origin, const std::string& header) {
    return joins(with_headers(clerk.port(), origin, {{"Cookie", header}}), json::object());
  };
  CHECK(as(crm, cookie) == "tenant_harbor tenant_member user_amina");
  CHECK(as("http://localhost:" + std::to_string(clerk.port()), cookie) ==
        "tenant_harbor tenant_member user_amina");
  // Without an Origin nobody knows which page asks; with a wrong one it doesn't come that far.
  CHECK(as("", cookie) == "forbidden");
  CHECK_THROWS(as("https://evil.example", cookie));
  CHECK_THROWS(as("null", cookie));
  CHECK(as(crm, "__session_x=" + amina) == "unauthorized");
  CHECK(as(crm, "__session=x") == "unauthorized");
  // Where no cookie is named, none counts.
  Clerk without;
  CHECK(joins(with_headers(without.port(), crm, {{"Cookie", "__session=" + amina}}),
              json::object()) == "unauthorized");
}

TEST_CASE("the REST surface takes the cookie of allowed pages", "[server][identity]") {
  Clerk clerk([](server_app::AuthOptions& options) { options.token_cookie = "__session"; });
  const std::string cookie = "Cookie: __session=" + clerk.token("clerk_amina") + "\r\n";
  const auto status = [&](const std::string& headers) {
    return http_get(clerk.port(), "/api/me", headers).status;
  };
  CHECK(status(cookie + "Origin: https://crm.example.com\r\n") == 200);
  CHECK(status(cookie + "Sec-Fetch-Site: same-origin\r\n") == 200);
  CHECK(status(cookie) == 403);
  for (const char* site : {"cross-site", "same-site", "none"}) {
    CHECK(status(cookie + "Sec-Fetch-Site: " + site + "\r\n") == 403);
  }
  CHECK(status(cookie + "Origin: https://evil.example\r\n") == 403);
  CHECK(status(cookie + "Origin: https://evil.example\r\nSec-Fetch-Site: same-origin\r\n") == 403);
  CHECK(status("Authorization: Bearer " + clerk.token("clerk_amina") + "\r\n") == 200);
  CHECK(status("") == 401);
  // Its page may read the answer, and send the cookie from another origin.
  const auto allowed = http_get(clerk.port(), "/api/me", cookie + "Origin: " + crm + "\r\n");
  CHECK(allowed.header("Access-Control-Allow-Origin") == crm);
  CHECK(allowed.header("Access-Control-Allow-Credentials") == "true");
  const auto evil = http_get(clerk.port(), "/api/me", cookie + "Origin: https://evil.example\r\n");
  CHECK(evil.header("Access-Control-Allow-Credentials").empty());
  // What changes something needs the Origin, whatever else the browser says.
  server_app::ApiCredentials writing;
  writing.writes = true;
  writing.fetch_site = "same-origin";
  CHECK_FALSE(server_app::may_use_cookie(writing));
  writing.origin = crm;
  CHECK_FALSE(server_app::may_use_cookie(writing));
  writing.origin_is_allowed = true;
  CHECK(server_app::may_use_cookie(writing));
}

TEST_CASE("cookies and bearer tokens are read as they are written", "[server][identity]") {
  using server_app::bearer_token;
  using server_app::cookie_value;
  CHECK(cookie_value("a=1; b=2", "b") == "2");
  CHECK(cookie_value("a=1;b=\"2\"", "b") == "2");
  CHECK(cookie_value("b=2; b=3", "b") == "2");
  CHECK(cookie_value(" b = 2 ", "b").empty());
  CHECK(cookie_value("ab=1; xb=2", "b").empty());
  CHECK(cookie_value("a=b=c", "a") == "b=c");
  CHECK(cookie_value("b", "b").empty());
  CHECK(cookie_value("", "b").empty());
  CHECK(cookie_value(";;;=;b=", "b").empty());
  CHECK(bearer_token("Bearer a.b.c") == "a.b.c");
  CHECK(bearer_token("BEARER  a.b.c ") == "a.b.c");
  CHECK(bearer_token("Bearer").empty());
  CHECK(bearer_token("Basic abc").empty());
  CHECK(bearer_token("").empty());
}

TEST_CASE("claims are believed where that was asked for, and nowhere else", "[server][identity]") {
  Clerk claimed(
      [](server_app::AuthOptions& options) { options.mode = server_app::AuthMode::Claimed; });
  const auto as = [](const Clerk& clerk, const json& claims) {
    return joins(SocketClient(clerk.port()), claims);
  };
  const json amina{{"userId", "user_amina"}, {"tenantId", harbor}, {"role", "tenant_member"}};
  CHECK(as(claimed, amina) == "tenant_harbor tenant_member user_amina");
  CHECK(as(claimed, {{"userId", "portal_rahim"},
                     {"tenantId", harbor},
                     {"role", "portal_customer"},
                     {"contactId", "contact_rahim"}}) ==
        "tenant_harbor portal_customer portal_rahim");
  // The database must know them still.
  CHECK(as(claimed, {{"userId", "user_nobody"}, {"tenantId", harbor}}) == "forbidden");
  CHECK(as(claimed, {{"userId", "user_amina"}, {"tenantId", lumen}}) == "forbidden");
  CHECK(
      as(claimed, {{"userId", "user_amina"}, {"tenantId", harbor}, {"role", "portal_customer"}}) ==
      "forbidden");
  CHECK(as(claimed, {{"userId", "portal_rahim"},
                     {"tenantId", harbor},
                     {"role", "portal_customer"},
                     {"contactId", "contact_sofia"}}) == "forbidden");
  CHECK(as(claimed, {{"userId", "user_amina"}}) == "unauthorized");
  CHECK(as(claimed, json::object()) == "unauthorized");
  // Whoever gives a token is held to it.
  CHECK(as(claimed, auth(claimed.token("clerk_rahim"), amina)) == "forbidden");
  CHECK(as(claimed, auth("x", amina)) == "unauthorized");
  CHECK(http_get(claimed.port(), "/api/me").status == 401);
  Clerk clerk;
  CHECK(as(clerk, amina) == "unauthorized");
}

TEST_CASE("keys that can't be fetched are the gateway's trouble, not the client's",
          "[server][identity]") {
  Clerk clerk;
  REQUIRE(joins(SocketClient(clerk.port()), auth(clerk.token("clerk_amina"))) ==
          "tenant_harbor tenant_member user_amina");
  KeyServer broken;
  broken.answer("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n");
  Clerk other([&](server_app::AuthOptions& options) { options.jwks = broken.url(); });
  // A base client, which would stay away after a refusal, finds its transport closed instead.
  CHECK(joins(SocketClient(other.port()), auth(other.token("clerk_amina"), {{"protocol", 2}})) ==
        "unavailable");
  CHECK(http_get(other.port(), "/api/me",
                 "Authorization: Bearer " + other.token("clerk_amina") + "\r\n")
            .status == 503);
}

TEST_CASE("a session lasts as long as its token, and longer with the next one",
          "[server][identity]") {
  Clerk clerk;
  // The leeway belongs to it: this one has four seconds left.
  const auto for_s = [&](std::int64_t seconds) {
    return clerk.token("clerk_amina",
                       {{"exp", server_app::epoch_s() - server_app::leeway_s + seconds}});
  };
  // All at once, for it takes real seconds.
  SocketClient refreshing(clerk.port());
  SocketClient silent(clerk.port());
  SocketClient base(clerk.port());
  refreshing.join(auth(for_s(6), {{"protocol", 2}}).dump());
  silent.join(auth(for_s(4), {{"protocol", 2}}).dump());
  base.join(auth(for_s(4)).dump());
  refreshing.wait_for<server::Welcome>();
  silent.wait_for<server::Welcome>();
  CHECK(base.frame_with("42").find("connection:success") != std::string::npos);

  // One is told, presents the next token, and stays.
  const auto expiring = refreshing.wait_for<server::AuthExpiring>();
  CHECK(expiring.expires_at > server_app::epoch_s() * 1'000);
  CHECK(refreshing.ask(client::RefreshAuth{clerk.token("clerk_rahim")}).code == "forbidden");
  CHECK(refreshing.ask(client::RefreshAuth{"x"}).code == "unauthorized");
  CHECK(refreshing.ask(client::RefreshAuth{for_s(0)}).code == "token_expired");
  const auto ack = refreshing.ask(client::RefreshAuth{clerk.token("clerk_amina")});
  CHECK(ack.ok);
  CHECK(ack.expires_at > (server_app::epoch_s() + 500) * 1'000);

  // One doesn't, and is sent away in words.
  CHECK(silent.wait_for<server::ErrorNotice>().code == token_expired);
  CHECK(silent.frame() == "41/webrtc,");
  // A base client, which couldn't, hears only these words.
  CHECK(base.frame().find("token_expired") != std::string::npos);
  CHECK(base.frame() == "41/webrtc,");
}

TEST_CASE("a base client's session may be given a least length", "[server][identity]") {
  server_app::AuthOptions options;
  options.base_session = std::chrono::hours{1};
  options.secret = test_secret;
  TemporaryFolder folder;
  server_app::Database database("sqlite:" + folder / "x.db", [](const auto&) {});
  const server_app::Authenticator authenticator(options, false, database, [](const auto&) {});
  server_app::Verdict verdict;
  verdict.expires_at_s = 1'060;
  CHECK(authenticator.session_end_s(verdict, false, 1'000) == 4'600);
  CHECK(authenticator.session_end_s(verdict, true, 1'000) == 1'060);
  verdict.expires_at_s = 10'000;
  CHECK(authenticator.session_end_s(verdict, false, 1'000) == 10'000);
  verdict.expires_at_s = 0;
  CHECK(authenticator.session_end_s(verdict, false, 1'000) == 0);
}

}  // namespace ringline::test
