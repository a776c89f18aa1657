// Against a gateway as it is deployed: the base contract, frame by frame.
#include <catch2/catch.hpp>

#include "ringline/limits.hpp"
#include "support/phone_rig.hpp"

namespace ringline::test {
namespace {

using Frames = std::vector<std::string>;

void make_ring(PhoneRig& rig) {
  rig.tell_must(input::Dial{"k1", "+1", "Rahim"});
  rig.tell_must(input::Microphone{rig.call().id, MicrophoneState::Ready, {}});
  rig.hear_event(R"(["call:ringing",{"callId":"c9","callLogId":"log9"}])");
  REQUIRE(rig.call().state == CallState::Ringing);
}

}  // namespace

TEST_CASE("base: a call rings whatever the caller's name and number are", "[phone][base]") {
  const auto rings = [](const std::string& fields) {
    PhoneRig rig(false);
    rig.hear_event(R"(["call:incoming",{"callId":"c9","callerId":"u9",)" + fields + "}]");
    REQUIRE(rig.call().state == CallState::Incoming);
    return rig.call();
  };
  // Cut within an emoji, as String.slice does.
  CHECK(rings(R"("callerName":"Ann \ud83d","contactPhone":"+1")").name == "Ann \xEF\xBF\xBD");
  CHECK(rings(R"("callerName":")" + std::string(5'000, 'n') + R"(","contactPhone":"+1")")
            .name.size() == limit::name_characters);
  CHECK(rings(R"x("callerName":"A","contactPhone":"+880 1711-000001 ext. 1234 (office)")x")
            .phone_number == "+880 1711-000001 ext. 1234 (office)");
  CHECK(rings(R"("callerName":"A","contactPhone":")" + std::string(5'000, '1') + "\"")
            .phone_number.size() == limit::phone_characters);
  CHECK(rings(R"("callerName":7,"contactPhone":8801711000001)").phone_number == "8801711000001");
  CHECK(rings(R"("callerName":"A","contactPhone":null,"rate":1e400)").name == "A");
}

TEST_CASE("a name is shortened and a number's digits are read where one dials", "[phone][base]") {
  PhoneRig rig(false);
  // 76 letters of Bangla, 208 bytes: what a real contact was called.
  std::string name;
  for (int i = 0; i < 76; ++i) name += "\xE0\xA6\x95";
  rig.tell_must(input::Dial{"k1", "+\xE0\xA7\xAE\xE0\xA7\xAE\xE0\xA7\xA6 1711", name});
  CHECK(rig.call().name == name);
  CHECK(rig.call().phone_number == "+880 1711");
  PhoneRig other(false);
  const Error error = other.tell(input::Dial{"k1", std::string(65, '1'), ""});
  CHECK(error.field == "phoneNumber");
  CHECK(error.message == "is longer than 64 characters");
}

