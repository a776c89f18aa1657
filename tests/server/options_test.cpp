// The command line: what is taken, and that what is wrong names itself.
#include "options.hpp"

#include <catch2/catch.hpp>

#include "ice_servers.hpp"
#include "ringline/limits.hpp"
#include "server/client.hpp"

namespace ringline::test {
namespace {

server_app::ParsedOptions parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "ringline-gateway");
  return server_app::parse_options(static_cast<int>(arguments.size()), arguments.data());
}

server_app::Options good(std::vector<const char*> arguments) {
  arguments.insert(arguments.end(), {"--jwt-secret", test_secret});
  const auto parsed = parse(std::move(arguments));
  INFO(parsed.text);
  REQUIRE(parsed.run);
  return parsed.options;
}

}  // namespace

TEST_CASE("options: a wrong one names itself", "[server][options]") {
  struct Wrong {
    const char* option;
    const char* value;
  };
  for (const Wrong& each : {Wrong{"--port", "65536"},
                            {"--port", "x"},
                            {"--mode", "test"},
                            {"--database-url", "mysql://x"},
                            {"--jwt-secret", "too short"},
                            {"--frontend-url", "https://app.example.com/"},
                            {"--frontend-url", "app.example.com"},
                            {"--frontend-url", "*"},
                            {"--socket-path", "socket.io"},
                            {"--socket-path", "/a?b"},
                            {"--namespaces", "webrtc"},
                            {"--socket-path", "/a,b"},
                            {"--namespaces", ","},
                            {"--connections-per-user", "0"},
                            {"--connections-per-user", "17"},
                            {"--handshakes-per-second", "0"},
                            {"--connect-timeout", "61"},
                            {"--request-timeout", "0"},
                            {"--ice-servers", "http://x"},
                            {"--ring-timeout", "0"},
                            {"--resume-window", "601"},
                            {"--connections-per-address", "0"},
                            {"--calls-per-user", "0"},
                            {"--calls-per-tenant", "x"},
                            {"--trusted-proxies", "proxy"},
                            {"--address", "localhost"},
                            {"--demo-root", "/does/not/exist"},
                            {"--auth", "none"},
                            {"--auth", "1"},
                            {"--identity", "token"},
                            {"--subject", "email"},
                            {"--session-secret", "too short"},
                            {"--jwks", "http://clerk.example.com/jwks"},
                            {"--claim-tenant", ""},
                            {"--token-cookie", "a b"},
                            {"--base-session", "86401"},
                            {"--log-level", "loud"},
                            {"--log-format", "xml"}}) {
    const auto parsed = parse({each.option, each.value, "--mode", "development"});
    INFO(each.option << " " << each.value << ": " << parsed.text);
    CHECK_FALSE(parsed.run);
    CHECK(parsed.exit_code == 2);
    CHECK(parsed.text.find(each.option) != std::string::npos);
  }
  const auto unknown = parse({"--colour"});
  CHECK(unknown.exit_code == 2);
  CHECK(unknown.text.find("--colour") != std::string::npos);
  const auto secretless = parse({});
  CHECK(secretless.exit_code == 2);
  CHECK(secretless.text.find("--jwt-secret") != std::string::npos);
}

