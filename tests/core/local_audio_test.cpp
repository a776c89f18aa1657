// The two tables of LocalAudio, every state and every event, and what its times do.
#include "audio/local_audio.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace ringline {
namespace {

using M = MicrophoneEvent;
using P = PlaybackEvent;

constexpr const char* stages[] = {"absent",    "early",   "spare", "asking",   "open",
                                  "replacing", "seeking", "lost",  "retrying", "refused"};

// A row a state, a column an event; "." where nothing changes. The letter is what is done: q asks
// quietly, a asks, t attaches, r releases, g gives the call up, c refuses the choice.
constexpr const char* microphone_table[microphone_stage_count][microphone_event_count] = {
    // Ring Want Recall Opened Prompted Denied Unavailable Ended Chance Chosen Allowed Release
    {"early q", "asking a", "seeking a", ".", ".", ".", ".", ".", ".", ".", ".", "."},
    {".", "asking a", ".", "spare", "absent", "absent", "absent", "absent r", ".", "early q", ".",
     "absent r"},
    {".", "open t", ".", ".", ".", ".", ".", "absent r", ".", "early q", ".", "absent r"},
    {".", ".", ".", "open t", ".", "refused g", "refused g", ".", ".", "asking a", ".", "absent r"},
    {".", ".", ".", "open t", ".", ".", ".", "seeking a", ".", "replacing a", ".", "absent r"},
    {".", ".", ".", "open t", ".", "open c", "open c", "seeking", ".", "replacing a", ".",
     "absent r"},
    {".", ".", ".", "open t", ".", "refused", "lost", ".", ".", "seeking a", ".", "absent r"},
    {".", ".", ".", "open t", ".", ".", ".", ".", "retrying a", "retrying a", "retrying a",
     "absent r"},
    {".", ".", ".", "open t", ".", "refused", "lost", ".", ".", "retrying a", ".", "absent r"},
    {".", ".", ".", "open t", ".", ".", ".", ".", ".", "retrying a", "retrying a", "absent r"},
};

constexpr const char* plays[] = {"off", "playing", "blocked", "paused"};
constexpr const char* playback_table[playback_status_count][playback_event_count] = {
    // Start Stop Started Refused Interrupted Chance; p plays, h halts
    {"playing p", ".", ".", ".", ".", "."},
    {".", "off h", ".", "blocked", "paused", "."},
    {".", "off h", "playing", ".", ".", "blocked p"},
    {".", "off h", "playing", "blocked", ".", "paused p"},
};

std::string with_act(std::string name, char act) {
  return act == ' ' ? name : std::move(name) + ' ' + act;
}

struct Rig {
  LocalAudio audio;
  TimePoint now = from_ms(1'000);

  std::vector<AudioAct> drain() {
    std::vector<AudioAct> acts;
    for (AudioAct act = audio.poll(); act != AudioAct::None; act = audio.poll())
      acts.push_back(act);
    return acts;
  }
  std::vector<AudioAct> tell(M event) {
    audio.handle(now, event);
    return drain();
  }
  std::vector<AudioAct> tell(P event) {
    audio.handle(now, event);
    return drain();
  }
  std::vector<AudioAct> report(MicrophoneState state) {
    audio.report(now, state);
    return drain();
  }
  std::vector<AudioAct> want(bool heard, bool muted = false) {
    audio.want(now, {heard, muted});
    return drain();
  }
  // To the next deadline.
  std::vector<AudioAct> wait() {
    const auto at = audio.deadline(now);
    REQUIRE(at);
    REQUIRE(*at > now);
    now = *at;
    audio.on_time(now);
    return drain();
  }
  void pass(std::int64_t ms) {
    now += Duration{ms};
    audio.on_time(now);
  }
  void open() {
    tell(M::Want);
    report(MicrophoneState::Ready);
    REQUIRE(audio.is_open());
  }
};

using Acts = std::vector<AudioAct>;

}  // namespace

TEST_CASE("the microphone: every pair of state and event is in the table, or changes nothing",
          "[audio]") {
  constexpr char letters[] = {' ', 'a', 'q', 't', 'r', 'g', 'c'};
  for (std::size_t state = 0; state < microphone_stage_count; ++state) {
    for (std::size_t event = 0; event < microphone_event_count; ++event) {
      INFO(stages[state] << ", event " << event);
      const MicrophoneRow* row =
          find_row(static_cast<MicrophoneStage>(state), static_cast<MicrophoneEvent>(event));
      const std::string found = row == nullptr
                                    ? "."
                                    : with_act(stages[static_cast<std::size_t>(row->to)],
                                               letters[static_cast<std::size_t>(row->act)]);
      CHECK(found == microphone_table[state][event]);
    }
  }
}

TEST_CASE("playback: every pair of state and event is in the table, or changes nothing",
          "[audio]") {
  constexpr char letters[] = {' ', 'p', 'h'};
  for (std::size_t state = 0; state < playback_status_count; ++state) {
    for (std::size_t event = 0; event < playback_event_count; ++event) {
      INFO(plays[state] << ", event " << event);
      const PlaybackRow* row =
          find_row(static_cast<PlaybackStatus>(state), static_cast<PlaybackEvent>(event));
      const std::string found = row == nullptr
                                    ? "."
                                    : with_act(plays[static_cast<std::size_t>(row->to)],
                                               letters[static_cast<std::size_t>(row->act)]);
      CHECK(found == playback_table[state][event]);
    }
  }
}

TEST_CASE("no state of the microphone but an unwanted one is without a way to an open one",
          "[audio]") {
  // Findings of the first version: a state that no later event could leave.
  for (std::size_t state = 0; state < microphone_stage_count; ++state) {
    INFO(stages[state]);
    bool leaves = false;
    for (std::size_t event = 0; event < microphone_event_count; ++event) {
      const MicrophoneRow* row =
          find_row(static_cast<MicrophoneStage>(state), static_cast<MicrophoneEvent>(event));
      leaves |= row != nullptr && row->on != MicrophoneEvent::Release &&
                (row->act == MicrophoneAct::Ask || row->act == MicrophoneAct::AskQuietly ||
                 row->act == MicrophoneAct::Attach);
    }
    CHECK(leaves);
  }
}

TEST_CASE("a lost microphone is asked for at every chance, and ever more seldom by itself",
          "[audio]") {
  Rig rig;
  rig.open();
  CHECK(rig.report(MicrophoneState::Ended) == Acts{AudioAct::Ask});
  CHECK(rig.audio.microphone(rig.now) == MicrophoneStatus::Replacing);
  CHECK(rig.report(MicrophoneState::Missing).empty());
  CHECK(rig.audio.microphone(rig.now) == MicrophoneStatus::Lost);
  CHECK(rig.audio.error() == MicrophoneState::Missing);
  CHECK(rig.audio.for_other_side(rig.now) == SideMicrophone::Lost);
  for (const std::int64_t ms : {1'000, 2'000, 4'000, 8'000, 16'000, 30'000, 30'000}) {
    const TimePoint before = rig.now;
    CHECK(rig.wait() == Acts{AudioAct::Ask});
    CHECK(rig.now - before == Duration{ms});
    CHECK(rig.audio.microphone(rig.now) == MicrophoneStatus::Lost);
    rig.report(MicrophoneState::Failed);
  }
  CHECK(rig.tell(M::Chance) == Acts{AudioAct::Ask});
  CHECK(rig.tell(M::Chance).empty());  // it is being opened
  CHECK(rig.report(MicrophoneState::Ready) == Acts{AudioAct::Attach});
  CHECK(rig.audio.microphone(rig.now) == MicrophoneStatus::Open);
  CHECK_FALSE(rig.audio.error());
  CHECK_FALSE(rig.audio.deadline(rig.now));
}

TEST_CASE("a choice that can't be opened leaves the microphone that works", "[audio]") {
  const auto why =
      GENERATE(MicrophoneState::Denied, MicrophoneState::Missing, MicrophoneState::Failed);
  Rig rig;
  rig.open();
  CHECK(rig.tell(M::Chosen) == Acts{AudioAct::Ask});
  CHECK(rig.audio.microphone(rig.now) == MicrophoneStatus::Replacing);
  CHECK(rig.audio.is_open());
  CHECK(rig.want(false, true) == Acts{AudioAct::Mute});
  CHECK(rig.report(why) == Acts{AudioAct::RefuseChoice});
  CHECK(rig.audio.microphone(rig.now) == MicrophoneStatus::Open);
  CHECK(rig.audio.error() == why);
  CHECK(rig.want(false, true).empty());  // it is muted still
  CHECK(rig.tell(M::Chosen) == Acts{AudioAct::Ask});
  CHECK_FALSE(rig.audio.error());
}

TEST_CASE("a refused microphone waits for a choice or the permission, and not for a click",
          "[audio]") {
  const M event = GENERATE(M::Chosen, M::Allowed);
  Rig rig;
  rig.open();
  rig.report(MicrophoneState::Ended);
  rig.report(MicrophoneState::Denied);
  CHECK(rig.audio.microphone(rig.now) == MicrophoneStatus::Refused);
  CHECK(rig.audio.for_other_side(rig.now) == SideMicrophone::Refused);
  CHECK_FALSE(rig.audio.deadline(rig.now));
  CHECK(rig.tell(M::Chance).empty());
  CHECK(rig.tell(event) == Acts{AudioAct::Ask});
  CHECK(rig.report(MicrophoneState::Ready) == Acts{AudioAct::Attach});
}

TEST_CASE("a prompt that nobody answers is told after three seconds", "[audio]") {
  Rig rig;
  rig.tell(M::Want);
  CHECK(rig.audio.microphone(rig.now) == MicrophoneStatus::Asking);
  CHECK_FALSE(rig.audio.is_unanswered(rig.now));
  CHECK(rig.audio.for_other_side(rig.now) == SideMicrophone::Unsaid);
  CHECK(rig.wait().empty());
  CHECK(rig.now == from_ms(4'000));
  CHECK(rig.audio.is_unanswered(rig.now));
  CHECK(rig.audio.for_other_side(rig.now) == SideMicrophone::Asking);
  CHECK_FALSE(rig.audio.deadline(rig.now));
  rig.report(MicrophoneState::Ready);
  CHECK_FALSE(rig.audio.is_unanswered(rig.now));
  CHECK(rig.audio.for_other_side(rig.now) == SideMicrophone::Unsaid);
}

TEST_CASE("a new track is muted anew, and the old one is muted while it is in use", "[audio]") {
  Rig rig;
  rig.open();
  CHECK(rig.want(true, true) == Acts{AudioAct::Play, AudioAct::Mute});
  CHECK(rig.want(true, true).empty());
  rig.tell(M::Chosen);
  CHECK(rig.want(true, false) == Acts{AudioAct::Unmute});
  CHECK(rig.want(true, true) == Acts{AudioAct::Mute});
  rig.report(MicrophoneState::Ready);
  CHECK(rig.want(true, true) == Acts{AudioAct::Mute});
  rig.report(MicrophoneState::Ended);
  CHECK(rig.want(true, false).empty());  // there is none
  rig.report(MicrophoneState::Ready);
  CHECK(rig.want(true, false).empty());
}

TEST_CASE("a paused player is started again at once, then ever more seldom", "[audio]") {
  Rig rig;
  CHECK(rig.want(true) == Acts{AudioAct::Play});
  CHECK(rig.tell(P::Interrupted) == Acts{AudioAct::Play});
  CHECK(rig.audio.playback() == PlaybackStatus::Paused);
  CHECK_FALSE(rig.audio.needs_gesture(rig.now));
  CHECK(rig.wait() == Acts{AudioAct::Play});  // after 250 ms
  CHECK(rig.now == from_ms(1'250));
  CHECK(rig.wait() == Acts{AudioAct::Play});  // after 500 ms more
  CHECK(rig.now == from_ms(1'750));
  CHECK(rig.wait().empty());
  CHECK(rig.now == from_ms(2'000));
  CHECK(rig.audio.needs_gesture(rig.now));
  for (const std::int64_t at : {2'750, 4'750, 8'750, 16'750, 24'750}) {
    CHECK(rig.wait() == Acts{AudioAct::Play});
    CHECK(rig.now == from_ms(at));
  }
  CHECK(rig.tell(P::Chance) == Acts{AudioAct::Play});  // a click
  CHECK(rig.tell(P::Started).empty());
  CHECK(rig.audio.playback() == PlaybackStatus::Playing);
  CHECK_FALSE(rig.audio.needs_gesture(rig.now));
  CHECK_FALSE(rig.audio.deadline(rig.now));
  // One that pauses at once again isn't started in a loop.
  CHECK(rig.tell(P::Interrupted).empty());
  CHECK(rig.wait().empty());  // the page is told first: it takes 8 s
  rig.tell(P::Started);
  rig.pass(5'000);
  CHECK(rig.tell(P::Interrupted) == Acts{AudioAct::Play});
  CHECK(rig.want(false) == Acts{AudioAct::Halt});
  CHECK_FALSE(rig.audio.deadline(rig.now));
}

TEST_CASE("a refused player waits for a click", "[audio]") {
  Rig rig;
  rig.want(true);
  CHECK(rig.tell(P::Refused).empty());
  CHECK(rig.audio.needs_gesture(rig.now));
  CHECK_FALSE(rig.audio.deadline(rig.now));
  CHECK(rig.tell(P::Chance) == Acts{AudioAct::Play});
  CHECK(rig.audio.needs_gesture(rig.now));
  CHECK(rig.tell(P::Started).empty());
  CHECK_FALSE(rig.audio.needs_gesture(rig.now));
}

}  // namespace ringline
