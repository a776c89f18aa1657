// What the gateway passes on of others' words, and whom it doesn't ring.
#include "support/exchange_rig.hpp"

namespace ringline::test {
namespace {

struct Talk : ExchangeRig {
  Talk() {
    open(1, amina, false);
    open(2, rahim, false);
    say(1, client::Initiate{"k-rahim", "", "", ""});
    id = last<server::Ringing>(1).call_id;
    say(2, client::Accept{id});
  }
  // What the callee hears of an event of the caller's.
  std::string passed_on(const std::string& event, const std::string& body) {
    const std::string json = R"([")" + event + R"(",{"callId":")" + id + "\"," + body + "}]";
    REQUIRE_FALSE(tell(exchange_input::Event{1, json, std::nullopt}));
    return heard[2].back();
  }
  std::string expected(const std::string& event, const std::string& body) const {
    return R"([")" + event + R"(",{"callId":")" + id + "\"," + body + "}]";
  }

  std::string id;
};

}  // namespace

TEST_CASE("signals are passed on with all that their sender wrote", "[exchange][forwarding]") {
  Talk talk;
  const struct {
    const char* event;
    const char* body;
  } rows[] = {
      {"webrtc:offer", R"("offer":{"type":"offer","sdp":"v=0\r\n","extra":[1.5,null,{"a":true}]})"},
      {"webrtc:answer", R"("answer":{"sdp":"v","type":"answer","later":"x"})"},
      {"webrtc:ice-candidate", R"("candidate":{"candidate":"c","sdpMid":null,"foundation":"7"})"},
      {"webrtc:ice-candidate", R"("candidate":null)"},
      {"webrtc:ice-candidate", R"("candidate":{})"},
      {"webrtc:ice-candidate",
       R"("candidate":{"candidate":"","big":1e400,"id":18446744073709551615})"},
  };
  for (const auto& row : rows) {
    INFO(row.body);
    CHECK(talk.passed_on(row.event, row.body) == talk.expected(row.event, row.body));
  }
  // Numbers of protocol 2 stay, blanks go, and what stands beside the body isn't the other side's.
  CHECK(talk.passed_on("webrtc:ice-candidate",
                       R"("seq":3, "generation":1, "candidate": {"candidate":"c"}, "x":1)") ==
        talk.expected("webrtc:ice-candidate",
                      R"("candidate":{"candidate":"c"},"seq":3,"generation":1)"));
}

TEST_CASE("a contact whose accounts are deactivated doesn't ring", "[exchange][forwarding]") {
  ExchangeRig rig;
  rig.open(1, rig.amina, false);
  rig.open(2, rig.rahim, false);  // was let in before
  rig.store.deactivated.insert("k-rahim");
  rig.say(1, client::Initiate{"k-rahim", "", "", ""});
  CHECK(rig.last<server::Failed>(1).message == "Contact is offline");
  CHECK(rig.count<server::Incoming>(2) == 0);
  CHECK(rig.row().status == CallStatus::Failed);
  CHECK(rig.row().reason == EndReason::Offline);
}

}  // namespace ringline::test
