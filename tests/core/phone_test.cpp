// The Phone's own promises, input by input.
#include <catch2/catch.hpp>

#include "call/transitions.hpp"
#include "ringline/limits.hpp"
#include "ringline/phone_json.hpp"
#include "support/phone_rig.hpp"

namespace ringline::test {
namespace {

void invite(PhoneRig& rig, const std::string& id, std::int64_t rings_for_ms = 45'000,
            const std::string& caller = "u2") {
  const std::int64_t expires =
      1'790'000'000'000 + (rig.now - from_ms(1'000)).count() + rings_for_ms;
  rig.hear_event(R"(["call:incoming",{"callId":")" + id + R"(","callerId":")" + caller +
                 R"(","callerName":"Amina","contactPhone":"","expiresAt":)" +
                 std::to_string(expires) + R"(,"preconnect":true}])");
}

// Brings a fresh phone into a state; the call's id is returned.
std::string bring_to(PhoneRig& rig, CallState state) {
  if (state == CallState::Dialing || state == CallState::Ringing) {
    rig.tell_must(input::Dial{"k1", "", ""});
    if (state == CallState::Ringing) {
      rig.hear_event(R"(["call:ringing",{"callId":"c9","callLogId":"c9","clientCallId":")" +
                     rig.call().id + "\"}]");
    }
    return rig.call().id;
  }
  invite(rig, "c1");
  if (state == CallState::Incoming) return "c1";
  if (state == CallState::Ended) {
    rig.tell_must(input::Reject{"c1"});
    return "c1";
  }
  rig.tell_must(input::Accept{"c1"});
  rig.hear(R"(43/webrtc,1[{"ok":true,"callId":"c1"}])");
  rig.tell_must(input::Microphone{"c1", MicrophoneState::Ready, {}});
  if (state == CallState::Connecting) return "c1";
  rig.hear_event(R"(["call:accepted",{"callId":"c1","answeredAt":1790000000000}])");
  rig.hear_event(R"(["webrtc:offer",{"callId":"c1","offer":{"type":"offer","sdp":"o"},)"
                 R"("seq":1,"generation":1}])");
  rig.tell_must(input::PeerState{"c1", 1, PeerConnectionState::Connected});
  if (state == CallState::Active) return "c1";
  rig.tell_must(input::PeerState{"c1", 1, PeerConnectionState::Disconnected});
  return "c1";
}

constexpr CallState all_states[] = {
    CallState::Dialing, CallState::Ringing,      CallState::Incoming, CallState::Connecting,
    CallState::Active,  CallState::Reconnecting, CallState::Ended};

}  // namespace

TEST_CASE("in every state, what the table refuses is refused and changes nothing", "[phone]") {
  for (const CallState state : all_states) {
    struct Press {
      CallEvent event;
      Input input;
    };
    PhoneRig probe(true);
    const std::string id = bring_to(probe, state);
    REQUIRE(probe.call().state == state);
    for (const Press& press :
         {Press{CallEvent::Accept, input::Accept{id}}, Press{CallEvent::Reject, input::Reject{id}},
          Press{CallEvent::HangUp, input::HangUp{id}}}) {
      PhoneRig rig(true);
      bring_to(rig, state);
      const Snapshot before = rig.phone.snapshot();
      rig.outputs.clear();
      const Error error = rig.tell(press.input);
      INFO(to_string(state) << ", event " << static_cast<int>(press.event));
      const bool allowed = find_transition(state, press.event) != nullptr;
      if (allowed) {
        CHECK_FALSE(error);
        continue;
      }
      // A second click on what was done already is no error; it changes nothing either.
      CHECK((!error || error.code == Errc::WrongState));
      CHECK(rig.phone.snapshot() == before);
      CHECK(rig.outputs.empty());
    }
  }
}

TEST_CASE("in every state the phone says when to come back", "[phone]") {
  for (const CallState state : all_states) {
    PhoneRig rig(true);
    bring_to(rig, state);
    const auto wait = std::get<output::Wait>(rig.phone.poll());
    REQUIRE(wait.until);
    CHECK(*wait.until > rig.now);
  }
}

