// What a user can't say or hear, as the Phone shows it, tells the other side, and mends it.
#include "call/warnings.hpp"
#include "support/phone_rig.hpp"

namespace ringline::test {
namespace {

// In a conversation that this side answered, with the microphone open.
struct Talk : PhoneRig {
  explicit Talk(bool microphone = true, PhoneConfig config = {}) : PhoneRig(true, config) {
    hear_event(R"(["call:incoming",{"callId":"c1","callerId":"u2","callerName":"Amina",)"
               R"("preconnect":true}])");
    tell_must(input::Accept{"c1"});
    hear(R"(43/webrtc,1[{"ok":true,"callId":"c1"}])");
    if (microphone) report(MicrophoneState::Ready);
    hear_event(R"(["call:accepted",{"callId":"c1","answeredAt":1790000000000,"protocol":2}])");
    hear_event(R"(["webrtc:offer",{"callId":"c1","offer":{"type":"offer","sdp":"o"},)"
               R"("seq":1,"generation":1}])");
    tell_must(input::PeerState{"c1", 1, PeerConnectionState::Connected});
    REQUIRE(call().state == CallState::Active);
    outputs.clear();
  }
  void report(MicrophoneState state) { tell_must(input::Microphone{"c1", state, {}}); }
  void play(PlaybackNews state) { tell_must(input::Playback{"c1", state}); }
  void happen(SoundNews what) { tell_must(input::Sound{what}); }
  template <class T>
  std::size_t count() const {
    return all<T>().size();
  }
  [[nodiscard]] bool needs_gesture() const { return phone.snapshot().needs_gesture; }
  // What was told to the other side last.
  [[nodiscard]] std::string told() const {
    std::string last;
    for (const std::string& each : sent()) {
      if (each.find("call:media") != std::string::npos) last = each;
    }
    return last;
  }
};

bool contains(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a lost microphone is shown and told, and asked for at each chance until it is back",
          "[audio]") {
  Talk talk;
  talk.report(MicrophoneState::Ended);
  CHECK(talk.count<output::AcquireMicrophone>() == 1);
  CHECK(talk.call().microphone == MicrophoneStatus::Replacing);
  talk.report(MicrophoneState::Missing);
  CHECK(talk.call().state == CallState::Active);
  CHECK(talk.call().microphone == MicrophoneStatus::Lost);
  CHECK(talk.call().microphone_error == MicrophoneState::Missing);
  CHECK(talk.call().warnings.has(Warning::MicrophoneLost));
  CHECK(contains(talk.told(), R"("microphone":"lost")"));
  for (const SoundNews news :
       {SoundNews::Devices, SoundNews::Gesture, SoundNews::Chosen, SoundNews::Allowed}) {
    talk.outputs.clear();
    talk.happen(news);
    CHECK(talk.count<output::AcquireMicrophone>() == 1);
    talk.report(MicrophoneState::Missing);
  }
  talk.outputs.clear();
  talk.tell_must(input::Awake{});
  CHECK(talk.count<output::AcquireMicrophone>() == 1);
  talk.report(MicrophoneState::Ready);
  CHECK(talk.count<output::AttachMicrophone>() == 1);
  CHECK(talk.call().microphone == MicrophoneStatus::Open);
  CHECK(talk.call().warnings == Warnings());
  CHECK_FALSE(talk.call().microphone_error);
  CHECK_FALSE(contains(talk.told(), "microphone"));
}

TEST_CASE("another microphone is attached when it is open, and a refused one changes nothing",
          "[audio]") {
  Talk talk;
  talk.happen(SoundNews::Chosen);
  CHECK(talk.count<output::AcquireMicrophone>() == 1);
  CHECK(talk.count<output::ReleaseMicrophone>() == 0);
  CHECK(talk.call().microphone == MicrophoneStatus::Replacing);
  SECTION("it opens") {
    talk.report(MicrophoneState::Ready);
    CHECK(talk.count<output::AttachMicrophone>() == 1);
    CHECK_FALSE(talk.call().microphone_error);
  }
  SECTION("it can't be opened") {
    talk.outputs.clear();
    talk.report(MicrophoneState::Failed);
    CHECK(talk.count<output::AttachMicrophone>() == 0);
    CHECK(talk.call().microphone_error == MicrophoneState::Failed);
    const auto happened = talk.all<output::Happened>();
    REQUIRE(happened.size() == 2);
    CHECK(happened[1].name == "microphone_refused");
    CHECK(happened[1].detail == "failed");
  }
  CHECK(talk.call().microphone == MicrophoneStatus::Open);
  CHECK(talk.call().warnings == Warnings());
  CHECK(talk.told().empty());
}

TEST_CASE("a prompt that nobody answers is told to both sides", "[audio]") {
  Talk talk(false);
  CHECK(talk.call().microphone == MicrophoneStatus::Asking);
  CHECK(talk.call().warnings == Warnings());
  talk.pass(2'999);
  CHECK(talk.call().warnings == Warnings());
  talk.pass(1);
  CHECK(talk.call().warnings.has(Warning::MicrophoneUnanswered));
  CHECK(contains(talk.told(), R"("microphone":"asking")"));
  talk.report(MicrophoneState::Ready);
  CHECK(talk.call().warnings == Warnings());
  CHECK_FALSE(contains(talk.told(), "microphone"));
}

TEST_CASE("what the other side says of its microphone is the one warning", "[audio]") {
  Talk talk;
  input::PeerQuality sample;
  sample.id = "c1";
  sample.generation = 1;
  const auto silence = [&] {
    for (int i = 0; i < 6; ++i) {
      talk.now += Duration{1'000};
      talk.hear("2");
      talk.tell_must(sample);
    }
  };
  silence();
  CHECK(talk.call().warnings.has(Warning::NoIncomingAudio));
  talk.hear_event(R"(["call:media",{"callId":"c1","seq":1,"microphone":"asking"}])");
  CHECK(talk.call().other_microphone == SideMicrophone::Asking);
  CHECK(talk.call().warnings == strongest(talk.call().warnings));
  CHECK(talk.call().warnings.has(Warning::OtherMicrophoneUnanswered));
  silence();
  CHECK(talk.call().warnings.has(Warning::OtherMicrophoneUnanswered));
  talk.hear_event(R"(["call:media",{"callId":"c1","seq":2,"microphone":"refused"}])");
  CHECK(talk.call().warnings.has(Warning::OtherMicrophoneLost));
  // A word that a newer phone may have.
  talk.hear_event(R"(["call:media",{"callId":"c1","seq":3,"microphone":"asleep"}])");
  CHECK(talk.call().other_microphone == SideMicrophone::Unsaid);
  CHECK(talk.call().warnings == Warnings());
}

TEST_CASE("of several warnings the cause is shown", "[audio]") {
  Warnings all;
  for (std::size_t i = 0; i < warning_count; ++i) all.set(static_cast<Warning>(i), true);
  for (const Warning each :
       {Warning::MicrophoneRefused, Warning::MicrophoneLost, Warning::MicrophoneUnanswered,
        Warning::MicrophoneMuted, Warning::MicrophoneSilent, Warning::TalkingWhileMuted,
        Warning::OtherMicrophoneLost, Warning::OtherMicrophoneUnanswered, Warning::NoIncomingAudio,
        Warning::RemoteTrackMuted, Warning::PacketLoss, Warning::HighRoundTrip,
        Warning::HighJitter}) {
    Warnings one;
    one.set(each, true);
    CHECK(strongest(all) == one);
    all.set(each, false);
  }
  CHECK(strongest(all) == Warnings());
}

TEST_CASE("where nothing arrives at all, no loss and no muted track is said", "[audio]") {
  Talk talk;
  input::PeerQuality sample;
  sample.id = "c1";
  sample.generation = 1;
  sample.remote_muted = true;
  for (int i = 0; i < 20; ++i) {
    talk.now += Duration{1'000};
    talk.hear("2");
    talk.tell_must(sample);
    Warnings expected;
    expected.set(Warning::NoIncomingAudio, talk.call().warnings != Warnings());
    CHECK(talk.call().warnings == expected);
  }
  CHECK(talk.call().warnings.has(Warning::NoIncomingAudio));
}

TEST_CASE("a player that was paused is started again; if that is in vain a click is asked for",
          "[audio]") {
  Talk talk;
  CHECK(talk.call().playback == PlaybackStatus::Playing);
  talk.play(PlaybackNews::Paused);
  REQUIRE(talk.count<output::PlayRemote>() == 1);
  CHECK(talk.all<output::PlayRemote>()[0].on);
  CHECK(talk.call().playback == PlaybackStatus::Paused);
  CHECK_FALSE(talk.needs_gesture());
  SECTION("it runs") {
    talk.play(PlaybackNews::Playing);
    talk.pass(10'000);
    CHECK(talk.count<output::PlayRemote>() == 1);
  }
  SECTION("it is refused") {
    talk.play(PlaybackNews::Blocked);
    CHECK(talk.needs_gesture());
    talk.outputs.clear();
    talk.happen(SoundNews::Gesture);
    CHECK(talk.count<output::PlayRemote>() == 1);
    talk.play(PlaybackNews::Playing);
  }
  SECTION("nothing comes of it") {
    talk.pass(1'000);
    CHECK(talk.needs_gesture());
    talk.outputs.clear();
    talk.happen(SoundNews::Gesture);
    CHECK(talk.count<output::PlayRemote>() == 1);
    talk.play(PlaybackNews::Playing);
  }
  CHECK(talk.call().playback == PlaybackStatus::Playing);
  CHECK_FALSE(talk.needs_gesture());
}

TEST_CASE("tones that the browser refuses are the phone's, not a call's", "[audio]") {
  Talk talk;
  talk.tell_must(input::Playback{"", PlaybackNews::Blocked});
  CHECK(talk.needs_gesture());
  CHECK(talk.call().playback == PlaybackStatus::Playing);
  talk.tell_must(input::Playback{"", PlaybackNews::Playing});
  CHECK_FALSE(talk.needs_gesture());
}

TEST_CASE("closed in a conversation: the voice is stopped, the microphone given back", "[audio]") {
  Talk talk;
  talk.tell_must(input::Close{});
  REQUIRE(talk.count<output::PlayRemote>() == 1);
  CHECK_FALSE(talk.all<output::PlayRemote>()[0].on);
  CHECK(talk.count<output::ReleaseMicrophone>() == 1);
}

TEST_CASE("loaded again, the microphone busy for a moment: the conversation goes on", "[audio]") {
  const auto why = GENERATE(MicrophoneState::Failed, MicrophoneState::Missing);
  Talk before;
  const std::string memory = [&] {
    PhoneRig& rig = before;
    rig.tell_must(input::SetMuted{"c1", true});
    return rig.all<output::Remember>().back().text;
  }();
  Phone next({}, 2);
  TimePoint now = from_ms(1'000);
  std::vector<Output> outputs;
  const auto tell = [&](const Input& input) {
    REQUIRE_FALSE(next.handle(now, input));
    outputs.clear();
    for (;;) {
      Output output = next.poll();
      if (std::holds_alternative<output::Wait>(output)) break;
      outputs.push_back(std::move(output));
    }
  };
  const auto asks = [&] {
    std::size_t count = 0;
    for (const Output& each : outputs) {
      if (std::holds_alternative<output::AcquireMicrophone>(each)) ++count;
    }
    return count;
  };
  tell(input::Recall{memory});
  CHECK(asks() == 1);
  tell(input::Microphone{"c1", why, {}});
  REQUIRE(next.snapshot().calls.size() == 1);
  CHECK(next.snapshot().calls[0].state == CallState::Reconnecting);
  CHECK(next.snapshot().calls[0].microphone == MicrophoneStatus::Lost);
  now += Duration{1'000};
  tell(input::Tick{});
  CHECK(asks() == 1);
  tell(input::Microphone{"c1", MicrophoneState::Ready, {}});
  CHECK(next.snapshot().calls[0].microphone == MicrophoneStatus::Open);
}

TEST_CASE("without peer connections no call is begun, and none rings", "[audio]") {
  PhoneConfig config;
  config.no_media = true;
  PhoneRig rig(true, config);
  CHECK(rig.phone.snapshot().error_code == "unsupported_browser");
  const Error refused = rig.tell(input::Dial{"k1", "", ""});
  CHECK(refused.code == Errc::Unsupported);
  CHECK(rig.sent().empty());
  rig.outputs.clear();
  const bool only_device = GENERATE(true, false);
  rig.hear_event(R"(["call:incoming",{"callId":"c1","callerId":"u2","callerName":"Amina",)"
                 R"("preconnect":)" +
                 std::string(only_device ? "true" : "false") + "}]");
  CHECK(rig.phone.snapshot().calls.empty());
  std::size_t rejects = 0;
  for (const std::string& each : rig.sent()) {
    rejects += contains(each, "call:reject") && contains(each, "unsupported_browser") ? 1 : 0;
  }
  // Another device of the same person may answer.
  CHECK(rejects == (only_device ? 1 : 0));
}

TEST_CASE("a peer connection that can't be made ends the call at once", "[audio]") {
  PhoneRig rig(true);
  rig.hear_event(R"(["call:incoming",{"callId":"c1","callerId":"u2","callerName":"Amina"}])");
  const bool accepted = GENERATE(true, false);
  if (accepted) rig.tell_must(input::Accept{"c1"});
  rig.hear_event(R"(["webrtc:offer",{"callId":"c1","offer":{"type":"offer","sdp":"o"},)"
                 R"("seq":1,"generation":1}])");
  if (!accepted) rig.tell_must(input::Accept{"c1"});
  REQUIRE(rig.all<output::CreatePeer>().size() == 1);
  rig.tell_must(input::PeerFailed{"c1", 1, "createPeer", "refused"});
  CHECK(rig.call().state == CallState::Ended);
  CHECK(rig.call().reason == EndReason::MediaFailed);
}

}  // namespace ringline::test
