#include "call/transitions.hpp"

namespace ringline {
namespace {

using S = CallState;
using E = CallEvent;
using R = EndReason;
using B = EndedBy;

// clang-format off
constexpr Transition table[] = {
    // from            on                 to               tell            reason                by
    {S::Idle,          E::Dial,           S::Dialing,      Tell::Initiate, R::None,              B::Nobody},
    {S::Idle,          E::Invited,        S::Incoming,     Tell::Nothing,  R::None,              B::Nobody},
    {S::Idle,          E::Recalled,       S::Reconnecting, Tell::Nothing,  R::None,              B::Nobody},

    {S::Dialing,       E::Rang,           S::Ringing,      Tell::Nothing,  R::None,              B::Nobody},
    {S::Dialing,       E::Answered,       S::Connecting,   Tell::Nothing,  R::None,              B::Nobody},
    {S::Dialing,       E::GlareLost,      S::Connecting,   Tell::Accept,   R::None,              B::Nobody},
    {S::Dialing,       E::HangUp,         S::Ended,        Tell::End,      R::Cancelled,         B::Local},
    {S::Dialing,       E::GatewayEnded,   S::Ended,        Tell::Nothing,  R::None,              B::Gateway},
    {S::Dialing,       E::MicrophoneLost, S::Ended,        Tell::End,      R::MicrophoneDenied,  B::Local},
    {S::Dialing,       E::Deadline,       S::Ended,        Tell::End,      R::Error,             B::Nobody},

    {S::Ringing,       E::Answered,       S::Connecting,   Tell::Nothing,  R::None,              B::Nobody},
    {S::Ringing,       E::GlareLost,      S::Connecting,   Tell::Accept,   R::None,              B::Nobody},
    {S::Ringing,       E::HangUp,         S::Ended,        Tell::End,      R::Cancelled,         B::Local},
    {S::Ringing,       E::GatewayEnded,   S::Ended,        Tell::Nothing,  R::None,              B::Gateway},
    {S::Ringing,       E::PeerEnded,      S::Ended,        Tell::Nothing,  R::None,              B::Gateway},
    {S::Ringing,       E::MicrophoneLost, S::Ended,        Tell::End,      R::MicrophoneDenied,  B::Local},
    {S::Ringing,       E::NoPeer,         S::Ended,        Tell::End,      R::MediaFailed,       B::Local},
    {S::Ringing,       E::Deadline,       S::Ended,        Tell::End,      R::NoAnswer,          B::Nobody},

    {S::Incoming,      E::Accept,         S::Connecting,   Tell::Accept,   R::None,              B::Nobody},
    {S::Incoming,      E::Reject,         S::Ended,        Tell::Reject,   R::Declined,          B::Local},
    {S::Incoming,      E::HangUp,         S::Ended,        Tell::Reject,   R::Declined,          B::Local},
    {S::Incoming,      E::GatewayEnded,   S::Ended,        Tell::Nothing,  R::None,              B::Gateway},
    {S::Incoming,      E::PeerEnded,      S::Ended,        Tell::Nothing,  R::None,              B::Gateway},
    {S::Incoming,      E::NoPeer,         S::Ended,        Tell::Reject,   R::MediaFailed,       B::Local},
    {S::Incoming,      E::Deadline,       S::Ended,        Tell::Nothing,  R::NoAnswer,          B::Nobody},

    {S::Connecting,    E::Answered,       S::Connecting,   Tell::Nothing,  R::None,              B::Nobody},
    {S::Connecting,    E::MediaUp,        S::Active,       Tell::Nothing,  R::None,              B::Nobody},
    {S::Connecting,    E::HangUp,         S::Ended,        Tell::End,      R::HungUp,            B::Local},
    {S::Connecting,    E::GatewayEnded,   S::Ended,        Tell::Nothing,  R::None,              B::Gateway},
    {S::Connecting,    E::PeerEnded,      S::Ended,        Tell::Confirm,  R::None,              B::Gateway},
    {S::Connecting,    E::MicrophoneLost, S::Ended,        Tell::End,      R::MicrophoneDenied,  B::Local},
    {S::Connecting,    E::NoPeer,         S::Ended,        Tell::End,      R::MediaFailed,       B::Local},
    {S::Connecting,    E::Deadline,       S::Ended,        Tell::End,      R::MediaFailed,       B::Nobody},

    {S::Active,        E::MediaLost,      S::Reconnecting, Tell::Nothing,  R::None,              B::Nobody},
    {S::Active,        E::HangUp,         S::Ended,        Tell::End,      R::HungUp,            B::Local},
    {S::Active,        E::GatewayEnded,   S::Ended,        Tell::Nothing,  R::None,              B::Gateway},
    {S::Active,        E::PeerEnded,      S::Ended,        Tell::Confirm,  R::None,              B::Gateway},
    {S::Active,        E::MicrophoneLost, S::Ended,        Tell::End,      R::MicrophoneDenied,  B::Local},
    {S::Active,        E::Deadline,       S::Ended,        Tell::End,      R::Error,             B::Nobody},

    {S::Reconnecting,  E::MediaUp,        S::Active,       Tell::Nothing,  R::None,              B::Nobody},
    {S::Reconnecting,  E::HangUp,         S::Ended,        Tell::End,      R::HungUp,            B::Local},
    {S::Reconnecting,  E::GatewayEnded,   S::Ended,        Tell::Nothing,  R::None,              B::Gateway},
    {S::Reconnecting,  E::PeerEnded,      S::Ended,        Tell::Confirm,  R::None,              B::Gateway},
    {S::Reconnecting,  E::MicrophoneLost, S::Ended,        Tell::End,      R::MicrophoneDenied,  B::Local},
    {S::Reconnecting,  E::Deadline,       S::Ended,        Tell::End,      R::ConnectionLost,    B::Nobody},

    {S::Ended,         E::Deadline,       S::Idle,         Tell::Nothing,  R::None,              B::Nobody},
};

constexpr Duration PhoneConfig::*deadlines[call_state_count] = {
    nullptr,                             // Idle
    &PhoneConfig::dialing_deadline,      // Dialing
    &PhoneConfig::ring_deadline,         // Ringing, or the gateway's expiresAt
    &PhoneConfig::ring_deadline,         // Incoming, or the gateway's expiresAt
    &PhoneConfig::connecting_deadline,   // Connecting
    &PhoneConfig::call_length_limit,     // Active
    &PhoneConfig::reconnecting_deadline, // Reconnecting
    &PhoneConfig::ended_shown,           // Ended
};
// clang-format on

}  // namespace

const Transition* find_transition(CallState from, CallEvent on) noexcept {
  for (const Transition& row : table) {
    if (row.from == from && row.on == on) return &row;
  }
  return nullptr;
}

Duration state_deadline(const PhoneConfig& config, CallState state) noexcept {
  const auto member = deadlines[static_cast<std::size_t>(state)];
  return member == nullptr ? Duration{0} : config.*member;
}

}  // namespace ringline