TEST_CASE("options: believing claims is insisted on where others could come", "[server][options]") {
  for (const char* reachable : {"0.0.0.0", "::", "203.0.113.1", "2001:db8::1"}) {
    const auto parsed =
        parse({"--auth", "claimed", "--address", reachable, "--jwt-secret", test_secret});
    CHECK_FALSE(parsed.run);
    CHECK(parsed.text.find("--auth-claimed-on-public-address") != std::string::npos);
    CHECK(good({"--auth", "claimed", "--address", reachable, "--auth-claimed-on-public-address"})
              .auth.mode == server_app::AuthMode::Claimed);
  }
  for (const char* inside :
       {"127.0.0.1", "::1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "fd00::1"}) {
    CHECK(good({"--auth", "claimed", "--address", inside}).auth.mode ==
          server_app::AuthMode::Claimed);
  }
  CHECK(good({}).auth.mode == server_app::AuthMode::Token);
}

TEST_CASE("options: tokens by a key need a secret for sessions", "[server][options]") {
  const char* keys = "https://clerk.example.com/.well-known/jwks.json";
  const auto without = parse({"--jwks", keys});
  CHECK_FALSE(without.run);
  CHECK(without.text.find("--session-secret") != std::string::npos);
  const auto with = parse({"--jwks", keys, "--session-secret", test_secret});
  CHECK(with.run);
  CHECK(with.options.auth.jwks == keys);
  const auto options =
      good({"--jwt-audience", "crm,calls", "--claim-tenant", "app_metadata.tenant_id", "--identity",
            "claims", "--subject", "clerkId", "--base-session", "3600"});
  CHECK(options.auth.audiences == std::vector<std::string>{"crm", "calls"});
  CHECK(options.auth.claims.tenant == "app_metadata.tenant_id");
  CHECK(options.auth.identity == server_app::IdentitySource::Claims);
  CHECK(options.auth.subject == server_app::SubjectColumn::Provider);
  CHECK(options.auth.base_session == std::chrono::hours{1});
}

TEST_CASE("options: help and defaults", "[server][options]") {
  const auto help = parse({"--help"});
  CHECK(help.exit_code == 0);
  for (const char* name : {"PORT", "DATABASE_URL", "FRONTEND_URL", "VOICE_CALL_MODE"}) {
    CHECK(help.text.find(name) != std::string::npos);
  }
  const auto production = good({});
  CHECK_FALSE(production.is_development());
  CHECK(production.address == "0.0.0.0");
  // Where anybody can be anybody, nobody listens to the network unless told to.
  CHECK(good({"--mode", "development"}).address == "127.0.0.1");
  CHECK(good({"--mode", "development", "--address", "0.0.0.0"}).address == "0.0.0.0");
  CHECK(good({"--frontend-url", " https://a.example , http://b.example:3000,"}).allowed_origins ==
        std::vector<std::string>{"https://a.example", "http://b.example:3000"});
}

TEST_CASE("ICE servers: a list of urls, or the browser's own JSON", "[server][options]") {
  const auto urls = server_app::read_ice_servers("stun:a.example:3478, turn:b.example");
  REQUIRE(urls);
  REQUIRE(urls->size() == 1);
  CHECK((*urls)[0].urls == std::vector<std::string>{"stun:a.example:3478", "turn:b.example"});

  const auto json = server_app::read_ice_servers(
      R"([{"urls":"stun:a.example"},{"urls":["turn:b.example"],"username":"u","credential":"c"}])");
  REQUIRE(json);
  REQUIRE(json->size() == 2);
  CHECK((*json)[1].username == "u");
  CHECK((*json)[1].credential == "c");
  CHECK(server_app::read_ice_servers("")->empty());

  for (const char* wrong : {"[", "[1]", "[{}]", R"([{"urls":1}])", R"([{"urls":[]}])",
                            "stun:", R"([{"urls":"stun:a","username":1}])", "http://a"}) {
    INFO(wrong);
    CHECK_FALSE(server_app::read_ice_servers(wrong));
  }
  std::string many = "[";
  for (std::size_t i = 0; i < limit::ice_servers; ++i) many += R"({"urls":"stun:a"},)";
  CHECK(server_app::read_ice_servers(many.substr(0, many.size() - 1) + "]"));
  CHECK_FALSE(server_app::read_ice_servers(many + R"({"urls":"stun:a"}])"));
  const std::string url = "stun:" + std::string(limit::url_bytes - 5, 'a');
  CHECK(server_app::read_ice_servers(url));
  CHECK_FALSE(server_app::read_ice_servers(url + "a"));
}

}  // namespace ringline::test
