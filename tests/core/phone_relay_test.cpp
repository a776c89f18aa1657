// Servers made for one call, and a gateway that asks to be left alone for a while.
#include <catch2/catch.hpp>

#include "ringline/limits.hpp"
#include "support/phone_rig.hpp"

namespace ringline::test {
namespace {

std::string relay(const std::string& call_id, const std::string& name) {
  return R"(["call:relay",{"callId":")" + call_id + R"(","iceServers":[{"urls":["turn:t"],)" +
         R"("username":")" + name + R"(","credential":"c"}],"expiresAt":1790000003600}])";
}

std::string incoming(const std::string& call_id) {
  return R"(["call:incoming",{"callId":")" + call_id + R"(","callerId":"u-)" + call_id +
         R"(","callerName":"Amina","contactPhone":"","preconnect":true}])";
}

void offer(PhoneRig& rig, const std::string& call_id, int seq, int generation) {
  rig.hear_event(R"(["webrtc:offer",{"callId":")" + call_id +
                 R"(","offer":{"type":"offer","sdp":"o"},"seq":)" + std::to_string(seq) +
                 R"(,"generation":)" + std::to_string(generation) + "}]");
}

std::vector<std::string> names(const std::vector<IceServer>& servers) {
  std::vector<std::string> all;
  for (const IceServer& each : servers) all.push_back(each.username);
  return all;
}
using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("servers made for a call come first in its peer connection, and in no other's",
          "[phone][relay]") {
  PhoneConfig config;
  config.call_waiting = true;
  config.ice_servers = {{{"stun:s"}, "own", ""}};
  PhoneRig rig(true, config);
  rig.hear_event(relay("c1", "for c1"));
  rig.hear_event(incoming("c1"));
  rig.hear_event(incoming("c2"));
  offer(rig, "c1", 1, 1);
  offer(rig, "c2", 1, 1);
  const auto created = rig.all<output::CreatePeer>();
  REQUIRE(created.size() == 2);
  CHECK(names(created[0].ice_servers) == Names{"for c1", "own"});
  CHECK(names(created[1].ice_servers) == Names{"own"});
}

TEST_CASE("the caller's too, whether its name comes by ringing or by the acknowledgement",
          "[phone][relay]") {
  const bool by_event = GENERATE(true, false);
  PhoneRig rig(true);
  rig.tell_must(input::Dial{"k1", "", ""});
  const std::string key = rig.call().id;
  rig.hear_event(relay("c9", "for c9"));
  if (by_event) {
    rig.hear_event(R"(["call:ringing",{"callId":"c9","callLogId":"c9","preconnect":true,)"
                   R"("clientCallId":")" +
                   key + "\"}]");
  } else {
    rig.hear(R"(43/webrtc,1[{"ok":true,"callId":"c9","status":"RINGING","preconnect":true}])");
  }
  const auto created = rig.all<output::CreatePeer>();
  REQUIRE(created.size() == 1);
  CHECK(names(created[0].ice_servers) == Names{"for c9"});
}

TEST_CASE("fresh servers go to the peer connection that stands, and to the next one",
          "[phone][relay]") {
  PhoneRig rig(true);
  rig.hear_event(relay("c1", "first"));
  rig.hear_event(incoming("c1"));
  offer(rig, "c1", 1, 1);
  rig.outputs.clear();
  rig.hear_event(relay("c1", "second"));
  const auto configured = rig.all<output::CreatePeer>();
  REQUIRE(configured.size() == 1);
  CHECK(configured[0].id == "c1");
  CHECK(configured[0].generation == 1);
  CHECK(names(configured[0].ice_servers) == Names{"second"});
  CHECK(rig.all<output::ClosePeer>().empty());

  rig.outputs.clear();
  offer(rig, "c1", 2, 2);
  const auto created = rig.all<output::CreatePeer>();
  REQUIRE(created.size() == 1);
  CHECK(names(created[0].ice_servers) == Names{"second"});
}

TEST_CASE("servers of calls that never come are forgotten, oldest first", "[phone][relay]") {
  PhoneRig rig(true);
  const bool one_more = GENERATE(false, true);
  rig.hear_event(relay("c0", "for c0"));
  const std::size_t others = limit::relays_kept - 1 + (one_more ? 1 : 0);
  for (std::size_t i = 0; i < others; ++i) rig.hear_event(relay("x" + std::to_string(i), "x"));
  rig.hear_event(incoming("c0"));
  offer(rig, "c0", 1, 1);
  const auto created = rig.all<output::CreatePeer>();
  REQUIRE(created.size() == 1);
  CHECK(names(created[0].ice_servers) == (one_more ? Names{} : Names{"for c0"}));
}

TEST_CASE("a call that goes on keeps its servers, however many others come and go",
          "[phone][relay]") {
  PhoneRig rig(true);
  rig.hear_event(relay("c1", "for c1"));
  rig.hear_event(incoming("c1"));
  for (std::size_t i = 0; i < 3 * limit::relays_kept; ++i) {
    rig.hear_event(relay("x" + std::to_string(i), "x"));
  }
  offer(rig, "c1", 1, 1);
  const auto created = rig.all<output::CreatePeer>();
  REQUIRE(created.size() == 1);
  CHECK(names(created[0].ice_servers) == Names{"for c1"});
}

TEST_CASE("no more servers than a browser is told of", "[phone][relay]") {
  PhoneConfig config;
  config.ice_servers.assign(limit::ice_servers, {{"stun:s"}, "own", ""});
  PhoneRig rig(true, config);
  rig.hear_event(relay("c1", "for c1"));
  rig.hear_event(incoming("c1"));
  offer(rig, "c1", 1, 1);
  const auto created = rig.all<output::CreatePeer>();
  REQUIRE(created.size() == 1);
  CHECK(created[0].ice_servers.size() == limit::ice_servers);
  CHECK(created[0].ice_servers.front().username == "for c1");
}

TEST_CASE("a gateway that drains is left alone for as long as it asked", "[phone][drain]") {
  PhoneRig rig(true);
  rig.hear_event(R"(["server:draining",{"retryAfterMs":1700}])");
  CHECK(rig.phone.snapshot().link == LinkState::Online);
  rig.tell_must(input::LinkDown{1, "closed"});
  rig.outputs.clear();
  rig.pass(1'699);
  CHECK(rig.all<output::OpenLink>().empty());
  rig.pass(1);
  REQUIRE(rig.all<output::OpenLink>().size() == 1);
  // Once: after the next failure it is the usual backoff again.
  rig.tell_must(input::LinkDown{2, "refused"});
  rig.outputs.clear();
  rig.pass(500);
  CHECK(rig.all<output::OpenLink>().size() == 1);
}

TEST_CASE("a network that comes back is used at once, also when the gateway drains",
          "[phone][drain]") {
  PhoneRig rig(true);
  rig.hear_event(R"(["server:draining",{"retryAfterMs":60000}])");
  rig.tell_must(input::LinkDown{1, "closed"});
  rig.tell_must(input::Network{false});
  rig.outputs.clear();
  rig.tell_must(input::Network{true});
  CHECK(rig.all<output::OpenLink>().size() == 1);
}

}  // namespace ringline::test
