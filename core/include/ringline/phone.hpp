// Phone: the client. One signaling connection and the calls on it; what WebAssembly exports.
//
// Contract (sans-IO):
//   1. `handle(now, input)`: one thing happened, at this time. Timers that are due fire first. It
//      returns an Error for the host's own mistake, and then nothing has changed.
//   2. `poll()` until it answers Wait: everything that must now be done, in order. Wait is last.
//   3. Come back when something happens, or at Wait's `until`.
//
// The Phone touches nothing: the host (in a browser: js-glue) performs its outputs on a WebSocket,
// an RTCPeerConnection and a microphone, and reports what they did as inputs.
//
// Calls are named by `id`, chosen by this Phone: for an outgoing call its own `clientCallId`, known
// before the gateway has heard of it; for an incoming one the gateway's `callId`. It never changes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ringline/call_state.hpp"
#include "ringline/error.hpp"
#include "ringline/messages.hpp"
#include "ringline/time.hpp"

namespace ringline {

// `preconnect`: whether ICE may be set up while it still rings. It saves half a second at the
// answer and shows the callee's network address to the caller before; Relay shows only the relay's.
enum class Preconnect : std::uint8_t { Off, Relay, All };

struct PhoneConfig {
  std::string nsp = "/webrtc";
  Preconnect preconnect = Preconnect::All;
  bool call_waiting = false;           // take a second incoming call instead of answering `busy`
  bool early_microphone = false;       // opened while a call rings, where that asks nobody
  bool no_media = false;               // this host has no peer connections: no call is possible
  bool relay_only = false;             // RTCConfiguration.iceTransportPolicy = "relay"
  std::vector<IceServer> ice_servers;  // used beside those that the gateway names