TEST_CASE("unknown calls and bad fields are named", "[phone]") {
  PhoneRig rig(true);
  CHECK(rig.tell(input::Accept{"c404"}).code == Errc::UnknownCall);
  CHECK(rig.tell(input::SetMuted{"c404", true}).code == Errc::UnknownCall);
  CHECK(rig.tell(input::Dial{"", "", "x"}).field == "contactId");
  CHECK(rig.tell(input::Dial{std::string(65, 'k'), "", ""}).field == "contactId");
  CHECK(rig.tell(input::Dial{"", std::string(65, '1'), ""}).field == "phoneNumber");
  CHECK(rig.phone.snapshot().calls.empty());
  CHECK_FALSE(rig.tell(input::Dial{std::string(64, 'k'), "", std::string(201, 'n')}));
}

TEST_CASE("dialing needs a phone that is wanted online", "[phone]") {
  Phone phone({}, 1);
  CHECK(phone.handle(from_ms(0), input::Dial{"k", "", ""}).code == Errc::WrongState);
}

TEST_CASE("presence is passed on as it was told", "[phone]") {
  PhoneRig rig(true);
  rig.hear_event(
      R"(["presence:changed",{"contacts":[{"contactId":"k1","reachable":true}],"snapshot":true}])");
  const auto told = rig.all<output::Presence>();
  REQUIRE(told.size() == 1);
  CHECK(told[0].contacts == std::vector<ContactPresence>{{"k1", true}});
  CHECK(told[0].snapshot);
  CHECK(rig.all<output::Changed>().empty());
}

TEST_CASE("dialing twice is dialing once", "[phone]") {
  PhoneRig rig(true);
  rig.tell_must(input::Dial{"k1", "", ""});
  rig.tell_must(input::Dial{"k1", "", ""});
  CHECK(rig.phone.snapshot().calls.size() == 1);
  const auto dialed = rig.all<output::Dialed>();
  REQUIRE(dialed.size() == 2);
  CHECK(dialed[0].id == dialed[1].id);
  CHECK(rig.tell(input::Dial{"k2", "", ""}).code == Errc::WrongState);
}

TEST_CASE("a second call while busy is answered busy", "[phone]") {
  PhoneRig rig(true);
  bring_to(rig, CallState::Active);
  rig.outputs.clear();
  invite(rig, "c2");
  CHECK(rig.phone.snapshot().calls.size() == 1);
  REQUIRE(rig.sent().size() == 1);
  CHECK(rig.sent()[0].find(R"(["call:reject",{"callId":"c2","reason":"busy"}])") !=
        std::string::npos);
}

