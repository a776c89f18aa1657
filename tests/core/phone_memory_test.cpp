// What a page leaves to the one that takes its place.
#include <algorithm>
#include <catch2/catch.hpp>

#include "ringline/limits.hpp"
#include "support/phone_rig.hpp"

namespace ringline::test {
namespace {

std::string last_memory(const PhoneRig& rig) {
  const auto all = rig.all<output::Remember>();
  return all.empty() ? "nothing was said" : all.back().text;
}

void talk(PhoneRig& rig) {
  rig.hear_event(R"(["call:incoming",{"callId":"c1","callerId":"u2","callerName":"Amina",)"
                 R"("contactPhone":"","expiresAt":1790000045000,"callLogId":"l1"}])");
  rig.tell_must(input::Accept{"c1"});
  rig.hear_event(R"(["call:accepted",{"callId":"c1","answeredAt":1790000000000,"protocol":2}])");
  rig.hear_event(R"(["webrtc:offer",{"callId":"c1","offer":{"type":"offer","sdp":"o"},)"
                 R"("seq":1,"generation":1}])");
  rig.tell_must(input::Microphone{"c1", MicrophoneState::Ready, {}});
  rig.tell_must(input::PeerDescription{"c1", 1, {DescriptionType::Answer, "a"}});
  rig.tell_must(input::PeerState{"c1", 1, PeerConnectionState::Connected});
  REQUIRE(rig.call().state == CallState::Active);
}

// The page after: nothing but its memory.
struct NextPage {
  Phone phone{{}, 2};
  TimePoint now = from_ms(500);  // another clock
  std::vector<Output> outputs;
  std::optional<TimePoint> wakes;

