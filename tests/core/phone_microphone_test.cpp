// The microphone of a call that rings: opened where that asks nobody, and attached on the answer.
#include "support/phone_rig.hpp"

namespace ringline::test {
namespace {

PhoneConfig early() {
  PhoneConfig config;
  config.early_microphone = true;
  return config;
}

// A call that rings, and whose offer has come.
struct Ringing : PhoneRig {
  explicit Ringing(PhoneConfig config = early()) : PhoneRig(true, std::move(config)) {
    hear_event(R"(["call:incoming",{"callId":"c1","callerId":"u2","callerName":"Amina",)"
               R"("protocol":2,"preconnect":true,"seq":1}])");
    id = call().id;
    hear_event(R"(["webrtc:offer",{"callId":"c1","offer":{"type":"offer","sdp":"v=0"},)"
               R"("generation":1,"seq":2}])");
  }
  void microphone(MicrophoneState state) { tell_must(input::Microphone{id, state, {}}); }
  std::string id;
};

}  // namespace

TEST_CASE("a call rings: the microphone is opened quietly, and not attached", "[microphone]") {
  Ringing rig;
  const auto asked = rig.all<output::AcquireMicrophone>();
  REQUIRE(asked.size() == 1);
  CHECK(asked[0].quiet);
  rig.microphone(MicrophoneState::Ready);
  CHECK(rig.all<output::AttachMicrophone>().empty());
}

TEST_CASE("answered, the open microphone is attached before the other is played", "[microphone]") {
  Ringing rig;
  rig.microphone(MicrophoneState::Ready);
  rig.outputs.clear();
  rig.tell_must(input::Accept{rig.id});
  CHECK(rig.all<output::AcquireMicrophone>().empty());
  const auto place = [&](auto is) {
    return std::find_if(rig.outputs.begin(), rig.outputs.end(), is) - rig.outputs.begin();
  };
  const auto attached = place(
      [](const Output& each) { return std::holds_alternative<output::AttachMicrophone>(each); });
  const auto played =
      place([](const Output& each) { return std::holds_alternative<output::PlayRemote>(each); });
  CHECK(attached < played);
  CHECK(static_cast<std::size_t>(played) < rig.outputs.size());
}

TEST_CASE("what is wrong with an early microphone, the answer asks again", "[microphone]") {
  const auto state = GENERATE(MicrophoneState::Prompt, MicrophoneState::Denied,
                              MicrophoneState::Missing, MicrophoneState::Failed);
  Ringing rig;
  rig.microphone(state);
  CHECK(rig.call().state == CallState::Incoming);
  rig.outputs.clear();
  rig.tell_must(input::Accept{rig.id});
  const auto asked = rig.all<output::AcquireMicrophone>();
  REQUIRE(asked.size() == 1);
  CHECK_FALSE(asked[0].quiet);
}

TEST_CASE("unplugged while it rings: given back, and asked for again on the answer",
          "[microphone]") {
  Ringing rig;
  rig.microphone(MicrophoneState::Ready);
  rig.outputs.clear();
  rig.microphone(MicrophoneState::Ended);
  CHECK(rig.all<output::ReleaseMicrophone>().size() == 1);
  rig.microphone(MicrophoneState::Ended);
  CHECK(rig.all<output::ReleaseMicrophone>().size() == 1);
  rig.outputs.clear();
  rig.tell_must(input::Accept{rig.id});
  CHECK(rig.all<output::AcquireMicrophone>().size() == 1);
}

TEST_CASE("answered before the microphone is open: it is asked for in earnest", "[microphone]") {
  Ringing rig;
  rig.outputs.clear();
  rig.tell_must(input::Accept{rig.id});
  const auto asked = rig.all<output::AcquireMicrophone>();
  REQUIRE(asked.size() == 1);
  CHECK_FALSE(asked[0].quiet);
  rig.microphone(MicrophoneState::Ready);
  CHECK(rig.all<output::AttachMicrophone>().size() == 1);
}

TEST_CASE("rejected or canceled, an early microphone is given back", "[microphone]") {
  const bool open = GENERATE(false, true);
  const bool rejected = GENERATE(false, true);
  Ringing rig;
  if (open) rig.microphone(MicrophoneState::Ready);
  rig.outputs.clear();
  if (rejected) {
    rig.tell_must(input::Reject{rig.id});
  } else {
    rig.hear_event(R"(["call:ended",{"callId":"c1","reason":"canceled","seq":3}])");
  }
  CHECK(rig.all<output::ReleaseMicrophone>().size() == 1);
}

TEST_CASE("unless it is wanted, no microphone is opened before the answer", "[microphone]") {
  Ringing rig{PhoneConfig{}};
  CHECK(rig.all<output::AcquireMicrophone>().empty());
}

}  // namespace ringline::test
