// How the media goes, and what the user should be told of it.
#include "phone/state.hpp"

namespace ringline {

void Phone::State::on_peer(const input::PeerQuality& sample) {
  Call* call = find_peer(sample.id, sample.generation);
  if (call == nullptr) return;
  // Before it is answered nothing is sent; while the path is lost, that is said.
  if (call->state != CallState::Active || !call->media.connected) {
    call->quality.reset();
    return;
  }
  const bool expects_audio = !call->held && !call->other_side.held &&
                             call->other_side.microphone == SideMicrophone::Unsaid;
  const bool sends_audio = call->media.microphone_attached && call->audio.is_open();
  call->quality.take(now_, sample, {call->muted, expects_audio, sends_audio});
}

void Phone::State::show_quality(const Call& call, CallView& view) const {
  if (call.state != CallState::Active) return;
  view.quality = call.quality.quality();
  view.warnings = call.quality.warnings(call.muted);
}

}  // namespace ringline
