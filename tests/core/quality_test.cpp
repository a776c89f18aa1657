// How a call goes: the E-model against the formulas of G.107, and each warning at its edges.
#include "call/quality.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>

#include "call/e_model.hpp"
#include "support/phone_rig.hpp"

namespace ringline::test {
namespace {

// Idte + Idle + Idd of ITU-T G.107 with all its defaults, as its equations stand there.
double delay_impairment(double t) {
  const double slr = 8, rlr = 2, olr = 10, lstr = 18, ds = 3, telr = 65, wepl = 110;
  const double nos = 35 - slr - ds - 100 + 0.004 * std::pow(35 - olr - ds - 14, 2);
  const double pre = 35 + 10 * std::log10(1 + std::pow(10, (10 - lstr) / 10));
  const double nor = rlr - 121 + pre + 0.008 * std::pow(pre - 35, 2);
  const double no = 10 * std::log10(std::pow(10, -7) + std::pow(10, nos / 10) +
                                    std::pow(10, nor / 10) + std::pow(10, (-64 + rlr) / 10));
  const double ro = 15 - 1.5 * (slr + no);
  const double rle = 10.5 * (wepl + 7) * std::pow(2 * t + 1, -0.25);
  const double idle = (ro - rle) / 2 + std::sqrt(std::pow(ro - rle, 2) / 4 + 169);
  const double terv =
      telr - 40 * std::log10((1 + t / 10) / (1 + t / 150)) + 6 * std::exp(-0.3 * t * t);
  const double re = 80 + 2.5 * (terv - 14);
  const double roe = -1.5 * (no - rlr);
  const double idte =
      ((roe - re) / 2 + std::sqrt(std::pow(roe - re, 2) / 4 + 100) - 1) * (1 - std::exp(-t));
  double idd = 0;
  if (t > 100) {
    const double x = std::log2(t / 100);
    idd = 25 * (std::pow(1 + std::pow(x, 6), 1.0 / 6) -
                3 * std::pow(1 + std::pow(x / 3, 6), 1.0 / 6) + 2);
  }
  return idte + idle + idd;
}

// Talking, with samples of a peer connection at which all is well.
struct Talk : PhoneRig {
  Talk() : PhoneRig(true) {
    hear_event(R"(["call:incoming",{"callId":"c1","callerId":"u2","callerName":"Amina",)"
               R"("contactPhone":"","preconnect":true}])");
    tell_must(input::Accept{"c1"});
    hear(R"(43/webrtc,1[{"ok":true,"callId":"c1"}])");
    tell_must(input::Microphone{"c1", MicrophoneState::Ready, {}});
    hear_event(R"(["call:accepted",{"callId":"c1","answeredAt":1790000000000}])");
    hear_event(R"(["webrtc:offer",{"callId":"c1","offer":{"type":"offer","sdp":"o"},)"
               R"("seq":1,"generation":1}])");
    tell_must(input::PeerState{"c1", 1, PeerConnectionState::Connected});
    REQUIRE(call().state == CallState::Active);
    sample.id = "c1";
    sample.generation = 1;
    sample.jitter_ms = 5;
    sample.rtt_ms = 60;
    sample.buffer_ms = 40;
    sample.microphone_level = 30;
    sample.path = MediaPath::Direct;
    step();
  }

