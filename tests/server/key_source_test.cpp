// Where keys come from, and how often they are asked for: over HTTP, from a provider that rotates
// them, at times that the tests choose.
#include "auth/key_source.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "auth/fetch.hpp"
#include "log.hpp"
#include "server/client.hpp"
#include "server/key_server.hpp"
#include "server/loop.hpp"
#include "server/signing_keys.hpp"

namespace ringline::test {
namespace {

using server_app::Algorithm;
using server_app::Key;
using server_app::KeySource;
using Outcome = KeySource::Outcome;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

const nlohmann::json& public_key(const std::string& kid) {
  static std::map<std::string, nlohmann::json> keys;
  const auto [found, is_new] = keys.try_emplace(kid);
  if (is_new) found->second = SigningKey::ec().jwk(kid);
  return found->second;
}

std::string document(const std::vector<std::string>& kids) {
  std::vector<nlohmann::json> keys;
  for (const std::string& each : kids) keys.push_back(public_key(each));
  return jwks(keys).dump();
}

struct Asking {
  explicit Asking(const std::string& file_or_url)
      : source((server_app::start_log("off", "text"),
                server_app::open_key_source(file_or_url, loop.post()))) {}

  // Asks, and waits for the answer.
  Outcome find(const std::string& kid) {
    std::optional<Outcome> outcome;
    source->find(kid, Algorithm::ES256, now, [&](Outcome came, const std::vector<Key>& keys) {
      outcome = came;
      CHECK(keys.empty() == (came != Outcome::Found));
    });
    loop.run_until([&] { return outcome.has_value(); });
    return *outcome;
  }

