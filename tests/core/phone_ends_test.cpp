// Calls that end, or are refused, while the gateway can't be asked, or says "not now".
#include <catch2/catch.hpp>

#include "support/phone_rig.hpp"

namespace ringline::test {
namespace {

constexpr const char* cancel = "\"cancel\"";

void invite(PhoneRig& rig, const std::string& call_id = "c1") {
  rig.hear_event(R"(["call:incoming",{"callId":")" + call_id +
                 R"(","callerId":"u2","callerName":"Amina","contactPhone":""}])");
}

void talk(PhoneRig& rig) {
  invite(rig);
  rig.tell_must(input::Accept{"c1"});
  rig.hear_event(R"(["call:accepted",{"callId":"c1","answeredAt":1790000000000,"protocol":2}])");
  rig.acknowledge("call:accept", R"({"ok":true})");
  rig.hear_event(R"(["webrtc:offer",{"callId":"c1","offer":{"type":"offer","sdp":"o"},)"
                 R"("seq":1,"generation":1}])");
  rig.tell_must(input::Microphone{"c1", MicrophoneState::Ready, {}});
  rig.tell_must(input::PeerState{"c1", 1, PeerConnectionState::Connected});
  REQUIRE(rig.call().state == CallState::Active);
  rig.outputs.clear();
}

std::string refusal(const char* code) {
  return R"({"ok":false,"code":")" + std::string(code) + R"(","message":"m"})";
}

std::string last_memory(const PhoneRig& rig) {
  const auto all = rig.all<output::Remember>();
  return all.empty() ? std::string() : all.back().text;
}

}  // namespace