  // Another second; the heartbeat of the link, which is not what is tested, is kept up.
  void step(std::int64_t received = 50, std::int64_t lost = 0) {
    now += Duration{1'000};
    hear("2");
    sample.packets_received += received;
    sample.packets_lost += lost;
    tell_must(sample);
  }
  void steps(int count, std::int64_t received = 50, std::int64_t lost = 0) {
    for (int i = 0; i < count; ++i) step(received, lost);
  }
  [[nodiscard]] std::string warnings() const {
    std::string all;
    for (std::size_t i = 0; i < warning_count; ++i) {
      if (call().warnings.has(static_cast<Warning>(i))) all += std::to_string(i) + " ";
    }
    return all;
  }
  [[nodiscard]] std::string said() const {
    std::string all;
    for (const auto& each : this->all<output::Happened>()) all += each.name + " " + each.detail;
    return all;
  }
  [[nodiscard]] bool warns(Warning warning) const { return call().warnings.has(warning); }

  input::PeerQuality sample;
};

}  // namespace

TEST_CASE("the impairment of delay is that of G.107, whose R without it is 93.2", "[quality]") {
  for (std::int64_t ms = 0; ms <= 2'000; ms += 5) {
    INFO(ms);
    const double exact = delay_impairment(static_cast<double>(ms));
    const auto ours = static_cast<double>(e_model::delay_impairment(ms)) / 100;
    CHECK(std::abs(exact - ours) < 0.65);
  }
  // Beyond the last point it grows no more; nobody could tell.
  CHECK(e_model::delay_impairment(1'000'000) == e_model::delay_impairment(2'000));
  CHECK(e_model::delay_impairment(-1) == e_model::delay_impairment(0));
  CHECK(e_model::rating(0, 0) == 9'320);
  CHECK(e_model::rating(9'000, 9'000) == 0);
}

TEST_CASE("the impairment of loss, and the opinion score, are those of G.107", "[quality]") {
  for (std::int64_t permille = 0; permille <= 1'000; ++permille) {
    const double percent = static_cast<double>(permille) / 10;
    const double exact = 95 * percent / (percent + 25.1);
    CHECK(std::abs(exact - static_cast<double>(e_model::loss_impairment(permille)) / 100) < 0.02);
  }
  for (std::int64_t rating = 0; rating <= 9'320; ++rating) {
    const double r = static_cast<double>(rating) / 100;
    const double exact = std::max(1.0, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6);
    CHECK(std::abs(exact - static_cast<double>(e_model::opinion_score(rating)) / 100) < 0.00501);
  }
  CHECK(e_model::opinion_score(9'320) == 441);  // table B.1 and annex B: 4.41
}

TEST_CASE("there is no quality before the second sample, nor outside a conversation", "[quality]") {
  PhoneRig ringing(true);
  ringing.hear_event(R"(["call:incoming",{"callId":"c1","callerId":"u2","callerName":"Amina",)"
                     R"("contactPhone":"","preconnect":true}])");
  ringing.hear_event(R"(["webrtc:offer",{"callId":"c1","offer":{"type":"offer","sdp":"o"},)"
                     R"("seq":1,"generation":1}])");
  for (int i = 0; i < 3; ++i) {
    ringing.now += Duration{1'000};
    ringing.tell_must(input::PeerQuality{"c1", 1});
  }
  CHECK_FALSE(ringing.call().quality);
  CHECK(ringing.call().warnings == Warnings());

  Talk talk;
  CHECK_FALSE(talk.call().quality);
  talk.step();
  REQUIRE(talk.call().quality);
  const CallQuality good{435, QualityLevel::Good, QualityReason::None, 60, 5, 0, MediaPath::Direct};
  CHECK(*talk.call().quality == good);
  talk.tell_must(input::PeerState{"c1", 1, PeerConnectionState::Disconnected});
  CHECK(talk.call().state == CallState::Reconnecting);
  CHECK_FALSE(talk.call().quality);
  talk.step(0);
  talk.tell_must(input::PeerState{"c1", 1, PeerConnectionState::Connected});
  CHECK_FALSE(talk.call().quality);
  talk.steps(2);
  CHECK(talk.call().quality);
  // Of a peer connection that is gone.
  auto old = talk.sample;
  old.generation = 7;
  old.rtt_ms = 9'000;
  talk.tell_must(old);
  CHECK(talk.call().quality->rtt_ms == 60);
  talk.tell_must(input::HangUp{"c1"});
  CHECK_FALSE(talk.call().quality);
}

TEST_CASE("the level follows what lasts, and names what harms most", "[quality]") {
  Talk talk;
  talk.steps(3);
  const auto level = [&] { return talk.call().quality->level; };
  const auto reason = [&] { return talk.call().quality->reason; };

  talk.sample.rtt_ms = 900;
  talk.steps(2);
  CHECK(level() == QualityLevel::Good);
  CHECK(talk.call().quality->mos_hundredths < 310);
  CHECK(reason() == QualityReason::None);
  talk.step();
  CHECK(level() == QualityLevel::Poor);
  CHECK(reason() == QualityReason::RoundTrip);
  talk.sample.rtt_ms = 60;
  talk.steps(4);
  CHECK(level() == QualityLevel::Poor);
  talk.step();
  CHECK(level() == QualityLevel::Good);

  // One bad second among good ones is nothing.
  talk.sample.rtt_ms = 900;
  talk.step();
  talk.sample.rtt_ms = 60;
  talk.step();
  talk.sample.rtt_ms = 900;
  talk.steps(2);
  CHECK(level() == QualityLevel::Good);

  talk.sample.rtt_ms = 60;
  talk.sample.buffer_ms = 260;
  talk.steps(6);
  CHECK(level() == QualityLevel::Fair);
  CHECK(reason() == QualityReason::Jitter);

  talk.sample.buffer_ms.reset();  // a browser that doesn't say: twice the jitter
  talk.sample.jitter_ms = 130;
  talk.step();
  CHECK(level() == QualityLevel::Fair);
  CHECK(reason() == QualityReason::Jitter);

  talk.sample.jitter_ms = 5;
  talk.steps(8, 40, 10);
  CHECK(talk.call().quality->loss_permille == 200);
  CHECK(level() == QualityLevel::Poor);
  CHECK(reason() == QualityReason::Loss);
}

TEST_CASE("loss is that of the last five samples, late packets taken back", "[quality]") {
  Talk talk;
  talk.step(49, 1);
  CHECK(talk.call().quality->loss_permille == 20);
  talk.step(51, -1);
  CHECK(talk.call().quality->loss_permille == 0);
  talk.step(25, 25);
  CHECK(talk.call().quality->loss_permille == 25 * 1'000 / 150);
  talk.steps(4);
  CHECK(talk.call().quality->loss_permille == 25 * 1'000 / 250);
  talk.step();
  CHECK(talk.call().quality->loss_permille == 0);
  // Counters that ran backwards are a browser's, and no reason to fall.
  talk.sample.packets_received = 0;
  talk.sample.packets_lost = 0;
  talk.step();
  CHECK(talk.call().quality->loss_permille == 0);
}

TEST_CASE("figures raise a warning beyond their threshold, and clear it under a lower one",
          "[quality]") {
  Talk talk;
  talk.steps(2);
  struct Case {
    Warning warning;
    const char* name;
    void (*set)(Talk&, int);  // 0: good, 1: on the threshold, 2: beyond
  };
  const Case cases[] = {
      {Warning::HighRoundTrip, "highRoundTrip",
       [](Talk& t, int how) { t.sample.rtt_ms = how == 0 ? 300 : 399 + how; }},
      {Warning::HighJitter, "highJitter",
       [](Talk& t, int how) { t.sample.jitter_ms = how == 0 ? 20 : 29 + how; }},
  };
  for (const Case& each : cases) {
    INFO(each.name);
    each.set(talk, 1);
    talk.steps(10);
    CHECK_FALSE(talk.warns(each.warning));
    each.set(talk, 2);
    talk.steps(2);
    CHECK_FALSE(talk.warns(each.warning));
    talk.outputs.clear();
    talk.step();
    CHECK(talk.warns(each.warning));
    CHECK(talk.said() == std::string("warning ") + each.name);
    each.set(talk, 1);
    talk.steps(10);
    CHECK(talk.warns(each.warning));
    each.set(talk, 0);
    talk.steps(4);
    CHECK(talk.warns(each.warning));
    talk.outputs.clear();
    talk.step();
    CHECK_FALSE(talk.warns(each.warning));
    CHECK(talk.said() == std::string("recovered ") + each.name);
  }
  talk.steps(10, 95, 5);
  CHECK(talk.warnings().empty());
  talk.steps(10, 94, 6);
  CHECK(talk.warns(Warning::PacketLoss));
  talk.steps(20, 97, 3);
  CHECK(talk.warns(Warning::PacketLoss));
  talk.steps(10, 98, 2);
  CHECK(talk.warnings().empty());
}

TEST_CASE("four seconds without a packet are said, by however many samples", "[quality]") {
  Talk talk;
  talk.steps(3);
  talk.steps(3, 0);
  CHECK_FALSE(talk.warns(Warning::NoIncomingAudio));
  talk.step(0);
  CHECK(talk.warns(Warning::NoIncomingAudio));
  CHECK(talk.call().quality->mos_hundredths < 441);
  talk.step(1);
  CHECK_FALSE(talk.warns(Warning::NoIncomingAudio));
  // A page whose timers rest: one sample speaks for all the time.
  talk.now += Duration{20'000};
  talk.step(0);
  CHECK(talk.warns(Warning::NoIncomingAudio));
  talk.now += Duration{20'000};
  talk.step(1'000);
  CHECK_FALSE(talk.warns(Warning::NoIncomingAudio));
}

TEST_CASE("a remote track that the system mutes is said", "[quality]") {
  Talk talk;
  talk.sample.remote_muted = true;
  talk.steps(2);
  CHECK(talk.warnings().empty());
  talk.step();
  CHECK(talk.warns(Warning::RemoteTrackMuted));
  talk.sample.remote_muted = false;
  talk.step();
  CHECK(talk.warnings().empty());
}

TEST_CASE("a microphone of zeros is said, but not while it is muted, by whomever", "[quality]") {
  Talk talk;
  talk.sample.microphone_level = 127;
  talk.steps(5);
  CHECK(talk.warnings().empty());
  talk.step();
  CHECK(talk.warns(Warning::MicrophoneSilent));
  talk.tell_must(input::SetMuted{"c1", true});
  CHECK(talk.warnings().empty());
  talk.steps(20);
  CHECK(talk.warnings().empty());
  talk.tell_must(input::SetMuted{"c1", false});
  talk.steps(5);
  CHECK(talk.warnings().empty());
  talk.step();
  CHECK(talk.warns(Warning::MicrophoneSilent));
  talk.sample.microphone_level = 126;
  talk.step();
  CHECK(talk.warnings().empty());

  talk.sample.microphone_level = 127;
  talk.sample.microphone_muted = true;
  talk.step();
  CHECK(talk.warnings().empty());
  talk.steps(20);
  CHECK(talk.warns(Warning::MicrophoneMuted));
  CHECK_FALSE(talk.warns(Warning::MicrophoneSilent));
  talk.sample.microphone_muted = false;
  talk.sample.microphone_level.reset();  // unknown is no silence
  talk.steps(20);
  CHECK(talk.warnings().empty());
}

TEST_CASE("who talks while he is muted is told, until he is silent or unmuted", "[quality]") {
  Talk talk;
  talk.sample.microphone_level = 30;
  talk.steps(10);
  CHECK(talk.warnings().empty());
  talk.tell_must(input::SetMuted{"c1", true});
  talk.step();
  CHECK(talk.warnings().empty());
  talk.step();
  CHECK(talk.warns(Warning::TalkingWhileMuted));
  talk.sample.microphone_level = 50;  // between a voice and a quiet room
  talk.steps(10);
  CHECK(talk.warns(Warning::TalkingWhileMuted));
  talk.sample.microphone_level = 60;
  talk.steps(2);
  CHECK(talk.warns(Warning::TalkingWhileMuted));
  talk.step();
  CHECK(talk.warnings().empty());
  talk.sample.microphone_level = 30;
  talk.steps(2);
  CHECK(talk.warns(Warning::TalkingWhileMuted));
  talk.tell_must(input::SetMuted{"c1", false});
  CHECK(talk.warnings().empty());
}

}  // namespace ringline::test
