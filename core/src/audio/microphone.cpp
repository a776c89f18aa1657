#include "audio/microphone.hpp"

namespace ringline {
namespace {

using S = MicrophoneStage;
using E = MicrophoneEvent;
using A = MicrophoneAct;

// clang-format off
constexpr MicrophoneRow table[] = {
    {S::Absent,    E::Ring,        S::Early,     A::AskQuietly},
    {S::Absent,    E::Want,        S::Asking,    A::Ask},
    {S::Absent,    E::Recall,      S::Seeking,   A::Ask},

    {S::Early,     E::Want,        S::Asking,    A::Ask},
    {S::Early,     E::Opened,      S::Spare,     A::None},
    {S::Early,     E::Prompted,    S::Absent,    A::None},
    {S::Early,     E::Denied,      S::Absent,    A::None},
    {S::Early,     E::Unavailable, S::Absent,    A::None},
    {S::Early,     E::Ended,       S::Absent,    A::Release},
    {S::Early,     E::Chosen,      S::Early,     A::AskQuietly},
    {S::Early,     E::Release,     S::Absent,    A::Release},

    {S::Spare,     E::Want,        S::Open,      A::Attach},
    {S::Spare,     E::Ended,       S::Absent,    A::Release},
    {S::Spare,     E::Chosen,      S::Early,     A::AskQuietly},
    {S::Spare,     E::Release,     S::Absent,    A::Release},

    {S::Asking,    E::Opened,      S::Open,      A::Attach},
    {S::Asking,    E::Denied,      S::Refused,   A::GiveUp},
    {S::Asking,    E::Unavailable, S::Refused,   A::GiveUp},
    {S::Asking,    E::Chosen,      S::Asking,    A::Ask},
    {S::Asking,    E::Release,     S::Absent,    A::Release},

    {S::Open,      E::Opened,      S::Open,      A::Attach},
    {S::Open,      E::Ended,       S::Seeking,   A::Ask},
    {S::Open,      E::Chosen,      S::Replacing, A::Ask},
    {S::Open,      E::Release,     S::Absent,    A::Release},

    {S::Replacing, E::Opened,      S::Open,      A::Attach},
    {S::Replacing, E::Denied,      S::Open,      A::RefuseChoice},
    {S::Replacing, E::Unavailable, S::Open,      A::RefuseChoice},
    {S::Replacing, E::Ended,       S::Seeking,   A::None},
    {S::Replacing, E::Chosen,      S::Replacing, A::Ask},
    {S::Replacing, E::Release,     S::Absent,    A::Release},

    {S::Seeking,   E::Opened,      S::Open,      A::Attach},
    {S::Seeking,   E::Denied,      S::Refused,   A::None},
    {S::Seeking,   E::Unavailable, S::Lost,      A::None},
    {S::Seeking,   E::Chosen,      S::Seeking,   A::Ask},
    {S::Seeking,   E::Release,     S::Absent,    A::Release},

    {S::Lost,      E::Opened,      S::Open,      A::Attach},
    {S::Lost,      E::Chance,      S::Retrying,  A::Ask},
    {S::Lost,      E::Chosen,      S::Retrying,  A::Ask},
    {S::Lost,      E::Allowed,     S::Retrying,  A::Ask},
    {S::Lost,      E::Release,     S::Absent,    A::Release},

    {S::Retrying,  E::Opened,      S::Open,      A::Attach},
    {S::Retrying,  E::Denied,      S::Refused,   A::None},
    {S::Retrying,  E::Unavailable, S::Lost,      A::None},
    {S::Retrying,  E::Chosen,      S::Retrying,  A::Ask},
    {S::Retrying,  E::Release,     S::Absent,    A::Release},

    {S::Refused,   E::Opened,      S::Open,      A::Attach},
    {S::Refused,   E::Chosen,      S::Retrying,  A::Ask},
    {S::Refused,   E::Allowed,     S::Retrying,  A::Ask},
    {S::Refused,   E::Release,     S::Absent,    A::Release},
};
// clang-format on

}  // namespace

const MicrophoneRow* find_row(MicrophoneStage from, MicrophoneEvent on) noexcept {
  for (const MicrophoneRow& row : table) {
    if (row.from == from && row.on == on) return &row;
  }
  return nullptr;
}

}  // namespace ringline
