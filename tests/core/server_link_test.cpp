#include "ringline/server_link.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "ringline/limits.hpp"

namespace ringline {
namespace {

struct Rig {
  ServerLink link{{}, "sid1"};
  TimePoint now = from_ms(1'000);

  std::vector<ServerLink::Output> tell(const ServerLink::Input& input) {
    link.handle(now, input);
    std::vector<ServerLink::Output> all;
    for (;;) {
      ServerLink::Output output = link.poll();
      if (std::holds_alternative<ServerLink::Wait>(output)) return all;
      all.push_back(std::move(output));
    }
  }
  std::vector<ServerLink::Output> hear(const std::string& text) {
    return tell(ServerLink::Frame{text});
  }
  std::vector<ServerLink::Output> pass(std::int64_t ms) {
    now += Duration{ms};
    return tell(ServerLink::Tick{});
  }
  void join() {
    tell(ServerLink::Opened{});
    hear("40/webrtc,{\"userId\":\"u1\"}");
    tell(ServerLink::Allow{"/webrtc", "x"});
  }
};

std::string sent(const std::vector<ServerLink::Output>& all, std::size_t index = 0) {
  REQUIRE(all.size() > index);
  return std::get<ServerLink::Send>(all[index]).frame;
}

// The connection was closed; returns why.
std::string closed(const std::vector<ServerLink::Output>& all) {
  REQUIRE_FALSE(all.empty());
  const auto* close = std::get_if<ServerLink::Close>(&all.back());
  REQUIRE(close != nullptr);
  return close->reason;
}

}  // namespace

TEST_CASE("says the handshake, asks who it is, lets in", "[server_link]") {
  Rig rig;
  CHECK(
      sent(rig.tell(ServerLink::Opened{})) ==
      R"(0{"sid":"sid1","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536})");
  const auto asked = rig.hear("40/webrtc,{\"userId\":\"u1\"}");
  REQUIRE(asked.size() == 1);
  CHECK(std::get<ServerLink::Asked>(asked[0]).auth_json == "{\"userId\":\"u1\"}");
  CHECK(sent(rig.tell(ServerLink::Allow{"/webrtc", "x"})) == "40/webrtc,{\"sid\":\"x\"}");
  const auto event = rig.hear("42/webrtc,7[\"call:end\",{\"callId\":\"c\"}]");
  REQUIRE(event.size() == 1);
  CHECK(std::get<ServerLink::Event>(event[0]).ack == socket_io::AckId{7});
  CHECK(sent(rig.tell(ServerLink::Emit{"/webrtc", "[\"a\"]"})) == "42/webrtc,[\"a\"]");
  CHECK(sent(rig.tell(ServerLink::Acknowledge{"/webrtc", 7, "[{}]"})) == "43/webrtc,7[{}]");
}

TEST_CASE("refuses, and the client may try another way", "[server_link]") {
  Rig rig;
  rig.tell(ServerLink::Opened{});
  rig.hear("40/webrtc,");
  CHECK(sent(rig.tell(ServerLink::Refuse{"/webrtc", "{\"message\":\"Unauthorized\"}"})) ==
        "44/webrtc,{\"message\":\"Unauthorized\"}");
  REQUIRE(rig.hear("40/webrtc,{\"token\":\"t\"}").size() == 1);
  CHECK(
      sent(rig.hear("40/elsewhere,")).rfind("44/elsewhere,{\"message\":\"Invalid namespace\"", 0) ==
      0);
}

TEST_CASE("pings, and closes what doesn't answer", "[server_link]") {
  Rig rig;
  rig.join();
  CHECK(rig.pass(24'999).empty());
  CHECK(sent(rig.pass(1)) == "2");
  SECTION("an answer keeps it") {
    rig.hear("3");
    CHECK(rig.pass(20'000).empty());
  }
  SECTION("any frame keeps it") {
    rig.hear("42/webrtc,[\"x\"]");
    CHECK(rig.pass(20'000).empty());
  }
  SECTION("silence ends it") {
    CHECK(rig.pass(19'999).empty());
    const auto all = rig.pass(1);
    CHECK(closed(all) == "the client is silent");
    CHECK(std::holds_alternative<ServerLink::Left>(all.front()));
  }
}

TEST_CASE("who connects no namespace in time is closed", "[server_link]") {
  Rig rig;
  rig.tell(ServerLink::Opened{});
  CHECK(rig.pass(4'999).empty());
  CHECK(closed(rig.pass(1)) == "no namespace was connected in time");
}

TEST_CASE("what no client of ours sends closes the connection with a reason", "[server_link]") {
  struct Sample {
    const char* frame;
    const char* why;
  };
  const std::string too_long(65'537, '4');
  for (const Sample& each : {
           Sample{"", "empty"},
           Sample{"9", "packet"},
           Sample{"0{}", "only the server opens"},
           Sample{"42/other,[\"x\"]", "before the namespace"},
           Sample{"2", "only the server pings"},
           Sample{"2probe", "only the server pings"},
           Sample{"5", "out of its place"},
           Sample{"6", "out of its place"},
           Sample{"4", "packet"},
           Sample{"42/webrtc,{}", "form"},
           Sample{"42/webrtc,[", "form"},
           Sample{"42/webrtc,[\"x\",]", "json"},
           Sample{"42/webrtc,[]", "names no event"},
           Sample{"42/webrtc,[null]", "names no event"},
           Sample{"42/webrtc,[\"disconnect\"]", "reserved"},
           Sample{"42/webrtc,x[\"a\"]", "form"},
           Sample{"42/webrtc, 1[\"a\"]", "form"},
           Sample{"42/webrtc,9007199254740992[\"a\"]", "id"},
           Sample{"43/webrtc,[]", "id"},
           Sample{"40/other,[]", "form"},
           Sample{"40/other,{\"a\"}", "json"},
           Sample{"41/webrtc,{}", "form"},
           Sample{"42/webrtc,[\"\xff\"]", "UTF-8"},
           Sample{"450-/webrtc,[\"x\"]", "attachments"},
           Sample{"45-/webrtc,[\"x\"]", "attachments"},
           Sample{"4511-/webrtc,[\"x\"]", "attachments"},
           Sample{"451-/other,[\"x\",{\"_placeholder\":true,\"num\":0}]", "before the namespace"},
           Sample{"451-/webrtc,[\"x\"]", "attachments"},
           Sample{"451-/webrtc,[\"x\",{\"_placeholder\":true}]", "attachments"},
           Sample{"451-/webrtc,[\"x\",{\"_placeholder\":true,\"num\":\"0\"}]", "attachments"},
           Sample{"451-/webrtc,[\"x\",{\"_placeholder\":true,\"num\":-1}]", "attachments"},
           Sample{"451-/webrtc,[\"x\",{\"_placeholder\":true,\"num\":0.5}]", "attachments"},
           Sample{"451-/webrtc,[\"x\",{\"_placeholder\":true,\"num\":1}]", "attachments"},
           Sample{"451-/webrtc,[\"x\",{\"_placeholder\":true,\"num\":4294967296}]", "attachments"},
           Sample{"452-/webrtc,[\"x\",{\"_placeholder\":true,\"num\":0},"
                  "{\"_placeholder\":true,\"num\":0}]",
                  "attachments"},
           Sample{"44/webrtc,{}", "only the server refuses"},
           Sample{"40/webrtc,", "connected already"},
           Sample{"4x", "type"},
           Sample{too_long.c_str(), "maxPayload"},
       }) {
    Rig rig;
    rig.join();
    INFO(std::string(each.frame).substr(0, 40));
    CHECK(closed(rig.hear(each.frame)).find(each.why) != std::string::npos);
    CHECK(rig.hear("2").empty());  // it is over
  }
}

TEST_CASE("attachments are put together, and only they", "[server_link]") {
  Rig rig;
  rig.join();
  const std::string header =
      "452-/webrtc,7[\"x\",{\"_placeholder\":true,\"num\":1},{\"_placeholder\":true,\"num\":0}]";
  CHECK(rig.hear(header).empty());
  const auto attach = [&rig](const std::string& bytes) {
    return rig.tell(ServerLink::Frame{bytes, true});
  };
  CHECK(attach("one").empty());
  SECTION("whole") {
    const auto all = attach("two");
    REQUIRE(all.size() == 1);
    const auto& event = std::get<ServerLink::Event>(all[0]);
    CHECK(event.attachments == ServerLink::Attachments{"one", "two"});
    CHECK(event.ack == socket_io::AckId{7});
    CHECK(closed(attach("three")).find("no packet announced") != std::string::npos);
  }
  SECTION("a packet in between") {
    CHECK(closed(rig.hear("42/webrtc,[\"x\"]")).find("was due") != std::string::npos);
  }
  SECTION("a pong in between is none of Socket.IO's") {
    CHECK(rig.hear("3").empty());
    CHECK(attach("two").size() == 1);
  }
  SECTION("together they may be as long as a frame") {
    const std::size_t most = 65'536 - (header.size() - 1) - 3;
    SECTION("at the limit") { CHECK(attach(std::string(most, 'x')).size() == 1); }
    SECTION("over it") {
      CHECK(closed(attach(std::string(most + 1, 'x'))).find("maxPayload") != std::string::npos);
    }
  }
}

TEST_CASE("attachments are sent behind their packet", "[server_link]") {
  Rig rig;
  rig.join();
  const auto all = rig.tell(
      ServerLink::Acknowledge{"/webrtc", 3, "[{\"_placeholder\":true,\"num\":0}]", {"bytes"}});
  REQUIRE(all.size() == 2);
  CHECK(sent(all) == "461-/webrtc,3[{\"_placeholder\":true,\"num\":0}]");
  CHECK(std::get<ServerLink::Send>(all[1]).binary);
  CHECK(sent(all, 1) == "bytes");
}

TEST_CASE("by polling, what one input leads to travels together", "[server_link]") {
  Rig rig;
  rig.tell(ServerLink::Opened{EngineSession::Transport::Polling, 1});
  rig.tell(ServerLink::Poll{2});
  rig.tell(ServerLink::PostBegun{3, 9});
  rig.link.handle(rig.now, ServerLink::Post{3, "40/webrtc,"});
  CHECK(std::holds_alternative<ServerLink::Asked>(rig.link.poll()));
  rig.link.handle(rig.now, ServerLink::Allow{"/webrtc", "x", "p", {"[\"missed\",\"o\"]"}});
  rig.link.handle(rig.now, ServerLink::Emit{"/webrtc", "[\"hello\"]", {}});
  const auto all = rig.tell(ServerLink::Tick{});
  REQUIRE(all.size() == 2);
  CHECK(std::get<ServerLink::Answer>(all[0]).body == "ok");
  CHECK(std::get<ServerLink::Answer>(all[1]).body ==
        "42/webrtc,[\"missed\",\"o\"]\x1e"
        "40/webrtc,{\"sid\":\"x\",\"pid\":\"p\"}\x1e"
        "42/webrtc,[\"hello\"]");
}

TEST_CASE("a POST whose packet is refused is refused itself", "[server_link]") {
  Rig rig;
  rig.tell(ServerLink::Opened{EngineSession::Transport::Polling, 1});
  rig.tell(ServerLink::PostBegun{3, 9});
  const auto all = rig.tell(ServerLink::Post{3, "4nonsense"});
  REQUIRE(all.size() == 2);
  CHECK(std::get<ServerLink::Answer>(all[0]).status == 400);
  closed(all);
}

TEST_CASE("an event before the namespace is let in closes the connection", "[server_link]") {
  Rig rig;
  rig.tell(ServerLink::Opened{});
  rig.hear("40/webrtc,");
  CHECK(closed(rig.hear("42/webrtc,[\"x\"]")).find("before") != std::string::npos);
}

TEST_CASE("leaving before the namespace is let in closes the connection", "[server_link]") {
  Rig rig;
  rig.tell(ServerLink::Opened{});
  rig.hear("40/webrtc,");
  CHECK(closed(rig.hear("41/webrtc,")).find("before") != std::string::npos);
  CHECK(rig.tell(ServerLink::Allow{"/webrtc", "s1"}).empty());
}

TEST_CASE("a frame of exactly maxPayload is taken", "[server_link]") {
  Rig rig;
  rig.join();
  std::string frame = "42/webrtc,[\"x\",\"";
  frame += std::string(65'536 - frame.size() - 2, 'a') + "\"]";
  REQUIRE(frame.size() == 65'536);
  const auto all = rig.hear(frame);
  REQUIRE(all.size() == 1);
  CHECK(std::holds_alternative<ServerLink::Event>(all[0]));
}

TEST_CASE("leaving and being left", "[server_link]") {
  Rig rig;
  rig.join();
  SECTION("the client disconnects the namespace and may come back") {
    const auto all = rig.hear("41/webrtc,");
    REQUIRE(all.size() == 1);
    CHECK(std::holds_alternative<ServerLink::Left>(all[0]));
    CHECK(rig.tell(ServerLink::Emit{"/webrtc", "[\"a\"]"}).empty());
    CHECK(rig.hear("40/webrtc,").size() == 1);
  }
  SECTION("the client disconnects the namespace and stays without one") {
    rig.hear("41/webrtc,");
    CHECK(rig.pass(4'999).empty());
    CHECK(closed(rig.pass(1)) == "no namespace was connected in time");
  }
  SECTION("the host disconnects the namespace") {
    CHECK(sent(rig.tell(ServerLink::Disconnect{"/webrtc"})) == "41/webrtc,");
  }
  SECTION("the host shuts it all") {
    const auto all = rig.tell(ServerLink::Shut{"stop"});
    CHECK(sent(all) == "41/webrtc,");
    CHECK(closed(all) == "stop");
  }
  SECTION("the socket is gone") {
    const auto all = rig.tell(ServerLink::Closed{});
    REQUIRE(all.size() == 1);
    CHECK(std::holds_alternative<ServerLink::Left>(all[0]));
  }
}

TEST_CASE("a refusal that passes by itself closes the transport without a word", "[server_link]") {
  Rig rig;
  rig.tell(ServerLink::Opened{});
  rig.hear("40/webrtc,{\"userId\":\"u1\"}");
  rig.pass(1'000);
  CHECK(rig.tell(ServerLink::RetryLater{"/webrtc", "the database is away"}).empty());
  // Not at once: whoever comes back by itself would knock all the time.
  CHECK(rig.pass(1'999).empty());
  const auto all = rig.pass(1);
  CHECK(closed(all) == "the database is away");
  for (const auto& each : all) CHECK_FALSE(std::holds_alternative<ServerLink::Left>(each));
}

TEST_CASE("a refusal that passes takes along the other namespaces, which may come back",
          "[server_link]") {
  Rig rig{ServerLink({{}, {"/webrtc", "/api/webrtc"}}, "sid1")};
  rig.join();
  rig.hear("40/api/webrtc,{\"userId\":\"u1\"}");
  rig.tell(ServerLink::RetryLater{"/api/webrtc", "limit"});
  const auto all = rig.pass(2'000);
  CHECK(closed(all) == "limit");
  REQUIRE(std::holds_alternative<ServerLink::Left>(all.front()));
  CHECK_FALSE(std::get<ServerLink::Left>(all.front()).on_purpose);
}

TEST_CASE("an event beyond the limits of JSON is refused by name, and the connection lives",
          "[server_link]") {
  const auto nested = [](const std::string& before, std::size_t depth, const std::string& after) {
    return before + std::string(depth, '[') + std::string(depth, ']') + after;
  };
  std::string many = "42/webrtc,7[\"x\"";
  for (std::size_t i = 0; i < limit::json_values; ++i) many += ",1";
  many += "]";
  Rig rig;
  rig.join();
  for (const std::string& frame :
       {nested("42/webrtc,7[\"call:end\",", limit::json_depth, "]"), many}) {
    const auto all = rig.hear(frame);
    REQUIRE(all.size() == 1);
    const auto& event = std::get<ServerLink::Event>(all[0]);
    CHECK(event.problem.code == Errc::TooLarge);
    CHECK(event.ack == socket_io::AckId{7});
    CHECK(event.event_json.empty());
  }
  // With attachments they are waited for, and thrown away.
  CHECK(rig.hear(nested("451-/webrtc,[\"x\",", limit::json_depth, "]")).empty());
  const auto binary = rig.tell(ServerLink::Frame{"bytes", true});
  REQUIRE(binary.size() == 1);
  CHECK(std::get<ServerLink::Event>(binary[0]).problem.code == Errc::TooLarge);
  CHECK(std::get<ServerLink::Event>(binary[0]).attachments.empty());
  // Nobody waits for what an acknowledgement says.
  CHECK(rig.hear(nested("43/webrtc,1[", limit::json_depth, "]")).empty());
  // What is no JSON at all still ends the connection, as npm's server does.
  CHECK(closed(rig.hear("42/webrtc,[\"x\"")) != "");
}

TEST_CASE("half an emoji and a number beyond all doubles are events like others", "[server_link]") {
  Rig rig;
  rig.join();
  for (const char* frame : {R"(42/webrtc,["call:initiate",{"contactName":"Ann \ud83d"}])",
                            R"(42/webrtc,["call:initiate",{"big":1e400}])"}) {
    const auto all = rig.hear(frame);
    REQUIRE(all.size() == 1);
    CHECK_FALSE(std::get<ServerLink::Event>(all[0]).problem);
  }
}

TEST_CASE("an auth beyond the limits of JSON is refused with a word", "[server_link]") {
  Rig rig;
  rig.tell(ServerLink::Opened{});
  const std::string deep(limit::json_depth, '[');
  const std::string frame = "40/webrtc,{\"a\":" + deep + std::string(limit::json_depth, ']') + "}";
  CHECK(sent(rig.hear(frame)).rfind("44/webrtc,{\"message\":\"Bad request\"", 0) == 0);
  CHECK(rig.hear("40/webrtc,{}").size() == 1);
}

TEST_CASE("an acknowledgement before the namespace was connected closes the connection",
          "[server_link]") {
  Rig rig;
  rig.tell(ServerLink::Opened{});
  CHECK(closed(rig.hear("43/webrtc,1[]")) == "an event before the namespace was connected");
}

TEST_CASE("no client may ask for namespaces for ever", "[server_link]") {
  Rig rig;
  rig.tell(ServerLink::Opened{});
  std::vector<ServerLink::Output> last;
  for (int i = 0; i < 9; ++i) last = rig.hear("40/n" + std::to_string(i) + ",");
  CHECK(closed(last) == "asks for too many namespaces");
}

}  // namespace ringline
