#include "wire/names.hpp"

#include <algorithm>

namespace ringline {

using wire::name_of;

std::string_view to_string(Role value) noexcept { return name_of(value); }
std::string_view to_string(EndReason value) noexcept { return name_of(value); }
std::string_view to_string(Feature value) noexcept { return name_of(value); }
std::string_view to_string(DescriptionType value) noexcept { return name_of(value); }
std::string_view to_string(PeerLink value) noexcept { return name_of(value); }
std::string_view to_string(CallStatus value) noexcept { return name_of(value); }
std::string_view to_string(CallState value) noexcept { return name_of(value); }
std::string_view to_string(Direction value) noexcept { return name_of(value); }
std::string_view to_string(EndedBy value) noexcept { return name_of(value); }
std::string_view to_string(PeerConnectionState value) noexcept { return name_of(value); }
std::string_view to_string(MicrophoneState value) noexcept { return name_of(value); }
std::string_view to_string(MicrophoneStatus value) noexcept { return name_of(value); }
std::string_view to_string(PlaybackStatus value) noexcept { return name_of(value); }

bool has(const Features& features, Feature feature) noexcept {
  return std::find(features.begin(), features.end(), feature) != features.end();
}

}  // namespace ringline
