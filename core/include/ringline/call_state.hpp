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

// "idle", "dialing", ...; "outgoing", ...; "local", ... ("" for Nobody)
[[nodiscard]] std::string_view to_string(CallState value) noexcept;
[[nodiscard]] std::string_view to_string(Direction value) noexcept;
[[nodiscard]] std::string_view to_string(EndedBy value) noexcept;
[[nodiscard]] std::string_view to_string(PeerConnectionState value) noexcept;
[[nodiscard]] std::string_view to_string(MicrophoneState value) noexcept;

}  // namespace ringline