  Error tell(const Input& input) {
    Error error = phone.handle(now, input);
    for (;;) {
      Output output = phone.poll();
      if (const auto* wait = std::get_if<output::Wait>(&output)) {
        wakes = wait->until;
        return error;
      }
      outputs.push_back(std::move(output));
    }
  }
};

}  // namespace

TEST_CASE("an accepted call is remembered, as it stands; nothing else is", "[memory]") {
  PhoneRig rig(true);
  CHECK(rig.all<output::Remember>().empty());
  talk(rig);
  rig.tell_must(input::SetMuted{"c1", true});
  const std::string memory = last_memory(rig);
  CHECK(memory ==
        R"({"resumeToken":"r","user":"t1 u1","calls":[{"id":"c1","callId":"c1","logId":"l1",)"
        R"("direction":"incoming","contactId":"u2","name":"Amina","muted":true,)"
        R"("peerExtended":true,"confirmed":true,"generation":1,"sent":1,"seen":1,"told":1}]})");
  // When it ended, on the gateway's clock, until the gateway has heard of it.
  rig.pass(3'000);
  rig.tell_must(input::HangUp{"c1"});
  CHECK(last_memory(rig) == R"({"resumeToken":"r","user":"t1 u1","calls":[],)"
                            R"("ends":[{"callId":"c1","reason":"hung_up","at":1790000003000}]})");
  const std::string frame = rig.sent().back();
  rig.hear("43/webrtc," + frame.substr(10, frame.find('[') - 10) + R"([{"ok":true}])");
  CHECK(last_memory(rig).empty());
}

TEST_CASE("a base gateway gives nothing back, so there is nothing to remember", "[memory]") {
  PhoneRig rig(false);
  rig.hear_event(R"(["call:incoming",{"callId":"c1","callerId":"u2","callerName":"A",)"
                 R"("contactPhone":""}])");
  rig.tell_must(input::Accept{"c1"});
  CHECK(rig.all<output::Remember>().empty());
}

TEST_CASE("a page that goes leaves its call to the next one, and tells nobody that it ends",
          "[memory]") {
  PhoneRig rig(true);
  talk(rig);
  const std::string memory = last_memory(rig);
  rig.outputs.clear();
  rig.tell_must(input::Leave{});
  CHECK(rig.sent().empty());
  CHECK(rig.all<output::Remember>().empty());
  CHECK(rig.all<output::ClosePeer>().size() == 1);
  CHECK(rig.all<output::ReleaseMicrophone>().size() == 1);
  CHECK(rig.all<output::CloseLink>().size() == 1);

  NextPage next;
  REQUIRE_FALSE(next.tell(input::Recall{memory}));
  REQUIRE(next.phone.snapshot().calls.size() == 1);
  const CallView& call = next.phone.snapshot().calls[0];
  CHECK(call.id == "c1");
  CHECK(call.log_id == "l1");
  CHECK(call.name == "Amina");
  CHECK(call.resuming);
  CHECK(call.reconnecting);
  CHECK(call.state == CallState::Reconnecting);
  // Nobody has told it the time of the answer yet; what is left is shown all the same.
  CHECK(call.repair == CallRepair{Repair::None, 0, 30});
  CHECK(next.wakes == next.now + Duration{1'000});
  CHECK(std::holds_alternative<output::AcquireMicrophone>(next.outputs.at(1)));
}

TEST_CASE("a page that goes while it rings: the caller gives up, the called one may still answer",
          "[memory]") {
  SECTION("the caller") {
    PhoneRig rig(true);
    rig.tell_must(input::Dial{"k1", "", ""});
    rig.hear_event(R"(["call:ringing",{"callId":"c9","callLogId":"c9","clientCallId":")" +
                   rig.call().id + "\"}]");
    rig.outputs.clear();
    rig.tell_must(input::Leave{});
    REQUIRE(rig.sent().size() == 1);
    CHECK(rig.sent()[0].find("call:end") != std::string::npos);
  }
  SECTION("the called one") {
    PhoneRig rig(true);
    rig.hear_event(R"(["call:incoming",{"callId":"c1","callerId":"u2","callerName":"A",)"
                   R"("contactPhone":"","expiresAt":1790000045000}])");
    rig.outputs.clear();
    rig.tell_must(input::Leave{});
    CHECK(rig.sent().empty());
  }
}

TEST_CASE("what the old peer connection was offered is nothing to the new page", "[memory]") {
  PhoneRig rig(true);
  talk(rig);
  NextPage next;
  REQUIRE_FALSE(next.tell(input::Recall{last_memory(rig)}));
  REQUIRE_FALSE(next.tell(input::Connect{}));
  REQUIRE_FALSE(next.tell(input::LinkUp{1, {}}));
  const auto hear = [&](const std::string& frame) {
    REQUIRE_FALSE(next.tell(input::LinkFrame{1, frame}));
  };
  hear(R"(0{"sid":"e","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536})");
  bool proven = false;
  for (const Output& each : next.outputs) {
    const auto* frame = std::get_if<output::SendFrame>(&each);
    proven = proven ||
             (frame != nullptr &&
              frame->text == R"(40/webrtc,{"protocol":2,"resumeToken":"r","features":["seen"]})");
  }
  CHECK(proven);
  hear(R"(42/webrtc,["connection:success",{"userId":"u1","tenantId":"t1","role":"tenant_member",)"
       R"("protocol":2,"sessionId":"s","resumeToken":"r2","serverTime":1790000009000}])");
  next.outputs.clear();
  // A restart of the old one, and one of its candidates; then the new one.
  hear(R"(42/webrtc,["webrtc:offer",{"callId":"c1","offer":{"type":"offer","sdp":"o2"},)"
       R"("seq":2,"generation":1}])");
  hear(R"(42/webrtc,["webrtc:ice-candidate",{"callId":"c1","candidate":{"candidate":"c"},)"
       R"("seq":3,"generation":1}])");
  CHECK(next.outputs.empty() == false);
  for (const Output& each : next.outputs) {
    CHECK_FALSE(std::holds_alternative<output::CreatePeer>(each));
  }
  next.outputs.clear();
  // What was lost of the old one's signals doesn't hold up the new one.
  hear(R"(42/webrtc,["webrtc:offer",{"callId":"c1","offer":{"type":"offer","sdp":"o3"},)"
       R"("seq":7,"generation":2}])");
  std::size_t applied = 0;
  for (const Output& each : next.outputs) {
    if (const auto* peer = std::get_if<output::CreatePeer>(&each)) CHECK(peer->generation == 2);
    applied += std::holds_alternative<output::SetRemote>(each) ? 1 : 0;
    CHECK_FALSE(std::holds_alternative<output::AddCandidate>(each));
  }
  CHECK(applied == 1);
}

TEST_CASE("a memory that is none, or comes too late, is refused", "[memory]") {
  NextPage next;
  CHECK(next.tell(input::Recall{"["}).code != Errc::None);
  CHECK(next.tell(input::Recall{R"({"calls":[{"id":"c1"}]})"}).field == "calls[0].callId");
  CHECK(next.tell(input::Recall{R"({"resumeToken":"r","calls":[{"id":"c"}]})"}).field ==
        "calls[0].callId");
  std::string many = R"({"resumeToken":"r","calls":[)";
  for (std::size_t i = 0; i <= limit::calls_per_phone; ++i) {
    many += R"({"id":"c","callId":"c","direction":"incoming"},)";
  }
  many.back() = ']';
  CHECK(next.tell(input::Recall{many + "}"}).field == "calls");
  CHECK(next.phone.snapshot().calls.empty());
  REQUIRE_FALSE(next.tell(input::Connect{}));
  CHECK(next.tell(input::Recall{R"({"resumeToken":"r","calls":[]})"}).code == Errc::WrongState);
}

// Found by the simulator, seed 793472: the page was loaded again before any gateway had heard of its
// accept, which then was refused; but its resume had the call given to it.
TEST_CASE("when a call was answered that no gateway has heard of is remembered", "[memory]") {
  PhoneRig before(true);
  before.hear_event(R"(["call:incoming",{"callId":"c1","callerId":"u2","callerName":"Amina",)"
                    R"("contactPhone":"","expiresAt":1790000045000,"preconnect":true}])");
  before.hear_event(R"(["webrtc:offer",{"callId":"c1","offer":{"type":"offer",)"
                    R"("sdp":"m=audio m=application"},"seq":1,"generation":1}])");
  before.tell_must(input::PeerState{"c1", 1, PeerConnectionState::Connected});
  before.tell_must(input::ChannelState{"c1", 1, true});
  before.lose();
  before.tell_must(input::Accept{"c1"});
  before.tell_must(input::ChannelMessage{"c1", 1, R"(["call:media",{"callId":"c1","seq":0}])"});
  const std::string memory = last_memory(before);
  CHECK(memory.find(R"("answeredAt":1790000000000)") != std::string::npos);

  NextPage next;
  REQUIRE_FALSE(next.tell(input::Recall{memory}));
  SECTION("also by a page that met no gateway") {
    next.outputs.clear();
    REQUIRE_FALSE(next.tell(input::SetMuted{"c1", true}));
    CHECK(std::any_of(next.outputs.begin(), next.outputs.end(), [](const Output& each) {
      const auto* again = std::get_if<output::Remember>(&each);
      return again != nullptr &&
             again->text.find(R"("answeredAt":1790000000000)") < again->text.size();
    }));
  }
  SECTION("and told") {
    REQUIRE_FALSE(next.tell(input::Connect{}));
    REQUIRE_FALSE(next.tell(input::LinkUp{1, {}}));
    for (
        const char* frame :
        {R"(0{"sid":"e","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536})",
         R"(40/webrtc,{"sid":"x"})",
         R"(42/webrtc,["connection:success",{"userId":"u1","tenantId":"t1","role":"tenant_member",)"
         R"("protocol":2,"sessionId":"s","resumeToken":"r","serverTime":1790000006000}])"}) {
      REQUIRE_FALSE(next.tell(input::LinkFrame{1, frame}));
    }
    CHECK(std::any_of(next.outputs.begin(), next.outputs.end(), [](const Output& each) {
      const auto* frame = std::get_if<output::SendFrame>(&each);
      return frame != nullptr && frame->text.find(R"("agoMs":6000)") != std::string::npos;
    }));
    CHECK(next.phone.snapshot().calls[0].duration_s == 6);
  }
}

