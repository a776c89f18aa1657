// A lost path: what is taken for one, how soon, and who does what about it.
#include <catch2/catch.hpp>

#include "support/phone_rig.hpp"

namespace ringline::test {
namespace {

constexpr const char* ping = R"(["link:ping",{}])";

bool has(const std::vector<std::string>& texts, const std::string& part) {
  for (const std::string& each : texts) {
    if (each.find(part) != std::string::npos) return true;
  }
  return false;
}

// An answered call, the caller's or the called one's end of it.
struct Talk : PhoneRig {
  std::string id;
  std::int64_t generation = 1;

  explicit Talk(bool calls, bool channel = true, std::int64_t for_ms = 5'000) : PhoneRig(true) {
    if (calls) {
      tell_must(input::Dial{"k1", "", ""});
      id = call().id;
      hear_event(R"(["call:ringing",{"callId":"c1","callLogId":"c1","preconnect":true,)"
                 R"("clientCallId":")" +
                 id + "\"}]");
      tell_must(input::PeerDescription{id, 1, {DescriptionType::Offer, "o"}});
      hear_event(R"(["webrtc:answer",{"callId":"c1","answer":{"type":"answer","sdp":"a"},)"
                 R"("seq":1,"generation":1}])");
      acknowledge_all();
    } else {
      id = "c1";
      hear_event(R"(["call:incoming",{"callId":"c1","callerId":"u2","callerName":"A",)"
                 R"("contactPhone":"","expiresAt":1790000045000,"preconnect":true}])");
      hear_event(R"(["webrtc:offer",{"callId":"c1","offer":{"type":"offer","sdp":"m=application"},)"
                 R"("seq":1,"generation":1}])");
      tell_must(input::Accept{id});
      acknowledge_all();
    }
    tell_must(input::Microphone{id, MicrophoneState::Ready, {}});
    hear_event(R"(["call:accepted",{"callId":"c1","answeredAt":1790000000000,)"
               R"("preconnected":true,"protocol":2}])");
    tell_must(input::PeerState{id, 1, PeerConnectionState::Connected});
    if (channel) tell_must(input::ChannelState{id, 1, true});
    tell_must(input::PeerFlow{id, 1, 0});
    REQUIRE(call().state == CallState::Active);
    pass(for_ms);
    outputs.clear();
  }

  // Whatever was asked of the gateway up to now has been answered.
  void acknowledge_all() {
    for (int ack = 1; ack <= 40; ++ack) {
      hear("43/webrtc," + std::to_string(ack) + R"([{"ok":true}])");
    }
  }
  void flow(std::int64_t quiet_ms) { tell_must(input::PeerFlow{id, generation, quiet_ms}); }
  void word(const std::string& text) { tell_must(input::ChannelMessage{id, generation, text}); }
  std::size_t asked() const {
    std::size_t count = 0;
    for (const auto& each : all<output::SendChannel>()) count += each.text == ping ? 1 : 0;
    return count;
  }
  std::size_t restarts() const {
    std::size_t count = 0;
    for (const auto& each : all<output::CreateOffer>()) count += each.ice_restart ? 1 : 0;
    return count;
  }
};

}  // namespace

TEST_CASE("quiet, and no word either: the path is dead long before the browser says so",
          "[repair]") {
  Talk talk(true);
  talk.flow(199);
  CHECK(talk.asked() == 0);
  talk.flow(250);
  CHECK(talk.asked() == 1);
  talk.pass(250);
  talk.flow(500);
  CHECK(talk.asked() == 1);
  CHECK(talk.call().state == CallState::Active);
  talk.pass(99);
  CHECK(talk.call().state == CallState::Active);
  talk.pass(1);
  CHECK(talk.call().state == CallState::Reconnecting);
  CHECK(talk.restarts() == 1);
  // The gateway's connection is asked, too: it may have gone the same way.
  CHECK(has(talk.sent(), ping));
  CHECK(has(talk.sent(), R"("lost":true,"generation":1)"));
  talk.outputs.clear();
  // Packets are enough for the sound to be back: a restart may end without a word of the browser.
  talk.flow(0);
  CHECK(talk.call().state == CallState::Active);
  CHECK(has(talk.sent(), R"(["call:media",{"callId":"c1","seq":2,"generation":1}])"));
}

