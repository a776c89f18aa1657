#include "audio/local_audio.hpp"

#include <algorithm>

#include "support/earliest.hpp"

namespace ringline {
namespace {

using M = MicrophoneStage;
using P = PlaybackStatus;

Duration doubled(Duration first, unsigned times, Duration most) {
  return std::min(most, first * (1U << std::min(times, 8U)));
}

constexpr AudioAct acts_of_microphone[] = {
    AudioAct::None,    AudioAct::Ask,    AudioAct::AskQuietly,   AudioAct::Attach,
    AudioAct::Release, AudioAct::GiveUp, AudioAct::RefuseChoice,
};
constexpr AudioAct acts_of_playback[] = {AudioAct::None, AudioAct::Play, AudioAct::Halt};

constexpr MicrophoneEvent events_of_reports[] = {
    MicrophoneEvent::Opened,      MicrophoneEvent::Denied, MicrophoneEvent::Unavailable,
    MicrophoneEvent::Unavailable, MicrophoneEvent::Ended,  MicrophoneEvent::Prompted,
};

struct Shown {
  MicrophoneStatus here;
  SideMicrophone there;
};
constexpr Shown shown[microphone_stage_count] = {
    {MicrophoneStatus::Absent, SideMicrophone::Unsaid},     // Absent
    {MicrophoneStatus::Absent, SideMicrophone::Unsaid},     // Early
    {MicrophoneStatus::Absent, SideMicrophone::Unsaid},     // Spare
    {MicrophoneStatus::Asking, SideMicrophone::Unsaid},     // Asking
    {MicrophoneStatus::Open, SideMicrophone::Unsaid},       // Open
    {MicrophoneStatus::Replacing, SideMicrophone::Unsaid},  // Replacing
    {MicrophoneStatus::Replacing, SideMicrophone::Unsaid},  // Seeking
    {MicrophoneStatus::Lost, SideMicrophone::Lost},         // Lost
    {MicrophoneStatus::Lost, SideMicrophone::Lost},         // Retrying
    {MicrophoneStatus::Refused, SideMicrophone::Refused},   // Refused
};

}  // namespace

void LocalAudio::handle(TimePoint now, MicrophoneEvent event) {
  const MicrophoneRow* row = find_row(stage_, event);
  if (row == nullptr) return;
  stage_ = row->to;
  if (row->act == MicrophoneAct::Ask || row->act == MicrophoneAct::AskQuietly) asked_at_ = now;
  if (event == MicrophoneEvent::Opened) told_muted_ = false;  // a new track is not muted
  const bool begins_anew = event == MicrophoneEvent::Want || event == MicrophoneEvent::Chosen;
  if (begins_anew || event == MicrophoneEvent::Opened) error_.reset();
  if (row->act != MicrophoneAct::None) {
    act(acts_of_microphone[static_cast<std::size_t>(row->act)]);
  }
  retry_at_.reset();
  if (stage_ == M::Open) retries_ = 0;
  if (stage_ == M::Lost) {
    retry_at_ = now + doubled(Duration{1'000}, retries_++, Duration{30'000});
  }
}

void LocalAudio::report(TimePoint now, MicrophoneState state) {
  const MicrophoneStage from = stage_;
  handle(now, events_of_reports[static_cast<std::size_t>(state)]);
  const bool is_refusal = state == MicrophoneState::Denied || state == MicrophoneState::Missing ||
                          state == MicrophoneState::Failed;
  if (is_refusal && from != stage_ && stage_ != M::Absent) error_ = state;
}

void LocalAudio::handle(TimePoint now, PlaybackEvent event) {
  const PlaybackRow* row = find_row(playback_, event);
  if (row == nullptr) return;
  const PlaybackStatus from = playback_;
  playback_ = row->to;
  play_at_.reset();
  if (row->act != PlaybackAct::None) act(acts_of_playback[static_cast<std::size_t>(row->act)]);
  if (event == PlaybackEvent::Start) plays_ = 0;
  if (playback_ == P::Paused) pause(now, from);
  if (playback_ != from) since_ = now;
}

// Started again at once, unless that was in vain a moment ago.
void LocalAudio::pause(TimePoint now, PlaybackStatus from) {
  if (from == P::Playing) {
    if (now - since_ >= settled_after) plays_ = 0;
    if (plays_ == 0) act(AudioAct::Play);
  }
  play_at_ = now + doubled(Duration{250}, plays_++, Duration{8'000});
}

void LocalAudio::want(TimePoint now, AudioWish wish) {
  const bool is_off = playback_ == P::Off;
  if (wish.heard == is_off) {
    handle(now, wish.heard ? PlaybackEvent::Start : PlaybackEvent::Stop);
  }
  if (wish.muted != told_muted_ && has_track()) {
    told_muted_ = wish.muted;
    act(wish.muted ? AudioAct::Mute : AudioAct::Unmute);
  }
}

void LocalAudio::on_time(TimePoint now) {
  if (is_due(retry_at_, now)) handle(now, MicrophoneEvent::Chance);
  if (is_due(play_at_, now)) handle(now, PlaybackEvent::Chance);
}

AudioAct LocalAudio::poll() {
  if (next_act_ < acts_.size()) return acts_.items[next_act_++];
  acts_.count = next_act_ = 0;
  return AudioAct::None;
}

// Also when nothing is due but what is shown: the page is told then.
std::optional<TimePoint> LocalAudio::deadline(TimePoint now) const {
  std::optional<TimePoint> next = retry_at_;
  take_earlier(next, play_at_);
  if (is_pending() && !is_unanswered(now)) take_earlier(next, asked_at_ + unanswered_after);
  if (playback_ == P::Paused && !needs_gesture(now))
    take_earlier(next, since_ + paused_shown_after);
  return next;
}

bool LocalAudio::has_track() const { return is_open() || stage_ == M::Spare; }

bool LocalAudio::is_pending() const {
  return stage_ == M::Asking || stage_ == M::Seeking || stage_ == M::Retrying;
}

bool LocalAudio::is_unanswered(TimePoint now) const {
  return is_pending() && now - asked_at_ >= unanswered_after;
}

MicrophoneStatus LocalAudio::microphone(TimePoint now) const {
  if (is_unanswered(now)) return MicrophoneStatus::Asking;
  return shown[static_cast<std::size_t>(stage_)].here;
}

SideMicrophone LocalAudio::for_other_side(TimePoint now) const {
  if (is_unanswered(now)) return SideMicrophone::Asking;
  return shown[static_cast<std::size_t>(stage_)].there;
}

bool LocalAudio::needs_gesture(TimePoint now) const {
  return playback_ == P::Blocked || (playback_ == P::Paused && now - since_ >= paused_shown_after);
}

}  // namespace ringline
