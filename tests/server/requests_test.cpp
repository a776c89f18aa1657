// What proxies and foreign programs put into requests, and what strangers would like to.
#include <arpa/inet.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "auth/auth_options.hpp"
#include "http/addresses.hpp"
#include "http/origins.hpp"
#include "server/client.hpp"

namespace ringline::test {
namespace {

using Catch::Matchers::Contains;
using server_app::Address;
using server_app::AddressRanges;

Address ip(const char* text) { return boost::asio::ip::make_address(text); }

// The header of an upgrade with these lines besides.
std::string upgrade(const std::string& lines,
                    const std::string& key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n") {
  return "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nConnection: Upgrade\r\n"
         "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
         key + lines + "\r\n";
}

// The real HAProxy before a port, as `option forwardfor` makes it: it adds a line of its own.
class HaProxy {
 public:
  HaProxy(const std::string& settings, std::uint16_t before)
      : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(socket_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        listen(socket_, 100) != 0 ||
        getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      throw std::runtime_error("no port for HAProxy");
    }
    port_ = ntohs(address.sin_port);
    const std::string file = folder_ / "haproxy.cfg";
    std::ofstream(file) << "defaults\n mode http\n timeout connect 5s\n timeout client 30s\n"
                        << " timeout server 30s\n timeout tunnel 30s\n " << settings
                        << "\nfrontend f\n bind fd@" << socket_ << "\n default_backend b\n"
                        << "backend b\n server s 127.0.0.1:" << before << "\n";
    std::vector<std::string> words = {"setpriv", "--pdeathsig", "KILL", "/usr/sbin/haproxy",
                                      "-db",     "-f",          file};
    std::vector<char*> pointers;
    for (std::string& each : words) pointers.push_back(each.data());
    pointers.push_back(nullptr);
    if (posix_spawnp(&process_, pointers[0], nullptr, nullptr, pointers.data(), environ) != 0) {
      throw std::runtime_error("haproxy can't be started: run scripts/setup");
    }
  }
  ~HaProxy() {
    ::kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
    close(socket_);
  }
  HaProxy(const HaProxy&) = delete;
  HaProxy& operator=(const HaProxy&) = delete;
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  TemporaryFolder folder_;
  int socket_;
  std::uint16_t port_ = 0;
  pid_t process_ = 0;
};

// A visitor from 127.0.0.2, which no proxy has, who holds a WebSocket open where it was let in.
struct FarVisitor {
  boost::asio::io_context io;
  boost::beast::websocket::stream<boost::asio::ip::tcp::socket> socket{io};

  unsigned come(std::uint16_t port, const std::string& claims_to_be) {
    using boost::asio::ip::tcp;
    auto& below = socket.next_layer();
    below.open(tcp::v4());
    below.bind({boost::asio::ip::make_address("127.0.0.2"), 0});
    below.connect({boost::asio::ip::make_address("127.0.0.1"), port});
    socket.set_option(boost::beast::websocket::stream_base::decorator(
        [&](auto& request) { request.set("X-Forwarded-For", claims_to_be); }));
    boost::beast::websocket::response_type response;
    boost::system::error_code error;
    socket.handshake(response, "calls.example", "/socket.io/?EIO=4&transport=websocket", error);
    return response.result_int();
  }
};

}  // namespace

TEST_CASE("behind HAProxy a visitor is who HAProxy says, not who the visitor says",
          "[server][addresses]") {
  TemporaryFolder folder;
  auto options = options_in(folder);
  options.mode = server_app::Mode::Production;
  options.trusted_proxies = "127.0.0.1";
  options.transport.connections_per_address = 2;
  const RunningServer server(options);
  const HaProxy proxy("option forwardfor", server.port());
  std::vector<std::unique_ptr<FarVisitor>> visitors;
  std::vector<unsigned> answers;
  for (int i = 1; i <= 4; ++i) {
    visitors.push_back(std::make_unique<FarVisitor>());
    answers.push_back(visitors.back()->come(proxy.port(), "203.0.113." + std::to_string(i)));
  }
  CHECK(answers == std::vector<unsigned>{101, 101, 429, 429});
}

TEST_CASE("behind a proxy nobody becomes this machine by saying so", "[server][addresses]") {
  TemporaryFolder folder;
  const RunningServer server(options_in(folder));
  // As HAProxy passes it on: the visitor's own line first, then its own.
  const auto reply =
      http_raw(server.port(),
               "POST /api/dev/token HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 127.0.0.1\r\n"
               "X-Forwarded-For: 203.0.113.9\r\nContent-Type: application/json\r\n"
               "Content-Length: 23\r\nConnection: close\r\n\r\n{\"userId\":\"user_amina\"}");
  CHECK(reply.status == 403);
}

TEST_CASE("an address is read in every writing that proxies have", "[server][addresses]") {
  const auto proxies = AddressRanges::parse("10.0.0.0/8");
  const auto behind = [&](std::string_view header) {
    return server_app::client_address(ip("10.0.0.1"), header, *proxies).to_string();
  };
  CHECK(behind("203.0.113.7:4711") == "203.0.113.7");
  CHECK(behind("[2001:db8::5]:4711") == "2001:db8::5");
  CHECK(behind("[2001:db8::5]") == "2001:db8::5");
  CHECK(behind("\"[2001:db8::5]:4711\"") == "2001:db8::5");
  CHECK(behind("2001:db8::5") == "2001:db8::5");
  CHECK(behind("::ffff:203.0.113.7") == "203.0.113.7");
  CHECK(behind("1.2.3.4, 203.0.113.7:4711, 10.0.0.2:80") == "203.0.113.7");
  for (const char* none :
       {"203.0.113.7:", "203.0.113.7:x", "[2001:db8::5", "[2001:db8::5]x", "unknown", "_hidden"}) {
    CHECK(behind(none) == "10.0.0.1");
  }
  CHECK(server_app::client_address(ip("::ffff:192.0.2.1"), "", *proxies).to_string() ==
        "192.0.2.1");
}

