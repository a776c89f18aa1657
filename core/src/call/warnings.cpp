#include "call/warnings.hpp"

#include <iterator>

namespace ringline {
namespace {

// First what keeps this side from being heard, then what keeps it from hearing, then how it sounds.
constexpr Warning order[] = {
    Warning::MicrophoneRefused,    Warning::MicrophoneLost,
    Warning::MicrophoneUnanswered, Warning::MicrophoneMuted,
    Warning::MicrophoneSilent,     Warning::TalkingWhileMuted,
    Warning::OtherMicrophoneLost,  Warning::OtherMicrophoneUnanswered,
    Warning::NoIncomingAudio,      Warning::RemoteTrackMuted,
    Warning::PacketLoss,           Warning::HighRoundTrip,
    Warning::HighJitter,
};
static_assert(std::size(order) == warning_count);

}  // namespace

Warnings strongest(const Warnings& all) {
  Warnings one;
  for (const Warning each : order) {
    if (!all.has(each)) continue;
    one.set(each, true);
    break;
  }
  return one;
}

}  // namespace ringline
