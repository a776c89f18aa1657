#include "ringline/engine_session.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "support/base64.hpp"

namespace ringline {
namespace {

using Session = EngineSession;

struct Rig {
  Session session;
  TimePoint now = from_ms(1'000);

  explicit Rig(EngineConfig config = {}) : session(config, "sid1") {}

  // What came of it, a line each.
  std::string tell(const Session::Input& input) {
    session.handle(now, input);
    return drain();
  }
  std::string drain() {
    std::string all;
    for (;;) {
      const Session::Output output = session.poll();
      if (const auto* wait = std::get_if<Session::Wait>(&output)) {
        waits = wait->until;
        return all;
      }
      if (!all.empty()) all += '\n';
      all += std::visit([](const auto& each) { return line(each); }, output);
    }
  }
  std::string pass(std::int64_t ms) {
    now += Duration{ms};
    return tell(Session::Tick{});
  }
  void open_polling() { tell(Session::Opened{Session::Transport::Polling, 1}); }
  std::string post(const std::string& body, Session::Ref ref = 50) {
    std::string all = tell(Session::PostBegun{ref, body.size()});
    if (!all.empty()) return all;
    return tell(Session::Post{ref, body});
  }
  std::string say(const std::string& text, bool binary = false) {
    return tell(Session::Say{text, binary});
  }
  void upgrade() {
    tell(Session::SocketOpened{9});
    tell(Session::Frame{"2probe", false, 9});
    tell(Session::Frame{"5", false, 9});
  }

  std::optional<TimePoint> waits;

 private:
  static std::string line(const Session::Send& out) {
    return "send " + std::to_string(out.ref) + (out.binary ? " binary " : " ") + out.frame;
  }
  static std::string line(const Session::Answer& out) {
    return "answer " + std::to_string(out.ref) + " " + std::to_string(out.status) + " " + out.body;
  }
  static std::string line(const Session::Drop& out) { return "drop " + std::to_string(out.ref); }
  static std::string line(const Session::Message& out) {
    return (out.binary ? "binary " : "message ") + out.data;
  }
  static std::string line(const Session::Ended& out) { return "ended: " + out.reason; }
  static std::string line(const Session::Close&) { return "close"; }
  static std::string line(const Session::Wait&) { return ""; }
};

const std::string lost_get = "answer 2 200 1";

}  // namespace

TEST_CASE("base64 is read strictly", "[engine_session]") {
  for (const std::string bytes : {"", "a", "ab", "abc", "abcd", "\xff\xfe"}) {
    CHECK(base64_decode(base64_encode(bytes)) == bytes);
  }
  CHECK(base64_encode(std::string("\x01\x02\x03\x04", 4)) == "AQIDBA==");
  for (const char* text : {"A", "AA", "AAA", "AAAA=", "====", "A===", "AB==", "AAB=", "AA=A",
                           "A A=", "AA==AAAA", "AA-_", "\xff\xff\xff\xff"}) {
    INFO(text);
    CHECK_FALSE(base64_decode(text));
  }
}

TEST_CASE("polling: a handshake, packets either way", "[engine_session]") {
  Rig rig;
  CHECK(rig.tell(Session::Opened{Session::Transport::Polling, 1}) ==
        R"(answer 1 200 0{"sid":"sid1","upgrades":["websocket"],"pingInterval":25000,)"
        R"("pingTimeout":20000,"maxPayload":65536})");
  CHECK(rig.post("4a\x1e"
                 "4b\x1e"
                 "bAQI=") == "message a\nmessage b\nbinary \x01\x02\nanswer 50 200 ok");
  CHECK(rig.say("x").empty());
  CHECK(rig.say("\x01", true).empty());
  CHECK(rig.tell(Session::Poll{2}) ==
        "answer 2 200 4x\x1e"
        "bAQ==");
  CHECK(rig.tell(Session::Poll{3}).empty());
  CHECK(rig.say("y") == "answer 3 200 4y");
}

TEST_CASE("polling: what is wrong ends the session at once", "[engine_session]") {
  for (const char* body : {"", "abc", "4a\x1e", "\x1e",
                           "4a\x1e\x1e"
                           "4b",
                           "bAQ", "b!!!!", "7", "0{}", "2", "5", "6", "4\xff", "4\xed\xa0\x80"}) {
    Rig rig;
    rig.open_polling();
    rig.tell(Session::Poll{2});
    INFO(body);
    const std::string all = rig.post(body);
    CHECK(all.find("answer 2 200 1") != std::string::npos);
    CHECK(all.find("answer 50 400 {\"code\":3,") != std::string::npos);
    CHECK(all.rfind("close") == all.size() - 5);
    CHECK_FALSE(rig.waits);
    CHECK(rig.tell(Session::Poll{3}) ==
          "answer 3 400 {\"code\":1,\"message\":\"Session ID unknown\"}");
  }
}

TEST_CASE("polling: the body's limits", "[engine_session]") {
  EngineConfig config;
  config.max_payload = 10'000;
  Rig rig(config);
  rig.open_polling();
  std::string packets = "3";
  for (std::size_t i = 1; i < limit::payload_packets; ++i)
    packets +=
        "\x1e"
        "3";
  CHECK(rig.post(packets) == "answer 50 200 ok");
  CHECK(rig.post("4" + std::string(9'999, 'a')).find("200 ok") != std::string::npos);
  SECTION("one packet more") {
    CHECK(rig.post(packets + "\x1e"
                             "3")
              .find("answer 50 400") != std::string::npos);
  }
  SECTION("one byte more, refused by its header alone") {
    CHECK(rig.tell(Session::PostBegun{7, 10'001}).find("answer 7 413 ") != std::string::npos);
    CHECK(rig.tell(Session::Post{7, "4x"}).empty());
  }
}

TEST_CASE("polling: one request of a kind at a time", "[engine_session]") {
  Rig rig;
  rig.open_polling();
  SECTION("GET") {
    rig.tell(Session::Poll{2});
    const std::string all = rig.tell(Session::Poll{3});
    CHECK(all.find("answer 3 400 ") != std::string::npos);
    CHECK(all.find(lost_get) != std::string::npos);
    CHECK(all.find("close") != std::string::npos);
  }
  SECTION("POST") {
    rig.tell(Session::PostBegun{4, 10});
    const std::string all = rig.tell(Session::PostBegun{5, 10});
    CHECK(all.find("answer 4 400 ") != std::string::npos);
    CHECK(all.find("answer 5 400 ") != std::string::npos);
    CHECK(all.find("close") != std::string::npos);
  }
  SECTION("a GET that is cut off") {
    rig.tell(Session::Poll{2});
    CHECK(rig.tell(Session::RequestGone{2}) == "ended: a request was cut off\nclose");
  }
  SECTION("a POST that is cut off") {
    rig.tell(Session::PostBegun{4, 10});
    CHECK(rig.tell(Session::RequestGone{4}) == "ended: a request was cut off\nclose");
  }
  SECTION("an answered one may go") {
    rig.post("3", 4);
    CHECK(rig.tell(Session::RequestGone{4}).empty());
  }
}

TEST_CASE("polling: closing", "[engine_session]") {
  Rig rig;
  rig.open_polling();
  SECTION("by the client") {
    rig.tell(Session::Poll{2});
    CHECK(rig.post("4a\x1e"
                   "1") ==
          "message a\nanswer 2 200 6\nended: the client closed the connection\nanswer 50 200 "
          "ok\nclose");
  }
  SECTION("by us, while a GET waits") {
    rig.tell(Session::Poll{2});
    rig.session.handle(rig.now, Session::Say{"bye", false});
    CHECK(rig.tell(Session::Shut{"stop"}) ==
          "ended: stop\nanswer 2 200 4bye\x1e"
          "1\nclose");
  }
  SECTION("by us, and the next GET fetches it") {
    rig.say("bye");
    CHECK(rig.tell(Session::Shut{"stop"}) == "ended: stop");
    CHECK(rig.tell(Session::PostBegun{8, 1}).find("answer 8 400") == 0);
    CHECK(rig.tell(Session::Poll{2}) ==
          "answer 2 200 4bye\x1e"
          "1\nclose");
  }
  SECTION("by us, and nobody fetches it") {
    rig.tell(Session::Shut{"stop"});
    CHECK(rig.pass(4'999).empty());
    CHECK(rig.pass(1) == "close");
    CHECK_FALSE(rig.waits);
  }
}

TEST_CASE("polling: the heartbeat counts from the handshake", "[engine_session]") {
  Rig rig;
  rig.open_polling();
  CHECK(rig.pass(24'999).empty());
  rig.tell(Session::Poll{2});
  CHECK(rig.pass(1) == "answer 2 200 2");
  SECTION("an answer keeps it, a GET doesn't") {
    rig.tell(Session::Poll{3});
    CHECK(rig.pass(19'999).empty());
    SECTION("answered") {
      CHECK(rig.post("3") == "answer 50 200 ok");
      CHECK(rig.pass(1).empty());
    }
    SECTION("not answered") {
      CHECK(rig.pass(1) == "answer 3 200 1\nended: the client is silent\nclose");
    }
  }
  SECTION("a request that comes too late finds it gone") {
    rig.now += Duration{20'000};
    CHECK(rig.tell(Session::Poll{4}).find("answer 4 400 {\"code\":1") != std::string::npos);
  }
}

TEST_CASE("polling: what nobody fetches is bounded", "[engine_session]") {
  EngineConfig config;
  config.queue_bytes = 1'000;
  Rig rig(config);
  rig.open_polling();
  CHECK(rig.say(std::string(936, 'a')).empty());
  CHECK(rig.say("") == "ended: reads too slowly\nclose");
}

TEST_CASE("too many packets", "[engine_session]") {
  EngineConfig config;
  config.packets_at_once = 3;
  config.packets_per_second = 2;
  Rig rig(config);
  rig.open_polling();
  CHECK(rig.post("3\x1e"
                 "3\x1e"
                 "3") == "answer 50 200 ok");
  rig.pass(500);
  CHECK(rig.post("3") == "answer 50 200 ok");
  rig.pass(499);
  CHECK(rig.post("3").find("too many packets") != std::string::npos);
}

TEST_CASE("changing over: packets arrive once and in order", "[engine_session]") {
  Rig rig;
  rig.open_polling();
  rig.tell(Session::Poll{2});
  CHECK(rig.tell(Session::SocketOpened{9}).empty());
  rig.say("a");  // answers GET 2
  rig.tell(Session::Poll{3});
  CHECK(rig.tell(Session::Frame{"2probe", false, 9}) == "send 9 3probe");
  SECTION("a GET that waited from before, and was overtaken by the client's word, is refused") {
    CHECK(rig.tell(Session::Frame{"5", false, 9}).find("answer 3 400 {\"code\":3") == 0);
    CHECK(rig.say("b") == "send 9 4b");
    return;
  }
  CHECK(rig.pass(49).empty());
  CHECK(rig.pass(1) == "answer 3 200 6");
  SECTION("events flow by polling until the client says that it has changed over") {
    CHECK(rig.say("b").empty());
    CHECK(rig.tell(Session::Poll{4}) == "answer 4 200 4b");
    CHECK(rig.say("c").empty());
    CHECK(rig.post("4up") == "message up\nanswer 50 200 ok");
    CHECK(rig.tell(Session::Frame{"5", false, 9}) == "send 9 4c");
    CHECK(rig.say("d") == "send 9 4d");
    CHECK(rig.tell(Session::Frame{"4hello", false, 9}) == "message hello");
  }
  SECTION("an empty GET is kept for a moment only") {
    CHECK(rig.tell(Session::Poll{4}).empty());
    CHECK(rig.pass(49).empty());
    CHECK(rig.pass(1) == "answer 4 200 6");
  }
  SECTION("a GET that overtook the client's word is a GET after it") {
    rig.tell(Session::Poll{4});
    CHECK(rig.tell(Session::Frame{"5", false, 9}).find("answer 4 400 {\"code\":3") == 0);
    CHECK(rig.say("d") == "send 9 4d");
  }
  SECTION("a POST that is under way is still taken") {
    rig.tell(Session::PostBegun{4, 3});
    rig.tell(Session::Frame{"5", false, 9});
    CHECK(rig.tell(Session::Post{4, "4up"}) == "message up\nanswer 4 200 ok");
  }
  SECTION("afterwards nothing but the WebSocket will do") {
    rig.tell(Session::Frame{"5", false, 9});
    CHECK(rig.tell(Session::Poll{4}).find("answer 4 400 {\"code\":3") == 0);
    CHECK(rig.tell(Session::PostBegun{5, 1}).find("answer 5 400 {\"code\":3") == 0);
    CHECK(rig.tell(Session::SocketOpened{10}) == "drop 10");
    CHECK(rig.say("d") == "send 9 4d");
    CHECK(rig.tell(Session::Closed{9}) == "ended: the connection is gone");
  }
}

TEST_CASE("changing over: what goes wrong with the probe leaves the session alone",
          "[engine_session]") {
  Rig rig;
  rig.open_polling();
  rig.tell(Session::SocketOpened{9});
  SECTION("a second one") { CHECK(rig.tell(Session::SocketOpened{10}) == "drop 10"); }
  SECTION("that doesn't probe") { CHECK(rig.tell(Session::Frame{"4x", false, 9}) == "drop 9"); }
  SECTION("that changes over unasked") {
    CHECK(rig.tell(Session::Frame{"5", false, 9}) == "drop 9");
  }
  SECTION("that talks too early") {
    rig.tell(Session::Frame{"2probe", false, 9});
    CHECK(rig.tell(Session::Frame{"4x", false, 9}) == "drop 9");
  }
  SECTION("that sends bytes") { CHECK(rig.tell(Session::Frame{"2probe", true, 9}) == "drop 9"); }
  SECTION("that takes too long") {
    CHECK(rig.pass(9'999).empty());
    CHECK(rig.pass(1) == "drop 9");
  }
  SECTION("that goes away") { CHECK(rig.tell(Session::Closed{9}).empty()); }
  rig.say("a");
  CHECK(rig.tell(Session::Poll{2}) == "answer 2 200 4a");
  CHECK(rig.tell(Session::Poll{3}).empty());
}

TEST_CASE("the probe ends with its session", "[engine_session]") {
  Rig rig;
  rig.open_polling();
  rig.tell(Session::SocketOpened{9});
  CHECK(rig.post("1").find("drop 9") != std::string::npos);
}

TEST_CASE("WebSocket: bytes are messages", "[engine_session]") {
  Rig rig;
  rig.tell(Session::Opened{});
  CHECK(rig.tell(Session::Frame{"\xff\xfe", true}) == "binary \xff\xfe");
  CHECK(rig.say("\x01", true) == "send 0 binary \x01");
  CHECK(rig.tell(Session::Fail{"no"}) == "ended: no\nclose");
}

}  // namespace ringline
