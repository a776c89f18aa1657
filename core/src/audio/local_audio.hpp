// LocalAudio: what a user can say and hear on this device in one call. One microphone, one player.
//
//   LocalAudio audio;
//   audio.handle(now, MicrophoneEvent::Want);             // the user dials
//   perform(audio);
//   audio.report(now, MicrophoneState::Ready);            // the host has opened it
//   perform(audio);
//   audio.want(now, {.heard = true, .muted = false});     // the call was answered
//   perform(audio);
//   ...
//   void perform(LocalAudio& audio) {
//     for (AudioAct act = audio.poll(); act != AudioAct::None; act = audio.poll()) { ... }
//   }
//
// Contract (sans-IO, as the Phone's):
//   - One thing happened, at this time: `handle`, `report` or `want`. Then `poll()` until it says None:
//     everything that must now be done, in order. No more than `acts_at_most` acts follow one event.
//   - Come back with `on_time` at `deadline()`.
//   - What means nothing in the present state changes nothing, and is no error.
//
// Two tables (audio/microphone.hpp, audio/playback.hpp) hold every rule. Only times and the last reason are
// kept beside them:
//   - A request that has had no answer for `unanswered_after` waits for the user at the browser's prompt.
//   - A lost microphone is asked for at each chance, and by itself after 1 s, 2 s, 4 s ... 30 s: another
//     program that lets go of it is no event.
//   - A player that was paused is started again at once, then after 0.25 s, 0.5 s ... 8 s, counted anew once
//     it has run for `settled_after`. While it is paused for longer than `paused_shown_after`, the user is
//     asked for a click.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "audio/microphone.hpp"
#include "audio/playback.hpp"
#include "ringline/call_state.hpp"
#include "ringline/messages.hpp"
#include "ringline/time.hpp"
#include "support/few.hpp"

namespace ringline {

enum class AudioAct : std::uint8_t {
  None,
  Ask,
  AskQuietly,
  Attach,
  Release,
  GiveUp,
  RefuseChoice,
  Mute,
  Unmute,
  Play,  // also where it plays already: it was paused, or refused
  Halt,
};

// What the call wants of its sound, derived anew after each event.
struct AudioWish {
  bool heard = false;  // the other side's voice is played
  bool muted = false;
};

class LocalAudio {
 public:
  static constexpr Duration unanswered_after{3'000};
  static constexpr Duration paused_shown_after{1'000};
  static constexpr Duration settled_after{5'000};
  static constexpr std::size_t acts_at_most = 4;

  void handle(TimePoint now, MicrophoneEvent event);
  void handle(TimePoint now, PlaybackEvent event);
  // What the host says of the microphone.
  void report(TimePoint now, MicrophoneState state);
  void want(TimePoint now, AudioWish wish);
  void on_time(TimePoint now);

  [[nodiscard]] AudioAct poll();
  [[nodiscard]] std::optional<TimePoint> deadline(TimePoint now) const;

  // A track that can be attached to a peer connection.
  [[nodiscard]] bool is_open() const {
    return stage_ == MicrophoneStage::Open || stage_ == MicrophoneStage::Replacing;
  }
  // Nobody has answered the browser's prompt for a while. True from `on_time` at its deadline on.
  [[nodiscard]] bool is_unanswered(TimePoint now) const;
  [[nodiscard]] MicrophoneStage stage() const { return stage_; }
  [[nodiscard]] MicrophoneStatus microphone(TimePoint now) const;
  [[nodiscard]] SideMicrophone for_other_side(TimePoint now) const;
  // Why there is none, or why the last choice was refused; nothing once one is open, or another is chosen.
  [[nodiscard]] std::optional<MicrophoneState> error() const { return error_; }
  [[nodiscard]] PlaybackStatus playback() const { return playback_; }
  // Only a click helps, as far as can be known.
  [[nodiscard]] bool needs_gesture(TimePoint now) const;

 private:
  void act(AudioAct what) { acts_.emplace_back() = what; }
  void pause(TimePoint now, PlaybackStatus from);
  [[nodiscard]] bool has_track() const;
  [[nodiscard]] bool is_pending() const;

  MicrophoneStage stage_ = MicrophoneStage::Absent;
  TimePoint asked_at_;
  std::optional<TimePoint> retry_at_;  // while Lost
  unsigned retries_ = 0;
  std::optional<MicrophoneState> error_;

  PlaybackStatus playback_ = PlaybackStatus::Off;
  TimePoint since_;                   // it plays, or is paused
  std::optional<TimePoint> play_at_;  // while Paused
  unsigned plays_ = 0;                // attempts since it last ran for a while

  bool told_muted_ = false;  // what the track in use was told last
  Few<AudioAct, acts_at_most> acts_;
  std::size_t next_act_ = 0;
};

}  // namespace ringline
