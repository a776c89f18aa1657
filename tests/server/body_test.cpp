// Memory is for those who are known: what is read of a body, and when; connections through a proxy.
#include <catch2/catch.hpp>

#include "http/body_budget.hpp"
#include "server/client.hpp"

namespace ringline::test {
namespace {

using server_app::BodyBudget;

std::string import_header(const std::string& token, std::size_t length,
                          const std::string& more = {}) {
  return "POST /api/contacts/import HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n"
         "Content-Length: " +
         std::to_string(length) + "\r\nAuthorization: Bearer " + token + "\r\n" + more + "\r\n";
}

std::string staff_token(const std::string& user = "user_amina") {
  return token_for(user, "tenant_harbor", Role::TenantMember);
}

// A connection whose request isn't whole yet.
class Unfinished {
 public:
  Unfinished(std::uint16_t port, const std::string& text) : socket_(io_) {
    socket_.connect({boost::asio::ip::address_v4::loopback(), port});
    boost::asio::write(socket_, boost::asio::buffer(text));
  }

 private:
  boost::asio::io_context io_;
  boost::asio::ip::tcp::socket socket_;
};

}  // namespace

TEST_CASE("nothing of a body is waited for before its sender is known", "[server][bodies]") {
  TemporaryFolder folder;
  RunningServer server(options_in(folder));
  // Not a byte of the body follows: whoever waits for it never answers.
  const auto stranger = http_raw(server.port(), import_header("x", 1'048'576));
  CHECK(stranger.status == 401);
  const auto customer =
      http_raw(server.port(), import_header(token_for("portal_rahim", "tenant_harbor",
                                                      Role::PortalCustomer, "contact_rahim"),
                                            1'048'576));
  CHECK(customer.status == 403);
  const auto nowhere = http_raw(
      server.port(), "POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 65536\r\n\r\n");
  CHECK(nowhere.status == 404);
  const auto large = http_raw(server.port(), import_header(staff_token(), 1'048'577));
  CHECK(large.status == 413);
  // Who is known is listened to.
  const auto known =
      http_raw(server.port(),
               import_header(staff_token(), 14, "Connection: close\r\n") + "firstName\nAda\n");
  CHECK(known.status == 200);
}

TEST_CASE("a tenant's second import is told to come back, before its body", "[server][bodies]") {
  TemporaryFolder folder;
  RunningServer server(options_in(folder));
  const Unfinished first(server.port(), import_header(staff_token(), 100));
  // The first may not have been looked at yet.
  HttpReply second;
  for (int tries = 0; tries < 100 && second.status != 429; ++tries) {
    second = http_raw(server.port(),
                      import_header(staff_token("user_jonas"), 0, "Connection: close\r\n"));
  }
  CHECK(second.status == 429);
  CHECK(second.header("Retry-After") == "1");
  const auto other = http_raw(
      server.port(), import_header(token_for("user_mei", "tenant_lumen", Role::TenantMember), 14,
                                   "Connection: close\r\n") +
                         "firstName\nAda\n");
  CHECK(other.status == 200);
}

TEST_CASE("bodies: one visitor's share, and all together", "[server][bodies]") {
  const BodyBudget budget(100, 150);
  auto first = budget.take("a", 60);
  CHECK(first);
  CHECK_FALSE(budget.take("a", 41));
  const auto second = budget.take("b", 90);
  CHECK(second);
  CHECK_FALSE(budget.take("c", 1));
  first = {};
  CHECK(budget.take("c", 60));
  CHECK(budget.take("a", 60));
}

TEST_CASE("requests through a trusted proxy are counted by who is behind it", "[server][bodies]") {
  TemporaryFolder folder;
  auto options = options_in(folder);
  options.trusted_proxies = "127.0.0.1";
  options.transport.connections_per_address = 2;
  RunningServer server(options);
  const auto from = [](const std::string& address) {
    return "X-Forwarded-For: " + address + "\r\n";
  };
  const std::string visitor = from("198.51.100.7");
  const Unfinished first(server.port(), import_header(staff_token(), 100, visitor));
  const Unfinished second(
      server.port(),
      import_header(token_for("user_mei", "tenant_lumen", Role::TenantMember), 100, visitor));
  HttpReply third;
  for (int tries = 0; tries < 100 && third.status != 429; ++tries) {
    third = http_get(server.port(), "/healthz", visitor);
  }
  CHECK(third.status == 429);
  CHECK(http_get(server.port(), "/healthz", from("198.51.100.8")).status == 200);
  // A connection that a proxy keeps for later is nobody's.
  for (int i = 0; i < 5; ++i) {
    CHECK(http_get(server.port(), "/healthz", from("198.51.100.9")).status == 200);
  }
}

}  // namespace ringline::test
