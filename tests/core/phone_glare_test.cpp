// Both sides dial each other, as one Phone sees it.
#include <catch2/catch.hpp>

#include "ringline/limits.hpp"
#include "support/phone_rig.hpp"

namespace ringline::test {
namespace {

std::string dial(PhoneRig& rig, const std::string& contact, const std::string& number = {}) {
  rig.tell_must(input::Dial{contact, number, ""});
  return rig.call().id;
}

void name(PhoneRig& rig, const std::string& id, const std::string& call_id,
          const std::string& contact = {}) {
  rig.hear_event(R"(["call:ringing",{"callId":")" + call_id + R"(","callLogId":")" + call_id +
                 R"(","clientCallId":")" + id + R"(","contactId":")" + contact + "\"}]");
}

// The dialed customer calls.
void invite(PhoneRig& rig, const std::string& call_id, const std::string& contact = "k1",
            const std::string& number = "+8801711000001") {
  rig.hear_event(R"(["call:incoming",{"callId":")" + call_id +
                 R"(","callerId":"u-k","callerName":"Rahim","contactPhone":")" + number +
                 R"(","contactId":")" + contact + R"(","preconnect":true}])");
}

std::string offer(const std::string& call_id) {
  return R"(["webrtc:offer",{"callId":")" + call_id +
         R"(","offer":{"type":"offer","sdp":"theirs"},"seq":1,"generation":1}])";
}

