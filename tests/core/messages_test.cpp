#include "ringline/messages.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "ringline/call_state.hpp"
#include "ringline/socket_io.hpp"

using namespace ringline;

namespace {

// A text that holds every field with a value of its own proves both directions: what is read of it
// must write it again, and the struct beside it must write it, too.
void check_both_ways(const ClientMessage& message, std::string_view event,
                     const std::string& json) {
  INFO(json);
  CHECK(event_name(message) == event);
  CHECK(encode(message) == json);
  const auto decoded = decode_client_message(json);
  INFO(decoded.error.field << ' ' << decoded.error.message);
  REQUIRE(decoded);
  CHECK(decoded->index() == message.index());
  CHECK(encode(*decoded) == json);
}

void check_both_ways(const ServerMessage& message, std::string_view event,
                     const std::string& json) {
  INFO(json);
  CHECK(event_name(message) == event);
  CHECK(encode(message) == json);
  const auto decoded = decode_server_message(json);
  INFO(decoded.error.field << ' ' << decoded.error.message);
  REQUIRE(decoded);
  CHECK(decoded->index() == message.index());
  CHECK(encode(*decoded) == json);
}

Candidate a_candidate() {
  return {"candidate:1 1 udp 2122260223 192.0.2.1 54321 typ host", "0", 0, "dwv6"};
}

}  // namespace

TEST_CASE("the base contract's client events are what socket.io-client sends", "[messages]") {
  check_both_ways(
      ClientMessage{client::Initiate{"c1", "+8801711000001", "Rahim", {}}}, "call:initiate",
      R"(["call:initiate",{"contactId":"c1","contactPhone":"+8801711000001","contactName":"Rahim"}])");
  check_both_ways(
      ClientMessage{client::Initiate{{}, "+8801711000001", {}, {}}}, "call:initiate",
      R"(["call:initiate",{"contactId":"","contactPhone":"+8801711000001","contactName":""}])");
  check_both_ways(ClientMessage{client::Accept{"k1"}}, "call:accept",
                  R"(["call:accept",{"callId":"k1"}])");
  check_both_ways(ClientMessage{client::Reject{"k1"}}, "call:reject",
                  R"(["call:reject",{"callId":"k1"}])");
  check_both_ways(ClientMessage{client::End{"k1"}}, "call:end", R"(["call:end",{"callId":"k1"}])");
  check_both_ways(ClientMessage{Signal{"k1", Description{DescriptionType::Offer, "v=0\r\n"}}},
                  "webrtc:offer",
                  R"(["webrtc:offer",{"callId":"k1","offer":{"type":"offer","sdp":"v=0\r\n"}}])");
  check_both_ways(
      ClientMessage{Signal{"k1", Description{DescriptionType::Answer, "v=0\r\n"}}}, "webrtc:answer",
      R"(["webrtc:answer",{"callId":"k1","answer":{"type":"answer","sdp":"v=0\r\n"}}])");
  check_both_ways(ClientMessage{Signal{"k1", a_candidate()}}, "webrtc:ice-candidate",
                  R"(["webrtc:ice-candidate",{"callId":"k1","candidate":{)"
                  R"("candidate":"candidate:1 1 udp 2122260223 192.0.2.1 54321 typ host",)"
                  R"("sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"dwv6"}}])");
}

TEST_CASE("a whole packet of a base client is taken apart", "[messages]") {
  const auto packet = socket_io::decode(
      R"(2/webrtc,7["call:initiate",{"contactId":"c1","contactPhone":"+8801711000001","contactName":"রহিম"}])");
  REQUIRE(packet);
  CHECK(packet->id == 7);
  const auto message = decode_client_message(packet->data);
  REQUIRE(message);
  const auto& initiate = std::get<client::Initiate>(*message);
  CHECK(initiate.contact_id == "c1");
  CHECK(initiate.contact_phone == "+8801711000001");
  CHECK(initiate.contact_name == "রহিম");
  CHECK(initiate.client_call_id.empty());
}

