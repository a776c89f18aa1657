// How the media goes, and what the user should be told of it.
#include "phone/state.hpp"
#include "wire/names.hpp"

namespace ringline {

void Phone::State::on_peer(const input::PeerQuality& sample) {
  Call* call = find_peer(sample.id, sample.generation);
  if (call == nullptr) return;
  // Before it is answered nothing is sent; while the path is lost, that is said.
  if (call->state != CallState::Active || !call->media.connected) {
    call->quality.reset();
    return;
  }
  const bool expects_audio = !call->held && !call->other_side.held;
  const QualityContext context{call->muted, expects_audio, call->media.microphone_attached};
  const Warnings before = call->quality.warnings(call->muted);
  call->quality.take(now_, sample, context);
  const Warnings now = call->quality.warnings(call->muted);
  for (std::size_t i = 0; i < warning_count; ++i) {
    const auto warning = static_cast<Warning>(i);
    if (now.has(warning) == before.has(warning)) continue;
    outputs_.push(output::Happened{now.has(warning) ? "warning" : "recovered", call->id,
                                   std::string(wire::name_of(warning))});
  }
}

void Phone::State::show_quality(const Call& call, CallView& view) const {
  if (call.state != CallState::Active) return;
  view.quality = call.quality.quality();
  view.warnings = call.quality.warnings(call.muted);
}

}  // namespace ringline