bool rings(const PhoneRig& rig, const std::string& call_id) {
  for (const CallView& each : rig.phone.snapshot().calls) {
    if (each.call_id == call_id && each.state == CallState::Incoming) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("what a rival says while it waits is heard when its call is taken", "[glare]") {
  PhoneRig rig(true);
  const std::string id = dial(rig, "k1");
  invite(rig, "c3");
  rig.hear_event(offer("c3"));
  rig.hear_event(R"(["webrtc:ice-candidate",{"callId":"c3","candidate":{"candidate":"c"},)"
                 R"("seq":2,"generation":1}])");
  CHECK(rig.all<output::CreatePeer>().empty());
  name(rig, id, "c4");
  CHECK(rig.call().call_id == "c3");
  CHECK(rig.call().state == CallState::Connecting);
  REQUIRE(rig.all<output::SetRemote>().size() == 1);
  CHECK(rig.all<output::SetRemote>()[0].description.sdp == "theirs");
  CHECK(rig.all<output::AddCandidate>().size() == 1);
  CHECK(rig.count_sent(R"("call:end",{"callId":"c4","reason":"replaced")") == 1);
  CHECK(rig.count_sent(R"("call:accept",{"callId":"c3")") == 1);
}

TEST_CASE("of several rivals the smallest name stands, and the others are refused", "[glare]") {
  for (const bool first_last : {false, true}) {
    PhoneRig rig(true);
    const std::string id = dial(rig, "k1");
    invite(rig, first_last ? "c5" : "c3");
    invite(rig, first_last ? "c3" : "c5");
    name(rig, id, "c4");
    CHECK(rig.call().call_id == "c3");
    CHECK(rig.count_sent(R"("call:reject",{"callId":"c5","reason":"busy")") == 1);
  }
}

TEST_CASE("a rival that is over before the own call has its name isn't taken", "[glare]") {
  for (const char* reason : {"cancelled", "answered_elsewhere"}) {
    PhoneRig rig(true);
    const std::string id = dial(rig, "k1");
    invite(rig, "c3");
    rig.hear_event(R"(["call:ended",{"callId":"c3","reason":")" + std::string(reason) + "\"}]");
    name(rig, id, "c4");
    CHECK(rig.call().call_id == "c4");
    CHECK(rig.call().state == CallState::Ringing);
    CHECK(rig.count_sent("call:accept") == 0);
  }
}

TEST_CASE("the winner's rival rings when the own call ends unanswered", "[glare]") {
  for (const bool over : {false, true}) {
    PhoneRig rig(true);
    const std::string id = dial(rig, "k1");
    name(rig, id, "c4");
    invite(rig, "c5");
    rig.hear_event(offer("c5"));
    CHECK_FALSE(rings(rig, "c5"));
    CHECK(rig.count_sent("call:reject") == 0);
    // The loser saw the glare: it ends its own.
    if (over) rig.hear_event(R"(["call:ended",{"callId":"c5","reason":"replaced"}])");
    rig.hear_event(R"(["call:rejected",{"callId":"c4","reason":"busy"}])");
    CHECK(rings(rig, "c5") != over);
    CHECK(rig.all<output::SetRemote>().size() == (over ? 0 : 1));
  }
}

TEST_CASE("when the winner's call is answered the rival that still rings is refused", "[glare]") {
  PhoneRig rig(true);
  const std::string id = dial(rig, "k1");
  name(rig, id, "c4");
  invite(rig, "c5");
  rig.hear_event(R"(["call:accepted",{"callId":"c4","answeredAt":1790000000000}])");
  CHECK(rig.count_sent(R"("call:reject",{"callId":"c5","reason":"busy")") == 1);
  CHECK_FALSE(rings(rig, "c5"));
}

TEST_CASE("who dials a number learns by the call's name whose it is", "[glare]") {
  SECTION("the one who is calling, however the number was written") {
    PhoneRig rig(true);
    const std::string id = dial(rig, "", "01711-000001");
    invite(rig, "c3");
    CHECK(rig.phone.snapshot().calls.size() == 1);
    name(rig, id, "c4", "k1");
    CHECK(rig.call().call_id == "c3");
    CHECK(rig.call().state == CallState::Connecting);
  }
  SECTION("somebody else: the invite is one like any other") {
    PhoneRig rig(true);
    const std::string id = dial(rig, "", "01711-000001");
    invite(rig, "c3", "k7", "+1");
    CHECK(rig.count_sent("call:reject") == 0);
    name(rig, id, "c4", "k1");
    CHECK(rig.call().call_id == "c4");
    CHECK(rig.count_sent(R"("call:reject",{"callId":"c3","reason":"busy")") == 1);
  }
  SECTION("after the name") {
    PhoneRig rig(true);
    const std::string id = dial(rig, "", "01711-000001");
    name(rig, id, "c4", "k1");
    CHECK(rig.call().contact_id == "k1");
    invite(rig, "c3");
    CHECK(rig.call().call_id == "c3");
  }
}

TEST_CASE("no more rivals wait than the limit", "[glare]") {
  PhoneRig rig(true);
  dial(rig, "k1");
  for (std::size_t i = 0; i < limit::rivals_kept; ++i) invite(rig, "c" + std::to_string(i + 10));
  CHECK(rig.count_sent("call:reject") == 0);
  invite(rig, "c99");
  CHECK(rig.count_sent(R"("call:reject",{"callId":"c99","reason":"busy")") == 1);
}

TEST_CASE(
    "a peer connection of a call that lost a glare isn't taken for one of the call that stands",
    "[glare]") {
  PhoneRig rig(true);
  const std::string id = dial(rig, "k1");
  rig.hear_event(R"(["call:ringing",{"callId":"c4","callLogId":"c4","preconnect":true,)"
                 R"("clientCallId":")" +
                 id + "\"}]");
  REQUIRE(rig.all<output::CreatePeer>().size() == 1);
  const std::int64_t own = rig.all<output::CreatePeer>()[0].generation;
  invite(rig, "c3");
  rig.hear_event(offer("c3"));
  REQUIRE(rig.all<output::CreatePeer>().size() == 2);
  const std::int64_t theirs = rig.all<output::CreatePeer>()[1].generation;
  CHECK(theirs != own);
  rig.outputs.clear();
  // The browser was still at it.
  rig.tell_must(input::PeerDescription{id, own, {DescriptionType::Offer, "late"}});
  CHECK(rig.sent().empty());
  rig.tell_must(input::PeerDescription{id, theirs, {DescriptionType::Answer, "a"}});
  // On the wire it bears the name that their offer gave it.
  CHECK(rig.count_sent(R"("answer":{"type":"answer","sdp":"a"},"seq":1,"generation":1)") == 1);
}

TEST_CASE("who calls again replaces the call of theirs that still rings", "[glare]") {
  PhoneRig rig(true);
  invite(rig, "c1");
  REQUIRE(rings(rig, "c1"));
  invite(rig, "c2");
  CHECK(rings(rig, "c2"));
  CHECK_FALSE(rings(rig, "c1"));
  CHECK(rig.count_sent(R"("call:reject",{"callId":"c1","reason":"busy")") == 1);
  // Somebody else doesn't.
  invite(rig, "c3", "k7");
  CHECK(rings(rig, "c2"));
  CHECK(rig.count_sent(R"("call:reject",{"callId":"c3","reason":"busy")") == 1);
}

}  // namespace ringline::test
