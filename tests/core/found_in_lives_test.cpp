// What the simulator found when its lives were widened: each fault once more, as small as it can be.
#include <catch2/catch.hpp>

#include "support/blocked_rig.hpp"
#include "support/phone_rig.hpp"

namespace ringline::test {
namespace {

constexpr const char* accepted =
    R"(["call:accepted",{"callId":"c1","answeredAt":1790000000000,"preconnected":true,"protocol":2}])";

// A call that this side dialed and that rings at the other end; ICE runs already.
std::string ring_out(PhoneRig& rig) {
  rig.tell_must(input::Dial{"k1", "", ""});
  const std::string id = rig.call().id;
  rig.tell_must(input::Microphone{id, MicrophoneState::Ready, {}});
  rig.hear_event(R"(["call:ringing",{"callId":"c1","callLogId":"c1","preconnect":true,)"
                 R"("clientCallId":")" +
                 id + "\"}]");
  rig.tell_must(input::PeerDescription{id, 1, {DescriptionType::Offer, "o"}});
  rig.acknowledge("call:initiate", R"({"ok":true})");
  rig.acknowledge("webrtc:offer", R"({"ok":true})");
  return id;
}

void invite(PhoneRig& rig, const std::string& call_id, const std::string& contact,
            const std::string& number) {
  rig.hear_event(R"(["call:incoming",{"callId":")" + call_id +
                 R"(","callerId":"u-k","callerName":"Rahim","contactPhone":")" + number +
                 R"(","contactId":")" + contact + R"(","preconnect":true}])");
}

}  // namespace

// Seed 3418.
TEST_CASE("the end of a call that lost a glare doesn't wait for the other call's accept",
          "[glare][lives]") {
  PhoneRig rig(true);
  rig.tell_must(input::Dial{"k1", "", ""});
  const std::string id = rig.call().id;
  invite(rig, "c3", "k1", "");
  rig.hear_event(R"(["call:ringing",{"callId":"c4","callLogId":"c4","clientCallId":")" + id +
                 "\"}]");
  REQUIRE(rig.call().call_id == "c3");
  rig.acknowledge("call:end", R"({"ok":false,"code":"unavailable","message":"later"})");
  rig.outputs.clear();
  rig.pass(2'000);
  CHECK(rig.count_sent(R"("call:end",{"callId":"c4")") == 1);
  // Nor does it keep the page awake.
  const Output wait = rig.phone.poll();
  const auto until = std::get<output::Wait>(wait).until;
  CHECK((!until || *until > rig.now));
}

// Seed 23974.
TEST_CASE("who calls while the own call proves to be over rings", "[glare][lives]") {
  PhoneRig rig(true);
  rig.tell_must(input::Dial{"", "01711000001", ""});
  invite(rig, "c3", "k1", "+8801711000001");
  rig.acknowledge(
      "call:initiate",
      R"({"ok":true,"callId":"c4","callLogId":"c4","status":"FAILED","reason":"busy"})");
  std::size_t ringing = 0;
  for (const CallView& each : rig.phone.snapshot().calls) {
    ringing += each.call_id == "c3" && each.state == CallState::Incoming ? 1 : 0;
  }
  CHECK(ringing == 1);
  CHECK(rig.count_sent("call:reject") == 0);
}

// Seed 12088: the path had failed while it rang, and the answer was followed by 7.5 s of silence.
TEST_CASE("a path that failed while it rang is made anew at the answer", "[lives]") {
  const bool failed = GENERATE(true, false);
  PhoneRig rig(true);
  const std::string id = ring_out(rig);
  if (failed) rig.tell_must(input::PeerState{id, 1, PeerConnectionState::Failed});
  rig.hear_event(accepted);
  CHECK(rig.all<output::CreatePeer>().size() == (failed ? 2 : 1));
}

// Seeds 378 and 473.
TEST_CASE("a negotiation that the browser refused is made anew, once", "[lives]") {
  PhoneRig rig(true);
  const std::string id = ring_out(rig);
  SECTION("while it rang: at the answer") {
    rig.tell_must(input::PeerFailed{id, 1, "createOffer", "OperationError"});
    CHECK(rig.all<output::CreatePeer>().size() == 1);
    rig.hear_event(accepted);
    CHECK(rig.all<output::CreatePeer>().size() == 2);
  }
  SECTION("after the answer: at once, and the next time by the ladder") {
    rig.hear_event(accepted);
    rig.tell_must(input::PeerFailed{id, 1, "setRemote", "OperationError"});
    CHECK(rig.all<output::CreatePeer>().size() == 2);
    rig.tell_must(input::PeerFailed{id, 2, "createOffer", "OperationError"});
    CHECK(rig.all<output::CreatePeer>().size() == 2);
  }
}