TEST_CASE("a side that sends nothing but answers has lost nothing", "[repair]") {
  Talk talk(true);
  talk.flow(250);
  talk.pass(100);
  talk.word(R"(["call:media",{"callId":"c1","seq":1,"held":true}])");
  for (int i = 0; i < 7; ++i) {
    talk.pass(250);
    talk.flow(350 + 250 * (i + 1));
  }
  CHECK(talk.asked() == 1);
  talk.pass(250);
  talk.flow(2'500);
  CHECK(talk.asked() == 2);  // now and then
  talk.word(R"(["call:media",{"callId":"c1","seq":1,"held":true}])");
  talk.pass(60'000);
  CHECK(talk.call().state == CallState::Active);
  CHECK(talk.restarts() == 0);
}

TEST_CASE("a page that slept asks again before it calls a path dead", "[repair]") {
  Talk talk(true);
  talk.flow(250);
  talk.pass(5'000);
  CHECK(talk.call().state == CallState::Active);
  CHECK(talk.asked() == 2);
  talk.word(R"(["call:media",{"callId":"c1","seq":0}])");
  talk.pass(1'000);
  CHECK(talk.call().state == CallState::Active);
}

TEST_CASE("without a channel quiet alone says nothing; the browser's word takes its time",
          "[repair]") {
  Talk talk(true, false);
  talk.flow(5'000);
  talk.pass(2'000);
  CHECK(talk.call().state == CallState::Active);
  talk.tell_must(input::PeerState{talk.id, 1, PeerConnectionState::Disconnected});
  CHECK(talk.call().state == CallState::Reconnecting);
  talk.acknowledge_all();
  talk.pass(1'999);
  CHECK(talk.restarts() == 0);
  talk.pass(1);
  CHECK(talk.restarts() == 1);
}

TEST_CASE("a changed network is a witness: quiet alone will do", "[repair]") {
  for (const bool channel : {true, false}) {
    Talk talk(true, channel);
    talk.tell_must(input::Network{true, true});
    CHECK(has(talk.sent(), ping));
    talk.hear("2");
    talk.flow(250);
    CHECK(talk.call().state == CallState::Reconnecting);
    CHECK(talk.restarts() == 1);
    CHECK(talk.asked() == 0);
  }
}

TEST_CASE("a connection in doubt is replaced at once when it doesn't answer", "[repair]") {
  Talk talk(true);
  talk.tell_must(input::Awake{});
  talk.tell_must(input::Awake{});
  CHECK(talk.sent().size() == 1);
  SECTION("it answers") {
    talk.pass(1'499);
    talk.hear("2");
    talk.pass(1'000);
    CHECK(talk.all<output::OpenLink>().empty());
  }
  SECTION("it doesn't") {
    talk.pass(1'499);
    CHECK(talk.all<output::OpenLink>().empty());
    talk.pass(1);
    CHECK(talk.all<output::OpenLink>().size() == 1);
  }
}

TEST_CASE("a base gateway isn't asked what it can't answer", "[repair]") {
  PhoneRig rig(false);
  rig.tell_must(input::Awake{});
  rig.tell_must(input::Network{true, true});
  CHECK(rig.sent().empty());
  rig.pass(5'000);
  CHECK(rig.all<output::OpenLink>().empty());
}

TEST_CASE("the called one only says that he hears nothing: the caller restarts", "[repair]") {
  Talk callee(false);
  callee.flow(250);
  callee.pass(350);
  CHECK(callee.call().state == CallState::Reconnecting);
  CHECK(callee.all<output::CreateOffer>().empty());
  const std::string lost = R"(["call:media",{"callId":"c1","seq":1,"lost":true,"generation":1}])";
  CHECK(has(callee.sent(), lost));

  // The caller hears well: it is broken in one direction.
  Talk caller(true);
  caller.hear_event(lost);
  CHECK(caller.call().state == CallState::Reconnecting);
  CHECK(caller.restarts() == 1);
  caller.hear_event(R"(["call:media",{"callId":"c1","seq":2,"generation":1}])");
  CHECK(caller.call().state == CallState::Active);
}

TEST_CASE("the ladder: at once, then new peer connections where the restart was in vain",
          "[repair]") {
  Talk talk(true);
  talk.tell_must(input::Network{true, true});
  talk.hear("2");
  talk.flow(250);
  std::vector<std::int64_t> restarts;
  std::vector<std::int64_t> rebuilds;
  std::vector<CallRepair> shown;
  const TimePoint began = talk.now;
  std::int64_t seq = 1;
  for (int ms = 0; ms < 30'000; ms += 50) {
    const auto offers = talk.all<output::CreateOffer>();
    talk.outputs.clear();
    const auto& repair = talk.call().repair;
    const bool is_news = shown.empty() || repair->what != shown.back().what ||
                         repair->attempt != shown.back().attempt;
    if (is_news) shown.push_back(repair.value());
    talk.acknowledge_all();
    talk.hear("2");
    for (const auto& offer : offers) {
      (offer.ice_restart ? restarts : rebuilds).push_back((talk.now - began).count());
      // Each is answered, and leads nowhere.
      talk.generation = offer.generation;
      talk.tell_must(
          input::PeerDescription{talk.id, offer.generation, {DescriptionType::Offer, "o"}});
      talk.hear_event(R"(["webrtc:answer",{"callId":"c1","answer":{"type":"answer","sdp":"a"},)"
                      R"("seq":)" +
                      std::to_string(++seq) + R"(,"generation":)" +
                      std::to_string(talk.generation) + "}]");
    }
    talk.pass(50);
  }
  CHECK(restarts == std::vector<std::int64_t>{0});
  CHECK(rebuilds == std::vector<std::int64_t>{1'000, 5'000, 10'000, 20'000});
  const std::vector<CallRepair> each_step{{Repair::Restart, 1, 30},
                                          {Repair::Rebuild, 1, 29},
                                          {Repair::Rebuild, 2, 25},
                                          {Repair::Rebuild, 3, 20},
                                          {Repair::Rebuild, 4, 10}};
  CHECK(shown == each_step);
  CHECK(talk.call().state == CallState::Ended);
  CHECK(talk.call().reason == EndReason::ConnectionLost);
  CHECK_FALSE(talk.call().repair);
}

TEST_CASE("a restart that isn't answered leaves the old path alone, which may heal by itself",
          "[repair]") {
  Talk talk(true);
  talk.flow(250);
  talk.pass(350);
  REQUIRE(talk.restarts() == 1);
  talk.tell_must(input::PeerDescription{talk.id, 1, {DescriptionType::Offer, "o"}});
  const auto pass_to = [&](int ms) {
    for (int passed = 0; passed < ms; passed += 100) {
      talk.pass(100);
      talk.acknowledge_all();
      talk.hear("2");
    }
  };
  pass_to(9'000);
  CHECK(talk.all<output::CreateOffer>().size() == 1);
  CHECK(talk.all<output::CreatePeer>().empty());
  // The answer comes after all: from then on it has its time, more where the other is far away.
  talk.hear_event(R"(["webrtc:answer",{"callId":"c1","answer":{"type":"answer","sdp":"a"},)"
                  R"("seq":2,"generation":1}])");
  pass_to(2'400);
  CHECK(talk.all<output::CreatePeer>().empty());
  pass_to(100);
  CHECK(talk.all<output::CreatePeer>().size() == 1);
}

TEST_CASE("a restart gets ten times what its answer took", "[repair]") {
  Talk talk(true);
  talk.flow(250);
  talk.pass(350);
  REQUIRE(talk.restarts() == 1);
  talk.tell_must(input::PeerDescription{talk.id, 1, {DescriptionType::Offer, "o"}});
  talk.acknowledge_all();
  talk.pass(180);
  talk.hear_event(R"(["webrtc:answer",{"callId":"c1","answer":{"type":"answer","sdp":"a"},)"
                  R"("seq":2,"generation":1}])");
  talk.pass(1'799);
  CHECK(talk.all<output::CreatePeer>().empty());
  talk.pass(1);
  CHECK(talk.all<output::CreatePeer>().size() == 1);
}

TEST_CASE("a path that is lost soon after the first offer is repaired at once", "[repair]") {
  Talk talk(true, true, 100);
  talk.flow(250);
  talk.pass(350);
  talk.flow(0);
  REQUIRE(talk.call().state == CallState::Active);
  REQUIRE(talk.restarts() == 1);
  // The next repair leaves the one before its time.
  talk.flow(250);
  talk.pass(350);
  CHECK(talk.call().state == CallState::Reconnecting);
  CHECK(talk.restarts() == 1);
}

TEST_CASE("nothing arrives, and the gateway's connection breaks, too: two witnesses", "[repair]") {
  Talk talk(true);
  const bool quiet = GENERATE(true, false);
  if (quiet) talk.flow(250);
  talk.tell_must(input::LinkDown{1, "closed with 1006"});
  CHECK(talk.call().state == (quiet ? CallState::Reconnecting : CallState::Active));
  CHECK(talk.restarts() == 0);  // an offer can't be sent yet
}

TEST_CASE("what is tried shows on the other side, too, and the seconds that are left", "[repair]") {
  Talk talk(false);
  talk.flow(250);
  talk.pass(350);
  REQUIRE(talk.call().repair == CallRepair{Repair::None, 0, 30});
  talk.acknowledge_all();  // the gateway is there
  talk.pass(1'500);
  CHECK(talk.call().repair->left_s == 29);
  const auto offer = [&](int seq, int generation) {
    talk.hear_event(
        R"(["webrtc:offer",{"callId":"c1","offer":{"type":"offer","sdp":"m=application"},)"
        R"("seq":)" +
        std::to_string(seq) + R"(,"generation":)" + std::to_string(generation) + "}]");
  };
  offer(2, 1);
  CHECK(talk.call().repair == CallRepair{Repair::Restart, 1, 29});
  offer(3, 1);
  CHECK(talk.call().repair == CallRepair{Repair::Restart, 2, 29});
  offer(4, 2);
  CHECK(talk.call().repair == CallRepair{Repair::Rebuild, 1, 29});
  talk.tell_must(input::PeerState{"c1", 2, PeerConnectionState::Connected});
  CHECK(talk.call().state == CallState::Active);
  CHECK_FALSE(talk.call().repair);
}

TEST_CASE("the other end is closed: quiet alone will do", "[repair]") {
  Talk talk(true);
  talk.tell_must(input::ChannelState{talk.id, 1, false});
  talk.pass(3'000);
  CHECK(talk.call().state == CallState::Active);  // packets may go on
  talk.flow(250);
  CHECK(talk.call().state == CallState::Reconnecting);
  CHECK(talk.restarts() == 1);
}

TEST_CASE("a phone that has no peer connection any more gets a new one, and only one", "[repair]") {
  Talk talk(true);
  talk.tell_must(input::ChannelState{talk.id, 1, false});
  talk.flow(250);
  talk.outputs.clear();
  talk.hear_event(R"(["call:media",{"callId":"c1","seq":1,"lost":true}])");
  REQUIRE(talk.all<output::CreatePeer>().size() == 1);
  CHECK(talk.all<output::CreatePeer>()[0].generation == 2);
  talk.outputs.clear();
  // It was said before the offer had come there.
  talk.hear_event(R"(["call:media",{"callId":"c1","seq":2,"muted":true,"lost":true}])");
  talk.tell_must(input::PeerDescription{talk.id, 2, {DescriptionType::Offer, "o2"}});
  talk.hear_event(R"(["webrtc:answer",{"callId":"c1","answer":{"type":"answer","sdp":"a"},)"
                  R"("seq":9,"generation":2}])");
  talk.acknowledge_all();
  talk.pass(500);
  CHECK(talk.all<output::CreatePeer>().empty());
  talk.tell_must(input::PeerState{talk.id, 2, PeerConnectionState::Connected});
  talk.hear_event(R"(["call:media",{"callId":"c1","seq":3,"muted":true,"generation":2}])");
  CHECK(talk.call().state == CallState::Active);
  CHECK(talk.call().other_muted);
}

}  // namespace ringline::test