TEST_CASE("with call waiting it rings, up to the limit, and accepting leaves the other call",
          "[phone]") {
  PhoneConfig config;
  config.call_waiting = true;
  PhoneRig rig(true, config);
  bring_to(rig, CallState::Active);
  for (std::size_t i = 2; i <= limit::calls_per_phone; ++i) {
    invite(rig, "c" + std::to_string(i), 45'000, "u-" + std::to_string(i));
  }
  CHECK(rig.phone.snapshot().calls.size() == limit::calls_per_phone);
  rig.outputs.clear();
  invite(rig, "c-one-more");
  CHECK(rig.phone.snapshot().calls.size() == limit::calls_per_phone);
  CHECK(rig.sent().at(0).find("busy") != std::string::npos);
  rig.tell_must(input::Accept{"c2"});
  CHECK(rig.phone.snapshot().calls[0].state == CallState::Ended);
  CHECK(rig.phone.snapshot().calls[1].state == CallState::Connecting);
}

TEST_CASE("an invite with under three seconds left doesn't ring", "[phone]") {
  PhoneRig rig(true);
  invite(rig, "c1", 2'999);
  CHECK(rig.phone.snapshot().calls.empty());
  invite(rig, "c2", 3'000);
  CHECK(rig.phone.snapshot().calls.size() == 1);
}

TEST_CASE("an invite that comes twice is one call", "[phone]") {
  PhoneRig rig(true);
  invite(rig, "c1");
  invite(rig, "c1");
  CHECK(rig.phone.snapshot().calls.size() == 1);
}

TEST_CASE("the other's signals are taken in order, once, and a gap is asked for", "[phone]") {
  PhoneRig rig(true);
  bring_to(rig, CallState::Active);
  const auto candidate = [&](int seq) {
    rig.hear_event(
        R"(["webrtc:ice-candidate",{"callId":"c1","candidate":{"candidate":"x","sdpMid":"0"},)"
        R"("seq":)" +
        std::to_string(seq) + R"(,"generation":1}])");
  };
  rig.outputs.clear();
  candidate(2);
  candidate(2);
  CHECK(rig.all<output::AddCandidate>().size() == 1);
  candidate(5);
  candidate(6);
  CHECK(rig.all<output::AddCandidate>().size() == 1);
  REQUIRE(rig.sent().size() == 1);
  CHECK(rig.sent()[0].find(R"(["call:resume",{"callId":"c1","seen":2}])") != std::string::npos);
  candidate(3);
  candidate(4);
  candidate(5);
  CHECK(rig.all<output::AddCandidate>().size() == 4);
}

TEST_CASE("early candidates are kept up to the limit", "[phone]") {
  PhoneRig rig(true);
  invite(rig, "c1");
  rig.tell_must(input::Accept{"c1"});
  for (std::size_t i = 0; i <= limit::candidates_kept; ++i) {
    rig.hear_event(
        R"(["webrtc:ice-candidate",{"callId":"c1","candidate":{"candidate":"x","sdpMid":"0"}}])");
  }
  rig.hear_event(R"(["webrtc:offer",{"callId":"c1","offer":{"type":"offer","sdp":"o"}}])");
  CHECK(rig.all<output::AddCandidate>().size() == limit::candidates_kept);
}

TEST_CASE("what an old peer connection reports is not heeded", "[phone]") {
  PhoneRig rig(true);
  bring_to(rig, CallState::Active);
  rig.hear_event(R"(["webrtc:offer",{"callId":"c1","offer":{"type":"offer","sdp":"o2"},)"
                 R"("seq":2,"generation":2}])");
  CHECK(rig.all<output::ClosePeer>().size() == 1);
  rig.outputs.clear();
  rig.tell_must(input::PeerState{"c1", 1, PeerConnectionState::Failed});
  rig.tell_must(input::PeerDescription{"c1", 1, {DescriptionType::Answer, "late"}});
  CHECK(rig.sent().empty());
}

TEST_CASE("muting before the microphone is there mutes it when it comes", "[phone]") {
  PhoneRig rig(true);
  invite(rig, "c1");
  rig.tell_must(input::Accept{"c1"});
  rig.tell_must(input::SetMuted{"c1", true});
  CHECK(rig.call().muted);
  CHECK(rig.all<output::SetMuted>().empty());
  rig.tell_must(input::Microphone{"c1", MicrophoneState::Ready, {}});
  REQUIRE(rig.all<output::SetMuted>().size() == 1);
  CHECK(rig.all<output::SetMuted>()[0].muted);
}

TEST_CASE("the duration is derived, shown at each second, and the gateway's at the end",
          "[phone]") {
  PhoneRig rig(true);
  bring_to(rig, CallState::Active);
  for (int second = 1; second <= 20; ++second) {
    const auto wait = std::get<output::Wait>(rig.phone.poll());
    REQUIRE(wait.until == from_ms(1'000 + second * 1'000));
    rig.now = *wait.until;
    rig.tell_must(input::Tick{});
    CHECK(rig.call().duration_s == second);
  }
  // A tab that slept for an hour shows the hour.
  rig.hear("2");
  rig.now += Duration{3'600'000};
  rig.tell_must(input::Tick{});
  CHECK(rig.call().duration_s == 3'620);
}

TEST_CASE("an end with the gateway's figure shows that figure", "[phone]") {
  PhoneRig rig(true);
  bring_to(rig, CallState::Active);
  rig.hear_event(R"(["call:ended",{"callId":"c1","reason":"hung_up","duration":41}])");
  CHECK(rig.call().duration_s == 41);
  CHECK(rig.call().reason == EndReason::HungUp);
}

TEST_CASE("the same inputs at the same times give the same outputs", "[phone]") {
  const auto live = [] {
    PhoneRig rig(true);
    bring_to(rig, CallState::Reconnecting);
    rig.pass(2'000);
    rig.tell_must(input::LinkDown{1, "cut"});
    rig.pass(10'000);
    std::string all;
    for (const Output& each : rig.outputs) all += encode(each) + "\n";
    return all;
  };
  CHECK(live() == live());
}

TEST_CASE("closing ends every call and says so", "[phone]") {
  PhoneRig rig(true);
  bring_to(rig, CallState::Active);
  rig.outputs.clear();
  rig.tell_must(input::Close{});
  CHECK(rig.sent().at(0).find("call:end") != std::string::npos);
  CHECK(rig.all<output::ClosePeer>().size() == 1);
  CHECK(rig.all<output::ReleaseMicrophone>().size() == 1);
  CHECK(rig.all<output::CloseLink>().size() == 1);
  CHECK(rig.phone.snapshot().calls.empty());
  CHECK_FALSE(std::get<output::Wait>(rig.phone.poll()).until);
}

// Found by the simulator, seed 10093: one side counted from the answer to another call.
TEST_CASE("what is said of a call that lost a glare isn't said of the one that stands", "[phone]") {
  const std::string status = GENERATE("ANSWERED", "FAILED");
  PhoneRig rig(true);
  rig.tell_must(input::Dial{"k2", "", ""});
  rig.tell_must(input::Microphone{rig.call().id, MicrophoneState::Ready, {}});
  rig.hear_event(R"(["call:incoming",{"callId":"c1","callerId":"u2","callerName":"Rahim",)"
                 R"("contactPhone":"","contactId":"k2","preconnect":true}])");
  REQUIRE(rig.call().state == CallState::Dialing);
  rig.outputs.clear();
  rig.hear(R"(43/webrtc,1[{"ok":true,"callId":"c9","callLogId":"c9","status":")" + status +
           R"(","answeredAt":1789999990000,"reason":"hung_up"}])");
  CHECK(rig.call().call_id == "c1");
  CHECK(rig.call().state == CallState::Connecting);
  CHECK(rig.call().duration_s == 0);
  CHECK(rig.all<output::AttachMicrophone>().empty());
  rig.hear_event(R"(["call:accepted",{"callId":"c1","answeredAt":1790000000000}])");
  rig.pass(3'000);
  CHECK(rig.call().duration_s == 3);
}

// Found by the simulator, seed 52754: a device whose accept was refused took the call over, left it,
// and the gateway kept it open for ever.
TEST_CASE("a call is not resumed before its accept is confirmed", "[phone]") {
  PhoneRig rig(true);
  invite(rig, "c1");
  rig.tell_must(input::Accept{"c1"});
  std::int64_t attempt = 1;
  const auto come_back = [&] {
    rig.tell_must(input::LinkDown{attempt, "cut"});
    rig.pass(1'000);
    attempt = rig.all<output::OpenLink>().back().attempt;
    rig.outputs.clear();
    rig.tell_must(input::LinkUp{attempt, {}});
    for (
        const char* frame :
        {R"(0{"sid":"e","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536})",
         R"(40/webrtc,{"sid":"x"})",
         R"(42/webrtc,["connection:success",{"userId":"u1","tenantId":"t1",)"
         R"("role":"tenant_member","protocol":2,"sessionId":"s","resumeToken":"r",)"
         R"("serverTime":1790000000000}])"}) {
      rig.tell_must(input::LinkFrame{attempt, frame});
    }
    std::string all;
    for (const std::string& frame : rig.sent()) all += frame + "\n";
    return all;
  };
  std::string sent = come_back();
  CHECK(sent.find("call:accept") != std::string::npos);
  CHECK(sent.find("call:resume") == std::string::npos);
  rig.tell_must(input::LinkFrame{attempt,
                                 R"(43/webrtc,1[{"ok":true,"callId":"c1","status":"ANSWERED",)"
                                 R"("answeredAt":1790000000000}])"});
  sent = come_back();
  CHECK(sent.find("call:resume") != std::string::npos);
}

TEST_CASE("only an accepted call can be held", "[phone]") {
  PhoneRig rig(true);
  CHECK(rig.tell(input::SetHold{"c404", true}).code == Errc::UnknownCall);
  invite(rig, "c1");
  CHECK(rig.tell(input::SetHold{"c1", true}).code == Errc::WrongState);
  CHECK_FALSE(rig.call().held);
  rig.tell_must(input::Accept{"c1"});
  rig.tell_must(input::SetHold{"c1", true});
  CHECK(rig.call().held);
}

TEST_CASE("the other side's state: the newest counts, whatever the order of its copies",
          "[phone]") {
  PhoneRig rig(true);
  bring_to(rig, CallState::Active);
  rig.hear_event(R"(["call:media",{"callId":"c1","seq":2,"muted":true}])");
  CHECK(rig.call().other_muted);
  rig.hear_event(R"(["call:media",{"callId":"c1","seq":1,"held":true}])");
  rig.hear_event(R"(["call:media",{"callId":"c1","seq":2,"held":true}])");
  rig.hear_event(R"(["call:media",{"callId":"c2","seq":9,"held":true}])");
  CHECK(rig.call().other_muted);
  CHECK_FALSE(rig.call().other_held);
  rig.hear_event(R"(["call:media",{"callId":"c1","seq":3}])");
  CHECK_FALSE(rig.call().other_muted);
}

TEST_CASE("what a side says of its sound goes only where it is understood", "[phone]") {
  SECTION("not to a base gateway") {
    PhoneRig rig(false);
    bring_to(rig, CallState::Active);
    rig.outputs.clear();
    rig.tell_must(input::SetHold{"c1", true});
    CHECK(rig.sent().empty());
  }
  SECTION("not to a base device behind a gateway that knows it") {
    PhoneRig rig(true);
    invite(rig, "c1");
    rig.tell_must(input::Accept{"c1"});
    rig.hear_event(R"(["call:accepted",{"callId":"c1","answeredAt":1790000000000}])");
    rig.outputs.clear();
    rig.tell_must(input::SetHold{"c1", true});
    CHECK(rig.sent().empty());
  }
  SECTION("once, while the acknowledgement is awaited, and the newest alone") {
    PhoneRig rig(true);
    invite(rig, "c1");
    rig.tell_must(input::Accept{"c1"});
    rig.hear_event(R"(["call:accepted",{"callId":"c1","answeredAt":1790000000000,"protocol":2}])");
    rig.outputs.clear();
    rig.tell_must(input::SetMuted{"c1", true});
    rig.tell_must(input::SetMuted{"c1", true});
    REQUIRE(rig.sent().size() == 1);
    CHECK(rig.sent()[0].find(R"(["call:media",{"callId":"c1","seq":1,"muted":true}])") !=
          std::string::npos);
  }
}

TEST_CASE("who comes back to a call that rings says that it only rings", "[phone]") {
  PhoneRig rig(true);
  invite(rig, "c1");
  // A number that is missing is asked for as a whole connection's is.
  rig.outputs.clear();
  rig.hear_event(R"(["webrtc:ice-candidate",{"callId":"c1","candidate":{"candidate":"x",)"
                 R"("sdpMid":"0"},"seq":2,"generation":1}])");
  REQUIRE(rig.sent().size() == 1);
  CHECK(rig.sent()[0].find(R"(["call:resume",{"callId":"c1","rings":true}])") != std::string::npos);
}

}  // namespace ringline::test