TEST_CASE("`limit` and `unavailable` mean not now: what was asked is asked again", "[refused]") {
  for (const char* code : {"limit", "unavailable"}) {
    INFO(code);
    SECTION(std::string("a resume: the conversation goes on, ") + code) {
      PhoneRig rig(true);
      talk(rig);
      rig.reconnect();
      rig.acknowledge("call:resume", refusal(code));
      CHECK(rig.call().state == CallState::Active);
      rig.outputs.clear();
      rig.pass(2'000);
      CHECK(rig.count_sent("call:resume") == 1);
    }
    SECTION(std::string("an accept, ") + code) {
      PhoneRig rig(true);
      invite(rig);
      rig.tell_must(input::Accept{"c1"});
      rig.acknowledge("call:accept", refusal(code));
      CHECK(rig.call().state == CallState::Connecting);
      rig.outputs.clear();
      rig.pass(2'000);
      CHECK(rig.count_sent("call:accept") == 1);
    }
    SECTION(std::string("an end, seldomer each time, ") + code) {
      PhoneRig rig(true);
      talk(rig);
      rig.tell_must(input::HangUp{"c1"});
      for (const std::int64_t wait : {2'000, 4'000, 8'000, 8'000}) {
        rig.acknowledge("call:end", refusal(code));
        rig.outputs.clear();
        rig.pass(wait - 1);
        CHECK(rig.count_sent("call:end") == 0);
        rig.pass(1);
        CHECK(rig.count_sent("call:end") == 1);
      }
    }
    SECTION(std::string("a dial, ") + code) {
      PhoneRig rig(true);
      rig.tell_must(input::Dial{"k1", "", ""});
      rig.acknowledge("call:initiate", refusal(code));
      CHECK(rig.call().state == CallState::Dialing);
      rig.outputs.clear();
      rig.pass(2'000);
      CHECK(rig.count_sent("call:initiate") == 1);
    }
    SECTION(std::string("not a dial that was given up, ") + code) {
      PhoneRig rig(true);
      rig.tell_must(input::Dial{"k1", "", ""});
      rig.tell_must(input::HangUp{rig.call().id});
      rig.acknowledge("call:initiate", refusal(code));
      rig.outputs.clear();
      for (int i = 0; i < 10; ++i) rig.pass(1'000);
      CHECK(rig.sent().empty());
    }
  }
}

TEST_CASE("a limit with a reason is an answer, and so is every other code", "[refused]") {
  PhoneRig rig(true);
  rig.tell_must(input::Dial{"k1", "", ""});
  rig.acknowledge("call:initiate", R"({"ok":false,"code":"limit","message":"m","reason":"busy"})");
  CHECK(rig.call().state == CallState::Ended);
  CHECK(rig.call().reason == EndReason::Busy);
  PhoneRig other(true);
  talk(other);
  other.reconnect();
  other.acknowledge("call:resume", refusal("unknown_call"));
  CHECK(other.call().state == CallState::Ended);
}

TEST_CASE("given up before the gateway has named it, a call is ended by its key", "[ends]") {
  SECTION("at once, where the gateway can do that") {
    PhoneRig rig(true, {}, cancel);
    rig.tell_must(input::Dial{"k1", "", ""});
    const std::string id = rig.call().id;
    const std::string end = R"(["call:end",{"reason":"cancelled","clientCallId":")" + id + "\"}]";
    SECTION("hung up") { rig.tell_must(input::HangUp{id}); }
    SECTION("the page goes") { rig.tell_must(input::Leave{}); }
    SECTION("the phone is closed") { rig.tell_must(input::Close{}); }
    CHECK(rig.count_sent(end) == 1);
  }
  SECTION("before the next call is dialed") {
    PhoneRig rig(true, {}, cancel);
    rig.tell_must(input::Dial{"k1", "", ""});
    rig.tell_must(input::HangUp{rig.call().id});
    rig.tell_must(input::Dial{"k1", "", ""});
    const auto sent = rig.sent();
    REQUIRE(sent.size() == 3);
    CHECK(sent[1].find("call:end") != std::string::npos);
    CHECK(sent[2].find("call:initiate") != std::string::npos);
  }
  SECTION("as soon as it has a name, where it can't") {
    PhoneRig rig(true);
    rig.tell_must(input::Dial{"k1", "", ""});
    rig.tell_must(input::HangUp{rig.call().id});
    CHECK(rig.count_sent("call:end") == 0);
    rig.acknowledge("call:initiate", R"({"ok":true,"callId":"c9","status":"RINGING"})");
    CHECK(rig.count_sent(R"(["call:end",{"callId":"c9","reason":"cancelled"}])") == 1);
  }
}

TEST_CASE("a call that was given up on a dead connection isn't dialed again on the next one",
          "[ends]") {
  for (const char* features : {"", cancel}) {
    PhoneRig rig(true, {}, features);
    rig.tell_must(input::Dial{"k1", "", ""});
    rig.pass(2'000);
    rig.tell_must(input::HangUp{rig.call().id});
    rig.reconnect(features);
    CHECK(rig.count_sent("call:initiate") == 0);
    CHECK(rig.count_sent("clientCallId") == (*features == 0 ? 0 : 1));
  }
}

TEST_CASE("a call that was rejected or hung up while there was no gateway doesn't ring again",
          "[ends]") {
  for (const bool accepted : {false, true}) {
    PhoneRig rig(true);
    invite(rig);
    rig.lose();
    if (accepted) rig.tell_must(input::Accept{"c1"});
    rig.tell_must(input::HangUp{"c1"});
    for (int i = 0; i < 3; ++i) rig.pass(1'000);
    REQUIRE(rig.phone.snapshot().calls.empty());
    rig.come_back();
    // What waits is said first, and the gateway announces what still rings for it.
    CHECK(rig.count_sent("call:reject") == 1);
    invite(rig);
    CHECK(rig.phone.snapshot().calls.empty());
    // Nobody has heard that it was accepted: it was declined.
    CHECK(rig.count_sent("call:accept") == 0);
    CHECK(rig.count_sent("call:end") == 0);
  }
}

TEST_CASE("an end waits for the answer to the accept before it", "[ends]") {
  PhoneRig rig(true);
  invite(rig);
  rig.tell_must(input::Accept{"c1"});
  rig.tell_must(input::HangUp{"c1"});
  CHECK(rig.count_sent("call:end") == 0);
  SECTION("it was ours: it is over") {
    rig.acknowledge("call:accept", R"({"ok":true,"callId":"c1","status":"ANSWERED"})");
    CHECK(rig.count_sent("call:end") == 1);
  }
  SECTION("another device has it: it isn't ours to end") {
    rig.acknowledge("call:accept", R"({"ok":false,"code":"answered_elsewhere","message":"m"})");
    for (int i = 0; i < 3; ++i) rig.pass(1'000);
    rig.reconnect();
    CHECK(rig.count_sent("call:end") == 0);
  }
  SECTION("it was sent on a connection that is lost: both are said again, in order") {
    rig.reconnect();
    CHECK(rig.count_sent("call:accept") == 1);
    CHECK(rig.count_sent("call:end") == 0);
    rig.acknowledge("call:accept", R"({"ok":true,"callId":"c1","status":"ANSWERED"})");
    CHECK(rig.count_sent("call:end") == 1);
  }
  SECTION("the page goes: there is no time to wait") {
    rig.tell_must(input::Leave{});
    CHECK(rig.count_sent("call:end") == 1);
  }
}

TEST_CASE("a reject that nobody has heard of is remembered over a reload", "[ends][memory]") {
  PhoneRig rig(true);
  invite(rig);
  rig.lose();
  rig.tell_must(input::Reject{"c1"});
  const std::string memory = last_memory(rig);
  CHECK(memory.find(
            R"("ends":[{"callId":"c1","reason":"declined","at":1790000000000,"reject":true}])") !=
        std::string::npos);
  Phone next({}, 2);
  REQUIRE_FALSE(next.handle(from_ms(0), input::Recall{memory}));
}

// Seed 62858 of the simulator.
TEST_CASE("what was declined when the phone was closed is said by the page after it, too",
          "[ends][memory]") {
  PhoneRig rig(true);
  invite(rig);
  rig.lose();
  rig.tell_must(input::Close{});
  const std::string memory = last_memory(rig);
  CHECK(
      memory ==
      R"({"user":"t1 u1","calls":[],"ends":[{"callId":"c1","reason":"declined","at":1790000000000,"reject":true}]})");
  Phone next({}, 2);
  REQUIRE_FALSE(next.handle(from_ms(0), input::Recall{memory}));
}

// Seed 101204 of the simulator.
TEST_CASE("an end before the new page's first gateway says when the call was answered",
          "[ends][memory]") {
  Phone page({}, 2);
  REQUIRE_FALSE(page.handle(
      from_ms(500),
      input::Recall{R"({"resumeToken":"r","user":"t1 u1","calls":[{"id":"c1","callId":"c1",)"
                    R"("direction":"incoming","answeredAt":1790000000000}]})"}));
  (void)page.drain();
  REQUIRE_FALSE(page.handle(from_ms(3'500), input::HangUp{"c1"}));
  std::string left;
  for (const Output& each : page.drain()) {
    if (const auto* told = std::get_if<output::Remember>(&each)) left = told->text;
  }
  CHECK(left.find(R"("reason":"hung_up","answeredAt":1790000000000)") != std::string::npos);
}

TEST_CASE("an end of a page that had no gateway yet isn't dated by its own clock",
          "[ends][memory]") {
  PhoneRig rig(true);
  talk(rig);
  rig.tell_must(input::SetMuted{"c1", true});
  const std::string memory = last_memory(rig);
  Phone next({}, 2);
  REQUIRE_FALSE(next.handle(from_ms(500), input::Recall{memory}));
  (void)next.drain();
  REQUIRE_FALSE(next.handle(from_ms(3'500), input::HangUp{"c1"}));
  std::string left;
  for (const Output& each : next.drain()) {
    if (const auto* told = std::get_if<output::Remember>(&each)) left = told->text;
  }
  CHECK(left.find(R"("ends":[{"callId":"c1","reason":"hung_up"}])") != std::string::npos);
}

TEST_CASE("what happened in the future happened now", "[ends]") {
  PhoneRig rig(true);
  talk(rig);
  rig.lose();
  rig.tell_must(input::HangUp{"c1"});
  const std::string memory = last_memory(rig);
  Phone page({}, 2);
  // The next gateway's clock is a little behind.
  TimePoint now = from_ms(500);
  REQUIRE_FALSE(page.handle(now, input::Recall{memory}));
  REQUIRE_FALSE(page.handle(now, input::Connect{}));
  REQUIRE_FALSE(page.handle(now, input::LinkUp{1, {}}));
  const auto hear = [&](const std::string& frame) {
    REQUIRE_FALSE(page.handle(now, input::LinkFrame{1, frame}));
  };
  hear(R"(0{"sid":"e","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536})");
  hear("40/webrtc,{\"sid\":\"x\"}");
  (void)page.drain();
  hear(R"(42/webrtc,["connection:success",{"userId":"u1","tenantId":"t1","role":"tenant_member",)"
       R"("protocol":2,"sessionId":"s","resumeToken":"r","serverTime":1789999999600}])");
  std::string said;
  for (const Output& each : page.drain()) {
    const auto* frame = std::get_if<output::SendFrame>(&each);
    if (frame != nullptr && frame->text.find("call:end") != std::string::npos) said = frame->text;
  }
  CHECK(said.find(R"(["call:end",{"callId":"c1","reason":"hung_up"}])") != std::string::npos);
}

TEST_CASE("what somebody else has left in this tab is none of one's own", "[memory]") {
  PhoneRig rig(true);
  talk(rig);
  rig.tell_must(input::SetMuted{"c1", true});
  const std::string memory = last_memory(rig);
  CHECK(memory.find(R"("user":"t1 u1")") != std::string::npos);
  for (const char* user : {"u1", "u2"}) {
    Phone next({}, 2);
    const auto tell = [&](const Input& input) { REQUIRE_FALSE(next.handle(from_ms(500), input)); };
    tell(input::Recall{memory});
    tell(input::Connect{});
    tell(input::LinkUp{1, {}});
    tell(input::LinkFrame{
        1,
        R"(0{"sid":"e","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536})"});
    tell(input::LinkFrame{1, "40/webrtc,{\"sid\":\"x\"}"});
    (void)next.drain();
    tell(input::LinkFrame{1,
                          R"(42/webrtc,["connection:success",{"userId":")" + std::string(user) +
                              R"(","tenantId":"t1","role":"tenant_member","protocol":2,)"
                              R"("sessionId":"s","resumeToken":"r","serverTime":1790000000000}])"});
    const bool own = std::string(user) == "u1";
    CHECK(next.snapshot().calls.size() == (own ? 1 : 0));
    std::size_t resumes = 0;
    std::string left = "as it was";
    for (const Output& each : next.drain()) {
      if (const auto* told = std::get_if<output::Remember>(&each)) left = told->text;
      const auto* frame = std::get_if<output::SendFrame>(&each);
      if (frame != nullptr && frame->text.find("call:resume") != std::string::npos) ++resumes;
    }
    CHECK(resumes == (own ? 1 : 0));
    if (!own) CHECK(left.empty());
  }
}

TEST_CASE("the calls of somebody else are gone as soon as another user signs in", "[memory]") {
  PhoneRig rig(true);
  talk(rig);
  rig.tell_must(input::SetMuted{"c1", true});
  const std::string memory = last_memory(rig);
  for (const char* user : {"u1", "u2"}) {
    Phone next({}, 2);
    REQUIRE_FALSE(next.handle(rig.now, input::Recall{memory}));
    REQUIRE_FALSE(next.handle(rig.now, input::Connect{}));
    CHECK(next.snapshot().calls.size() == 1);
    input::LinkUp up{1, {}};
    up.auth.user_id = user;
    up.auth.tenant_id = "t1";
    REQUIRE_FALSE(next.handle(rig.now, up));
    const bool own = std::string(user) == "u1";
    CHECK(next.snapshot().calls.size() == (own ? 1 : 0));
    REQUIRE_FALSE(next.handle(
        rig.now,
        input::LinkFrame{
            1,
            R"(0{"sid":"e","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536})"}));
    bool proves = false;
    for (const Output& each : next.drain()) {
      const auto* frame = std::get_if<output::SendFrame>(&each);
      if (frame != nullptr) proves |= frame->text.find("resumeToken") != std::string::npos;
    }
    CHECK(proves == own);
  }
}

TEST_CASE("the other's mute and hold are shown after a reload", "[memory]") {
  PhoneRig rig(true);
  talk(rig);
  rig.hear_event(R"(["call:media",{"callId":"c1","seq":1,"muted":true,"held":true}])");
  const std::string memory = last_memory(rig);
  Phone next({}, 2);
  REQUIRE_FALSE(next.handle(from_ms(500), input::Recall{memory}));
  REQUIRE(next.snapshot().calls.size() == 1);
  CHECK(next.snapshot().calls[0].other_muted);
  CHECK(next.snapshot().calls[0].other_held);
}

TEST_CASE("a page that slept reads what lies there before it gives its connection up", "[ends]") {
  PhoneRig rig(true);
  talk(rig);
  rig.tell_must(input::HangUp{"c1"});
  SECTION("the answer lies there") {
    rig.now += Duration{6'000};
    rig.acknowledge("call:end", R"({"ok":true})");
    CHECK(rig.phone.snapshot().link == LinkState::Online);
    CHECK(rig.all<output::CloseLink>().empty());
  }
  SECTION("nothing does: the connection is asked, and given up") {
    rig.pass(6'000);
    CHECK(rig.phone.snapshot().link == LinkState::Online);
    CHECK(rig.count_sent("link:ping") == 1);
    rig.pass(1'500);
    CHECK(rig.phone.snapshot().link == LinkState::Connecting);
  }
  SECTION("nor does anything come, and every timer is late") {
    rig.pass(6'000);
    rig.pass(6'000);
    CHECK(rig.phone.snapshot().link == LinkState::Connecting);
  }
}

TEST_CASE("an answer without a number, of a base peer, is one to the only offer that is out",
          "[ends][base]") {
  PhoneRig rig(true);
  rig.tell_must(input::Dial{"k1", "", ""});
  const std::string id = rig.call().id;
  rig.hear_event(R"(["call:ringing",{"callId":"c1","callLogId":"c1","clientCallId":")" + id +
                 "\"}]");
  rig.hear_event(R"(["call:accepted",{"callId":"c1","answeredAt":1790000000000}])");
  rig.tell_must(input::PeerDescription{id, 1, {DescriptionType::Offer, "o"}});
  rig.acknowledge("call:initiate", R"({"ok":true})");
  rig.acknowledge("webrtc:offer", R"({"ok":true})");
  // They are asked for their microphone, which takes longer than the first rung of the ladder.
  for (int i = 0; i < 10; ++i) {
    const std::size_t asked = rig.count_sent("call:resume");
    rig.pass(1'000);
    if (rig.count_sent("call:resume") > asked) rig.acknowledge("call:resume", R"({"ok":true})");
  }
  CHECK(rig.count_sent("call:resume") == 3);  // nothing is heard: how does it stand?
  CHECK(rig.all<output::CreatePeer>().size() == 1);
  rig.hear_event(R"(["webrtc:answer",{"callId":"c1","answer":{"type":"answer","sdp":"a"}}])");
  REQUIRE(rig.all<output::SetRemote>().size() == 1);
  CHECK(rig.all<output::SetRemote>()[0].generation == 1);
}

TEST_CASE("figures of before an outage aren't shown after it", "[ends][quality]") {
  PhoneRig rig(true);
  talk(rig);
  input::PeerQuality sample;
  sample.id = "c1";
  sample.generation = 1;
  for (int i = 0; i < 5; ++i) {
    sample.packets_received += 50;
    rig.now += Duration{1'000};
    rig.tell_must(sample);
  }
  REQUIRE(rig.call().quality);
  rig.tell_must(input::PeerState{"c1", 1, PeerConnectionState::Disconnected});
  rig.pass(5'000);
  rig.tell_must(input::PeerState{"c1", 1, PeerConnectionState::Connected});
  REQUIRE(rig.call().state == CallState::Active);
  CHECK_FALSE(rig.call().quality);
  // The first sample after it covers the outage, and is no measure.
  sample.packets_lost = 200;
  rig.tell_must(sample);
  CHECK_FALSE(rig.call().quality);
  CHECK(rig.call().warnings == Warnings{});
}

TEST_CASE("what was heard of the device that rang isn't true of the one that has answered",
          "[ends]") {
  PhoneRig rig(true);
  rig.tell_must(input::Dial{"k1", "", ""});
  const std::string id = rig.call().id;
  rig.hear_event(R"(["call:ringing",{"callId":"c1","callLogId":"c1","preconnect":true,)"
                 R"("clientCallId":")" +
                 id + "\"}]");
  rig.hear_event(R"(["webrtc:answer",{"callId":"c1","answer":{"type":"answer","sdp":"a"},)"
                 R"("seq":1,"generation":1}])");
  rig.tell_must(input::ChannelState{id, 1, true});
  rig.tell_must(
      input::ChannelMessage{id, 1, R"(["call:media",{"callId":"c1","seq":5,"muted":true}])"});
  REQUIRE(rig.call().other_muted);
  rig.outputs.clear();
  SECTION("another phone") {
    rig.hear_event(R"(["call:accepted",{"callId":"c1","answeredAt":1790000000000,"protocol":2}])");
    CHECK_FALSE(rig.call().other_muted);
    rig.hear_event(R"(["call:media",{"callId":"c1","seq":1,"held":true}])");
    CHECK(rig.call().other_held);
    REQUIRE(rig.all<output::CreatePeer>().size() == 1);
    CHECK(rig.all<output::CreatePeer>()[0].channel);
  }
  SECTION("a base device: no channel, and no end of candidates, at which it would throw") {
    rig.hear_event(R"(["call:accepted",{"callId":"c1","answeredAt":1790000000000}])");
    REQUIRE(rig.all<output::CreatePeer>().size() == 1);
    CHECK_FALSE(rig.all<output::CreatePeer>()[0].channel);
    rig.outputs.clear();
    rig.tell_must(input::PeerCandidate{id, 2, {"", {}, {}, {}}});
    CHECK(rig.sent().empty());
  }
}

TEST_CASE("the other's state is taken before the news of the answer, which may come later",
          "[ends]") {
  PhoneRig rig(true);
  rig.tell_must(input::Dial{"k1", "", ""});
  rig.hear_event(R"(["call:ringing",{"callId":"c1","callLogId":"c1","clientCallId":")" +
                 rig.call().id + "\"}]");
  rig.hear_event(R"(["call:media",{"callId":"c1","seq":1,"muted":true}])");
  rig.hear_event(R"(["call:accepted",{"callId":"c1","answeredAt":1790000000000,"protocol":2,)"
                 R"("preconnected":true}])");
  CHECK(rig.call().other_muted);
}

TEST_CASE("a call whose other side is said to hear nothing though the path is up asks once more",
          "[ends]") {
  PhoneRig rig(true);
  talk(rig);
  rig.hear_event(R"(["call:media",{"callId":"c1","seq":1,"lost":true,"generation":1}])");
  REQUIRE(rig.call().state == CallState::Reconnecting);
  rig.acknowledge("link:ping", R"({"ok":true})");
  // That it hears again was lost on its way.
  rig.pass(2'000);
  REQUIRE(rig.count_sent("call:resume") == 1);
  rig.acknowledge("call:resume", R"({"ok":true,"callId":"c1","status":"ANSWERED","protocol":2})");
  rig.hear_event(R"(["call:media",{"callId":"c1","seq":2,"generation":1}])");
  CHECK(rig.call().state == CallState::Active);
  rig.outputs.clear();
  for (int i = 0; i < 10; ++i) rig.pass(1'000);
  CHECK(rig.count_sent("call:resume") == 0);
}

}  // namespace ringline::test
