// What the two phones of a call say to each other without the gateway, word by word.
#include <algorithm>
#include <catch2/catch.hpp>

#include "ringline/limits.hpp"
#include "support/phone_rig.hpp"

namespace ringline::test {
namespace {

// An offer of a phone that can use a channel, and one of a phone that can't.
constexpr const char* with_channel = "v=0 m=audio m=application";
constexpr const char* without = "v=0 m=audio";

std::string offer(const std::string& sdp) {
  return R"(["webrtc:offer",{"callId":"c1","offer":{"type":"offer","sdp":")" + sdp +
         R"("},"seq":1,"generation":1}])";
}

void say(PhoneRig& rig, const std::string& word) {
  rig.tell_must(input::ChannelMessage{rig.phone.snapshot().calls.front().id, 1, word});
}

std::vector<std::string> said(const PhoneRig& rig) {
  std::vector<std::string> words;
  for (const auto& each : rig.all<output::SendChannel>()) words.push_back(each.text);
  return words;
}

bool has_sent(const PhoneRig& rig, const std::string& event) {
  const auto frames = rig.sent();
  return std::any_of(frames.begin(), frames.end(), [&](const std::string& each) {
    return each.find(event) != std::string::npos;
  });
}

// It rings here; ICE stands, and the channel is open.
void ring_here(PhoneRig& rig, const char* sdp = with_channel) {
  rig.hear_event(R"(["call:incoming",{"callId":"c1","callerId":"u2","callerName":"Amina",)"
                 R"("contactPhone":"","expiresAt":1790000045000,"preconnect":true}])");
  rig.hear_event(offer(sdp));
  rig.tell_must(input::PeerState{"c1", 1, PeerConnectionState::Connected});
  rig.tell_must(input::ChannelState{"c1", 1, true});
}

// It rings there.
std::string ring_there(PhoneRig& rig) {
  rig.tell_must(input::Dial{"k1", "", ""});
  const std::string id = rig.call().id;
  rig.hear_event(R"(["call:ringing",{"callId":"c1","callLogId":"c1","expiresAt":1790000045000,)"
                 R"("preconnect":true,"clientCallId":")" +
                 id + "\"}]");
  rig.tell_must(input::Microphone{id, MicrophoneState::Ready, {}});
  rig.tell_must(input::PeerState{id, 1, PeerConnectionState::Connected});
  rig.tell_must(input::ChannelState{id, 1, true});
  rig.outputs.clear();
  return id;
}

void talk_here(PhoneRig& rig) {
  ring_here(rig);
  rig.tell_must(input::Accept{"c1"});
  rig.tell_must(input::Microphone{"c1", MicrophoneState::Ready, {}});
  rig.hear_event(R"(["call:accepted",{"callId":"c1","answeredAt":1790000000000,"protocol":2}])");
  REQUIRE(rig.call().state == CallState::Active);
  rig.outputs.clear();
}

}  // namespace

TEST_CASE("a channel is made where both phones can use it", "[channel]") {
  SECTION("the caller's, with the one device that may set up ICE") {
    PhoneRig rig(true);
    rig.tell_must(input::Dial{"k1", "", ""});
    rig.hear_event(R"(["call:ringing",{"callId":"c1","callLogId":"c1","preconnect":true,)"
                   R"("clientCallId":")" +
                   rig.call().id + "\"}]");
    REQUIRE(rig.all<output::CreatePeer>().size() == 1);
    CHECK(rig.all<output::CreatePeer>()[0].channel);
  }
  SECTION("the caller's, when another device has answered: by what the gateway says of it") {
    for (const bool extended : {true, false}) {
      PhoneRig rig(true);
      rig.tell_must(input::Dial{"k1", "", ""});
      rig.hear_event(R"(["call:ringing",{"callId":"c1","callLogId":"c1","clientCallId":")" +
                     rig.call().id + "\"}]");
      rig.hear_event(R"(["call:accepted",{"callId":"c1","answeredAt":1790000000000)" +
                     std::string(extended ? R"(,"protocol":2}])" : "}]"));
      REQUIRE(rig.all<output::CreatePeer>().size() == 1);
      CHECK(rig.all<output::CreatePeer>()[0].channel == extended);
    }
  }
  SECTION("the called one's, by what the offer has") {
    for (const char* sdp : {with_channel, without}) {
      PhoneRig rig(true);
      ring_here(rig, sdp);
      REQUIRE(rig.all<output::CreatePeer>().size() == 1);
      CHECK(rig.all<output::CreatePeer>()[0].channel == (sdp == with_channel));
    }
  }
  SECTION("none through a base gateway") {
    PhoneRig rig(false);
    rig.hear_event(R"(["call:incoming",{"callId":"c1","callerId":"u2","callerName":"A",)"
                   R"("contactPhone":""}])");
    rig.tell_must(input::Accept{"c1"});
    rig.hear_event(R"(["call:accepted",{"callId":"c1"}])");
    rig.hear_event(
        R"(["webrtc:offer",{"callId":"c1","offer":{"type":"offer","sdp":"m=application"}}])");
    REQUIRE(rig.all<output::CreatePeer>().size() == 1);
    CHECK_FALSE(rig.all<output::CreatePeer>()[0].channel);
  }
}

