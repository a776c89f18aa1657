// Who is behind a connection, and how many he has.
#include "http/addresses.hpp"

#include <catch2/catch.hpp>

#include "http/connection_counter.hpp"

namespace ringline::test {
namespace {

using server_app::Address;
using server_app::AddressRanges;

Address ip(const char* text) { return boost::asio::ip::make_address(text); }

AddressRanges ranges(std::string_view list) {
  auto read = AddressRanges::parse(list);
  REQUIRE(read);
  return *read;
}

}  // namespace

TEST_CASE("ranges of addresses: what they hold, what isn't one", "[server][addresses]") {
  const AddressRanges proxies = ranges(" 10.0.0.0/9, 127.0.0.1,fd00::/8,");
  for (const char* inside :
       {"10.0.0.1", "10.127.255.255", "127.0.0.1", "fd12::1", "::ffff:10.1.2.3"}) {
    INFO(inside);
    CHECK(proxies.contains(ip(inside)));
  }
  for (const char* outside : {"10.128.0.0", "127.0.0.2", "fe00::1", "::1", "11.0.0.1"}) {
    INFO(outside);
    CHECK_FALSE(proxies.contains(ip(outside)));
  }
  CHECK(ranges("0.0.0.0/0").contains(ip("203.0.113.9")));
  CHECK_FALSE(ranges("0.0.0.0/0").contains(ip("2001:db8::1")));
  CHECK_FALSE(ranges("").contains(ip("127.0.0.1")));
  for (const char* wrong :
       {"10.0.0.0/33", "fd00::/129", "10.0.0/8", "proxy", "10.0.0.0/", "1.2.3.4/8x"}) {
    const auto read = AddressRanges::parse(wrong);
    REQUIRE_FALSE(read);
    CHECK(read.error.message.find(wrong) != std::string::npos);
  }
}

TEST_CASE("a forwarded address is believed as far as who wrote it is trusted",
          "[server][addresses]") {
  const AddressRanges proxies = ranges("10.0.0.0/8");
  const auto behind = [&proxies](const char* peer, std::string_view header) {
    return server_app::client_address(ip(peer), header, proxies).to_string();
  };
  CHECK(behind("203.0.113.1", "198.51.100.7") == "203.0.113.1");
  CHECK(behind("10.0.0.1", "198.51.100.7") == "198.51.100.7");
  CHECK(behind("10.0.0.1", "192.0.2.1, 198.51.100.7, 10.0.0.2") == "198.51.100.7");
  CHECK(behind("10.0.0.1", "nonsense") == "10.0.0.1");
  CHECK(behind("10.0.0.1", "192.0.2.1, nonsense") == "10.0.0.1");
  CHECK(behind("10.0.0.1", "") == "10.0.0.1");
}

TEST_CASE("local is who comes from this machine, through this machine alone",
          "[server][addresses]") {
  CHECK(server_app::is_local(ip("127.0.0.1"), ""));
  CHECK(server_app::is_local(ip("::1"), "127.0.0.1"));
  CHECK(server_app::is_local(ip("::ffff:127.0.0.9"), ""));
  CHECK_FALSE(server_app::is_local(ip("127.0.0.1"), "198.51.100.7"));
  CHECK_FALSE(server_app::is_local(ip("127.0.0.1"), "nonsense"));
  CHECK_FALSE(server_app::is_local(ip("10.0.0.1"), "127.0.0.1"));
  for (const char* name : {"localhost", "localhost:8080", "127.0.0.1:1", "[::1]", "[::1]:8080"}) {
    CHECK(server_app::names_loopback(name));
  }
  for (const char* name :
       {"", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80"}) {
    CHECK_FALSE(server_app::names_loopback(name));
  }
}

TEST_CASE("an address, or an IPv6 household, has a limit and gives its places back",
          "[server][addresses]") {
  using server_app::counting_key;
  CHECK(counting_key(ip("::ffff:192.0.2.1")) == counting_key(ip("192.0.2.1")));
  CHECK(counting_key(ip("2001:db8:0:1::1")) == counting_key(ip("2001:db8:0:1:ffff::2")));
  CHECK(counting_key(ip("2001:db8:0:1::1")) != counting_key(ip("2001:db8:0:2::1")));

  auto counter = std::make_unique<server_app::ConnectionCounter>(2);
  auto first = counter->take("a");
  const auto second = counter->take("a");
  CHECK(first);
  CHECK(second);
  CHECK_FALSE(counter->take("a"));
  CHECK(counter->take("b"));
  {
    const auto moved = std::move(first);
    CHECK_FALSE(counter->take("a"));
  }
  const auto third = counter->take("a");
  CHECK(third);
  counter.reset();  // places may outlive it
}

}  // namespace ringline::test
