// What whoever runs the gateway sees of it, and how it ends.
#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "ops/metrics.hpp"
#include "ops/ops_options.hpp"
#include "ops/scrape.hpp"
#include "server/client.hpp"

namespace ringline::test {
namespace {

using namespace std::chrono_literals;
using server_app::Metrics;

constexpr const char* tenant = "tenant_harbor";

// The value of one line of a /metrics page; -1 where there is no such line.
double value_of(const std::string& page, const std::string& name) {
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind(name + " ", 0) == 0) return std::stod(line.substr(name.size() + 1));
  }
  return -1;
}

struct Pair {
  TemporaryFolder folder;
  server_app::Options options = options_in(folder);
  std::unique_ptr<RunningServer> server;
  std::unique_ptr<SocketClient> staff;
  std::unique_ptr<SocketClient> customer;
  server::Welcome staff_welcome;
  server::Welcome customer_welcome;

  void start() {
    server = std::make_unique<RunningServer>(options);
    options.port = server->port();
    staff = std::make_unique<SocketClient>(options.port);
    customer = std::make_unique<SocketClient>(options.port);
    staff_welcome =
        staff->join_as("user_amina", tenant, Role::TenantMember, "", 2, staff_welcome.resume_token);
    customer_welcome = customer->join_as("portal_rahim", tenant, Role::PortalCustomer,
                                         "contact_rahim", 2, customer_welcome.resume_token);
  }
  std::string ring() {
    const auto ack = staff->ask(client::Initiate{"contact_rahim", "", "", ""});
    REQUIRE(ack.ok);
    return ack.call_id;
  }
  // As SIGTERM does, with clients that listen. How long each is asked to stay away.
  std::vector<std::int64_t> stop() {
    std::thread stopping([this] { server->stop(); });
    std::vector<std::int64_t> times;
    for (SocketClient* client : {staff.get(), customer.get()}) {
      times.push_back(client->wait_for<server::Draining>().retry_after_ms);
      // No Socket.IO disconnect, after which a socket.io-client stays away: the socket just closes.
      CHECK(client->frame().empty());
    }
    stopping.join();
    return times;
  }
  [[nodiscard]] std::string page() const { return http_get(options.port, "/metrics").body; }
};

}  // namespace

