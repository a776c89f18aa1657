#include "ringline/phone_json.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "ringline/limits.hpp"

using namespace ringline;

namespace {

// See messages_test.cpp: a text with every field proves both directions.
void check_both_ways(const Input& input, const std::string& json) {
  INFO(json);
  CHECK(encode(input) == json);
  const auto decoded = decode_input(json);
  INFO(decoded.error.field << ' ' << decoded.error.message);
  REQUIRE(decoded);
  CHECK(decoded->index() == input.index());
  CHECK(encode(*decoded) == json);
}

void check_refused(const std::string& json, const std::string& field, const std::string& message) {
  const auto decoded = decode_input(json);
  INFO(json.substr(0, 120));
  REQUIRE_FALSE(decoded);
  CHECK(decoded.error.code == Errc::BadField);
  CHECK(decoded.error.field == field);
  CHECK(decoded.error.message == message);
}

std::string x(std::size_t count) { return std::string(count, 'x'); }

}  // namespace

TEST_CASE("every input is text and back", "[phone_json]") {
  check_both_ways(input::Connect{}, R"({"type":"connect"})");
  check_both_ways(input::Close{}, R"({"type":"close"})");
  check_both_ways(
      input::Dial{"c1", "+8801711000001", "Rahim"},
      R"({"type":"dial","contactId":"c1","phoneNumber":"+8801711000001","name":"Rahim"})");
  check_both_ways(input::Dial{}, R"({"type":"dial"})");
  check_both_ways(input::Accept{"k1"}, R"({"type":"accept","id":"k1"})");
  check_both_ways(input::Reject{"k1"}, R"({"type":"reject","id":"k1"})");
  check_both_ways(input::HangUp{"k1"}, R"({"type":"hangUp","id":"k1"})");
  check_both_ways(input::SetMuted{"k1", true}, R"({"type":"setMuted","id":"k1","muted":true})");
  check_both_ways(input::SetMuted{"k1", false}, R"({"type":"setMuted","id":"k1","muted":false})");
  check_both_ways(input::SetHold{"k1", true}, R"({"type":"setHold","id":"k1","held":true})");
  check_both_ways(input::ChannelState{"k1", 2, true},
                  R"({"type":"channelState","id":"k1","generation":2,"open":true})");
  check_both_ways(input::ChannelMessage{"k1", 2, "[\"a\"]"},
                  R"({"type":"channelMessage","id":"k1","generation":2,"text":"[\"a\"]"})");
  check_both_ways(
      input::LinkUp{3, {"t.o.k", "u1", "t1", Role::PortalCustomer, "c1", 2, "proof"}},
      R"({"type":"linkUp","attempt":3,"auth":{"token":"t.o.k","userId":"u1","tenantId":"t1",)"
      R"("role":"portal_customer","contactId":"c1","protocol":2,"resumeToken":"proof"}})");
  check_both_ways(input::LinkFrame{1, "42/webrtc,[\"a\"]"},
                  R"({"type":"linkFrame","attempt":1,"text":"42/webrtc,[\"a\"]"})");
  check_both_ways(input::LinkFrame{1, ""}, R"({"type":"linkFrame","attempt":1,"text":""})");
  check_both_ways(input::LinkDown{1, "gone"}, R"({"type":"linkDown","attempt":1,"reason":"gone"})");
  {
    Auth fresh;
    fresh.token = "t2";
    check_both_ways(input::FreshAuth{fresh}, R"({"type":"freshAuth","auth":{"token":"t2"}})");
  }
  check_both_ways(input::PeerDescription{"k1", 2, {DescriptionType::Answer, "v=0\r\n"}},
                  R"({"type":"peerDescription","id":"k1","generation":2,)"
                  R"("description":{"type":"answer","sdp":"v=0\r\n"}})");
  check_both_ways(input::PeerCandidate{"k1", 2, {"candidate:1", "0", 1, "uf"}},
                  R"({"type":"peerCandidate","id":"k1","generation":2,"candidate":{)"
                  R"("candidate":"candidate:1","sdpMid":"0","sdpMLineIndex":1,)"
                  R"("usernameFragment":"uf"}})");
  check_both_ways(input::PeerState{"k1", 2, PeerConnectionState::Connected},
                  R"({"type":"peerState","id":"k1","generation":2,"state":"connected"})");
  check_both_ways(input::PeerFailed{"k1", 2, "setRemote", "InvalidStateError"},
                  R"({"type":"peerFailed","id":"k1","generation":2,"step":"setRemote",)"
                  R"("message":"InvalidStateError"})");
  check_both_ways(
      input::Microphone{"k1", MicrophoneState::Denied, "NotAllowedError"},
      R"({"type":"microphone","id":"k1","state":"denied","message":"NotAllowedError"})");
  check_both_ways(input::Network{false}, R"({"type":"network","online":false})");
  check_both_ways(input::Network{true, true}, R"({"type":"network","online":true,"changed":true})");
  check_both_ways(input::Awake{}, R"({"type":"awake"})");
  check_both_ways(input::Leave{}, R"({"type":"leave"})");
  check_both_ways(input::Recall{"{}"}, R"({"type":"recall","text":"{}"})");
  check_both_ways(input::PeerFlow{"k1", 2, 250},
                  R"({"type":"peerFlow","id":"k1","generation":2,"quietMs":250})");
  check_both_ways(input::Playback{"k1", PlaybackNews::Paused},
                  R"({"type":"playback","id":"k1","state":"paused"})");
  check_both_ways(input::Playback{"", PlaybackNews::Blocked},
                  R"({"type":"playback","state":"blocked"})");
  check_both_ways(input::Sound{SoundNews::Devices}, R"({"type":"sound","what":"devices"})");
  check_both_ways(input::Tick{}, R"({"type":"tick"})");
  check_both_ways(
      input::PeerQuality{"k1", 2, 50, -1, 12, 80, 60, 127, MediaPath::Direct, true, true},
      R"({"type":"peerQuality","id":"k1","generation":2,"packetsReceived":50,"packetsLost":-1,)"
      R"("jitterMs":12,"rttMs":80,"bufferMs":60,"microphoneLevel":127,"path":"direct",)"
      R"("remoteMuted":true,"microphoneMuted":true})");
  check_both_ways(input::PeerQuality{"k1", 2},
                  R"({"type":"peerQuality","id":"k1","generation":2,"packetsReceived":0,)"
                  R"("packetsLost":0,"jitterMs":0})");
}