TEST_CASE("the accept is said to the other phone, too, and counts there at once", "[channel]") {
  PhoneRig callee(true);
  ring_here(callee);
  callee.outputs.clear();
  callee.tell_must(input::Accept{"c1"});
  REQUIRE(said(callee) == std::vector<std::string>{R"(["call:accept",{"callId":"c1"}])"});
  REQUIRE(callee.sent().size() == 1);

  PhoneRig caller(true);
  const std::string id = ring_there(caller);
  say(caller, said(callee)[0]);
  CHECK(caller.call().state == CallState::Active);
  CHECK(caller.all<output::AttachMicrophone>().size() == 1);
  CHECK(caller.all<output::PlayRemote>().size() == 1);
  // The answer to it, from which the other phone knows.
  REQUIRE(said(caller) == std::vector<std::string>{R"(["call:media",{"callId":"c1","seq":0}])"});
  callee.tell_must(input::ChannelMessage{"c1", 1, said(caller)[0]});
  CHECK(callee.call().state == CallState::Active);

  // The gateway's word comes after it, and has the time.
  caller.now += Duration{700};
  caller.hear_event(R"(["call:accepted",{"callId":"c1","answeredAt":1790000000200,)"
                    R"("preconnected":true,"protocol":2}])");
  CHECK(caller.all<output::CreatePeer>().empty());
  caller.now = from_ms(1'000 + 200 + 999);
  caller.tell_must(input::Tick{});
  CHECK(caller.call().duration_s == 0);
  caller.pass(1);
  CHECK(caller.call().duration_s == 1);
  (void)id;
}

TEST_CASE("an accept that was made before the channel was open is heard when it opens",
          "[channel]") {
  PhoneRig callee(true);
  ring_here(callee);
  callee.tell_must(input::ChannelState{"c1", 1, false});
  callee.tell_must(input::Accept{"c1"});
  REQUIRE(said(callee).empty());
  callee.tell_must(input::ChannelState{"c1", 1, true});
  REQUIRE(said(callee) == std::vector<std::string>{R"(["call:media",{"callId":"c1","seq":0}])"});

  PhoneRig caller(true);
  ring_there(caller);
  say(caller, said(callee)[0]);
  CHECK(caller.call().state == CallState::Active);
  // So the row is settled by its word, too.
  caller.outputs.clear();
  say(caller, R"(["call:end",{"callId":"c1","reason":"hung_up"}])");
  caller.pass(1'500);
  CHECK(caller.count_sent("call:end") == 1);
}

TEST_CASE("a gateway that was away is told when the phones have answered, and when that was",
          "[channel]") {
  PhoneRig callee(true);
  ring_here(callee);
  callee.lose();
  callee.tell_must(input::Accept{"c1"});
  say(callee, R"(["call:media",{"callId":"c1","seq":0}])");
  REQUIRE(callee.call().state == CallState::Active);
  callee.pass(4'000);
  SECTION("by who was called, while they talk") {
    callee.come_back();
    CHECK(has_sent(callee, R"(["call:accept",{"callId":"c1","agoMs":4000}])"));
  }
  SECTION("by the page after this one") {
    callee.tell_must(input::HangUp{"c1"});
    CHECK(callee.all<output::Remember>().back().text.find(
              R"("at":1790000004000,"answeredAt":1790000000000)") != std::string::npos);
  }
}

TEST_CASE("who called tells a gateway that was away of a conversation that is over", "[channel]") {
  PhoneRig caller(true);
  const std::string id = ring_there(caller);
  caller.lose();
  say(caller, R"(["call:accept",{"callId":"c1"}])");
  REQUIRE(caller.call().state == CallState::Active);
  caller.pass(4'000);
  caller.tell_must(input::HangUp{id});
  caller.pass(3'000);
  caller.come_back();
  CHECK(has_sent(caller, R"(["call:end",{"callId":"c1","reason":"hung_up","agoMs":3000,)"
                         R"("answeredAgoMs":7000}])"));
}

TEST_CASE("whether it was answered is asked until the gateway knows, however late timers fire",
          "[channel]") {
  PhoneRig rig(true);
  ring_there(rig);
  rig.hear(R"(43/webrtc,1[{"ok":true,"callId":"c1","status":"RINGING"}])");
  say(rig, R"(["call:accept",{"callId":"c1"}])");
  for (int times = 0; times < 3; ++times) {
    rig.outputs.clear();
    rig.pass(6'000);
    const auto asked = rig.sent();
    REQUIRE(asked.size() == 1);
    const std::string id = asked[0].substr(10, asked[0].find('[') - 10);
    REQUIRE(asked[0].substr(10 + id.size()) == R"(["call:resume",{"callId":"c1"}])");
    // Its database can't be reached, or it hasn't heard of the accept.
    rig.hear("43/webrtc," + id +
             (times == 0 ? R"([{"ok":false,"code":"unavailable","message":"later"}])"
                         : R"([{"ok":true,"callId":"c1","status":"RINGING"}])"));
  }
}

TEST_CASE("a device that said yes and was too late: the one that has the call gets its own offer",
          "[channel]") {
  PhoneRig rig(true);
  ring_there(rig);
  say(rig, R"(["call:accept",{"callId":"c1"}])");
  CHECK(rig.call().state == CallState::Active);
  rig.hear_event(R"(["call:accepted",{"callId":"c1","answeredAt":1790000000200,"protocol":2}])");
  REQUIRE(rig.all<output::CreatePeer>().size() == 1);
  CHECK(rig.all<output::CreatePeer>()[0].generation == 2);
}

TEST_CASE("hanging up is said to the other phone; the connection waits until it is heard",
          "[channel]") {
  PhoneRig rig(true);
  talk_here(rig);
  rig.tell_must(input::HangUp{"c1"});
  CHECK(said(rig) ==
        std::vector<std::string>{R"(["call:end",{"callId":"c1","reason":"hung_up"}])"});
  CHECK(rig.all<output::ReleaseMicrophone>().size() == 1);
  CHECK(rig.all<output::ClosePeer>().empty());
  SECTION("heard: the other phone closes its end") {
    rig.tell_must(input::ChannelState{"c1", 1, false});
    REQUIRE(rig.all<output::ClosePeer>().size() == 1);
    rig.pass(1'500);
  }
  SECTION("never heard: as long as the end is shown") {
    rig.pass(1'499);
    CHECK(rig.all<output::ClosePeer>().empty());
    rig.pass(1);
  }
  SECTION("the page goes") { rig.tell_must(input::Close{}); }
  CHECK(rig.all<output::ClosePeer>().size() == 1);
  CHECK(rig.phone.snapshot().calls.empty());
}

TEST_CASE(
    "an end that the other phone says: over here, and confirmed where the gateway says nothing",
    "[channel]") {
  PhoneRig rig(true);
  talk_here(rig);
  say(rig, R"(["call:end",{"callId":"c1","reason":"hung_up"}])");
  CHECK(rig.call().state == CallState::Ended);
  CHECK(rig.call().reason == EndReason::HungUp);
  CHECK(rig.call().ended_by == EndedBy::Remote);
  CHECK(rig.all<output::ClosePeer>().size() == 1);
  CHECK(said(rig).empty());
  CHECK(rig.sent().empty());
  // The gateway's word, as it were the first.
  rig.hear_event(R"(["call:ended",{"callId":"c1","reason":"hung_up","duration":7}])");
  CHECK(rig.call().duration_s == 7);
}

TEST_CASE("what an end means by the state, and what may be claimed", "[channel]") {
  SECTION("the caller gives up while it rings here") {
    PhoneRig rig(true);
    ring_here(rig);
    rig.outputs.clear();
    say(rig, R"(["call:end",{"callId":"c1","reason":"hung_up"}])");
    CHECK(rig.call().reason == EndReason::Cancelled);
    CHECK(rig.sent().empty());  // it is the caller's to tell
  }
  SECTION("the called one doesn't want to") {
    PhoneRig rig(true);
    ring_there(rig);
    say(rig, R"(["call:reject",{"callId":"c1","reason":"declined"}])");
    CHECK(rig.call().reason == EndReason::Declined);
    CHECK(rig.sent().empty());
  }
  SECTION("the other microphone can't be had") {
    PhoneRig rig(true);
    talk_here(rig);
    say(rig, R"(["call:end",{"callId":"c1","reason":"microphone_denied"}])");
    CHECK(rig.call().reason == EndReason::MicrophoneDenied);
  }
  SECTION("what only the gateway can say") {
    PhoneRig rig(true);
    talk_here(rig);
    say(rig, R"(["call:end",{"callId":"c1","reason":"answered_elsewhere"}])");
    CHECK(rig.call().reason == EndReason::HungUp);
  }
}

TEST_CASE("mute and hold come by whichever way is faster", "[channel]") {
  PhoneRig rig(true);
  talk_here(rig);
  rig.tell_must(input::SetMuted{"c1", true});
  const std::string word = R"(["call:media",{"callId":"c1","seq":1,"muted":true,"generation":1}])";
  CHECK(said(rig) == std::vector<std::string>{word});
  REQUIRE(rig.sent().size() == 1);
  CHECK(rig.sent()[0].find(word) != std::string::npos);
  say(rig, R"(["call:media",{"callId":"c1","seq":2,"held":true}])");
  rig.hear_event(R"(["call:media",{"callId":"c1","seq":1,"muted":true}])");
  CHECK(rig.call().other_held);
  CHECK_FALSE(rig.call().other_muted);
  rig.outputs.clear();
  say(rig, R"(["link:ping",{}])");
  CHECK(said(rig) == std::vector<std::string>{word});
}

TEST_CASE("the other phone may say what the other party may, and nothing else", "[channel]") {
  struct Word {
    const char* what;
    std::string text;
  };
  const Word words[] = {
      {"no message", "42"},
      {"not even text", std::string("\xff\xfe")},
      {"another call's", R"(["call:end",{"callId":"c2"}])"},
      {"the gateway's to be asked", R"(["call:initiate",{"contactId":"k","contactPhone":""}])"},
      {"a signal", R"(["webrtc:offer",{"callId":"c1","offer":{"type":"offer","sdp":"o"}}])"},
      {"a question to the gateway", R"(["call:resume",{"callId":"c1"}])"},
      {"a token", R"(["auth:refresh",{"token":"t"}])"},
      {"the gateway's own", R"(["call:accepted",{"callId":"c1"}])"},
      {"an accept of what was accepted", R"(["call:accept",{"callId":"c1"}])"},
  };
  for (const Word& word : words) {
    INFO(word.what);
    PhoneRig rig(true);
    talk_here(rig);
    const Snapshot before = rig.phone.snapshot();
    say(rig, word.text);
    CHECK(rig.phone.snapshot() == before);
    CHECK(rig.sent().empty());
    CHECK(said(rig).empty());
  }
  SECTION("nor accept a call that rings here") {
    PhoneRig rig(true);
    ring_here(rig);
    say(rig, R"(["call:accept",{"callId":"c1"}])");
    CHECK(rig.call().state == CallState::Incoming);
    say(rig, R"(["call:media",{"callId":"c1","seq":1,"muted":true}])");
    CHECK(rig.call().state == CallState::Incoming);
  }
  SECTION("nor speak through a peer connection that has no channel, or is of old") {
    PhoneRig rig(true);
    ring_here(rig, without);
    say(rig, R"(["call:end",{"callId":"c1"}])");
    CHECK(rig.call().state == CallState::Incoming);
    PhoneRig later(true);
    talk_here(later);
    later.tell_must(input::ChannelMessage{"c1", 0, R"(["call:end",{"callId":"c1"}])"});
    CHECK(later.call().state == CallState::Active);
  }
}

TEST_CASE("words have a length and a number", "[channel]") {
  PhoneRig rig(true);
  talk_here(rig);
  const std::string end = R"(["call:end",{"callId":"c1","more":")";
  const std::string rest = "\"}]";
  const auto word = [&](std::size_t bytes) {
    return end + std::string(bytes - end.size() - rest.size(), 'x') + rest;
  };
  SECTION("one byte too long") {
    say(rig, word(limit::channel_bytes + 1));
    CHECK(rig.call().state == CallState::Active);
    say(rig, word(limit::channel_bytes));
    CHECK(rig.call().state == CallState::Ended);
  }
  SECTION("one too many in a second") {
    rig.pass(1'000);
    for (std::size_t i = 0; i < limit::channel_messages; ++i) {
      say(rig, R"(["call:media",{"callId":"c1","seq":)" + std::to_string(i + 1) + "}]");
    }
    rig.outputs.clear();
    for (int i = 0; i < 3; ++i) say(rig, word(100));
    CHECK(rig.call().state == CallState::Active);
    CHECK(rig.all<output::Happened>().size() == 1);
    rig.pass(1'000);
    say(rig, word(100));
    CHECK(rig.call().state == CallState::Ended);
  }
}

}  // namespace ringline::test