TEST_CASE("metrics: a call from its beginning to its end", "[server][metrics]") {
  Pair pair;
  pair.start();
  CHECK(value_of(pair.page(), "ringline_connections") == 2);
  CHECK(value_of(pair.page(), "ringline_clients") == 2);
  CHECK(value_of(pair.page(), "ringline_connections_opened_total") == 2);

  const std::string id = pair.ring();
  CHECK(value_of(pair.page(), R"(ringline_calls{state="ringing"})") == 1);
  CHECK(value_of(pair.page(), "ringline_calls_initiated_total") == 1);
  CHECK(value_of(pair.page(), "ringline_call_ring_seconds_count") == 1);
  REQUIRE(pair.customer->ask(client::Accept{id}).ok);
  CHECK(value_of(pair.page(), R"(ringline_calls{state="ringing"})") == 0);
  CHECK(value_of(pair.page(), R"(ringline_calls{state="answered"})") == 1);
  CHECK(value_of(pair.page(), "ringline_call_answer_seconds_count") == 1);
  REQUIRE(pair.staff->ask(client::End{id, EndReason::None}).ok);
  CHECK_FALSE(pair.staff->ask(client::End{"c-unknown", EndReason::None}).ok);

  const std::string page = pair.page();
  CHECK(value_of(page, R"(ringline_calls{state="answered"})") == 0);
  CHECK(value_of(page, "ringline_calls_answered_total") == 1);
  CHECK(value_of(page, R"(ringline_calls_ended_total{reason="hung_up"})") == 1);
  CHECK(value_of(page, R"(ringline_refusals_total{cause="unknown_call"})") == 1);
  CHECK(value_of(page, R"(ringline_events_total{direction="in"})") == 4);
  CHECK(value_of(page, R"(ringline_events_total{direction="out"})") >= 7);
  CHECK(value_of(page, R"(ringline_event_bytes_total{direction="in"})") > 100);
  CHECK(value_of(page, R"(ringline_store_seconds_count{question="insert"})") == 1);
  CHECK(value_of(page, R"(ringline_store_seconds_count{question="update"})") == 3);
  CHECK(value_of(page, "ringline_store_questions") >= 0);
  CHECK(value_of(page, "ringline_store_unavailable_total") == 0);
  CHECK(value_of(page, "process_resident_memory_bytes") > 1'000'000);
  CHECK(value_of(page, "process_open_fds") > 3);
  CHECK(value_of(page, "process_start_time_seconds") > 1'700'000'000);
}

TEST_CASE("metrics: who was refused a connection is counted by the cause", "[server][metrics]") {
  Pair pair;
  pair.start();
  SocketClient stranger(pair.options.port);
  stranger.join(R"({"token":"no token"})");
  CHECK(stranger.frame_with("44").find("unauthorized") != std::string::npos);
  CHECK(value_of(pair.page(), R"(ringline_refusals_total{cause="unauthorized"})") == 1);
}

TEST_CASE("metrics: causes beyond the limit are counted together", "[metrics]") {
  Metrics metrics;
  for (std::size_t i = 0; i < server_app::refusal_causes_kept + 2; ++i) {
    metrics.refused("cause" + std::to_string(i));
  }
  metrics.refused("cause0");
  const std::string page = metrics.text({});
  CHECK(value_of(page, R"(ringline_refusals_total{cause="cause0"})") == 2);
  CHECK(value_of(page, R"(ringline_refusals_total{cause="cause63"})") == 1);
  CHECK(value_of(page, R"(ringline_refusals_total{cause="cause64"})") == -1);
  CHECK(value_of(page, R"(ringline_refusals_total{cause="other"})") == 2);
}

TEST_CASE("metrics: on the port for everybody only what is near may read them, and no proxy",
          "[server][metrics]") {
  Pair pair;
  pair.start();
  CHECK(http_get(pair.options.port, "/metrics").status == 200);
  for (const char* header : {"X-Forwarded-For: 10.0.0.1", "Forwarded: for=10.0.0.1",
                             "Via: 1.1 proxy", "X-Real-IP: ::1"}) {
    CHECK(http_get(pair.options.port, "/metrics", std::string(header) + "\r\n").status == 404);
  }
  const auto from = [](const char* address) {
    server_app::Request request;
    return server_app::may_scrape(request, {address, false, false});
  };
  for (const char* near : {"127.0.0.1", "::1", "10.1.2.3", "172.16.0.1", "172.31.255.255",
                           "192.168.1.1", "fd00::1", "::ffff:10.0.0.1"}) {
    CHECK(from(near));
  }
  for (const char* far : {"8.8.8.8", "172.32.0.1", "100.64.0.1", "2001:db8::1", "fe80::1"}) {
    CHECK_FALSE(from(far));
  }
}

TEST_CASE("metrics: a listener of their own serves them and nothing else", "[server][metrics]") {
  Pair pair;
  pair.options.ops.metrics_address = "127.0.0.1:0";
  pair.start();
  const std::uint16_t port = pair.server->metrics_port();
  REQUIRE(port != 0);
  const auto reply = http_get(port, "/metrics", "X-Forwarded-For: 8.8.8.8\r\n");
  CHECK(reply.status == 200);
  CHECK(reply.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8");
  CHECK(http_get(port, "/").status == 404);
  CHECK(http_get(port, "/api/contacts").status == 404);
  CHECK_THROWS(SocketClient(port));
}

TEST_CASE("an address with a port", "[options]") {
  const auto good = server_app::read_address_and_port("[::1]:9090");
  REQUIRE(good);
  CHECK(good->address == "::1");
  CHECK(good->port == 9090);
  CHECK(server_app::read_address_and_port("127.0.0.1:65535"));
  for (const char* text :
       {"", "9090", "localhost:9090", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:90x",
        "::1:9090", "[127.0.0.1]:9090", "[]:1"}) {
    const auto place = server_app::read_address_and_port(text);
    CHECK_FALSE(place);
    CHECK(place.error.field == "--metrics-address");
  }
}

TEST_CASE("every answer names its request", "[server][http]") {
  Pair pair;
  pair.start();
  const std::string first = http_get(pair.options.port, "/healthz").header("X-Request-Id");
  const std::string second = http_get(pair.options.port, "/nowhere").header("X-Request-Id");
  CHECK(first.size() == 17);
  CHECK(first.front() == 'r');
  CHECK(first != second);
}

TEST_CASE("SIGTERM: clients are told when to come back, and their connections end without farewell",
          "[server][drain]") {
  Pair pair;
  pair.start();
  SocketClient base(pair.options.port);
  base.join(R"({"userId":"user_amina","tenantId":"tenant_harbor","role":"tenant_member"})");
  base.frame_with(R"(42/webrtc,["connection:success")");
  std::string base_heard = "nothing yet";
  std::thread listening([&] { base_heard = base.frame(); });
  for (const std::int64_t away_ms : pair.stop()) {
    CHECK(away_ms >= 1'000);
    CHECK(away_ms <= 2'000);
  }
  listening.join();
  CHECK(base_heard.empty());
}

TEST_CASE("SIGTERM with hand-over: an answered call is taken up at the next gateway",
          "[server][drain]") {
  Pair pair;
  pair.options.ops.drain = "hand-over";
  pair.start();
  const std::string id = pair.ring();
  REQUIRE(pair.customer->ask(client::Accept{id}).ok);
  pair.stop();
  CHECK(query(pair.folder / "calls.db", "SELECT \"status\" FROM \"call_logs\"", 1)[0][0] ==
        "ANSWERED");

  const auto session = pair.staff_welcome.session_id;
  pair.start();
  CHECK(pair.staff_welcome.session_id == session);
  CHECK(pair.staff->ask(client::Resume{id, 0}).status == CallStatus::Answered);
  CHECK(pair.customer->ask(client::Resume{id, 0}).status == CallStatus::Answered);
  CHECK(pair.staff->ask(client::End{id, EndReason::None}).status == CallStatus::Completed);
}

TEST_CASE("SIGTERM: a client that never goes doesn't outlast the deadline", "[server][drain]") {
  Pair pair;
  pair.options.ops.drain_deadline = 1s;
  pair.start();
  // It reads nothing, so its end of the closing handshake never comes.
  const auto begin = std::chrono::steady_clock::now();
  pair.server->stop();
  const auto took = std::chrono::steady_clock::now() - begin;
  CHECK(took >= 900ms);
  CHECK(took < 4s);
}

}  // namespace ringline::test