// Seed 108226: the ladder restarted the ICE of a peer connection that had never made an offer.
TEST_CASE("what the browser refused a second time is made anew by the ladder, too", "[lives]") {
  PhoneConfig config;
  config.ack_deadline = Duration{60'000};  // nothing is acknowledged here
  PhoneRig rig(true, config);
  const std::string id = ring_out(rig);
  rig.hear_event(accepted);
  rig.tell_must(input::PeerFailed{id, 1, "setRemote", "OperationError"});
  rig.tell_must(input::PeerFailed{id, 2, "createOffer", "OperationError"});
  for (int i = 0; i < 100 && rig.all<output::CreatePeer>().size() < 3; ++i) rig.pass(100);
  REQUIRE(rig.all<output::CreatePeer>().size() == 3);
  for (const auto& each : rig.all<output::CreateOffer>()) CHECK_FALSE(each.ice_restart);
}

// Seed 62382: the page that had answered was loaded again, its answer was lost, and the new page took the
// repeated offer for one that it had seen.
TEST_CASE("whoever has the offer and still no peer connection gets a new one", "[lives]") {
  PhoneRig rig(true);
  const std::string id = ring_out(rig);
  rig.hear_event(accepted);
  rig.outputs.clear();
  const char* none = R"(["call:media",{"callId":"c1","seq":2,"lost":true}])";
  rig.hear_event(none);
  CHECK(rig.all<output::CreatePeer>().empty());  // the offer may be on its way
  rig.hear_event(R"(["call:seen",{"callId":"c1","seen":1}])");
  SECTION("it says so once more") {
    rig.hear_event(none);
    rig.pass(1);
    CHECK(rig.all<output::CreatePeer>().size() == 1);
    rig.hear_event(none);  // before the new offer came
    rig.pass(1);
    CHECK(rig.all<output::CreatePeer>().size() == 1);
  }
  SECTION("it has one by now") {
    rig.hear_event(R"(["call:media",{"callId":"c1","seq":2,"lost":true,"generation":1}])");
    rig.pass(1);
    CHECK(rig.all<output::CreatePeer>().empty());
  }
}

// Seeds 105 and 201: the bus lost the news that the other side was back.
TEST_CASE("whoever is told that the other side is away asks again and again", "[lives]") {
  PhoneRig rig(true);
  ring_out(rig);
  rig.hear_event(accepted);
  rig.tell_must(input::PeerState{rig.call().id, 1, PeerConnectionState::Connected});
  REQUIRE(rig.call().state == CallState::Active);
  rig.hear_event(R"(["call:peer",{"callId":"c1","state":"reconnecting"}])");
  REQUIRE(rig.call().peer_reconnecting);
  rig.outputs.clear();
  rig.pass(1'999);
  CHECK(rig.count_sent("call:resume") == 0);
  rig.pass(1);
  CHECK(rig.count_sent("call:resume") == 1);
  rig.acknowledge("call:resume",
                  R"({"ok":true,"callId":"c1","status":"ANSWERED","peer":"reconnecting"})");
  rig.pass(4'000);
  CHECK(rig.count_sent("call:resume") == 2);
  rig.acknowledge("call:resume",
                  R"({"ok":true,"callId":"c1","status":"ANSWERED","peer":"connected"})");
  CHECK_FALSE(rig.call().peer_reconnecting);
  rig.pass(4'000);
  CHECK(rig.count_sent("call:resume") == 2);
}

// Seed 16310: the only offer that would have brought the sound back was lost.
TEST_CASE("a base peer gets another offer where it doesn't answer the one that repairs",
          "[base][lives]") {
  PhoneRig rig(true);
  rig.tell_must(input::Dial{"k1", "", ""});
  const std::string id = rig.call().id;
  rig.hear_event(R"(["call:ringing",{"callId":"c1","callLogId":"c1","clientCallId":")" + id +
                 "\"}]");
  rig.hear_event(R"(["call:accepted",{"callId":"c1","answeredAt":1790000000000}])");
  rig.tell_must(input::Microphone{id, MicrophoneState::Ready, {}});
  rig.tell_must(input::PeerDescription{id, 1, {DescriptionType::Offer, "o"}});
  rig.hear_event(R"(["webrtc:answer",{"callId":"c1","answer":{"type":"answer","sdp":"a"}}])");
  rig.tell_must(input::PeerState{id, 1, PeerConnectionState::Connected});
  rig.tell_must(input::PeerState{id, 1, PeerConnectionState::Failed});
  REQUIRE(rig.call().state == CallState::Reconnecting);
  const auto pass = [&](int seconds) {
    for (int i = 0; i < seconds; ++i) {
      for (std::size_t ack = 1; ack < 60; ++ack) {
        rig.hear("43/webrtc," + std::to_string(ack) + R"([{"ok":true}])");
      }
      rig.pass(1'000);
    }
  };
  pass(11);
  const std::size_t offers = rig.all<output::CreatePeer>().size();
  CHECK(offers == 2);
  pass(11);
  CHECK(rig.all<output::CreatePeer>().size() == 3);
}

// Seed 46: the user declined on a connection that was dead, closed the phone and connected it again.
TEST_CASE("what a closed phone couldn't say is said on its next connection", "[lives]") {
  PhoneRig rig(true);
  invite(rig, "c3", "k1", "");
  rig.tell_must(input::Close{});
  CHECK(rig.count_sent("call:reject") == 1);
  const std::string user = GENERATE("u1", "u2");
  rig.tell_must(input::Connect{});
  rig.attempt = rig.all<output::OpenLink>().back().attempt;
  rig.tell_must(input::LinkUp{rig.attempt, {}});
  rig.hear(
      R"(0{"sid":"e","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536})");
  rig.hear("40/webrtc,{\"sid\":\"x\"}");
  rig.outputs.clear();
  rig.hear_event(R"(["connection:success",{"userId":")" + user +
                 R"(","tenantId":"t1","role":"tenant_member","protocol":2,"sessionId":"s",)"
                 R"("resumeToken":"r","serverTime":1790000000000}])");
  const bool same = user == "u1";
  CHECK(rig.count_sent(R"("call:reject",{"callId":"c3")") == (same ? 1 : 0));
  invite(rig, "c3", "k1", "");
  CHECK(rig.phone.snapshot().calls.size() == (same ? 0 : 1));
}

// Seed 47784.
TEST_CASE("the other phone rang out though this one had answered: the connection was lost",
          "[lives]") {
  PhoneRig rig(true);
  ring_out(rig);
  const std::string id = rig.call().id;
  rig.hear_event(accepted);
  rig.tell_must(input::PeerState{id, 1, PeerConnectionState::Connected});
  rig.tell_must(input::ChannelState{id, 1, true});
  rig.tell_must(
      input::ChannelMessage{id, 1, R"(["call:end",{"callId":"c1","reason":"no_answer"}])"});
  CHECK(rig.call().state == CallState::Ended);
  CHECK(rig.call().reason == EndReason::ConnectionLost);
}

// Found in the pages: who heard of the hang-up by the call's channel told the gateway first, and was
// logged as the one who had hung up.
TEST_CASE("the gateway hears of a hang-up from the phone that hung up", "[lives]") {
  PhoneRig rig(true);
  const std::string id = ring_out(rig);
  rig.hear_event(accepted);
  rig.tell_must(input::PeerState{id, 1, PeerConnectionState::Connected});
  rig.tell_must(input::ChannelState{id, 1, true});
  rig.outputs.clear();
  rig.tell_must(input::ChannelMessage{id, 1, R"(["call:end",{"callId":"c1","reason":"hung_up"}])"});
  REQUIRE(rig.call().state == CallState::Ended);
  CHECK(rig.count_sent("call:end") == 0);
  SECTION("and tells this one") {
    rig.hear_event(R"(["call:ended",{"callId":"c1","reason":"hung_up","duration":3}])");
    rig.pass(5'000);
    CHECK(rig.count_sent("call:end") == 0);
  }
  SECTION("or, where that doesn't come through, from this one") {
    rig.pass(1'499);
    CHECK(rig.count_sent("call:end") == 0);
    rig.pass(1);
    CHECK(rig.count_sent(R"("call:end",{"callId":"c1","reason":"hung_up","agoMs":1500})") == 1);
  }
  SECTION("or from the page after this one") {
    // Seed 72583: said by the page that goes, it came before that of the phone that hung up.
    rig.tell_must(input::Leave{});
    CHECK(rig.count_sent("call:end") == 0);
    CHECK(rig.all<output::Remember>().back().text.find(R"("ends":[{"callId":"c1")") !=
          std::string::npos);
  }
}

// Seed 14630: another gateway wrote the row in the same moment.
TEST_CASE("a base device that comes back gets its call though the row has changed meanwhile",
          "[base][lives]") {
  BlockedRig rig(false);
  REQUIRE_FALSE(rig.tell(exchange_input::Closed{1}));
  exchange_input::Opened back;
  back.connection = 3;
  back.identity = rig.amina;
  back.session_id = "s3";
  back.returns = true;
  rig.tell_blocked(back);
  rig.answer_one();  // what is open
  CallRecord written = rig.row();
  ++written.version;
  REQUIRE(rig.store.answer(store::Update{written}).status == store::Status::Done);
  rig.answer_store();
  CHECK(rig.row().caller_session == "s1");
  rig.pass(500);
  CHECK(rig.row().caller_session == "s3");
}

// Seed 8765: the gateway of before went on to send everything to a connection that was dead.
TEST_CASE("with other gateways a device says where it is with whatever makes it part of a call",
          "[bus][lives]") {
  ExchangeConfig config;
  config.has_bus = true;
  ExchangeRig rig(config);
  const auto said = [&] {
    std::size_t number = 0;
    for (const auto& each : rig.published) {
      number += each.event_json.empty() && each.session == "s1" ? 1 : 0;
    }
    return number;
  };
  rig.devices_elsewhere = 1;
  rig.open(1, rig.amina, true);
  CHECK(said() == 1);
  rig.say(1, client::Initiate{"k-rahim", "+1", "Rahim", "key"});
  CHECK(said() == 2);
  rig.say(1, client::Resume{rig.row().id, 0, false});
  CHECK(said() == 3);
}

// Seed 44765: the bus brought the end before the answer, and a device that rang was told of neither.
TEST_CASE("with other gateways a device that rings hears of an answer that comes after the end",
          "[bus][lives]") {
  ExchangeConfig config;
  config.has_bus = true;
  ExchangeRig rig(config);
  rig.open(2, rig.rahim, true);
  CallRecord record;
  record.id = "c1";
  record.version = 2;
  record.status = CallStatus::Ringing;
  record.caller = rig.amina.party();
  record.callee = rig.rahim.party();
  record.caller_session = "s1";
  record.due_at = to_ms(rig.now) + 45'000;
  const auto tell = [&](const std::string& not_session, const ServerMessage& message) {
    REQUIRE_FALSE(rig.tell(
        exchange_input::BusMessage{record.callee, {}, not_session, encode(message), record}));
  };
  server::Incoming incoming;
  incoming.call_id = "c1";
  incoming.caller_id = "u-amina";
  tell({}, incoming);
  REQUIRE(rig.count<server::Incoming>(2) == 1);
  CallRecord answered = record;
  answered.version = 3;
  answered.status = CallStatus::Answered;
  answered.callee_session = "s-elsewhere";
  CallRecord ended = answered;
  ended.version = 4;
  ended.status = CallStatus::Completed;
  REQUIRE_FALSE(rig.tell(
      exchange_input::BusMessage{ended.callee,
                                 "s-elsewhere",
                                 {},
                                 encode(ServerMessage{server::Ended{"c1", EndReason::HungUp, 0}}),
                                 ended}));
  CHECK(rig.count<server::Ended>(2) == 0);
  record = answered;
  tell("s-elsewhere", server::Ended{"c1", EndReason::AnsweredElsewhere, std::nullopt});
  CHECK(rig.count<server::Ended>(2) == 1);
  CHECK(rig.exchange.load().calls == 0);
  // But it isn't let ring again.
  record.status = CallStatus::Ringing;
  record.version = 2;
  tell({}, incoming);
  CHECK(rig.count<server::Incoming>(2) == 1);
}

// Seeds 197 and 733.
TEST_CASE("the log says why a caller's phone ended an answered call", "[lives]") {
  struct Sample {
    EndReason said;
    EndReason written;
  };
  const auto each = GENERATE(Sample{EndReason::NoAnswer, EndReason::ConnectionLost},
                             Sample{EndReason::Replaced, EndReason::Replaced},
                             Sample{EndReason::Cancelled, EndReason::HungUp});
  BlockedRig rig;
  rig.say(1, client::End{rig.id, each.said});
  CHECK(rig.row().status == CallStatus::Completed);
  CHECK(rig.row().reason == each.written);
}

// Seed 16014: a hang-up waits for the answer to the accept before it.
TEST_CASE("a hang-up that had to wait a moment counts from when the user pressed it", "[lives]") {
  BlockedRig rig;
  rig.pass(20'000);
  CHECK(rig.ask(1, client::End{rig.id, EndReason::None, 4'000}).duration == 16);
}

}  // namespace ringline::test