TEST_CASE("base: a call out, offer after the answer", "[phone][base]") {
  PhoneRig rig(false);
  rig.tell_must(input::Dial{"k1", "+1", "Rahim"});
  const std::string id = rig.call().id;
  // No acknowledgement is asked for; the idempotency key is a field that a base gateway ignores.
  CHECK(rig.sent() == Frames{R"(42/webrtc,["call:initiate",{"contactId":"k1","contactPhone":"+1",)"
                             R"("contactName":"Rahim","clientCallId":")" +
                             id + R"("}])"});
  CHECK(rig.all<output::AcquireMicrophone>().size() == 1);
  rig.hear_event(R"(["call:ringing",{"callId":"c9","callLogId":"log9"}])");
  CHECK(rig.call().log_id == "log9");
  CHECK(rig.all<output::CreatePeer>().empty());
  rig.tell_must(input::Microphone{id, MicrophoneState::Ready, {}});
  rig.hear_event(R"(["call:accepted",{"callId":"c9"}])");
  CHECK(rig.call().state == CallState::Connecting);
  REQUIRE(rig.all<output::CreateOffer>().size() == 1);
  CHECK(rig.all<output::AttachMicrophone>().size() == 1);

  rig.outputs.clear();
  rig.tell_must(input::PeerDescription{id, 1, {DescriptionType::Offer, "sdp"}});
  rig.tell_must(input::PeerCandidate{id, 1, {"candidate:1", "0", 0, std::nullopt}});
  rig.tell_must(input::PeerCandidate{id, 1, {"", "0", 0, std::nullopt}});
  // Without numbers; and no end of candidates, at which deployed clients throw.
  CHECK(rig.sent() ==
        Frames{R"(42/webrtc,["webrtc:offer",{"callId":"c9","offer":{"type":"offer","sdp":"sdp"}}])",
               R"(42/webrtc,["webrtc:ice-candidate",{"callId":"c9","candidate":)"
               R"({"candidate":"candidate:1","sdpMid":"0","sdpMLineIndex":0}}])"});

  rig.hear_event(
      R"(["webrtc:ice-candidate",{"callId":"c9","candidate":{"candidate":"early","sdpMid":"0"}}])");
  CHECK(rig.all<output::AddCandidate>().empty());
  rig.hear_event(R"(["webrtc:answer",{"callId":"c9","answer":{"type":"answer","sdp":"a"}}])");
  REQUIRE(rig.all<output::AddCandidate>().size() == 1);
  CHECK(rig.all<output::AddCandidate>()[0].candidate.candidate == "early");
  rig.tell_must(input::PeerState{id, 1, PeerConnectionState::Connected});
  CHECK(rig.call().state == CallState::Active);
  rig.pass(3'500);
  CHECK(rig.call().duration_s == 3);
  rig.hear_event(R"(["call:ended",{"callId":"c9"}])");
  CHECK(rig.call().reason == EndReason::HungUp);
  CHECK(rig.call().ended_by == EndedBy::Remote);
  CHECK(rig.all<output::ReleaseMicrophone>().size() == 1);
  rig.pass(1'500);
  CHECK(rig.phone.snapshot().calls.empty());
}

TEST_CASE("base: a call in, candidates before the offer are kept", "[phone][base]") {
  PhoneRig rig(false);
  rig.hear_event(R"(["call:incoming",{"callId":"c1","callerId":"u2","callerName":"Amina",)"
                 R"("contactPhone":"+1"}])");
  CHECK(rig.call().state == CallState::Incoming);
  CHECK(rig.all<output::AcquireMicrophone>().empty());
  rig.tell_must(input::Accept{"c1"});
  CHECK(rig.sent() == Frames{R"(42/webrtc,["call:accept",{"callId":"c1"}])"});
  rig.hear_event(R"(["call:accepted",{"callId":"c1"}])");
  rig.hear_event(
      R"(["webrtc:ice-candidate",{"callId":"c1","candidate":{"candidate":"early","sdpMid":"0"}}])");
  rig.tell_must(input::Microphone{"c1", MicrophoneState::Ready, {}});
  CHECK(rig.all<output::AttachMicrophone>().empty());
  rig.hear_event(R"(["webrtc:offer",{"callId":"c1","offer":{"type":"offer","sdp":"o"}}])");
  REQUIRE(rig.all<output::CreatePeer>().size() == 1);
  REQUIRE(rig.all<output::SetRemote>().size() == 1);
  CHECK(rig.all<output::AddCandidate>().size() == 1);
  CHECK(rig.all<output::AttachMicrophone>().size() == 1);
  rig.tell_must(input::PeerState{"c1", 1, PeerConnectionState::Connected});
  CHECK(rig.call().state == CallState::Active);
}

TEST_CASE("base: an offer that comes while it rings is kept for the answer", "[phone][base]") {
  PhoneRig rig(false);
  rig.hear_event(R"(["call:incoming",{"callId":"c1","callerId":"u2","callerName":"A"}])");
  rig.hear_event(R"(["webrtc:offer",{"callId":"c1","offer":{"type":"offer","sdp":"o"}}])");
  CHECK(rig.all<output::CreatePeer>().empty());
  rig.tell_must(input::Accept{"c1"});
  CHECK(rig.all<output::CreatePeer>().size() == 1);
  CHECK(rig.all<output::SetRemote>().size() == 1);
}

TEST_CASE("base: what a gateway without reasons means", "[phone][base]") {
  struct Sample {
    const char* event;
    EndReason reason;
    EndedBy by;
  };
  const Sample sample = GENERATE(
      Sample{R"(["call:failed",{"callId":"c9","message":"Contact is offline"}])",
             EndReason::Offline, EndedBy::Gateway},
      Sample{R"(["call:failed",{"callId":"","message":"Something"}])", EndReason::Error,
             EndedBy::Gateway},
      Sample{R"(["call:error",{"message":"Unauthorized"}])", EndReason::Error, EndedBy::Gateway});
  PhoneRig rig(false);
  rig.tell_must(input::Dial{"k1", "", ""});
  rig.hear_event(sample.event);
  CHECK(rig.call().reason == sample.reason);
  CHECK(rig.call().ended_by == sample.by);
}

TEST_CASE("base: rejected and cancelled", "[phone][base]") {
  PhoneRig rig(false);
  SECTION("rejected") {
    make_ring(rig);
    rig.hear_event(R"(["call:rejected",{"callId":"c9"}])");
    CHECK(rig.call().reason == EndReason::Declined);
  }
  SECTION("the caller gave up") {
    rig.hear_event(R"(["call:incoming",{"callId":"c1","callerId":"u2","callerName":"A"}])");
    rig.hear_event(R"(["call:ended",{"callId":"c1"}])");
    CHECK(rig.call().reason == EndReason::Cancelled);
  }
  CHECK(rig.call().ended_by == EndedBy::Remote);
}

TEST_CASE("base: a gateway that forgets to end a ring", "[phone][base]") {
  PhoneRig rig(false);
  SECTION("out") {
    make_ring(rig);
    rig.outputs.clear();
    rig.pass(44'000);
    rig.hear("2");
    CHECK(rig.call().state == CallState::Ringing);
    rig.pass(2'000);
    REQUIRE(rig.call().state == CallState::Ended);
    CHECK(rig.sent().back() == R"(42/webrtc,["call:end",{"callId":"c9","reason":"no_answer"}])");
  }
  SECTION("in") {
    rig.hear_event(R"(["call:incoming",{"callId":"c1","callerId":"u2","callerName":"A"}])");
    rig.pass(44'000);
    rig.hear("2");
    rig.pass(2'000);
  }
  CHECK(rig.call().reason == EndReason::NoAnswer);
}

TEST_CASE("base: given up before it had a name, it is ended as soon as it has one",
          "[phone][base]") {
  PhoneRig rig(false);
  rig.tell_must(input::Dial{"k1", "", ""});
  rig.tell_must(input::HangUp{rig.call().id});
  rig.outputs.clear();
  rig.hear_event(R"(["call:ringing",{"callId":"c9","callLogId":"c9"}])");
  CHECK(rig.sent() == Frames{R"(42/webrtc,["call:end",{"callId":"c9","reason":"cancelled"}])"});
}

}  // namespace ringline::test