  Duration dialing_deadline{10'000};
  Duration ring_deadline{45'000};  // only where the gateway names no `expiresAt`
  Duration ring_grace{3'000};      // an invite with less left than this doesn't ring
  Duration connecting_deadline{15'000};
  Duration rebuild_connecting_after{7'500};
  Duration reconnecting_deadline{30'000};
  Duration restart_after{2'000};  // of `disconnected`; at once where something else says so, too
  Duration rebuild_reconnecting_after{10'000};
  Duration call_length_limit{12 * 3'600'000};
  Duration ended_shown{1'500};

  Duration handshake_deadline{10'000};  // from OpenLink to connection:success
  Duration ack_deadline{5'000};
  Duration ping_deadline{1'500};  // of a connection in doubt
  Duration quiet_after{200};      // without an RTP packet: the other phone is asked
  Duration word_deadline{350};    // for its answer, or the path is dead
  Duration backoff_base{250};
  Duration backoff_cap{8'000};
};

// What a player did: it runs; the browser refuses it without a click; it was paused, not by the host.
enum class PlaybackNews : std::uint8_t { Playing, Blocked, Paused };

// The user clicked; devices came or went; another microphone was chosen, by the user or by the system
// where the user chose none; the permission for the microphone was given.
enum class SoundNews : std::uint8_t { Gesture, Devices, Chosen, Allowed };

// How the media goes between the two.
enum class MediaPath : std::uint8_t { Unknown, Direct, Relayed };

// clang-format off
namespace input {

// What the user wants.
struct Connect {};  // keep a connection from now on
struct Close {};    // end every call, then the connection
struct Leave {};    // the page goes, and may come back: what Remember held goes on there
struct Recall { std::string text; };  // before Connect: Remember's, of the page before
struct Dial {
  std::string contact_id;
  std::string phone_number;
  std::string name;  // shown until the gateway knows better
};
struct Accept { std::string id; };
struct Reject { std::string id; };
struct HangUp { std::string id; };
struct SetMuted { std::string id; bool muted = false; };
struct SetHold { std::string id; bool held = false; };  // of an accepted call

// What the signaling connection did. `attempt` is OpenLink's; what belongs to an older one is
// ignored.
struct LinkUp { std::int64_t attempt = 0; Auth auth; };  // the WebSocket is open
struct LinkFrame { std::int64_t attempt = 0; std::string text; };
struct LinkDown { std::int64_t attempt = 0; std::string reason; };
struct FreshAuth { Auth auth; };  // what RefreshAuth asked for; no news where there is none

// What a peer connection did. `generation` is CreatePeer's; what belongs to an older one is ignored.
struct PeerDescription { std::string id; std::int64_t generation = 0; Description description; };
struct PeerCandidate { std::string id; std::int64_t generation = 0; Candidate candidate; };
struct PeerState { std::string id; std::int64_t generation = 0; PeerConnectionState state{}; };
struct PeerFlow {  // for how long no RTP packet has arrived, once some have
  std::string id;
  std::int64_t generation = 0;
  std::int64_t quiet_ms = 0;
};
struct PeerFailed {  // a step (CreateOffer, SetRemote, ...) was refused by the browser
  std::string id;
  std::int64_t generation = 0;
  std::string step;
  std::string message;
};

// What getStats says of a peer connection, about once a second while it is connected. Counts are
// totals; a level is RFC 6464's: decibels below full scale, 127 is digital silence. What a host adds
// to its text for those who read recordings (`codec`, `incomingLevel`) is not read here.
struct PeerQuality {
  std::string id;
  std::int64_t generation = 0;
  std::int64_t packets_received = 0;
  std::int64_t packets_lost = 0;  // falls when a late packet comes after all
  std::int64_t jitter_ms = 0;
  std::optional<std::int64_t> rtt_ms;
  std::optional<std::int64_t> buffer_ms;  // that a packet waits to be played
  std::optional<std::int64_t> microphone_level;  // before the mute button
  MediaPath path = MediaPath::Unknown;
  bool remote_muted = false;      // the incoming track, by the browser or the system
  bool microphone_muted = false;  // the outgoing one, by the system or a key on the device
};
// What came of CreatePeer's data channel: it can be used or can't any more; the other phone's words.
struct ChannelState { std::string id; std::int64_t generation = 0; bool open = false; };
struct ChannelMessage { std::string id; std::int64_t generation = 0; std::string text; };

// What the microphone did.
struct Microphone { std::string id; MicrophoneState state{}; std::string message; };

// What else the host noticed.
struct Network {  // the browser's online and offline events; another network, without them
  bool online = true;
  bool changed = false;
};
struct Awake {};                          // the page may have slept
struct Playback {  // of a call's voice; without a call: of the tones
  std::string id;
  PlaybackNews state{};
};
struct Sound { SoundNews what{}; };  // something that may bring a microphone or a voice back
struct Tick {};                           // Wait's time has come

}  // namespace input
// clang-format on

using Input =
    std::variant<input::Connect, input::Close, input::Leave, input::Recall, input::Dial,
                 input::Accept, input::Reject, input::HangUp, input::SetMuted, input::SetHold,
                 input::LinkUp, input::LinkFrame, input::LinkDown, input::FreshAuth,
                 input::PeerDescription, input::PeerCandidate, input::PeerState, input::PeerFlow,
                 input::PeerFailed, input::ChannelState, input::ChannelMessage, input::Microphone,
                 input::Network, input::Awake, input::Playback, input::Sound, input::Tick,
                 input::PeerQuality>;

// How a call goes. Reason says what harms it most where the level isn't Good.
enum class QualityLevel : std::uint8_t { Good, Fair, Poor };
enum class QualityReason : std::uint8_t { None, RoundTrip, Jitter, Loss };
struct CallQuality {
  std::int64_t mos_hundredths = 0;  // 100 (worst) to 450: ITU-T G.107
  QualityLevel level = QualityLevel::Good;
  QualityReason reason = QualityReason::None;
  std::int64_t rtt_ms = 0;
  std::int64_t jitter_ms = 0;
  std::int64_t loss_permille = 0;  // of the last five samples
  MediaPath path = MediaPath::Unknown;

  bool operator==(const CallQuality&) const = default;
};

// What the user should be told of while it lasts. Of several that hold, the one is shown that explains
// the others (call/warnings.cpp).
enum class Warning : std::uint8_t {
  HighRoundTrip,              // over 400 ms: both sides talk into each other
  HighJitter,                 // over 30 ms: packets come in bursts
  PacketLoss,                 // over 5 %
  NoIncomingAudio,            // no packet for 4 s though the other side should send
  RemoteTrackMuted,           // the browser or the system gives nothing of what comes in
  MicrophoneSilent,           // nothing but zeros for 6 s though it isn't muted
  MicrophoneMuted,            // by the system, or by a key on the device
  TalkingWhileMuted,          // the user speaks and nobody can hear it
  MicrophoneUnanswered,       // the browser's prompt has waited for 3 s
  MicrophoneLost,             // it is gone and no other can be opened
  MicrophoneRefused,          // it isn't allowed (any more)
  OtherMicrophoneUnanswered,  // the other side hasn't answered its browser's prompt
  OtherMicrophoneLost,        // the other side has no microphone that works, or may not use it
};
inline constexpr std::size_t warning_count = 13;

class Warnings {
 public:
  [[nodiscard]] bool has(Warning warning) const { return (bits_ & bit(warning)) != 0; }
  void set(Warning warning, bool on) {
    bits_ = static_cast<std::uint16_t>(on ? bits_ | bit(warning) : bits_ & ~bit(warning));
  }
  bool operator==(const Warnings&) const = default;

 private:
  static unsigned bit(Warning warning) { return 1U << static_cast<unsigned>(warning); }
  std::uint16_t bits_ = 0;
};

// What a path that is lost is being brought back with: nothing yet, ICE on the connection that stands
// (a restart), or a new peer connection.
enum class Repair : std::uint8_t { None, Restart, Rebuild };
struct CallRepair {
  Repair what = Repair::None;
  std::int64_t attempt = 0;  // of its kind, counted from 1
  std::int64_t left_s = 0;   // before the call is given up; begun seconds count

  bool operator==(const CallRepair&) const = default;
};

// What user interfaces show. Times are durations, so that no clock needs to be shared with them.
struct CallView {
  std::string id;
  std::string log_id;   // the call log row, "" until the gateway named it
  std::string call_id;  // the gateway's id, "" until it named it
  Direction direction = Direction::Outgoing;
  CallState state = CallState::Dialing;
  std::string contact_id;
  std::string name;
  std::string phone_number;
  std::int64_t duration_s = 0;  // floor(now - answered); the gateway's figure once it is known
  bool muted = false;
  bool held = false;               // by this side: neither hears the other
  bool other_muted = false;        // the other side says so; a base peer says nothing
  bool other_held = false;         // by the other side
  bool reconnecting = false;       // media is lost and being restored
  bool peer_reconnecting = false;  // the other side's signaling is lost
  bool resuming = false;           // taken over from the page before; there is no sound yet
  EndReason reason = EndReason::None;
  EndedBy ended_by = EndedBy::Nobody;
  std::optional<CallRepair> repair;    // while `reconnecting`
  std::optional<CallQuality> quality;  // while there is media, from its second sample on
  Warnings warnings;                   // one at the most
  MicrophoneStatus microphone = MicrophoneStatus::Absent;
  // Why there is none, or why the last one that was chosen can't be used: Denied, Missing or Failed.
  std::optional<MicrophoneState> microphone_error;
  PlaybackStatus playback = PlaybackStatus::Off;
  SideMicrophone other_microphone = SideMicrophone::Unsaid;

  bool operator==(const CallView&) const = default;
};

enum class LinkState : std::uint8_t { Offline, Connecting, Online };

struct Snapshot {
  LinkState link = LinkState::Offline;
  std::vector<CallView> calls;  // oldest first
  bool needs_gesture = false;   // a click must unlock the sound
  std::string error_code;       // why the link can't be had: "unauthorized", "forbidden", ...
  std::string error_message;

  bool operator==(const Snapshot&) const = default;
};

// What is to be heard on this side besides the other's voice.
enum class Tone : std::uint8_t { None, Ring, Ringback, Busy, Ended };

// clang-format off
namespace output {

// The signaling connection: get fresh `auth`, open a WebSocket, report LinkUp or LinkDown.
struct OpenLink { std::int64_t attempt = 0; };
struct SendFrame { std::string text; };
struct CloseLink {};  // nothing of this attempt will be heeded any more

struct RefreshAuth {};  // get fresh `auth` for the open connection, report FreshAuth

// A call's peer connection: one with an audio transceiver, `sendrecv`, that has no track yet. Once
// more with the generation that stands: from its next ICE restart on it has these servers.
struct CreatePeer {
  std::string id;
  std::int64_t generation = 0;
  std::vector<IceServer> ice_servers;
  bool relay_only = false;
  bool channel = false;  // with a data channel, negotiated as id 0, ordered and reliable
};
struct SendChannel { std::string id; std::int64_t generation = 0; std::string text; };
struct CreateOffer { std::string id; std::int64_t generation = 0; bool ice_restart = false; };
struct SetRemote {  // an offer is to be answered: report the answer as PeerDescription
  std::string id;
  std::int64_t generation = 0;
  Description description;
};
struct AddCandidate { std::string id; std::int64_t generation = 0; Candidate candidate; };
struct ClosePeer { std::string id; std::int64_t generation = 0; };

// A call's microphone: attached with replaceTrack (no renegotiation), silent until then. `quiet`, while
// it rings: only where the user has allowed it for good; else report Prompt. Asked for again, what is in
// use goes on until the new one is attached; the last request is the one that counts.
struct AcquireMicrophone { std::string id; bool quiet = false; };
struct AttachMicrophone { std::string id; std::int64_t generation = 0; };
struct ReleaseMicrophone { std::string id; };
struct SetMuted { std::string id; bool muted = false; };  // track.enabled
// Never before the call was accepted. `on` once more: it was paused or refused, and is started again.
struct PlayRemote { std::string id; bool on = false; };
struct PlayTone { Tone tone = Tone::None; };

// What a page that takes this one's place is to give to Recall; "": nothing. Once more whenever it
// has changed. It holds what proves the session: only this page's successor may read it.
struct Remember { std::string text; };

struct Presence {  // staff: who has become reachable or unreachable
  std::vector<ContactPresence> contacts;
  bool snapshot = false;  // nobody else is reachable
};
struct Dialed { std::string id; };      // the answer to input::Dial
struct Changed { Snapshot now; };       // at most one between two Waits
struct Happened {                       // for logs and analytics; never for decisions
  std::string name;                     // "ringing", "connected", "ended", "warning", ...
  std::string id;                       // of the call, "" where it is none's
  std::string detail;
};
struct Wait { std::optional<TimePoint> until; };  // always last; nullopt: nothing is due

}  // namespace output
// clang-format on

using Output =
    std::variant<output::OpenLink, output::SendFrame, output::CloseLink, output::RefreshAuth,
                 output::CreatePeer, output::SendChannel, output::CreateOffer, output::SetRemote,
                 output::AddCandidate, output::ClosePeer, output::AcquireMicrophone,
                 output::AttachMicrophone, output::ReleaseMicrophone, output::SetMuted,
                 output::PlayRemote, output::PlayTone, output::Remember, output::Presence,
                 output::Dialed, output::Changed, output::Happened, output::Wait>;

class Phone {
 public:
  // The same config, seed, inputs and times give the same outputs, byte for byte.
  Phone(PhoneConfig config, std::uint64_t seed);
  ~Phone();
  Phone(Phone&&) noexcept;
  Phone& operator=(Phone&&) noexcept;

  // Requires that `now` is not before the last one (an earlier one is taken as the last one).
  Error handle(TimePoint now, const Input& input);
  [[nodiscard]] Output poll();
  // All that poll would answer one after the other, to the Wait.
  [[nodiscard]] std::list<Output> drain();
  [[nodiscard]] const Snapshot& snapshot() const noexcept;

  // All that the Phone knows, as JSON, while it rests: no call, nothing asked and unanswered, no
  // connection in the making. "" at any other time. It holds the session's resume token.
  [[nodiscard]] std::string checkpoint() const;
  // Takes up a checkpoint in a fresh Phone of the same config: from here on it gives the outputs
  // that the other gave. After an error it is to be thrown away.
  Error restore(std::string_view checkpoint);

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace ringline
