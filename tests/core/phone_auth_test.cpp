// A token that runs out: the Phone gets the next one, or comes back with it.
#include <catch2/catch.hpp>

#include "support/phone_rig.hpp"

namespace ringline::test {
namespace {

constexpr const char* expiring = R"(["auth:expiring",{"expiresAt":1790000060000}])";
constexpr const char* expired =
    R"(["call:error",{"message":"Session ended","code":"token_expired"}])";

Auth with_token(const std::string& token) {
  Auth auth;
  auth.token = token;
  return auth;
}

// A call that was dialed and rings, so that there is something to lose.
void ring(PhoneRig& rig) {
  rig.tell_must(input::Dial{"k1", "", ""});
  rig.hear_event(R"(["call:ringing",{"callId":"c1","callLogId":"c1","clientCallId":")" +
                 rig.call().id + "\"}]");
  rig.hear(R"(43/webrtc,1[{"ok":true,"callId":"c1"}])");
  rig.outputs.clear();
}

}  // namespace

TEST_CASE("asked for a new token, the Phone gets one and sends it", "[phone][auth]") {
  PhoneRig rig(true);
  rig.hear_event(expiring);
  CHECK(rig.all<output::RefreshAuth>().size() == 1);
  CHECK(rig.sent().empty());
  rig.tell_must(input::FreshAuth{with_token("t2")});
  REQUIRE(rig.sent().size() == 1);
  CHECK(rig.sent()[0] == R"(42/webrtc,1["auth:refresh",{"token":"t2"}])");
  rig.hear(R"(43/webrtc,1[{"ok":true,"expiresAt":1790000660000}])");
  CHECK(rig.all<output::Happened>().empty());
  CHECK(rig.phone.snapshot().link == LinkState::Online);
}

TEST_CASE("a refused token is told to the log, and the connection stays", "[phone][auth]") {
  PhoneRig rig(true);
  rig.hear_event(expiring);
  rig.tell_must(input::FreshAuth{with_token("t2")});
  rig.hear(R"(43/webrtc,1[{"ok":false,"code":"forbidden","message":"another person's"}])");
  REQUIRE(rig.all<output::Happened>().size() == 1);
  CHECK(rig.all<output::Happened>()[0].name == "warning");
  CHECK(rig.all<output::Happened>()[0].detail == "forbidden: another person's");
  CHECK(rig.phone.snapshot().link == LinkState::Online);
}

TEST_CASE("a token that isn't acknowledged means a dead connection", "[phone][auth]") {
  PhoneRig rig(true);
  rig.tell_must(input::FreshAuth{with_token("t2")});
  rig.pass(4'999);
  CHECK(rig.phone.snapshot().link == LinkState::Online);
  rig.pass(1);
  CHECK(rig.phone.snapshot().link == LinkState::Connecting);
}

TEST_CASE("fresh auth is sent where it can be of use only", "[phone][auth]") {
  SECTION("not without a token") {
    PhoneRig rig(true);
    rig.tell_must(input::FreshAuth{});
    CHECK(rig.sent().empty());
  }
  SECTION("not to a base gateway") {
    PhoneRig rig(false);
    rig.tell_must(input::FreshAuth{with_token("t2")});
    CHECK(rig.sent().empty());
  }
  SECTION("not while there is no connection, nor on the next one, which has its own") {
    PhoneRig rig(true);
    rig.tell_must(input::FreshAuth{with_token("t2")});
    rig.tell_must(input::LinkDown{1, "gone"});
    rig.tell_must(input::FreshAuth{with_token("t3")});
    rig.outputs.clear();
    rig.pass(10'000);
    REQUIRE(rig.all<output::OpenLink>().size() == 1);
    rig.tell_must(input::LinkUp{2, with_token("t4")});
    rig.outputs.clear();
    rig.tell_must(input::LinkFrame{
        2, R"(0{"sid":"e","upgrades":[],"pingInterval":25000,"pingTimeout":20000})"});
    rig.tell_must(input::LinkFrame{2, R"(40/webrtc,{"sid":"x"})"});
    rig.tell_must(input::LinkFrame{
        2, R"(42/webrtc,["connection:success",{"userId":"u1","tenantId":"t1",)"
           R"("role":"tenant_member","protocol":2,"sessionId":"s","resumeToken":"r"}])"});
    REQUIRE(rig.sent().size() == 1);
    CHECK(rig.sent()[0] ==
          R"(40/webrtc,{"token":"t4","protocol":2,"resumeToken":"r","features":["seen"]})");
  }
}

TEST_CASE("sent away for its token, the Phone comes back at once, as the same device",
          "[phone][auth]") {
  PhoneRig rig(true);
  ring(rig);
  rig.hear_event(expired);
  rig.hear("41/webrtc,");
  REQUIRE(rig.all<output::OpenLink>().size() == 1);
  CHECK(rig.call().state == CallState::Ringing);
  rig.tell_must(input::LinkUp{2, with_token("t2")});
  rig.outputs.clear();
  rig.tell_must(input::LinkFrame{
      2, R"(0{"sid":"e","upgrades":[],"pingInterval":25000,"pingTimeout":20000})"});
  REQUIRE(rig.sent().size() == 1);
  CHECK(rig.sent()[0] ==
        R"(40/webrtc,{"token":"t2","protocol":2,"resumeToken":"r","features":["seen"]})");
  // A gateway that says so again isn't hammered.
  rig.outputs.clear();
  rig.tell_must(input::LinkFrame{
      2, R"(44/webrtc,{"message":"Unauthorized","data":{"code":"token_expired"}})"});
  CHECK(rig.phone.snapshot().error_code == "token_expired");
  rig.pass(7'999);
  CHECK(rig.all<output::OpenLink>().empty());
  rig.pass(1);
  CHECK(rig.all<output::OpenLink>().size() == 1);
}

TEST_CASE("sent away for anything else, it doesn't", "[phone][auth]") {
  PhoneRig rig(true);
  rig.hear("41/webrtc,");
  CHECK(rig.all<output::OpenLink>().empty());
  rig.pass(8'000);
  CHECK(rig.all<output::OpenLink>().size() == 1);
}

}  // namespace ringline::test