TEST_CASE("inputs may leave out what has a default", "[phone_json]") {
  auto input = decode_input(R"({"attempt":1,"more":{},"type":"linkUp"})");
  REQUIRE(input);
  CHECK(std::get<input::LinkUp>(*input).auth.protocol == 1);
  CHECK_FALSE(std::get<input::LinkUp>(*input).auth.role);

  input = decode_input(R"({"type":"peerCandidate","id":"k1","generation":1,"candidate":null})");
  REQUIRE(input);
  CHECK(std::get<input::PeerCandidate>(*input).candidate.candidate.empty());

  input = decode_input(R"({"type":"linkDown","attempt":1,"reason":null})");
  REQUIRE(input);
  CHECK(std::get<input::LinkDown>(*input).reason.empty());
}

TEST_CASE("a wrong input is refused and the field is named", "[phone_json]") {
  for (const char* json : {"{}", R"({"type":7})", R"({"type":null})", R"({"type":"Tick"})",
                           R"({"type":""})", "[]", "7", "\"tick\""}) {
    check_refused(json, "type", "names no input");
  }
  CHECK(decode_input("").error.code == Errc::BadFormat);
  CHECK(decode_input("{").error.field == "json");

  const struct {
    const char* json;
    const char* field;
  } missing[] = {
      {R"({"type":"accept"})", "id"},
      {R"({"type":"reject","id":null})", "id"},
      {R"({"type":"hangUp"})", "id"},
      {R"({"type":"setMuted","muted":true})", "id"},
      {R"({"type":"setMuted","id":"k"})", "muted"},
      {R"({"type":"setHold","held":true})", "id"},
      {R"({"type":"setHold","id":"k"})", "held"},
      {R"({"type":"linkUp"})", "attempt"},
      {R"({"type":"linkFrame","text":""})", "attempt"},
      {R"({"type":"linkFrame","attempt":1})", "text"},
      {R"({"type":"linkDown"})", "attempt"},
      {R"({"type":"peerDescription","generation":1,"description":{"type":"offer","sdp":"v"}})",
       "id"},
      {R"({"type":"peerDescription","id":"k","description":{"type":"offer","sdp":"v"}})",
       "generation"},
      {R"({"type":"peerDescription","id":"k","generation":1})", "description"},
      {R"({"type":"peerDescription","id":"k","generation":1,"description":{"sdp":"v"}})",
       "description.type"},
      {R"({"type":"peerDescription","id":"k","generation":1,"description":{"type":"offer"}})",
       "description.sdp"},
      {R"({"type":"peerCandidate","id":"k","generation":1})", "candidate"},
      {R"({"type":"peerState","id":"k","generation":1})", "state"},
      {R"({"type":"peerFailed","id":"k"})", "generation"},
      {R"({"type":"microphone","id":"k"})", "state"},
      {R"({"type":"network"})", "online"},
      {R"({"type":"peerQuality","id":"k"})", "generation"},
      {R"({"type":"playback"})", "state"},
  };
  for (const auto& row : missing) check_refused(row.json, row.field, "is missing");

  check_refused(R"({"type":"peerState","id":"k","generation":1,"state":"idle"})", "state",
                "must be one of: new, connecting, connected, disconnected, failed, closed");
  check_refused(R"({"type":"microphone","id":"k","state":"muted"})", "state",
                "must be one of: ready, denied, missing, failed, ended, prompt");
  check_refused(R"({"type":"linkUp","attempt":1,"auth":{"role":"boss"}})", "auth.role",
                "must be one of: tenant_member, portal_customer");
  check_refused(R"({"type":"linkUp","attempt":-1})", "attempt",
                "must be a whole number from 0 to 9007199254740992");
}