TEST_CASE("the extended contract's client events", "[messages]") {
  check_both_ways(ClientMessage{client::Initiate{"c1", "+88", "R", "own1"}}, "call:initiate",
                  R"(["call:initiate",{"contactId":"c1","contactPhone":"+88","contactName":"R",)"
                  R"("clientCallId":"own1"}])");
  check_both_ways(ClientMessage{client::Reject{"k1", EndReason::Busy}}, "call:reject",
                  R"(["call:reject",{"callId":"k1","reason":"busy"}])");
  check_both_ways(ClientMessage{client::End{"k1", EndReason::MicrophoneDenied}}, "call:end",
                  R"(["call:end",{"callId":"k1","reason":"microphone_denied"}])");
  check_both_ways(ClientMessage{client::Resume{"k1", 12}}, "call:resume",
                  R"(["call:resume",{"callId":"k1","seen":12}])");
  check_both_ways(ClientMessage{client::Resume{"k1", 0}}, "call:resume",
                  R"(["call:resume",{"callId":"k1"}])");
  check_both_ways(ClientMessage{client::Resume{"k1", 0, true}}, "call:resume",
                  R"(["call:resume",{"callId":"k1","rings":true}])");
  check_both_ways(ClientMessage{client::RefreshAuth{"t"}}, "auth:refresh",
                  R"(["auth:refresh",{"token":"t"}])");
  check_both_ways(ClientMessage{client::End{"k1", EndReason::None, 1'500}}, "call:end",
                  R"(["call:end",{"callId":"k1","agoMs":1500}])");
  check_both_ways(ClientMessage{client::End{{}, EndReason::Cancelled, 0, "own1"}}, "call:end",
                  R"(["call:end",{"reason":"cancelled","clientCallId":"own1"}])");
  check_both_ways(ClientMessage{Seen{"k1", 12}}, "call:seen",
                  R"(["call:seen",{"callId":"k1","seen":12}])");
  check_both_ways(ClientMessage{Seen{"k1", 0}}, "call:seen",
                  R"(["call:seen",{"callId":"k1","seen":0}])");
  check_both_ways(ClientMessage{client::Ping{}}, "link:ping", R"(["link:ping",{}])");
  check_both_ways(ClientMessage{SideState{"k1", 2, false, false, true, 3}}, "call:media",
                  R"(["call:media",{"callId":"k1","seq":2,"lost":true,"generation":3}])");
  check_both_ways(ClientMessage{SideState{"k1", 2, true, true}}, "call:media",
                  R"(["call:media",{"callId":"k1","seq":2,"muted":true,"held":true}])");
  check_both_ways(ClientMessage{Signal{"k1", Description{DescriptionType::Offer, "v=0"}, 3, 2}},
                  "webrtc:offer",
                  R"(["webrtc:offer",{"callId":"k1","offer":{"type":"offer","sdp":"v=0"},)"
                  R"("seq":3,"generation":2}])");
  check_both_ways(ClientMessage{Signal{"k1", Description{DescriptionType::Answer, "v=0"}, 1, 2, 7}},
                  "webrtc:answer",
                  R"(["webrtc:answer",{"callId":"k1","answer":{"type":"answer","sdp":"v=0"},)"
                  R"("seq":1,"generation":2,"seen":7}])");
  check_both_ways(ClientMessage{Signal{"k1", Candidate{}, 4, 1}}, "webrtc:ice-candidate",
                  R"(["webrtc:ice-candidate",{"callId":"k1","candidate":{"candidate":""},)"
                  R"("seq":4,"generation":1}])");
}

TEST_CASE("the base contract's gateway events", "[messages]") {
  check_both_ways(
      ServerMessage{server::Welcome{"u1", "t1", Role::PortalCustomer}}, "connection:success",
      R"(["connection:success",{"userId":"u1","tenantId":"t1","role":"portal_customer"}])");
  check_both_ways(ServerMessage{server::Ringing{"k1", "l1"}}, "call:ringing",
                  R"(["call:ringing",{"callId":"k1","callLogId":"l1"}])");
  check_both_ways(ServerMessage{server::Incoming{"k1", "u1", "Ayesha", "+88"}}, "call:incoming",
                  R"(["call:incoming",{"callId":"k1","callerId":"u1","callerName":"Ayesha",)"
                  R"("contactPhone":"+88"}])");
  check_both_ways(ServerMessage{server::Failed{"k1", "Contact is offline"}}, "call:failed",
                  R"(["call:failed",{"callId":"k1","message":"Contact is offline"}])");
  check_both_ways(ServerMessage{server::Accepted{"k1"}}, "call:accepted",
                  R"(["call:accepted",{"callId":"k1"}])");
  check_both_ways(ServerMessage{server::Rejected{"k1"}}, "call:rejected",
                  R"(["call:rejected",{"callId":"k1"}])");
  check_both_ways(ServerMessage{server::Ended{"k1"}}, "call:ended",
                  R"(["call:ended",{"callId":"k1"}])");
  check_both_ways(ServerMessage{server::ErrorNotice{"Call not found"}}, "call:error",
                  R"(["call:error",{"message":"Call not found"}])");
  check_both_ways(ServerMessage{Signal{"k1", Description{DescriptionType::Answer, "v=0"}}},
                  "webrtc:answer",
                  R"(["webrtc:answer",{"callId":"k1","answer":{"type":"answer","sdp":"v=0"}}])");
}

TEST_CASE("the extended contract's gateway events", "[messages]") {
  check_both_ways(ServerMessage{server::AuthExpiring{1'700'000'000'001}}, "auth:expiring",
                  R"(["auth:expiring",{"expiresAt":1700000000001}])");
  server::Welcome welcome{"u1", "t1", Role::TenantMember, 2, "s1", "proof", 1'700'000'000'001};
  welcome.ice_servers = {{{"stun:a", "turn:b"}, "name", "secret"}, {{"stun:c"}, {}, {}}};
  welcome.ring_timeout_ms = 45'000;
  welcome.resume_window_ms = 30'000;
  welcome.features = {Feature::Seen, Feature::Cancel};
  check_both_ways(
      ServerMessage{welcome}, "connection:success",
      R"(["connection:success",{"userId":"u1","tenantId":"t1","role":"tenant_member","protocol":2,)"
      R"("sessionId":"s1","resumeToken":"proof","serverTime":1700000000001,"iceServers":[)"
      R"({"urls":["stun:a","turn:b"],"username":"name","credential":"secret"},{"urls":["stun:c"]}],)"
      R"("ringTimeoutMs":45000,"resumeWindowMs":30000,"features":["seen","cancel"]}])");
  check_both_ways(ServerMessage{server::Ringing{"k1", "l1", 5, 6, true, "own1", "c1"}},
                  "call:ringing",
                  R"(["call:ringing",{"callId":"k1","callLogId":"l1","createdAt":5,"expiresAt":6,)"
                  R"("preconnect":true,"clientCallId":"own1","contactId":"c1"}])");
  check_both_ways(
      ServerMessage{server::Incoming{"k1", "u1", "Ayesha", "+88", 5, 6, true, "c1", "l1"}},
      "call:incoming",
      R"(["call:incoming",{"callId":"k1","callerId":"u1","callerName":"Ayesha",)"
      R"("contactPhone":"+88","createdAt":5,"expiresAt":6,"preconnect":true,"contactId":"c1",)"
      R"("callLogId":"l1"}])");
  check_both_ways(ServerMessage{server::Failed{"k1", "m", EndReason::Offline, "own1"}},
                  "call:failed",
                  R"(["call:failed",{"callId":"k1","message":"m","reason":"offline",)"
                  R"("clientCallId":"own1"}])");
  check_both_ways(ServerMessage{server::Accepted{"k1", 9, true}}, "call:accepted",
                  R"(["call:accepted",{"callId":"k1","answeredAt":9,"preconnected":true}])");
  check_both_ways(ServerMessage{server::Rejected{"k1", EndReason::DeclinedElsewhere}},
                  "call:rejected",
                  R"(["call:rejected",{"callId":"k1","reason":"declined_elsewhere"}])");
  check_both_ways(ServerMessage{server::Ended{"k1", EndReason::HungUp, 0}}, "call:ended",
                  R"(["call:ended",{"callId":"k1","reason":"hung_up","duration":0}])");
  check_both_ways(ServerMessage{server::ErrorNotice{"m", "unknown_call", "k1"}}, "call:error",
                  R"(["call:error",{"message":"m","code":"unknown_call","callId":"k1"}])");
  check_both_ways(ServerMessage{server::PeerNotice{"k1", PeerLink::Reconnecting, 0}}, "call:peer",
                  R"(["call:peer",{"callId":"k1","state":"reconnecting"}])");
  check_both_ways(ServerMessage{server::PeerNotice{"k1", PeerLink::Connected, 8}}, "call:peer",
                  R"(["call:peer",{"callId":"k1","state":"connected","seen":8}])");
  check_both_ways(
      ServerMessage{server::Relay{"k1", {{{"turn:a", "turns:b"}, "7:t1:u1:k1", "x"}}, 7}},
      "call:relay",
      R"(["call:relay",{"callId":"k1","iceServers":[{"urls":["turn:a","turns:b"],)"
      R"("username":"7:t1:u1:k1","credential":"x"}],"expiresAt":7}])");
  check_both_ways(ServerMessage{server::Draining{1'500}}, "server:draining",
                  R"(["server:draining",{"retryAfterMs":1500}])");
  check_both_ways(ServerMessage{server::PresenceChanged{{{"k1", true}, {"k2", false}}, false}},
                  "presence:changed",
                  R"(["presence:changed",{"contacts":[{"contactId":"k1","reachable":true},)"
                  R"({"contactId":"k2","reachable":false}]}])");
  check_both_ways(ServerMessage{server::PresenceChanged{{}, true}}, "presence:changed",
                  R"(["presence:changed",{"contacts":[],"snapshot":true}])");
  check_both_ways(ServerMessage{Seen{"k1", 3}}, "call:seen",
                  R"(["call:seen",{"callId":"k1","seen":3}])");
  check_both_ways(ServerMessage{SideState{"k1", 3, false, true}}, "call:media",
                  R"(["call:media",{"callId":"k1","seq":3,"held":true}])");
  check_both_ways(ServerMessage{Signal{"k1", a_candidate(), 1, 1}}, "webrtc:ice-candidate",
                  R"(["webrtc:ice-candidate",{"callId":"k1","candidate":{)"
                  R"("candidate":"candidate:1 1 udp 2122260223 192.0.2.1 54321 typ host",)"
                  R"("sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"dwv6"},)"
                  R"("seq":1,"generation":1}])");
}

TEST_CASE("acks, auth and refusals", "[messages]") {
  const std::string full =
      R"([{"ok":false,"code":"wrong_state","message":"m","callId":"k1","callLogId":"l1",)"
      R"("status":"ANSWERED","createdAt":1,"expiresAt":2,"answeredAt":3,"preconnect":true,)"
      R"("preconnected":true,"reason":"busy","duration":0,"peer":"connected","protocol":2,"contactId":"c1"}])";
  const server::Ack ack{false, "wrong_state",
                        "m",   "k1",
                        "l1",  CallStatus::Answered,
                        1,     2,
                        3,     true,
                        true,  EndReason::Busy,
                        0,     PeerLink::Connected,
                        2,     "c1"};
  CHECK(encode(ack) == full);
  auto decoded = decode_ack(full);
  REQUIRE(decoded);
  CHECK(encode(*decoded) == full);
  CHECK(encode(server::Ack{}) == R"([{"ok":true}])");
  decoded = decode_ack(R"([{"ok":true,"callId":null},"more",2])");
  REQUIRE(decoded);
  CHECK(decoded->ok);
  CHECK_FALSE(decoded->status);
  CHECK_FALSE(decoded->duration);
  CHECK_FALSE(decoded->peer);

  const std::string full_auth =
      R"({"token":"a.b.c","userId":"u1","tenantId":"t1","role":"portal_customer",)"
      R"("contactId":"c1","protocol":2,"resumeToken":"proof","features":["seen"]})";
  CHECK(
      encode(Auth{"a.b.c", "u1", "t1", Role::PortalCustomer, "c1", 2, "proof", {Feature::Seen}}) ==
      full_auth);
  auto auth = decode_auth(full_auth);
  REQUIRE(auth);
  CHECK(encode(*auth) == full_auth);
  CHECK(encode(Auth{}) == "{}");
  for (const char* nothing : {"", "{}", R"({"userId":null,"role":null})"}) {
    auth = decode_auth(nothing);
    REQUIRE(auth);
    CHECK_FALSE(auth->role);
    CHECK(auth->protocol == 1);
    CHECK(encode(*auth) == "{}");
  }

  const std::string full_refusal =
      R"({"message":"unauthorized","data":{"code":"token_expired","message":"sign in again"}})";
  CHECK(encode(Refusal{"unauthorized", "token_expired", "sign in again"}) == full_refusal);
  auto refusal = decode_refusal(full_refusal);
  REQUIRE(refusal);
  CHECK(encode(*refusal) == full_refusal);
  refusal = decode_refusal(R"({"message":"Invalid namespace"})");
  REQUIRE(refusal);
  CHECK(refusal->message == "Invalid namespace");
  CHECK(refusal->code.empty());
  CHECK(refusal->detail.empty());
}

TEST_CASE("a feature that isn't known is ignored", "[messages]") {
  const auto auth = decode_auth(R"({"protocol":3,"features":["teleport","seen",""]})");
  REQUIRE(auth);
  CHECK(has(auth->features, Feature::Seen));
  CHECK_FALSE(has(auth->features, Feature::Cancel));
  const auto welcome = decode_server_message(
      R"(["connection:success",{"userId":"u","tenantId":"t","role":"tenant_member",)"
      R"("features":["teleport","cancel"]}])");
  REQUIRE(welcome);
  const Features& known = std::get<server::Welcome>(*welcome).features;
  CHECK(has(known, Feature::Cancel));
  CHECK_FALSE(has(known, Feature::Seen));
  CHECK_FALSE(has({}, Feature::Seen));
}

TEST_CASE("the deployed peers' habits are tolerated", "[messages]") {
  SECTION("a contact that was never saved has no id, a saved one may have no number") {
    const auto by_number = decode_client_message(
        R"(["call:initiate",{"contactId":null,"contactPhone":"+88","contactName":null}])");
    REQUIRE(by_number);
    CHECK(std::get<client::Initiate>(*by_number).contact_id.empty());
    const auto by_id = decode_client_message(R"(["call:initiate",{"contactId":"c1"}])");
    REQUIRE(by_id);
    CHECK(std::get<client::Initiate>(*by_id).contact_phone.empty());
  }
  SECTION("fields and arguments that nobody knows are ignored") {
    const auto offer = decode_client_message(
        R"(["webrtc:offer",{"callId":"k1","offer":{"type":"offer","sdp":"v=0","x":{"y":[1.5]}},)"
        R"("to":"u2","seq":null},"offset",[1]])");
    REQUIRE(offer);
    const auto& signal = std::get<Signal>(*offer);
    CHECK(signal.seq == 0);
    CHECK(std::get<Description>(signal.body).sdp == "v=0");
  }
  SECTION("null is the end of the candidates, and so is an empty candidate") {
    for (const char* body : {"null", "{}", R"({"candidate":""})", R"({"candidate":null})",
                             R"({"candidate":"","sdpMid":null,"sdpMLineIndex":null})"}) {
      const auto message = decode_client_message(
          R"(["webrtc:ice-candidate",{"callId":"k1","candidate":)" + std::string(body) + "}]");
      REQUIRE(message);
      const auto& candidate = std::get<Candidate>(std::get<Signal>(*message).body);
      CHECK(candidate.candidate.empty());
      CHECK_FALSE(candidate.sdp_mid);
      CHECK_FALSE(candidate.sdp_m_line_index);
      CHECK_FALSE(candidate.username_fragment);
    }
  }
  SECTION("one url need not stand in a list") {
    const auto welcome = decode_server_message(
        R"(["connection:success",{"userId":"u","tenantId":"t","role":"tenant_member",)"
        R"("iceServers":[{"urls":"stun:a"}]}])");
    REQUIRE(welcome);
    const auto& servers = std::get<server::Welcome>(*welcome).ice_servers;
    REQUIRE(servers.size() == 1);
    CHECK(servers[0].urls == std::vector<std::string>{"stun:a"});
  }
  SECTION("a reason of a later version ends the call, too") {
    const auto ended = decode_server_message(
        R"(["call:ended",{"callId":"k1","reason":"aliens","duration":null}])");
    REQUIRE(ended);
    CHECK(std::get<server::Ended>(*ended).reason == EndReason::Error);
    CHECK_FALSE(std::get<server::Ended>(*ended).duration);
  }
}

TEST_CASE("every enumerator has its wire name", "[messages]") {
  const auto check = [](auto last, std::initializer_list<const char*> expected) {
    using Enum = decltype(last);
    REQUIRE(expected.size() == static_cast<std::size_t>(last) + 1);
    std::size_t i = 0;
    for (const char* name : expected) CHECK(to_string(static_cast<Enum>(i++)) == std::string(name));
    CHECK(std::string(to_string(static_cast<Enum>(i))).empty());
  };
  check(Role::PortalCustomer, {"tenant_member", "portal_customer"});
  check(EndReason::Error,
        {"", "hung_up", "declined", "busy", "no_answer", "cancelled", "offline",
         "answered_elsewhere", "declined_elsewhere", "connection_lost", "media_failed",
         "microphone_denied", "replaced", "unsupported_browser", "error"});
  check(DescriptionType::Answer, {"offer", "answer"});
  check(PeerLink::Reconnecting, {"connected", "reconnecting"});
  check(CallStatus::Failed, {"INITIATED", "RINGING", "ANSWERED", "COMPLETED", "FAILED"});
  check(CallState::Ended, {"idle", "dialing", "ringing", "incoming", "connecting", "active",
                           "reconnecting", "ended"});
  check(Direction::Incoming, {"outgoing", "incoming"});
  check(EndedBy::Gateway, {"", "local", "remote", "gateway"});
  check(PeerConnectionState::Closed,
        {"new", "connecting", "connected", "disconnected", "failed", "closed"});
  check(MicrophoneState::Prompt, {"ready", "denied", "missing", "failed", "ended", "prompt"});
  check(MicrophoneStatus::Refused, {"absent", "asking", "open", "replacing", "lost", "refused"});
  check(PlaybackStatus::Paused, {"off", "playing", "blocked", "paused"});
  check(Errc::Unsupported, {"none", "bad_format", "bad_field", "too_large", "unknown_call",
                            "wrong_state", "forbidden", "limit", "unsupported_browser"});
}

TEST_CASE("every name that travels is read back", "[messages]") {
  for (int i = 0; i <= static_cast<int>(EndReason::Error); ++i) {
    const auto reason = static_cast<EndReason>(i);
    const auto ended = decode_server_message(encode(ServerMessage{server::Ended{"k", reason, {}}}));
    REQUIRE(ended);
    CHECK(std::get<server::Ended>(*ended).reason == reason);
  }
  for (int i = 0; i <= static_cast<int>(CallStatus::Failed); ++i) {
    server::Ack ack;
    ack.status = static_cast<CallStatus>(i);
    const auto decoded = decode_ack(encode(ack));
    REQUIRE(decoded);
    CHECK(decoded->status == ack.status);
  }
  for (const Role role : {Role::TenantMember, Role::PortalCustomer}) {
    Auth auth;
    auth.role = role;
    const auto decoded = decode_auth(encode(auth));
    REQUIRE(decoded);
    CHECK(decoded->role == role);
  }
  for (const PeerLink state : {PeerLink::Connected, PeerLink::Reconnecting}) {
    const auto notice =
        decode_server_message(encode(ServerMessage{server::PeerNotice{"k", state}}));
    REQUIRE(notice);
    CHECK(std::get<server::PeerNotice>(*notice).state == state);
  }
}
