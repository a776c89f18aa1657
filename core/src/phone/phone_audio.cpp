// The microphone and the player of each call: what LocalAudio wants done goes to the host, and what the
// host says of them to LocalAudio.
#include "call/warnings.hpp"
#include "phone/state.hpp"

namespace ringline {

void Phone::State::handle_audio(Call& call, MicrophoneEvent event) {
  call.audio.handle(now_, event);
  perform_audio(call);
}

void Phone::State::perform_audio(Call& call) {
  for (AudioAct act = call.audio.poll(); act != AudioAct::None; act = call.audio.poll()) {
    switch (act) {
      case AudioAct::Ask:
      case AudioAct::AskQuietly:
        outputs_.push(output::AcquireMicrophone{call.id, act == AudioAct::AskQuietly});
        break;
      case AudioAct::Attach:
        call.media.microphone_attached = false;
        attach_microphone(call);
        break;
      case AudioAct::Release:
        outputs_.push(output::ReleaseMicrophone{call.id});
        break;
      case AudioAct::GiveUp:
        apply(call, CallEvent::MicrophoneLost);
        break;
      case AudioAct::RefuseChoice:
        outputs_.push(output::Happened{
            "microphone_refused", call.id,
            std::string(to_string(call.audio.error().value_or(MicrophoneState::Failed)))});
        break;
      case AudioAct::Mute:
      case AudioAct::Unmute:
        outputs_.push(output::SetMuted{call.id, act == AudioAct::Mute});
        break;
      case AudioAct::Play:
      case AudioAct::Halt:
        outputs_.push(output::PlayRemote{call.id, act == AudioAct::Play});
        break;
      case AudioAct::None:
        break;
    }
  }
}

// Never before the user said yes on this side and, for the caller, on the other.
void Phone::State::attach_microphone(Call& call) {
  Media& media = call.media;
  const bool wanted = call.offerer ? call.answered : is_accepted(call.state);
  const bool described = call.offerer || media.remote_set;
  if (!wanted || !described || !media.exists || media.microphone_attached ||
      !call.audio.is_open()) {
    return;
  }
  media.microphone_attached = true;
  outputs_.push(output::AttachMicrophone{call.id, media.generation});
}

void Phone::State::on_microphone(const input::Microphone& microphone) {
  Call* call = find(microphone.id);
  if (call == nullptr || !is_live(call->state)) return;
  const bool was_open = call->audio.is_open();
  const bool was_refused = call->audio.error().has_value();
  call->audio.report(now_, microphone.state);
  if (was_open && microphone.state == MicrophoneState::Ended) {
    warn(*call, "microphone lost");
  } else if (call->audio.error() && !was_refused) {
    warn(*call,
         "microphone " + std::string(to_string(microphone.state)) + ": " + microphone.message);
  }
  perform_audio(*call);
}

void Phone::State::on_playback(const input::Playback& playback) {
  constexpr PlaybackEvent events[] = {PlaybackEvent::Started, PlaybackEvent::Refused,
                                      PlaybackEvent::Interrupted};
  if (playback.id.empty()) {
    tones_blocked_ = playback.state == PlaybackNews::Blocked;
  } else if (Call* call = find(playback.id)) {
    call->audio.handle(now_, events[static_cast<std::size_t>(playback.state)]);
    perform_audio(*call);
  }
}

// By index: the end of a call may let a new one in.
void Phone::State::on_sound(SoundNews news) {
  for (std::size_t i = 0; i < calls_.size(); ++i) {
    constexpr MicrophoneEvent events[] = {MicrophoneEvent::Chance, MicrophoneEvent::Chance,
                                          MicrophoneEvent::Chosen, MicrophoneEvent::Allowed};
    LocalAudio& audio = calls_[i]->audio;
    audio.handle(now_, events[static_cast<std::size_t>(news)]);
    audio.handle(now_, PlaybackEvent::Chance);
    perform_audio(*calls_[i]);
  }
}

void Phone::State::on_awake() {
  ping();
  on_sound(SoundNews::Devices);
}

void Phone::State::show_sound(Call& call) {
  const bool heard = is_accepted(call.state) && call.media.exists && !call.held;
  call.audio.want(now_, {heard, call.muted || call.held});
  perform_audio(call);
}

void Phone::State::show_audio(const Call& call, CallView& view) const {
  view.microphone = call.audio.microphone(now_);
  view.microphone_error = call.audio.error();
  view.playback = call.audio.playback();
  if (!is_live(call.state)) return;
  view.other_microphone = call.other_side.microphone;
  Warnings& all = view.warnings;
  all.set(Warning::MicrophoneUnanswered, call.audio.is_unanswered(now_));
  all.set(Warning::MicrophoneLost, view.microphone == MicrophoneStatus::Lost);
  all.set(Warning::MicrophoneRefused, view.microphone == MicrophoneStatus::Refused);
  all.set(Warning::OtherMicrophoneUnanswered, view.other_microphone == SideMicrophone::Asking);
  all.set(Warning::OtherMicrophoneLost, view.other_microphone == SideMicrophone::Lost ||
                                            view.other_microphone == SideMicrophone::Refused);
  all = strongest(all);
}

bool Phone::State::needs_gesture() const {
  bool needed = tones_blocked_;
  for (const auto& call : calls_) needed |= call->audio.needs_gesture(now_);
  return needed;
}

}  // namespace ringline