TEST_CASE("what the host says has limits", "[phone_json]") {
  const struct {
    const char* before;
    std::size_t most;
    const char* after;
    const char* field;
  } rows[] = {
      {R"({"type":"dial","contactId":")", limit::id_bytes, R"("})", "contactId"},
      {R"({"type":"dial","phoneNumber":")", limit::phone_bytes, R"("})", "phoneNumber"},
      {R"({"type":"dial","name":")", limit::name_bytes, R"("})", "name"},
      {R"({"type":"accept","id":")", limit::id_bytes, R"("})", "id"},
      {R"({"type":"reject","id":")", limit::id_bytes, R"("})", "id"},
      {R"({"type":"hangUp","id":")", limit::id_bytes, R"("})", "id"},
      {R"({"type":"setMuted","muted":true,"id":")", limit::id_bytes, R"("})", "id"},
      {R"({"type":"setHold","held":true,"id":")", limit::id_bytes, R"("})", "id"},
      {R"({"type":"linkUp","attempt":1,"auth":{"token":")", limit::token_bytes, R"("}})",
       "auth.token"},
      {R"({"type":"peerDescription","id":"k","generation":1,"description":{"type":"offer","sdp":")",
       limit::sdp_bytes, R"("}})", "description.sdp"},
      {R"({"type":"peerCandidate","id":"k","generation":1,"candidate":{"candidate":")",
       limit::candidate_bytes, R"("}})", "candidate.candidate"},
  };
  for (const auto& row : rows) {
    INFO(row.before);
    CHECK(decode_input(row.before + x(row.most) + row.after));
    check_refused(row.before + x(row.most + 1) + row.after, row.field,
                  "is longer than " + std::to_string(row.most) + " bytes");
  }
}

TEST_CASE("figures of a peer connection have ranges, which no sum of them overflows",
          "[phone_json]") {
  const auto quality = [](const std::string& member) {
    return R"({"type":"peerQuality","id":"k","generation":1,)" + member + "}";
  };
  for (const char* good : {R"("packetsReceived":1099511627776)", R"("packetsLost":-1099511627776)",
                           R"("packetsLost":1099511627776)", R"("jitterMs":600000)", R"("rttMs":0)",
                           R"("bufferMs":600000)", R"("microphoneLevel":127)"}) {
    INFO(good);
    CHECK(decode_input(quality(good)));
  }
  check_refused(quality(R"("packetsReceived":1099511627777)"), "packetsReceived",
                "must be a whole number from 0 to 1099511627776");
  check_refused(quality(R"("packetsLost":-1099511627777)"), "packetsLost",
                "must be a whole number from -1099511627776 to 1099511627776");
  check_refused(quality(R"("rttMs":600001)"), "rttMs", "must be a whole number from 0 to 600000");
  check_refused(quality(R"("microphoneLevel":128)"), "microphoneLevel",
                "must be a whole number from 0 to 127");
  check_refused(quality(R"("path":"carrier pigeon")"), "path", "must be one of: direct, relayed");
}