TEST_CASE("a remembered call is not resumed before its accept is confirmed", "[memory]") {
  PhoneRig before(true);
  before.hear_event(R"(["call:incoming",{"callId":"c1","callerId":"u2","callerName":"Amina",)"
                    R"("contactPhone":"","expiresAt":1790000045000}])");
  before.tell_must(input::Accept{"c1"});
  NextPage next;
  REQUIRE_FALSE(next.tell(input::Recall{last_memory(before)}));
  REQUIRE_FALSE(next.tell(input::Connect{}));
  REQUIRE_FALSE(next.tell(input::LinkUp{1, {}}));
  for (const char* frame :
       {R"(0{"sid":"e","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536})",
        R"(40/webrtc,{"sid":"x"})",
        R"(42/webrtc,["connection:success",{"userId":"u1","tenantId":"t1","role":"tenant_member",)"
        R"("protocol":2,"sessionId":"s","resumeToken":"r","serverTime":1790000000000}])"}) {
    REQUIRE_FALSE(next.tell(input::LinkFrame{1, frame}));
  }
  const auto says = [&](std::string_view what) {
    return std::any_of(next.outputs.begin(), next.outputs.end(), [&](const Output& each) {
      const auto* frame = std::get_if<output::SendFrame>(&each);
      return frame != nullptr && frame->text.find(what) != std::string::npos;
    });
  };
  REQUIRE(says("call:accept"));
  CHECK_FALSE(says("call:resume"));
  next.outputs.clear();
  SECTION("it is ours") {
    REQUIRE_FALSE(
        next.tell(input::LinkFrame{1, R"(43/webrtc,1[{"ok":true,"callId":"c1",)"
                                      R"("status":"ANSWERED","answeredAt":1790000000000}])"}));
    CHECK(says("call:resume"));
  }
  SECTION("another device has it") {
    REQUIRE_FALSE(next.tell(input::LinkFrame{
        1, R"(43/webrtc,1[{"ok":false,"code":"answered_elsewhere","message":"Another device",)"
           R"("reason":"answered_elsewhere"}])"}));
    CHECK_FALSE(says("call:resume"));
    REQUIRE(next.phone.snapshot().calls.size() == 1);
    CHECK(next.phone.snapshot().calls[0].reason == EndReason::AnsweredElsewhere);
  }
}

}  // namespace ringline::test
