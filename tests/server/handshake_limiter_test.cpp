#include "transport/handshake_limiter.hpp"

#include <catch2/catch.hpp>

#include "server/client.hpp"

namespace ringline::test {
namespace {

using namespace std::chrono_literals;
using server_app::HandshakeLimiter;

void fill(HandshakeLimiter& limiter, const std::string& prefix, std::size_t count,
          server_app::TokenBucket::Time now) {
  for (std::size_t i = 0; i < count; ++i) {
    REQUIRE(limiter.take(prefix + std::to_string(i), now));
  }
}

}  // namespace

TEST_CASE("handshakes of one address are limited, another's are not", "[limits]") {
  const server_app::TokenBucket::Time start{};
  HandshakeLimiter limiter(2, 1);
  CHECK(limiter.take("a", start));
  CHECK(limiter.take("a", start));
  CHECK_FALSE(limiter.take("a", start));
  CHECK(limiter.take("b", start));
  CHECK(limiter.take("a", start + 1s));
  CHECK_FALSE(limiter.take("a", start + 1s));
}

TEST_CASE("addresses that have been quiet are forgotten when there are too many", "[limits]") {
  const server_app::TokenBucket::Time start{};
  HandshakeLimiter limiter(2, 1);
  fill(limiter, "quiet", HandshakeLimiter::most_addresses - 1, start);
  // This one's past counts: it has used up what it may.
  REQUIRE(limiter.take("busy", start + 5s));
  REQUIRE(limiter.take("busy", start + 5s));
  REQUIRE(limiter.addresses() == HandshakeLimiter::most_addresses);
  CHECK(limiter.take("new", start + 5s));
  CHECK(limiter.addresses() == 2);
  CHECK_FALSE(limiter.take("busy", start + 5s));
}

TEST_CASE("more addresses than are kept, all of them busy, are one attacker's", "[limits]") {
  const server_app::TokenBucket::Time start{};
  HandshakeLimiter limiter(2, 1);
  fill(limiter, "busy", HandshakeLimiter::most_addresses, start);
  CHECK(limiter.take("new", start));
  CHECK(limiter.addresses() == 1);
}

TEST_CASE("an address has so many polling sessions and no more", "[server][limits]") {
  TemporaryFolder folder;
  auto options = options_in(folder);
  options.transport.connections_per_address = 2;
  RunningServer server(options);
  const std::string target = "/socket.io/?EIO=4&transport=polling";
  CHECK(http_get(server.port(), target).status == 200);
  CHECK(http_get(server.port(), target).status == 200);
  const auto refused = http_get(server.port(), target);
  CHECK(refused.status == 429);
  CHECK(refused.body.find("too many sessions") != std::string::npos);
  // Behind a proxy that isn't trusted nobody becomes somebody else.
  CHECK(http_get(server.port(), target, "X-Forwarded-For: 203.0.113.7\r\n").status == 429);
}

}  // namespace ringline::test