TEST_CASE("what the gateway or the browser says is cut, not refused", "[phone_json]") {
  const std::string euro = "\xE2\x82\xAC";
  auto input = decode_input(R"({"type":"linkDown","attempt":1,"reason":")" +
                            x(limit::text_bytes - 1) + euro + "\"}");
  REQUIRE(input);
  CHECK(std::get<input::LinkDown>(*input).reason == x(limit::text_bytes - 1));
  input =
      decode_input(R"({"type":"linkDown","attempt":1,"reason":")" + x(limit::text_bytes) + "\"}");
  REQUIRE(input);
  CHECK(std::get<input::LinkDown>(*input).reason == x(limit::text_bytes));

  input = decode_input(R"({"type":"peerFailed","id":"k","generation":1,"step":")" + x(5'000) +
                       R"(","message":")" + x(5'000) + "\"}");
  REQUIRE(input);
  CHECK(std::get<input::PeerFailed>(*input).step == x(limit::text_bytes));
  CHECK(std::get<input::PeerFailed>(*input).message == x(limit::text_bytes));

  input = decode_input(R"({"type":"microphone","id":"k","state":"failed","message":")" + x(5'000) +
                       "\"}");
  REQUIRE(input);
  CHECK(std::get<input::Microphone>(*input).message == x(limit::text_bytes));

  // A frame at the limit is whole; one beyond stays beyond, whatever its characters.
  const auto frame_of = [](const std::string& text) {
    auto decoded = decode_input(R"({"type":"linkFrame","attempt":1,"text":")" + text + "\"}");
    REQUIRE(decoded);
    return std::get<input::LinkFrame>(*decoded).text;
  };
  CHECK(frame_of(x(limit::frame_bytes)) == x(limit::frame_bytes));
  std::string long_frame = x(limit::frame_bytes % 3 + 2);
  while (long_frame.size() < 3 * limit::frame_bytes) long_frame += euro;
  const std::string cut = frame_of(long_frame);
  CHECK(cut.size() > limit::frame_bytes);
  CHECK(cut.size() <= limit::frame_bytes + 4);
  CHECK(long_frame.compare(0, cut.size(), cut) == 0);
  CHECK(frame_of("\\u0000") == std::string(1, '\0'));
}