TEST_CASE("what two readers could read differently is refused", "[server][http]") {
  TemporaryFolder folder;
  const RunningServer server(options_in(folder));
  const auto status = [&](const std::string& lines,
                          const std::string& start = "GET /healthz HTTP/1.1") {
    return http_raw(server.port(), start + "\r\nConnection: close\r\n" + lines + "\r\n").status;
  };
  CHECK(status("Host: localhost\r\n") == 200);
  CHECK(status("") == 400);
  CHECK(status("", "GET /healthz HTTP/1.0") == 200);
  CHECK(status("Host: a\r\nHost: a\r\n") == 400);
  CHECK(status("Host: a@b\r\n") == 400);
  CHECK(status("Host: a\r\nAuthorization: Bearer x\r\nAuthorization: Bearer y\r\n") == 400);
  CHECK(status("Host: a\r\nOrigin: http://a\r\nOrigin: http://b\r\n") == 400);
  const std::string post = "POST /healthz HTTP/1.1";
  CHECK(status("Host: a\r\nTransfer-Encoding: gzip, chunked\r\n", post) == 400);
  CHECK(status("Host: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n", post) == 400);
  CHECK(status("Host: a\r\nTransfer-Encoding: chunked\r\n", "POST /healthz HTTP/1.0") == 400);
}

TEST_CASE("a WebSocket begins with a key of sixteen bytes", "[server][http]") {
  TemporaryFolder folder;
  const RunningServer server(options_in(folder));
  const auto status = [&](const std::string& key) {
    return http_raw(server.port(), upgrade("Host: localhost\r\n", key)).status;
  };
  const std::string good = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  CHECK(status(good) == 101);
  CHECK(status(good + good) == 400);
  CHECK(status("") == 400);
  for (const char* wrong : {"YWJj", "!!!!", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZQ=a",
                            "dGhlIHNhbXBsZSBub25jZQAA"}) {
    CHECK(status("Sec-WebSocket-Key: " + std::string(wrong) + "\r\n") == 400);
  }
}

TEST_CASE("an origin is compared as browsers write it", "[server][http]") {
  using server_app::Origins;
  CHECK(Origins::normal("https://App.Example.com:443") == "https://app.example.com");
  CHECK(Origins::normal("http://app.example.com:80") == "http://app.example.com");
  CHECK(Origins::normal("https://app.example.com:80") == "https://app.example.com:80");
  for (const char* none :
       {"", "null", "app.example.com", "https://", "https://a/", "https://u@a", "ftp://a"}) {
    CHECK(Origins::normal(none).empty());
  }
  TemporaryFolder folder;
  auto options = options_in(folder);
  options.mode = server_app::Mode::Production;
  options.allowed_origins = {"https://B.example.com:443"};
  const RunningServer server(options);
  const auto status = [&](const std::string& origin) {
    return http_raw(server.port(), upgrade("Host: calls.example\r\nOrigin: " + origin + "\r\n"))
        .status;
  };
  CHECK(status("https://b.example.com") == 101);
  CHECK(status("https://calls.example") == 101);
  CHECK(status("https://c.example.com") == 403);
}

TEST_CASE("where claims are believed, a name that points here is no page of the gateway's own",
          "[server][http]") {
  TemporaryFolder folder;
  auto options = options_in(folder);
  options.mode = server_app::Mode::Production;
  options.auth.mode = server_app::AuthMode::Claimed;
  options.allowed_origins = {"http://crm.example"};
  const RunningServer server(options);
  const std::string port = std::to_string(server.port());
  const auto status = [&](const std::string& host, const std::string& origin) {
    return http_raw(server.port(),
                    upgrade("Host: " + host + "\r\nOrigin: http://" + origin + "\r\n"))
        .status;
  };
  CHECK(status("evil.example:" + port, "evil.example:" + port) == 403);
  CHECK(status("127.0.0.1:" + port, "127.0.0.1:" + port) == 101);
  CHECK(status("10.1.2.3:" + port, "10.1.2.3:" + port) == 101);
  CHECK(status("evil.example:" + port, "crm.example") == 101);
  CHECK(status("crm.example", "crm.example") == 101);
}

TEST_CASE("with hardly any descriptor left the gateway still says that it lives",
          "[server][http]") {
  TemporaryFolder folder;
  const RunningServer server(options_in(folder));
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
  const int highest = dup(STDIN_FILENO);
  REQUIRE(highest >= 0);
  close(highest);
  const auto leave = [&](rlim_t left) {
    const rlimit limit{static_cast<rlim_t>(highest) + left, before.rlim_max};
    REQUIRE(setrlimit(RLIMIT_NOFILE, &limit) == 0);
  };
  leave(40);
  CHECK(http_get(server.port(), "/healthz").status == 200);
  CHECK(http_get(server.port(), "/readyz").status == 200);
  CHECK(http_get(server.port(), "/api/openapi.json").status == 503);
  CHECK(http_raw(server.port(), upgrade("Host: localhost\r\n")).status == 503);
  CHECK_THAT(http_get(server.port(), "/metrics").body,
             Contains("ringline_refusals_total{cause=\"no_descriptors\"} 2"));
  REQUIRE(setrlimit(RLIMIT_NOFILE, &before) == 0);
  CHECK(http_get(server.port(), "/api/openapi.json").status == 200);
}

}  // namespace ringline::test
