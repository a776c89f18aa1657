// Signals are kept and said again until the other phone has processed them.
#include <catch2/catch.hpp>

#include "call/signals.hpp"
#include "ringline/limits.hpp"
#include "support/phone_rig.hpp"

namespace ringline::test {
namespace {

constexpr const char* seen = "\"seen\"";

// It rings there, ICE is set up, and the offer is out.
std::string ring_there(PhoneRig& rig) {
  rig.tell_must(input::Dial{"k1", "", ""});
  rig.acknowledge("call:initiate", R"({"ok":true})");
  const std::string id = rig.call().id;
  rig.hear_event(R"(["call:ringing",{"callId":"c1","callLogId":"c1","expiresAt":1790000045000,)"
                 R"("preconnect":true,"clientCallId":")" +
                 id + "\"}]");
  rig.tell_must(input::PeerDescription{id, 1, {DescriptionType::Offer, "o"}});
  return id;
}

void invite(PhoneRig& rig, std::int64_t created_at) {
  rig.hear_event(R"(["call:incoming",{"callId":"c1","callerId":"u2","callerName":"Amina",)"
                 R"("contactPhone":"","createdAt":)" +
                 std::to_string(created_at) + R"(,"expiresAt":1790000045000,"preconnect":true}])");
}

std::string offer(int seq, int generation) {
  return R"(["webrtc:offer",{"callId":"c1","offer":{"type":"offer","sdp":"o"},"seq":)" +
         std::to_string(seq) + R"(,"generation":)" + std::to_string(generation) + "}]";
}

}  // namespace

