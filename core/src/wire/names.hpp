// The wire names of enumerators: one table an enumeration, read by to_string and by the codec.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "ringline/call_state.hpp"
#include "ringline/messages.hpp"
#include "ringline/phone.hpp"

namespace ringline::wire {

struct Names {
  static constexpr std::uint8_t refused = 0xFF;

  const char* const* first;  // by the enumerator's value; nullptr: may not be used here
  std::uint8_t count;
  std::uint8_t unknown;  // the enumerator that an unknown name reads as, or `refused`

  [[nodiscard]] std::string_view operator[](std::size_t index) const noexcept {
    return index < count && first[index] != nullptr ? first[index] : std::string_view();
  }
};

// `Last` is the last enumerator: a name too few doesn't compile.
template <auto Last, std::size_t Count>
[[nodiscard]] constexpr Names names(const char* const (&list)[Count],
                                    std::uint8_t unknown = Names::refused) {
  static_assert(Count == static_cast<std::size_t>(Last) + 1);
  return {list, static_cast<std::uint8_t>(Count), unknown};
}

namespace name_lists {
inline constexpr const char* role[] = {"tenant_member", "portal_customer"};
inline constexpr const char* end_reason[] = {"",
                                             "hung_up",
                                             "declined",
                                             "busy",
                                             "no_answer",
                                             "cancelled",
                                             "offline",
                                             "answered_elsewhere",
                                             "declined_elsewhere",
                                             "connection_lost",
                                             "media_failed",
                                             "microphone_denied",
                                             "replaced",
                                             "unsupported_browser",
                                             "error"};
inline constexpr const char* feature[] = {"", "seen", "cancel"};
inline constexpr const char* description_type[] = {"offer", "answer"};
inline constexpr const char* peer_link[] = {"connected", "reconnecting"};
inline constexpr const char* call_status[] = {"INITIATED", "RINGING", "ANSWERED", "COMPLETED",
                                              "FAILED"};
inline constexpr const char* call_state[] = {"idle",       "dialing", "ringing",      "incoming",
                                             "connecting", "active",  "reconnecting", "ended"};
inline constexpr const char* direction[] = {"outgoing", "incoming"};
inline constexpr const char* ended_by[] = {"", "local", "remote", "gateway"};
inline constexpr const char* peer_connection_state[] = {"new",          "connecting", "connected",
                                                        "disconnected", "failed",     "closed"};
inline constexpr const char* microphone_state[] = {"ready",  "denied", "missing",
                                                   "failed", "ended",  "prompt"};
inline constexpr const char* microphone_status[] = {"absent",    "asking", "open",
                                                    "replacing", "lost",   "refused"};
inline constexpr const char* playback_status[] = {"off", "playing", "blocked", "paused"};
inline constexpr const char* playback_news[] = {"playing", "blocked", "paused"};
inline constexpr const char* sound_news[] = {"gesture", "devices", "chosen", "allowed"};
inline constexpr const char* side_microphone[] = {"", "asking", "lost", "refused"};
inline constexpr const char* link_state[] = {"offline", "connecting", "online"};
inline constexpr const char* preconnect[] = {"off", "relay", "all"};
inline constexpr const char* tone[] = {"none", "ring", "ringback", "busy", "ended"};
inline constexpr const char* media_path[] = {"", "direct", "relayed"};
inline constexpr const char* quality_level[] = {"good", "fair", "poor"};
inline constexpr const char* quality_reason[] = {"", "roundTrip", "jitter", "loss"};
inline constexpr const char* repair[] = {"", "restart", "rebuild"};
inline constexpr const char* warning[] = {
    "highRoundTrip",        "highJitter",       "packetLoss",        "noIncomingAudio",
    "remoteTrackMuted",     "microphoneSilent", "microphoneMuted",   "talkingWhileMuted",
    "microphoneUnanswered", "microphoneLost",   "microphoneRefused", "otherMicrophoneUnanswered",
    "otherMicrophoneLost"};
}  // namespace name_lists

template <class Enum>
inline constexpr Names names_of{nullptr, 0, 0};  // specialised for every enumeration that travels

template <>
inline constexpr Names names_of<Role> = names<Role::PortalCustomer>(name_lists::role);
// A reason that a newer peer has and we don't know still ends the call.
template <>
inline constexpr Names names_of<EndReason> =
    names<EndReason::Error>(name_lists::end_reason, static_cast<std::uint8_t>(EndReason::Error));
template <>
inline constexpr Names names_of<Feature> =
    names<Feature::Cancel>(name_lists::feature, static_cast<std::uint8_t>(Feature::Unknown));
template <>
inline constexpr Names names_of<DescriptionType> =
    names<DescriptionType::Answer>(name_lists::description_type);
template <>
inline constexpr Names names_of<PeerLink> = names<PeerLink::Reconnecting>(name_lists::peer_link);
template <>
inline constexpr Names names_of<CallStatus> = names<CallStatus::Failed>(name_lists::call_status);
template <>
inline constexpr Names names_of<CallState> = names<CallState::Ended>(name_lists::call_state);
template <>
inline constexpr Names names_of<Direction> = names<Direction::Incoming>(name_lists::direction);
template <>
inline constexpr Names names_of<EndedBy> = names<EndedBy::Gateway>(name_lists::ended_by);
template <>
inline constexpr Names names_of<PeerConnectionState> =
    names<PeerConnectionState::Closed>(name_lists::peer_connection_state);
template <>
inline constexpr Names names_of<MicrophoneState> =
    names<MicrophoneState::Prompt>(name_lists::microphone_state);
template <>
inline constexpr Names names_of<MicrophoneStatus> =
    names<MicrophoneStatus::Refused>(name_lists::microphone_status);
template <>
inline constexpr Names names_of<PlaybackStatus> =
    names<PlaybackStatus::Paused>(name_lists::playback_status);
template <>
inline constexpr Names names_of<PlaybackNews> =
    names<PlaybackNews::Paused>(name_lists::playback_news);
template <>
inline constexpr Names names_of<SoundNews> = names<SoundNews::Allowed>(name_lists::sound_news);
// What a newer peer may say more isn't known here.
template <>
inline constexpr Names names_of<SideMicrophone> =
    names<SideMicrophone::Refused>(name_lists::side_microphone, 0);
template <>
inline constexpr Names names_of<LinkState> = names<LinkState::Online>(name_lists::link_state);
template <>
inline constexpr Names names_of<Preconnect> = names<Preconnect::All>(name_lists::preconnect);
template <>
inline constexpr Names names_of<Tone> = names<Tone::Ended>(name_lists::tone);
template <>
inline constexpr Names names_of<MediaPath> = names<MediaPath::Relayed>(name_lists::media_path);
template <>
inline constexpr Names names_of<QualityLevel> =
    names<QualityLevel::Poor>(name_lists::quality_level);
template <>
inline constexpr Names names_of<QualityReason> =
    names<QualityReason::Loss>(name_lists::quality_reason);
template <>
inline constexpr Names names_of<Repair> = names<Repair::Rebuild>(name_lists::repair);
template <>
inline constexpr Names names_of<Warning> = names<Warning::OtherMicrophoneLost>(name_lists::warning);

template <class Enum>
[[nodiscard]] std::string_view name_of(Enum value) noexcept {
  return names_of<Enum>[static_cast<std::size_t>(value)];
}

}  // namespace ringline::wire