  Loop loop;
  std::unique_ptr<KeySource> source;
  // The source looked at the clock when it was opened: this is later.
  KeySource::Time now = std::chrono::steady_clock::now();
};

}  // namespace

TEST_CASE("keys are fetched at the start, and who comes meanwhile waits for them", "[keys]") {
  KeyServer provider;
  provider.publish(document({"a"}));
  provider.hold();
  Asking asking(provider.url());
  int found = 0;
  for (int i = 0; i < 100; ++i) {
    asking.source->find("a", Algorithm::ES256, asking.now,
                        [&](Outcome outcome, const std::vector<Key>&) {
                          found += outcome == Outcome::Found ? 1 : 0;
                        });
  }
  provider.wait_for_fetches(1);
  CHECK(found == 0);
  provider.let_go();
  asking.loop.run_until([&] { return found == 100; });
  CHECK(provider.fetches() == 1);
  CHECK(asking.find("a") == Outcome::Found);
  CHECK(provider.fetches() == 1);
}

TEST_CASE("a storm of unknown kids is one fetch a minute", "[keys]") {
  KeyServer provider;
  provider.publish(document({"a"}));
  Asking asking(provider.url());
  REQUIRE(asking.find("a") == Outcome::Found);
  for (int i = 0; i < 1'000; ++i) CHECK(asking.find("x" + std::to_string(i)) == Outcome::Unknown);
  CHECK(provider.fetches() == 1);
  asking.now += seconds{59};
  CHECK(asking.find("x") == Outcome::Unknown);
  CHECK(provider.fetches() == 1);
  for (int minute = 0; minute < 5; ++minute) {
    asking.now += seconds{61};
    for (int i = 0; i < 100; ++i) CHECK(asking.find("y" + std::to_string(i)) == Outcome::Unknown);
    CHECK(provider.fetches() == 2 + minute);
  }
  // Who is known isn't kept waiting by any of it.
  CHECK(asking.find("a") == Outcome::Found);
}

TEST_CASE("a provider that rotates its keys", "[keys]") {
  KeyServer provider;
  provider.publish(document({"a"}));
  Asking asking(provider.url());
  REQUIRE(asking.find("a") == Outcome::Found);
  provider.publish(document({"b"}));
  CHECK(asking.find("b") == Outcome::Unknown);  // within the minute
  asking.now += seconds{61};
  CHECK(asking.find("b") == Outcome::Found);
  CHECK(provider.fetches() == 2);
  // What was taken back isn't trusted any more.
  CHECK(asking.find("a") == Outcome::Unknown);
}

TEST_CASE("keys that are used are fetched anew when they are ten minutes old", "[keys]") {
  KeyServer provider;
  provider.publish(document({"a", "b"}));
  Asking asking(provider.url());
  REQUIRE(asking.find("a") == Outcome::Found);
  provider.publish(document({"b"}));
  asking.now += minutes{9};
  CHECK(asking.find("a") == Outcome::Found);
  CHECK(provider.fetches() == 1);
  asking.now += minutes{1} + seconds{1};
  CHECK(asking.find("a") == Outcome::Found);  // the last time, and it waits for nothing
  provider.wait_for_fetches(2);
  asking.loop.run_until([&] { return asking.find("a") == Outcome::Unknown; });
  CHECK(asking.find("b") == Outcome::Found);
  CHECK(provider.fetches() == 2);
}

TEST_CASE("a fetch that fails changes nothing and is tried again soon", "[keys]") {
  KeyServer provider;
  provider.publish(document({"a"}));
  Asking asking(provider.url());
  REQUIRE(asking.find("a") == Outcome::Found);
  provider.answer("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
  asking.now += seconds{61};
  CHECK(asking.find("b") == Outcome::Unavailable);
  CHECK(provider.fetches() == 2);
  CHECK(asking.find("a") == Outcome::Found);
  // Not at once, however many ask.
  for (int i = 0; i < 100; ++i) CHECK(asking.find("b") == Outcome::Unavailable);
  CHECK(provider.fetches() == 2);
  provider.publish(document({"b"}));
  asking.now += seconds{6};
  CHECK(asking.find("b") == Outcome::Found);
  CHECK(provider.fetches() == 3);
}

TEST_CASE("what a provider may answer, and what changes nothing", "[keys]") {
  KeyServer provider;
  KeyServer elsewhere;
  elsewhere.publish(document({"evil"}));
  const std::atomic<bool> go_on{false};
  const auto fetch = [&] { return server_app::fetch(provider.url(), 1'000, go_on); };
  provider.publish(std::string(1'000, ' '));
  CHECK(fetch());
  provider.publish(std::string(1'001, ' '));
  CHECK(fetch().error.message.find("1000 bytes") != std::string::npos);
  // Longer than it says, without saying how long it is, and without an end.
  provider.answer("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + std::string(100'000, ' '));
  CHECK(fetch().error.message.find("1000 bytes") != std::string::npos);
  for (const char* status : {"301 Moved", "302 Found", "307 Temporary", "308 Permanent"}) {
    provider.answer("HTTP/1.1 " + std::string(status) + "\r\nLocation: " + elsewhere.url() +
                    "\r\nContent-Length: 0\r\n\r\n");
    CHECK(fetch().error.message.find(elsewhere.url()) != std::string::npos);
  }
  provider.answer(
      "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n");
  CHECK_FALSE(fetch());
  CHECK(elsewhere.fetches() == 0);
  provider.answer("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}");
  CHECK(fetch().error.message.find("404") != std::string::npos);
  provider.answer("not HTTP at all\r\n\r\n");
  CHECK_FALSE(fetch());
  CHECK_FALSE(server_app::fetch("file:///etc/hostname", 1'000, go_on));
}

TEST_CASE("an end while keys are being fetched waits for nobody", "[keys]") {
  KeyServer provider;
  provider.hold();
  auto asking = std::make_unique<Asking>(provider.url());
  bool called = false;
  asking->source->find("a", Algorithm::ES256, asking->now,
                       [&](Outcome, const std::vector<Key>&) { called = true; });
  provider.wait_for_fetches(1);
  asking.reset();
  CHECK_FALSE(called);
}

TEST_CASE("a limited number waits for a fetch", "[keys]") {
  KeyServer provider;
  provider.publish(document({"a"}));
  provider.hold();
  Asking asking(provider.url());
  std::size_t found = 0;
  std::size_t unavailable = 0;
  const auto ask = [&] {
    asking.source->find("a", Algorithm::ES256, asking.now,
                        [&](Outcome outcome, const std::vector<Key>&) {
                          ++(outcome == Outcome::Found ? found : unavailable);
                        });
  };
  for (std::size_t i = 0; i < KeySource::most_waiting; ++i) ask();
  CHECK(unavailable == 0);
  ask();
  CHECK(unavailable == 1);
  provider.let_go();
  asking.loop.run_until([&] { return found == KeySource::most_waiting; });
}

TEST_CASE("keys from a file", "[keys]") {
  TemporaryFolder folder;
  const std::string file = folder / "jwks.json";
  std::ofstream(file) << document({"a"});
  Asking asking(file);
  CHECK(asking.find("a") == Outcome::Found);
  std::ofstream(file) << document({"b"});
  asking.now += seconds{61};
  CHECK(asking.find("b") == Outcome::Found);
  std::ofstream(file) << "{";
  asking.now += seconds{61};
  CHECK(asking.find("c") == Outcome::Unavailable);
  CHECK(asking.find("b") == Outcome::Found);
  CHECK_THROWS_WITH(Asking(folder / "none.json"), Catch::Contains("can't be opened"));
  CHECK_THROWS_WITH(Asking(file), Catch::Contains("is no JWK Set"));
  std::ofstream(file) << document({"a"}) << std::string(300'000, ' ');
  CHECK_THROWS_WITH(Asking(file), Catch::Contains("262144 bytes"));
}

TEST_CASE("keys are fetched by https, or on this machine", "[keys]") {
  for (const char* good :
       {"https://clerk.example.com/.well-known/jwks.json", "http://127.0.0.1:8080/jwks",
        "http://localhost/jwks", "http://[::1]:3000/jwks"}) {
    CHECK(server_app::check_keys_url(good).empty());
  }
  for (const char* bad :
       {"http://clerk.example.com/jwks", "http://127.0.0.1.evil.example/jwks",
        "http://localhost@evil.example/jwks", "http://localhost.evil.example/", "ftp://127.0.0.1/x",
        "file:///etc/passwd", "https://user:word@example.com/", "https://", "://"}) {
    INFO(bad);
    CHECK_FALSE(server_app::check_keys_url(bad).empty());
  }
}

}  // namespace ringline::test
