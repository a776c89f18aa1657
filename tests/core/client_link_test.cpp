#include "link/client_link.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <variant>
#include <vector>

namespace ringline {
namespace {

constexpr const char* handshake =
    R"(0{"sid":"e1","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536})";
constexpr const char* welcome =
    R"(42/webrtc,["connection:success",{"userId":"u1","tenantId":"t1","role":"tenant_member",)"
    R"("protocol":2,"sessionId":"s1","resumeToken":"r1","serverTime":1700000000000}])";

struct Rig {
  PhoneConfig config;
  Random random{1};
  Outputs outputs;
  ClientLink link{config, random, outputs};
  TimePoint now = from_ms(1'000);
  std::int64_t attempt = 0;
  Transport transport = Transport::WebSocket;

  // What was said since the last time; the newest attempt is remembered.
  std::vector<Output> said() {
    std::vector<Output> all;
    while (!outputs.empty()) all.push_back(outputs.pop());
    for (const Output& each : all) {
      if (const auto* open = std::get_if<output::OpenLink>(&each)) {
        attempt = open->attempt;
        transport = open->transport;
      }
    }
    return all;
  }
  std::vector<std::string> frames() {
    std::vector<std::string> texts;
    for (const Output& each : said()) {
      if (const auto* frame = std::get_if<output::SendFrame>(&each)) texts.push_back(frame->text);
    }
    return texts;
  }
  template <class T>
  bool has_said() {
    for (const Output& each : said()) {
      if (std::holds_alternative<T>(each)) return true;
    }
    return false;
  }
  bool has_opened() { return has_said<output::OpenLink>(); }
  void hear(const std::string& text) { link.on_frame(now, {attempt, text}); }
  void pass(std::int64_t ms) {
    now += Duration{ms};
    link.on_time(now);
  }
  void lose_in_a_call() {
    link.hurry(now, true);
    link.on_down(now, {attempt, "cut"});
  }
  // Of the attempt that is being made.
  void welcome_in() {
    link.on_up(now, {attempt, {}});
    hear(handshake);
    hear("40/webrtc,{\"sid\":\"x\"}");
    hear(welcome);
    said();
    (void)link.take_events();
    REQUIRE(link.is_online());
  }
  void go_online_by_polling() {
    link.connect(now);
    while (transport != Transport::Polling) {
      while (!has_opened()) pass(100);
      if (transport == Transport::WebSocket) link.on_down(now, {attempt, "closed with 1006"});
    }
    welcome_in();
  }
  // `took`: from the opening of the connection to its socket.
  void go_online(Duration took = Duration{0}) {
    link.connect(now);
    said();
    now += took;
    Auth auth;
    auth.token = "jwt";
    link.on_up(now, {attempt, auth});
    hear(handshake);
    hear("40/webrtc,{\"sid\":\"x\"}");
    hear(welcome);
    said();
    (void)link.take_events();
    REQUIRE(link.is_online());
  }
};

}  // namespace

TEST_CASE("where no WebSocket opens every second attempt is by HTTP", "[client_link]") {
  Rig rig;
  rig.link.connect(rig.now);
  std::vector<Transport> tried;
  for (int i = 0; i < 6; ++i) {
    while (!rig.has_opened()) rig.pass(100);
    tried.push_back(rig.transport);
    rig.link.on_down(rig.now, {rig.attempt, "closed with 1006"});
  }
  using T = Transport;
  CHECK(tried == std::vector{T::WebSocket, T::WebSocket, T::Polling, T::WebSocket, T::Polling,
                             T::WebSocket});
}

TEST_CASE("a WebSocket that hangs is followed by HTTP at once", "[client_link]") {
  Rig rig;
  rig.link.connect(rig.now);
  REQUIRE(rig.has_opened());
  rig.pass(rig.config.handshake_deadline.count());
  while (!rig.has_opened()) rig.pass(100);
  CHECK(rig.transport == Transport::Polling);
}