TEST_CASE("every output is text", "[phone_json]") {
  const IceServer turn{{"turn:a", "turns:b"}, "name", "secret"};
  Snapshot snapshot;
  snapshot.link = LinkState::Online;
  snapshot.needs_gesture = true;
  snapshot.error_code = "unauthorized";
  snapshot.error_message = "sign in again";
  CallView call;
  call.id = "k1";
  call.log_id = "l1";
  call.call_id = "g1";
  call.direction = Direction::Incoming;
  call.state = CallState::Ended;
  call.contact_id = "c1";
  call.name = "Rahim \"R\"";
  call.phone_number = "+88";
  call.duration_s = 61;
  call.muted = true;
  call.reason = EndReason::HungUp;
  call.ended_by = EndedBy::Remote;
  call.repair = CallRepair{Repair::Rebuild, 2, 9};
  call.quality =
      CallQuality{388, QualityLevel::Fair, QualityReason::Jitter, 120, 31, 12, MediaPath::Relayed};
  for (const Warning each :
       {Warning::TalkingWhileMuted, Warning::HighJitter, Warning::MicrophoneMuted}) {
    call.warnings.set(each, true);
  }
  call.microphone = MicrophoneStatus::Lost;
  call.microphone_error = MicrophoneState::Missing;
  call.playback = PlaybackStatus::Paused;
  call.other_microphone = SideMicrophone::Asking;
  snapshot.calls = {call, CallView{}};

  const struct {
    Output output;
    std::string json;
  } rows[] = {
      {output::OpenLink{1}, R"({"type":"openLink","attempt":1})"},
      {output::SendFrame{"42[\"a\"]"}, R"({"type":"sendFrame","text":"42[\"a\"]"})"},
      {output::CloseLink{}, R"({"type":"closeLink"})"},
      {output::RefreshAuth{}, R"({"type":"refreshAuth"})"},
      {output::CreatePeer{"k1", 1, {turn, {{"stun:c"}, {}, {}}}, true, true},
       R"({"type":"createPeer","id":"k1","generation":1,"iceServers":[{"urls":["turn:a","turns:b"],)"
       R"("username":"name","credential":"secret"},{"urls":["stun:c"]}],"relayOnly":true,)"
       R"("channel":true})"},
      {output::CreatePeer{"k1", 1, {}, false},
       R"({"type":"createPeer","id":"k1","generation":1,"iceServers":[],"relayOnly":false,)"
       R"("channel":false})"},
      {output::SendChannel{"k1", 2, "[]"},
       R"({"type":"sendChannel","id":"k1","generation":2,"text":"[]"})"},
      {output::CreateOffer{"k1", 2, true},
       R"({"type":"createOffer","id":"k1","generation":2,"iceRestart":true})"},
      {output::SetRemote{"k1", 2, {DescriptionType::Answer, "v=0"}},
       R"({"type":"setRemote","id":"k1","generation":2,"description":{"type":"answer","sdp":"v=0"}})"},
      {output::AddCandidate{"k1", 2, {"c", "0", 0, "u"}},
       R"({"type":"addCandidate","id":"k1","generation":2,"candidate":{"candidate":"c",)"
       R"("sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"u"}})"},
      {output::AddCandidate{"k1", 2, {}},
       R"({"type":"addCandidate","id":"k1","generation":2,"candidate":{"candidate":""}})"},
      {output::ClosePeer{"k1", 2}, R"({"type":"closePeer","id":"k1","generation":2})"},
      {output::AcquireMicrophone{"k1"}, R"({"type":"acquireMicrophone","id":"k1"})"},
      {output::AcquireMicrophone{"k1", true},
       R"({"type":"acquireMicrophone","id":"k1","quiet":true})"},
      {output::AttachMicrophone{"k1", 2},
       R"({"type":"attachMicrophone","id":"k1","generation":2})"},
      {output::ReleaseMicrophone{"k1"}, R"({"type":"releaseMicrophone","id":"k1"})"},
      {output::SetMuted{"k1", true}, R"({"type":"setMuted","id":"k1","muted":true})"},
      {output::PlayRemote{"k1", false}, R"({"type":"playRemote","id":"k1","on":false})"},
      {output::PlayTone{Tone::None}, R"({"type":"playTone","tone":"none"})"},
      {output::PlayTone{Tone::Ring}, R"({"type":"playTone","tone":"ring"})"},
      {output::PlayTone{Tone::Ringback}, R"({"type":"playTone","tone":"ringback"})"},
      {output::PlayTone{Tone::Busy}, R"({"type":"playTone","tone":"busy"})"},
      {output::PlayTone{Tone::Ended}, R"({"type":"playTone","tone":"ended"})"},
      {output::Remember{"{}"}, R"({"type":"remember","text":"{}"})"},
      {output::Presence{{{"k1", true}, {"k2", false}}, true},
       R"({"type":"presence","contacts":[{"contactId":"k1","reachable":true},)"
       R"({"contactId":"k2","reachable":false}],"snapshot":true})"},
      {output::Dialed{"k1"}, R"({"type":"dialed","id":"k1"})"},
      {output::Changed{snapshot},
       R"({"type":"changed","now":{"link":"online","needsGesture":true,"errorCode":"unauthorized",)"
       R"("errorMessage":"sign in again","calls":[{"id":"k1","logId":"l1","callId":"g1",)"
       R"("direction":"incoming","state":"ended","contactId":"c1","name":"Rahim \"R\"",)"
       R"("phoneNumber":"+88","durationS":61,"muted":true,"held":false,"otherMuted":false,)"
       R"("otherHeld":false,"reconnecting":false,"peerReconnecting":false,)"
       R"("resuming":false,"reason":"hung_up","endedBy":"remote",)"
       R"("repair":{"what":"rebuild","attempt":2,"leftS":9},)"
       R"("quality":{"mosHundredths":388,"level":"fair","reason":"jitter","rttMs":120,)"
       R"("jitterMs":31,"lossPermille":12,"path":"relayed"},)"
       R"("warnings":["highJitter","microphoneMuted","talkingWhileMuted"],)"
       R"("microphone":"lost","microphoneError":"missing","playback":"paused",)"
       R"("otherMicrophone":"asking"},)"
       R"({"id":"","logId":"","callId":"","direction":"outgoing","state":"dialing",)"
       R"("contactId":"","name":"","phoneNumber":"","durationS":0,"muted":false,)"
       R"("held":false,"otherMuted":false,"otherHeld":false,)"
       R"("reconnecting":false,"peerReconnecting":false,"resuming":false,"reason":"",)"
       R"("endedBy":"","warnings":[],"microphone":"absent","playback":"off"}]}})"},
      {output::Changed{},
       R"({"type":"changed","now":{"link":"offline","needsGesture":false,"errorCode":"",)"
       R"("errorMessage":"","calls":[]}})"},
      {output::Happened{"warning", "k1", "d"},
       R"({"type":"happened","name":"warning","id":"k1","detail":"d"})"},
      {output::Wait{from_ms(12'345)}, R"({"type":"wait","untilMs":12345})"},
      {output::Wait{from_ms(0)}, R"({"type":"wait","untilMs":0})"},
      {output::Wait{}, R"({"type":"wait"})"},
  };
  for (const auto& row : rows) CHECK(encode(row.output) == row.json);
}

TEST_CASE("the configuration is read", "[phone_json]") {
  const auto config = decode_phone_config(
      R"({"namespace":"/api/webrtc","preconnect":"relay","callWaiting":true,"relayOnly":true,)"
      R"("iceServers":[{"urls":"stun:a"},{"urls":["turn:b"],"username":"n","credential":"s"}],)"
      R"("dialingDeadlineMs":1,"ringDeadlineMs":2,"ringGraceMs":3,"connectingDeadlineMs":4,)"
      R"("rebuildConnectingAfterMs":5,"reconnectingDeadlineMs":6,"restartAfterMs":7,)"
      R"("rebuildReconnectingAfterMs":8,"callLengthLimitMs":9,"endedShownMs":10,)"
      R"("handshakeDeadlineMs":11,"ackDeadlineMs":12,"pingDeadlineMs":14,"quietAfterMs":15,)"
      R"("wordDeadlineMs":16,"backoffBaseMs":13,"backoffCapMs":86400000})");
  INFO(config.error.field << ' ' << config.error.message);
  REQUIRE(config);
  CHECK(config->nsp == "/api/webrtc");
  CHECK(config->preconnect == Preconnect::Relay);
  CHECK(config->call_waiting);
  CHECK(config->relay_only);
  REQUIRE(config->ice_servers.size() == 2);
  CHECK(config->ice_servers[0].urls == std::vector<std::string>{"stun:a"});
  CHECK(config->ice_servers[1].credential == "s");
  CHECK(config->dialing_deadline == Duration{1});
  CHECK(config->ring_deadline == Duration{2});
  CHECK(config->ring_grace == Duration{3});
  CHECK(config->connecting_deadline == Duration{4});
  CHECK(config->rebuild_connecting_after == Duration{5});
  CHECK(config->reconnecting_deadline == Duration{6});
  CHECK(config->restart_after == Duration{7});
  CHECK(config->rebuild_reconnecting_after == Duration{8});
  CHECK(config->call_length_limit == Duration{9});
  CHECK(config->ended_shown == Duration{10});
  CHECK(config->handshake_deadline == Duration{11});
  CHECK(config->ack_deadline == Duration{12});
  CHECK(config->ping_deadline == Duration{14});
  CHECK(config->quiet_after == Duration{15});
  CHECK(config->word_deadline == Duration{16});
  CHECK(config->backoff_base == Duration{13});
  CHECK(config->backoff_cap == Duration{86'400'000});

  const auto standard = decode_phone_config("{}");
  REQUIRE(standard);
  CHECK(standard->nsp == "/webrtc");
  CHECK(standard->preconnect == Preconnect::All);
  CHECK(standard->ring_deadline == PhoneConfig{}.ring_deadline);
  CHECK(decode_phone_config(R"({"preconnect":"off"})")->preconnect == Preconnect::Off);
}

TEST_CASE("a wrong configuration names itself", "[phone_json]") {
  const struct {
    std::string json;
    const char* field;
    const char* message;
  } rows[] = {
      {R"({"namespace":""})", "namespace", "is empty"},
      {R"({"namespace":"webrtc"})", "namespace", "must begin with a slash and hold no comma"},
      {R"({"namespace":"/a,b"})", "namespace", "must begin with a slash and hold no comma"},
      {R"({"namespace":"/)" + x(limit::namespace_bytes) + "\"}", "namespace",
       "is longer than 64 bytes"},
      {R"({"preconnect":"on"})", "preconnect", "must be one of: off, relay, all"},
      {R"({"preconnect":true})", "preconnect", "must be a text"},
      {R"({"callWaiting":1})", "callWaiting", "must be true or false"},
      {R"({"relayOnly":"yes"})", "relayOnly", "must be true or false"},
      {R"({"iceServers":[{}]})", "iceServers[0].urls", "is missing"},
      {R"({"ringDeadlineMs":0})", "ringDeadlineMs", "must be a whole number from 1 to 86400000"},
      {R"({"backoffCapMs":86400001})", "backoffCapMs", "must be a whole number from 1 to 86400000"},
      {R"({"ackDeadlineMs":1.5})", "ackDeadlineMs", "must be a whole number from 1 to 86400000"},
      {"[]", "", "must be an object"},
  };
  for (const auto& row : rows) {
    const auto config = decode_phone_config(row.json);
    INFO(row.json);
    REQUIRE_FALSE(config);
    CHECK(config.error.field == row.field);
    CHECK(config.error.message == row.message);
  }
  CHECK(decode_phone_config(R"({"namespace":"/)" + x(limit::namespace_bytes - 1) + "\"}"));
}