TEST_CASE("a signal that the gateway took is said again until the other phone has seen it",
          "[seen]") {
  PhoneRig rig(true, {}, seen);
  ring_there(rig);
  rig.acknowledge("webrtc:offer", R"({"ok":true})");
  rig.outputs.clear();

  SECTION("after 1 s, 2 s and 4 s, then no more: it isn't there, and will say when it is") {
    const std::int64_t waits[] = {1'000, 2'000, 4'000};
    for (const std::int64_t wait : waits) {
      rig.pass(wait - 1);
      CHECK(rig.count_sent("webrtc:offer") == 0);
      rig.pass(1);
      CHECK(rig.count_sent("webrtc:offer") == 1);
      rig.acknowledge("webrtc:offer", R"({"ok":true})");
      rig.outputs.clear();
    }
    for (int i = 0; i < 20; ++i) rig.pass(1'000);
    CHECK(rig.count_sent("webrtc:offer") == 0);
  }
  SECTION("not when it has been confirmed") {
    rig.pass(500);
    rig.hear_event(R"(["call:seen",{"callId":"c1","seen":1}])");
    for (int i = 0; i < 10; ++i) rig.pass(1'000);
    CHECK(rig.count_sent("webrtc:offer") == 0);
  }
  SECTION("nor when a signal of the other side has confirmed it") {
    rig.hear_event(R"(["webrtc:answer",{"callId":"c1","answer":{"type":"answer","sdp":"a"},)"
                   R"("seq":1,"generation":1,"seen":1}])");
    for (int i = 0; i < 10; ++i) rig.pass(1'000);
    CHECK(rig.count_sent("webrtc:offer") == 0);
  }
  SECTION("while the other side is known to be away it waits for it") {
    rig.hear_event(R"(["call:peer",{"callId":"c1","state":"reconnecting"}])");
    for (int i = 0; i < 10; ++i) rig.pass(1'000);
    CHECK(rig.count_sent("webrtc:offer") == 0);
    rig.hear_event(R"(["call:peer",{"callId":"c1","state":"connected"}])");
    CHECK(rig.count_sent("webrtc:offer") == 1);
  }
  SECTION("a confirmation of what was never sent confirms no more than what was") {
    rig.hear_event(R"(["call:seen",{"callId":"c1","seen":99}])");
    rig.tell_must(input::PeerCandidate{rig.call().id, 1, {"candidate:1", "0", 0, {}}});
    rig.acknowledge("ice-candidate", R"({"ok":true})");
    rig.outputs.clear();
    rig.pass(1'000);
    CHECK(rig.count_sent("ice-candidate") == 1);
    CHECK(rig.count_sent("webrtc:offer") == 0);
  }
}

TEST_CASE("through a gateway that passes no confirmations on, its acknowledgement is believed",
          "[seen]") {
  PhoneRig rig(true);
  ring_there(rig);
  rig.acknowledge("webrtc:offer", R"({"ok":true})");
  rig.outputs.clear();
  for (int i = 0; i < 20; ++i) rig.pass(1'000);
  CHECK(rig.count_sent("webrtc:offer") == 0);
  CHECK(rig.count_sent("call:seen") == 0);
}

TEST_CASE("a signal that couldn't be passed on is said again", "[seen]") {
  for (const char* code : {"peer_away", "limit", "unavailable"}) {
    for (const bool to_base : {false, true}) {
      INFO(code << (to_base ? " base" : ""));
      PhoneRig rig(true);
      rig.tell_must(input::Dial{"k1", "", ""});
      rig.acknowledge("call:initiate", R"({"ok":true})");
      const std::string id = rig.call().id;
      rig.hear_event(R"(["call:ringing",{"callId":"c1","callLogId":"c1","clientCallId":")" + id +
                     "\"}]");
      rig.hear_event(R"(["call:accepted",{"callId":"c1","answeredAt":1790000000000)" +
                     std::string(to_base ? "}]" : R"(,"protocol":2}])"));
      rig.tell_must(input::PeerDescription{id, 1, {DescriptionType::Offer, "o"}});
      rig.acknowledge("webrtc:offer", R"({"ok":false,"code":")" + std::string(code) + "\"}");
      rig.outputs.clear();
      rig.pass(1'000);
      REQUIRE(rig.count_sent("webrtc:offer") == 1);
      rig.acknowledge("webrtc:offer", R"({"ok":true})");
      rig.outputs.clear();
      // A base peer would take what comes twice for something new.
      for (int i = 0; i < 5; ++i) rig.pass(1'000);
      CHECK(rig.count_sent("webrtc:offer") == 0);
    }
  }
}

TEST_CASE("what has been seen is said once, soon, and by the own signals where there are some",
          "[seen]") {
  PhoneRig rig(true, {}, seen);
  invite(rig, 1'790'000'000'001);
  rig.outputs.clear();
  rig.hear_event(offer(1, 1));

  SECTION("once for all that came within 200 ms") {
    rig.hear_event(R"(["webrtc:ice-candidate",{"callId":"c1","candidate":{"candidate":"c"},)"
                   R"("seq":2,"generation":1}])");
    rig.pass(199);
    CHECK(rig.count_sent("call:seen") == 0);
    rig.pass(1);
    CHECK(rig.last_sent("call:seen") == R"(42/webrtc,["call:seen",{"callId":"c1","seen":2}])");
    rig.pass(5'000);
    CHECK(rig.count_sent("call:seen") == 1);
  }
  SECTION("the answer says it") {
    rig.tell_must(input::PeerDescription{"c1", 1, {DescriptionType::Answer, "a"}});
    CHECK(rig.last_sent("webrtc:answer").find(R"("seen":1)") != std::string::npos);
    rig.pass(500);
    CHECK(rig.count_sent("call:seen") == 0);
  }
  SECTION("once more when a signal comes twice: the confirmation may have been lost") {
    rig.pass(200);
    rig.outputs.clear();
    rig.hear_event(offer(1, 1));
    rig.pass(200);
    CHECK(rig.count_sent("call:seen") == 1);
    CHECK(rig.all<output::SetRemote>().empty());
  }
}

TEST_CASE("a call that was announced before asks for what was said of it to the connection before",
          "[seen]") {
  SECTION("announced again: the call is older than the connection") {
    PhoneRig rig(true);
    invite(rig, 1'789'999'999'000);
    CHECK(rig.last_sent("call:resume").find(R"(["call:resume",{"callId":"c1","rings":true}])") !=
          std::string::npos);
  }
  SECTION("a new call has nothing to ask for") {
    PhoneRig rig(true);
    invite(rig, 1'790'000'000'001);
    CHECK(rig.count_sent("call:resume") == 0);
  }
}

TEST_CASE("a number is used once: another device's confirmations confirm nothing of this one's",
          "[seen]") {
  Signals signals;
  const TimePoint now = from_ms(0);
  const Signals::Peer peer{true, true};
  Signal signal;
  CHECK(signals.add(signal, now).seq == 1);
  CHECK(signals.add(signal, now).seq == 2);
  signals.begin_anew();
  CHECK(signals.sent().empty());
  CHECK(signals.add(signal, now).seq == 3);
  // A late word about the first two.
  signals.confirm(2);
  signals.note(2, Signals::Delivery::Passed, now);
  CHECK(signals.is_open(signals.sent().back(), peer));
  CHECK(signals.sent().back().delivery == Signals::Delivery::Waiting);
  signals.confirm(3);
  CHECK_FALSE(signals.is_open(signals.sent().back(), peer));
}

TEST_CASE("no more signals are kept than the limit", "[seen]") {
  Signals signals;
  for (std::size_t i = 0; i < limit::signals_kept + 1; ++i) signals.add({}, from_ms(0));
  CHECK(signals.sent().size() == limit::signals_kept);
  CHECK(signals.sent().front().signal.seq == 2);
}

TEST_CASE("what is heard of the other side shows that it isn't away", "[seen]") {
  for (
      const char* word :
      {R"(["webrtc:answer",{"callId":"c1","answer":{"type":"answer","sdp":"a"},"seq":1,"generation":1}])",
       R"(["call:media",{"callId":"c1","seq":1,"muted":true}])",
       R"(["call:seen",{"callId":"c1","seen":1}])"}) {
    PhoneRig rig(true);
    const std::string id = ring_there(rig);
    rig.hear_event(R"(["call:accepted",{"callId":"c1","answeredAt":1790000000000,)"
                   R"("preconnected":true,"protocol":2}])");
    rig.hear_event(R"(["call:peer",{"callId":"c1","state":"reconnecting"}])");
    REQUIRE(rig.call().peer_reconnecting);
    rig.hear_event(word);
    CHECK_FALSE(rig.call().peer_reconnecting);
  }
  PhoneRig rig(true);
  const std::string id = ring_there(rig);
  rig.hear_event(R"(["call:accepted",{"callId":"c1","answeredAt":1790000000000,)"
                 R"("preconnected":true,"protocol":2}])");
  rig.hear_event(R"(["call:peer",{"callId":"c1","state":"reconnecting"}])");
  rig.tell_must(input::ChannelState{id, 1, true});
  rig.tell_must(input::ChannelMessage{id, 1, R"(["call:media",{"callId":"c1","seq":0}])"});
  CHECK_FALSE(rig.call().peer_reconnecting);
}

TEST_CASE("a base device that is back isn't told again what it has heard", "[seen]") {
  PhoneRig rig(true, {}, seen);
  rig.tell_must(input::Dial{"k1", "", ""});
  rig.acknowledge("call:initiate", R"({"ok":true})");
  const std::string id = rig.call().id;
  rig.hear_event(R"(["call:ringing",{"callId":"c1","callLogId":"c1","clientCallId":")" + id +
                 "\"}]");
  rig.hear_event(R"(["call:accepted",{"callId":"c1","answeredAt":1790000000000}])");
  rig.tell_must(input::PeerDescription{id, 1, {DescriptionType::Offer, "o"}});
  rig.acknowledge("webrtc:offer", R"({"ok":true})");
  rig.outputs.clear();
  rig.hear_event(R"(["call:peer",{"callId":"c1","state":"reconnecting"}])");
  rig.hear_event(R"(["call:peer",{"callId":"c1","state":"connected"}])");
  for (int i = 0; i < 5; ++i) rig.pass(1'000);
  CHECK(rig.count_sent("webrtc:offer") == 0);
}

}  // namespace ringline::test
