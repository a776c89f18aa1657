// The words for the states of one call, shared by the call's table, the Phone and its hosts.
#pragma once

#include <cstdint>
#include <string_view>

namespace ringline {

// Idle is the absence of a call. Every other state has a deadline (call/transitions.cpp).
enum class CallState : std::uint8_t {
  Idle,
  Dialing,     // the gateway was asked
  Ringing,     // the other side rings
  Incoming,    // we ring
  Connecting,  // accepted; no media yet
  Active,
  Reconnecting,  // media was there and is lost
  Ended,         // shown for a moment
};

enum class Direction : std::uint8_t { Outgoing, Incoming };
enum class EndedBy : std::uint8_t { Nobody, Local, Remote, Gateway };

// RTCPeerConnection.connectionState
enum class PeerConnectionState : std::uint8_t {
  New,
  Connecting,
  Connected,
  Disconnected,
  Failed,
  Closed
};

enum class MicrophoneState : std::uint8_t {
  Ready,
  Denied,   // NotAllowedError
  Missing,  // NotFoundError
  Failed,   // any other error
  Ended,    // the track ended by itself: unplugged, or taken by the system
  Prompt,   // the user would have to be asked, and the request was quiet
};

// The microphone of a call on this side, as it is shown.
enum class MicrophoneStatus : std::uint8_t {
  Absent,  // none is wanted yet
  Asking,  // it is being opened; for longer than a moment: the browser's prompt waits for the user
  Open,    // the other side can hear
  Replacing,  // another is being opened: the chosen one, or one in place of one that was unplugged
  Lost,       // it is gone and no other can be opened; it is asked for again and again
  Refused,    // the user or the system doesn't allow it
};

// The player of the other side's voice.
enum class PlaybackStatus : std::uint8_t {
  Off,  // the other side isn't to be heard: not answered yet, on hold
  Playing,
  Blocked,  // the browser wants a click first
  Paused,   // by a media key, a headset, a telephone call or the system; it is started again
};

// "idle", "dialing", ...; "outgoing", ...; "local", ... ("" for Nobody)
[[nodiscard]] std::string_view to_string(CallState value) noexcept;
[[nodiscard]] std::string_view to_string(Direction value) noexcept;
[[nodiscard]] std::string_view to_string(EndedBy value) noexcept;
[[nodiscard]] std::string_view to_string(PeerConnectionState value) noexcept;
[[nodiscard]] std::string_view to_string(MicrophoneState value) noexcept;
[[nodiscard]] std::string_view to_string(MicrophoneStatus value) noexcept;
[[nodiscard]] std::string_view to_string(PlaybackStatus value) noexcept;

}  // namespace ringline