TEST_CASE("one call hands an input over and drains the outputs", "[phone_json]") {
  Phone phone(PhoneConfig{}, 1);
  CHECK(handle_json(phone, from_ms(0), R"({"type":"tick"})") ==
        R"({"error":null,"outputs":[{"type":"wait"}]})");

  const std::string opened = handle_json(phone, from_ms(5), R"({"type":"connect"})");
  CHECK_THAT(opened,
             Catch::StartsWith(R"({"error":null,"outputs":[{"type":"openLink","attempt":1})"));
  CHECK_THAT(opened, Catch::Contains(R"({"type":"changed","now":{"link":"connecting")"));
  CHECK_THAT(opened, Catch::EndsWith(R"({"type":"wait","untilMs":10005}]})"));

  // Nothing happened, and the host is told again when to come back.
  CHECK(handle_json(phone, from_ms(6), R"({"type":"dance"})") ==
        R"({"error":{"code":"bad_field","field":"type","message":"names no input"},)"
        R"("outputs":[{"type":"wait","untilMs":10005}]})");
  CHECK(handle_json(phone, from_ms(7), "no JSON") ==
        R"({"error":{"code":"bad_format","field":"json","message":"is not valid: see byte 2"},)"
        R"("outputs":[{"type":"wait","untilMs":10005}]})");

  // What the Phone itself refuses.
  const std::string refused = handle_json(phone, from_ms(8), R"({"type":"accept","id":"k1"})");
  CHECK_THAT(refused,
             Catch::StartsWith(R"({"error":{"code":"unknown_call","field":"id","message":")"));
  CHECK_THAT(refused, Catch::EndsWith(R"("outputs":[{"type":"wait","untilMs":10005}]})"));
}

TEST_CASE("an over-long frame is the gateway's mistake, not the host's", "[phone_json]") {
  Phone phone(PhoneConfig{}, 1);
  (void)handle_json(phone, from_ms(0), R"({"type":"connect"})");
  (void)handle_json(phone, from_ms(1), R"({"type":"linkUp","attempt":1})");
  const std::string outputs = handle_json(
      phone, from_ms(2),
      R"({"type":"linkFrame","attempt":1,"text":"4)" + x(4 * limit::frame_bytes) + "\"}");
  CHECK_THAT(outputs, Catch::StartsWith(R"({"error":null,)"));
  CHECK_THAT(outputs, Catch::Contains(R"("frame: is longer than 65536 bytes")"));
}