TEST_CASE("a gateway that is down isn't taken for a proxy in the way", "[client_link]") {
  Rig rig;
  rig.go_online();
  rig.link.on_down(rig.now, {rig.attempt, "closed with 1006"});
  int sockets = 0;
  for (; rig.transport == Transport::WebSocket && sockets < 20; ++sockets) {
    while (!rig.has_opened()) rig.pass(100);
    rig.link.on_down(rig.now, {rig.attempt, "closed with 1006"});
  }
  CHECK(sockets == 7);
  // In another network nothing is known of it.
  rig.link.on_network(rig.now, false);
  rig.link.on_network(rig.now, true);
  CHECK(rig.has_opened());
  CHECK(rig.transport == Transport::WebSocket);
}

TEST_CASE("a connection by HTTP is upgraded as soon as a WebSocket can be had", "[client_link]") {
  Rig rig;
  rig.go_online_by_polling();
  std::vector<std::int64_t> waited;
  TimePoint last = rig.now;
  for (int i = 0; i < 8; ++i) {
    while (!rig.has_said<output::UpgradeLink>()) {
      rig.pass(1'000);
      rig.hear("2");
    }
    waited.push_back((rig.now - last).count() / 1'000);
    last = rig.now;
  }
  CHECK(waited == std::vector<std::int64_t>{5, 5, 10, 20, 40, 80, 160, 300});
  rig.link.on_upgraded({rig.attempt - 1});  // an older attempt's
  rig.link.on_upgraded({rig.attempt});
  for (int i = 0; i < 700; ++i) {
    rig.pass(1'000);
    rig.hear("2");
    REQUIRE_FALSE(rig.has_said<output::UpgradeLink>());
  }
  // From now on it is a WebSocket that has worked here.
  rig.link.on_down(rig.now, {rig.attempt, "cut"});
  while (!rig.has_opened()) rig.pass(100);
  CHECK(rig.transport == Transport::WebSocket);
}

TEST_CASE("what has worked is tried first", "[client_link]") {
  Rig rig;
  rig.go_online_by_polling();
  rig.link.on_down(rig.now, {rig.attempt, "cut"});
  while (!rig.has_opened()) rig.pass(100);
  CHECK(rig.transport == Transport::Polling);
}

TEST_CASE("whoever waits for a connection is told why", "[client_link]") {
  Rig rig;
  rig.link.connect(rig.now);
  const TimePoint begun = rig.now;
  const auto fail = [&](std::int64_t status) {
    while (!rig.has_opened()) rig.pass(50);
    rig.link.on_down(rig.now, {rig.attempt, "closed with 1006",
                               rig.transport == Transport::Polling ? status : 0});
  };
  SECTION("nothing answers") {
    while (rig.now - begun < Duration{4'000}) {
      CHECK(rig.link.error_code().empty());
      fail(0);
    }
    fail(0);
    CHECK(rig.link.error_code() == "unreachable");
    CHECK(rig.link.error_message() == "closed with 1006");
  }
  SECTION("a proxy says that the gateway is down") {
    while (rig.link.error_code().empty()) fail(502);
    CHECK(rig.link.error_code() == "unreachable");
  }
  SECTION("a proxy lets neither through") {
    while (rig.link.error_code().empty()) fail(403);
    CHECK(rig.link.error_code() == "websocket_blocked");
  }
  SECTION("a socket that hangs: its deadline is long enough to say so") {
    rig.said();
    rig.pass(rig.config.handshake_deadline.count());
    CHECK(rig.link.error_code() == "unreachable");
  }
  CHECK(rig.now - begun < Duration{20'000});
  while (!rig.has_opened()) rig.pass(50);
  rig.welcome_in();
  CHECK(rig.link.error_code().empty());
}

TEST_CASE("handshake: open, auth, welcome", "[client_link]") {
  Rig rig;
  rig.link.connect(rig.now);
  CHECK(rig.has_said<output::OpenLink>());
  CHECK(rig.link.state() == LinkState::Connecting);
  Auth auth;
  auth.token = "jwt";
  rig.link.on_up(rig.now, {rig.attempt, auth});
  rig.hear(handshake);
  CHECK(rig.frames() ==
        std::vector<std::string>{R"(40/webrtc,{"token":"jwt","protocol":2,"features":["seen"]})"});
  rig.hear("40/webrtc,{\"sid\":\"x\"}");
  CHECK_FALSE(rig.link.is_online());
  rig.hear(welcome);
  CHECK(rig.link.is_online());
  const auto events = rig.link.take_events();
  REQUIRE(events.size() == 1);
  CHECK(std::get<server::Welcome>(std::get<link_event::Told>(events.front()).message).session_id ==
        "s1");
}

TEST_CASE("a session is resumed by its token", "[client_link]") {
  Rig rig;
  rig.go_online();
  rig.link.on_down(rig.now, {rig.attempt, "cut"});
  rig.pass(250);
  rig.said();
  rig.link.on_up(rig.now, {rig.attempt, {}});
  rig.hear(handshake);
  CHECK(rig.frames() == std::vector<std::string>{
                            R"(40/webrtc,{"protocol":2,"resumeToken":"r1","features":["seen"]})"});
}

TEST_CASE("the gateway pings and the client answers", "[client_link]") {
  Rig rig;
  rig.go_online();
  rig.hear("2");
  CHECK(rig.frames() == std::vector<std::string>{"3"});
  rig.hear("2probe");
  CHECK(rig.frames() == std::vector<std::string>{"3probe"});
}

TEST_CASE("a silent connection is dead after pingInterval + pingTimeout", "[client_link]") {
  Rig rig;
  rig.go_online();
  rig.pass(44'999);
  CHECK(rig.link.is_online());
  rig.hear("2");
  rig.pass(44'999);
  CHECK(rig.link.is_online());
  rig.pass(1);
  CHECK_FALSE(rig.link.is_online());
  CHECK(std::holds_alternative<link_event::Lost>(rig.link.take_events().front()));
}

TEST_CASE("every stage of connecting has a deadline", "[client_link]") {
  Rig rig;
  rig.link.connect(rig.now);
  rig.said();
  SECTION("no socket") {}
  SECTION("no handshake") { rig.link.on_up(rig.now, {rig.attempt, {}}); }
  SECTION("no welcome") {
    rig.link.on_up(rig.now, {rig.attempt, {}});
    rig.hear(handshake);
    rig.hear("40/webrtc,{\"sid\":\"x\"}");
  }
  rig.said();
  rig.pass(9'999);
  CHECK_FALSE(rig.has_said<output::CloseLink>());
  rig.pass(1);
  CHECK(rig.has_said<output::CloseLink>());
  rig.pass(250);
  CHECK(rig.link.state() == LinkState::Connecting);
}

TEST_CASE("full-jitter backoff: 250 ms doubling to 8 s, never above", "[client_link]") {
  Rig rig;
  rig.link.connect(rig.now);
  rig.said();
  std::int64_t ceiling = 250;
  std::int64_t longest = 0;
  for (int failure = 0; failure < 40; ++failure) {
    rig.link.on_down(rig.now, {rig.attempt, "refused"});
    REQUIRE(rig.link.deadline());
    const std::int64_t waits = (*rig.link.deadline() - rig.now).count();
    CHECK(waits <= (rig.link.state() == LinkState::Connecting
                        ? std::max(ceiling, std::int64_t{10'000})
                        : ceiling));
    rig.said();
    const std::int64_t before = rig.attempt;
    if (waits <= 8'000) longest = std::max(longest, waits);
    rig.pass(8'000);
    rig.said();
    CHECK(rig.attempt >= before);
    ceiling = std::min<std::int64_t>(ceiling * 2, 8'000);
  }
  CHECK(longest > 4'000);
}

TEST_CASE("at once when the network is back", "[client_link]") {
  Rig rig;
  rig.go_online();
  rig.link.on_network(rig.now, true);
  CHECK(rig.said().empty());  // it was never away
  rig.link.on_network(rig.now, false);
  CHECK(rig.link.is_online());  // a browser may be wrong about that
  rig.link.on_network(rig.now, true);
  CHECK(rig.has_said<output::OpenLink>());
}

TEST_CASE("while a call waits, an attempt that hangs soon makes room for the next",
          "[client_link]") {
  Rig rig;
  rig.go_online();
  rig.lose_in_a_call();
  rig.said();
  std::vector<std::int64_t> lasted;
  std::int64_t opened_ms = 0;
  for (std::int64_t passed_ms = 100; lasted.size() < 10; passed_ms += 100) {
    REQUIRE(passed_ms < 20'000);
    rig.pass(100);
    if (!rig.has_said<output::OpenLink>()) continue;
    lasted.push_back(passed_ms - opened_ms);
    opened_ms = passed_ms;
  }
  // A browser holds back who fails too often.
  CHECK(lasted ==
        std::vector<std::int64_t>{600, 600, 600, 600, 2'000, 2'000, 3'000, 2'000, 2'000, 2'000});
}

TEST_CASE("while a call waits, attempts that fail at once are not many", "[client_link]") {
  Rig rig;
  rig.go_online();
  rig.lose_in_a_call();
  std::vector<std::int64_t> opened;
  for (std::int64_t ms = 0; ms < 20'000; ms += 10) {
    rig.pass(10);
    if (!rig.has_said<output::OpenLink>()) continue;
    opened.push_back(ms);
    rig.link.on_down(rig.now, {rig.attempt, "refused"});
  }
  CHECK(opened.size() < 30);
  CHECK(opened[3] < 1'500);
  for (std::size_t i = 1; i < opened.size(); ++i) CHECK(opened[i] - opened[i - 1] <= 1'510);
}

TEST_CASE("who hurries heeds the gateway's wish, too", "[client_link]") {
  Rig rig;
  rig.go_online();
  rig.link.stay_away(Duration{5'000});
  const bool before = GENERATE(true, false);
  if (before) rig.link.hurry(rig.now, true);
  rig.link.on_down(rig.now, {rig.attempt, "draining"});
  rig.said();
  const std::int64_t last = rig.attempt;
  rig.link.hurry(rig.now, true);
  rig.pass(1'000);
  rig.link.on_sign_of_life(rig.now);
  rig.link.hurry(rig.now, false);
  rig.pass(3'999);
  rig.said();
  CHECK(rig.attempt == last);
  rig.pass(1);
  rig.said();
  CHECK(rig.attempt == last + 1);
  // It was for once.
  rig.link.hurry(rig.now, true);
  rig.link.on_down(rig.now, {rig.attempt, "refused"});
  rig.pass(400);
  rig.said();
  CHECK(rig.attempt == last + 2);
}

TEST_CASE("an attempt has three times what the last one took that worked", "[client_link]") {
  Rig rig;
  rig.go_online(Duration{500});
  rig.lose_in_a_call();
  rig.said();
  const std::int64_t opened = rig.attempt;
  rig.pass(1'000);
  rig.said();
  CHECK(rig.attempt == opened);
  rig.pass(500);
  rig.said();
  CHECK(rig.attempt == opened + 1);
}

TEST_CASE("the path of the call is back: what was begun before makes room at once",
          "[client_link]") {
  Rig rig;
  rig.go_online();
  rig.lose_in_a_call();
  rig.pass(500);
  rig.said();
  const std::int64_t hanging = rig.attempt;
  rig.now += Duration{100};
  rig.link.hurry(rig.now, false);
  rig.said();
  CHECK(rig.attempt == hanging + 1);
  rig.link.hurry(rig.now, false);
  rig.said();
  CHECK(rig.attempt == hanging + 1);
}

TEST_CASE("a sign of life: what hangs makes room, what has just been begun has its time",
          "[client_link]") {
  Rig rig;
  rig.go_online(Duration{200});
  rig.lose_in_a_call();
  rig.said();
  const std::int64_t opened = rig.attempt;
  rig.now += Duration{199};
  rig.link.on_sign_of_life(rig.now);
  rig.said();
  CHECK(rig.attempt == opened);
  rig.pass(199);
  rig.said();
  CHECK(rig.attempt == opened);
  rig.pass(1);
  rig.said();
  CHECK(rig.attempt == opened + 1);
  rig.now += Duration{200};
  rig.link.on_sign_of_life(rig.now);
  rig.said();
  CHECK(rig.attempt == opened + 2);
}

TEST_CASE("a refusal is shown and not hammered at", "[client_link]") {
  Rig rig;
  rig.link.connect(rig.now);
  rig.said();
  rig.link.on_up(rig.now, {rig.attempt, {}});
  rig.hear(handshake);
  rig.hear(
      R"(44/webrtc,{"message":"Unauthorized","data":{"code":"token_expired","message":"get a new one"}})");
  CHECK(rig.link.error_code() == "token_expired");
  CHECK(rig.link.error_message() == "get a new one");
  rig.said();
  rig.pass(7'999);
  CHECK_FALSE(rig.has_said<output::OpenLink>());
  rig.pass(1);
  CHECK(rig.has_said<output::OpenLink>());
}

TEST_CASE("what a base gateway refuses comes as an event", "[client_link]") {
  Rig rig;
  rig.link.connect(rig.now);
  rig.said();
  rig.link.on_up(rig.now, {rig.attempt, {}});
  rig.hear(handshake);
  rig.hear("40/webrtc,{\"sid\":\"x\"}");
  rig.hear(R"(42/webrtc,["call:error",{"message":"Unauthorized"}])");
  rig.hear("41/webrtc,");
  CHECK(rig.link.error_message() == "Unauthorized");
  CHECK_FALSE(rig.link.is_online());
}

TEST_CASE("what belongs to an older attempt is not heeded", "[client_link]") {
  Rig rig;
  rig.go_online();
  const std::int64_t old = rig.attempt;
  rig.link.on_down(rig.now, {old, "cut"});
  rig.pass(250);
  rig.said();
  REQUIRE(rig.attempt == old + 1);
  rig.link.on_up(rig.now, {old, {}});
  rig.link.on_frame(rig.now, {old, handshake});
  rig.link.on_down(rig.now, {old, "again"});
  CHECK(rig.said().empty());
}

TEST_CASE("the gateway's bad frames are counted and dropped", "[client_link]") {
  Rig rig;
  rig.go_online();
  for (const char* bad : {"", "9", "4", "42/webrtc,[", "42/webrtc,[\"call:incoming\",{}]",
                          "43/webrtc,1[{\"ok\":\"yes\"}]", "42/webrtc,[\"call:unheard\",{}]"}) {
    rig.hear(bad);
    CHECK(rig.link.is_online());
    int dropped = 0;
    for (const Output& each : rig.said()) {
      const auto* news = std::get_if<output::Happened>(&each);
      dropped += news != nullptr && news->name == "frame_dropped" ? 1 : 0;
    }
    INFO(bad);
    CHECK(dropped == 1);
  }
  CHECK(rig.link.take_events().empty());
}

TEST_CASE("disconnecting says goodbye and forgets the session", "[client_link]") {
  Rig rig;
  rig.go_online();
  rig.link.disconnect();
  const auto all = rig.said();
  REQUIRE(all.size() == 2);
  CHECK(std::get<output::SendFrame>(all[0]).text == "41/webrtc,");
  CHECK(std::holds_alternative<output::CloseLink>(all[1]));
  CHECK_FALSE(rig.link.deadline());
  CHECK(rig.link.state() == LinkState::Offline);
}

}  // namespace ringline
