#include "audio/playback.hpp"

namespace ringline {
namespace {

using S = PlaybackStatus;
using E = PlaybackEvent;
using A = PlaybackAct;

// clang-format off
constexpr PlaybackRow table[] = {
    {S::Off,     E::Start,       S::Playing, A::Play},

    {S::Playing, E::Stop,        S::Off,     A::Halt},
    {S::Playing, E::Refused,     S::Blocked, A::None},
    {S::Playing, E::Interrupted, S::Paused,  A::None},  // LocalAudio says when it is started again

    {S::Blocked, E::Stop,        S::Off,     A::Halt},
    {S::Blocked, E::Started,     S::Playing, A::None},
    {S::Blocked, E::Chance,      S::Blocked, A::Play},

    {S::Paused,  E::Stop,        S::Off,     A::Halt},
    {S::Paused,  E::Started,     S::Playing, A::None},
    {S::Paused,  E::Refused,     S::Blocked, A::None},
    {S::Paused,  E::Chance,      S::Paused,  A::Play},
};
// clang-format on

}  // namespace

const PlaybackRow* find_row(PlaybackStatus from, PlaybackEvent on) noexcept {
  for (const PlaybackRow& row : table) {
    if (row.from == from && row.on == on) return &row;
  }
  return nullptr;
}

}  // namespace ringline
