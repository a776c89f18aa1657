// The words that clients and the gateway exchange: the payloads of the Socket.IO events.
//
// The base contract is what is deployed already and may not change; what is marked (2) belongs to
// our extension, which a base peer ignores and a protocol-2 peer announces. Every text has a limit
// (ringline/limits.hpp); the codec refuses what is over it with an error that names the field.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ringline/error.hpp"
#include "ringline/read_event.hpp"
#include "ringline/time.hpp"

namespace ringline {

inline constexpr std::int64_t protocol_version = 2;

// The code of a refusal, and of the notice that ends a session: come again with a new token.
inline constexpr const char* token_expired = "token_expired";

enum class Role : std::uint8_t { TenantMember, PortalCustomer };

// Why a call ended. `None` on the wire is an absent field. A name that isn't known, a later
// version's, reads as Error; only this enumeration and Feature are so lenient.
enum class EndReason : std::uint8_t {
  None,
  HungUp,              // either side ended an answered call
  Declined,            // the callee pressed Reject
  Busy,                // the callee is in another call
  NoAnswer,            // the ring deadline passed
  Cancelled,           // the caller gave up while it rang
  Offline,             // no device of the callee is connected
  AnsweredElsewhere,   // another device of the callee accepted
  DeclinedElsewhere,   // another device of the callee rejected
  ConnectionLost,      // media or both signaling connections were gone for too long
  MediaFailed,         // accepted, but no media within the deadline
  MicrophoneDenied,    // one side could not or may not record
  Replaced,            // glare: the other call between the same two won
  UnsupportedBrowser,  // a side has no WebRTC
  Error,
};

// What a peer of protocol 2 can do beyond it: each ability is announced by its name, a gateway's in
// connection:success, a client's in `auth`. A peer that doesn't announce a feature is treated like a
// base peer for that feature. A name that isn't known reads as Unknown and is ignored.
enum class Feature : std::uint8_t {
  Unknown,
  Seen,    // "seen": call:seen, which a gateway passes on and a client understands
  Cancel,  // "cancel": a gateway takes call:end with `clientCallId` for a call without a name
};
using Features = std::vector<Feature>;

[[nodiscard]] bool has(const Features& features, Feature feature) noexcept;

enum class DescriptionType : std::uint8_t { Offer, Answer };
enum class PeerLink : std::uint8_t { Connected, Reconnecting };

// Where a call stands for the gateway and in the call log.
enum class CallStatus : std::uint8_t { Initiated, Ringing, Answered, Completed, Failed };

// Wire names: "tenant_member", "hung_up" ("" for None), "offer", "reconnecting", "ANSWERED", ...
[[nodiscard]] std::string_view to_string(Role value) noexcept;
[[nodiscard]] std::string_view to_string(EndReason value) noexcept;
[[nodiscard]] std::string_view to_string(Feature value) noexcept;
[[nodiscard]] std::string_view to_string(DescriptionType value) noexcept;
[[nodiscard]] std::string_view to_string(PeerLink value) noexcept;
[[nodiscard]] std::string_view to_string(CallStatus value) noexcept;

// RTCIceServer, RTCSessionDescriptionInit, RTCIceCandidateInit: W3C WebRTC 1.0.
struct IceServer {
  std::vector<std::string> urls;
  std::string username;
  std::string credential;
};
struct Description {
  DescriptionType type = DescriptionType::Offer;
  std::string sdp;
};
struct Candidate {
  std::string candidate;  // "" means that there will be no more (RFC 8838)
  std::optional<std::string> sdp_mid;
  std::optional<std::int64_t> sdp_m_line_index;
  std::optional<std::string> username_fragment;
};

// Whether a call to this contact would ring.
struct ContactPresence {
  std::string contact_id;
  bool reachable = false;

  bool operator==(const ContactPresence&) const = default;
};

// webrtc:offer, webrtc:answer, webrtc:ice-candidate: the same in both directions.
struct Signal {
  std::string call_id;
  std::variant<Description, Candidate> body;
  std::int64_t seq = 0;         // (2) 1, 2, 3 ... per sender and call; 0 from a base peer
  std::int64_t generation = 0;  // (2) which peer connection of the call, counted from 1
  std::int64_t seen = 0;        // (2) as in Seen
  // For whoever forwards it: the body as JSON with all that the sender wrote, also the members that we
  // don't know, and null where it was null. "" where nobody asked for it.
  std::string as_sent;
};

// (2) call:seen: the sender's phone has processed the other side's signals of this call up to this
// `seq`; the same in both directions. The other side keeps its signals until it has heard so, and
// says again what isn't confirmed. Needs Feature::Seen of the gateway; a peer without it never
// confirms.
struct Seen {
  std::string call_id;
  std::int64_t seen = 0;
};

// (2) call:media: how one side's sound stands, told to the other; the same in both directions. It is
// the whole state each time, so of two copies the one with the higher number counts.
// What keeps a side from being heard, besides its mute button. A peer that doesn't know of it says nothing.
enum class SideMicrophone : std::uint8_t { Unsaid, Asking, Lost, Refused };

struct SideState {
  std::string call_id;
  std::int64_t seq = 0;  // 1, 2, 3 ... per sender and call; not those of the signals
  bool muted = false;
  bool held = false;            // neither hears the other
  bool lost = false;            // nothing of the other is heard: who makes the offers restarts ICE
  std::int64_t generation = 0;  // the peer connection that this side has; 0: none
  SideMicrophone microphone = SideMicrophone::Unsaid;
};

namespace client {  // client -> gateway

struct Initiate {  // call:initiate
  // For staff, the contact to call; for a customer, the user id of the staff member.
  std::string contact_id;
  std::string contact_phone;
  std::string contact_name;
  std::string client_call_id;  // (2) idempotency key
};
struct Accept {  // call:accept
  std::string call_id;
  std::int64_t ago_ms = 0;  // (2) how long ago, where it couldn't be said at once
};
struct Reject {  // call:reject
  std::string call_id;
  EndReason reason = EndReason::None;  // (2) Busy where the phone refused by itself
};
struct End {  // call:end
  std::string call_id;
  EndReason reason = EndReason::None;  // (2)
  std::int64_t ago_ms = 0;             // (2) how long ago, where it couldn't be said at once
  // (2) Instead of `call_id`, where the gateway hasn't named the call yet: the Initiate's. An
  // Initiate with the same key that arrives later must not ring. Needs Feature::Cancel.
  std::string client_call_id;
  // (2) How long ago it was answered, where the phones said so to each other and the gateway may not have
  // heard of it; 0: it wasn't, or the gateway knows.
  std::int64_t answered_ago_ms = 0;
};
struct Resume {  // (2) call:resume
  std::string call_id;
  std::int64_t seen = 0;  // the last `seq` of the other side that arrived
  bool rings = false;     // here, unanswered: it isn't to be taken over from who has answered
};
struct RefreshAuth {  // (2) auth:refresh: the session goes on until this token runs out
  std::string token;
};

struct Ping {};  // (2) link:ping: acknowledged at once; what isn't shows a dead connection

}  // namespace client

namespace server {  // gateway -> client

struct Welcome {  // connection:success
  std::string user_id;
  std::string tenant_id;
  Role role = Role::TenantMember;
  std::int64_t protocol = 1;           // (2) absent from a base gateway
  std::string session_id;              // (2) this device, the same after a resume
  std::string resume_token;            // (2) proves it; opaque
  EpochMs server_time = 0;             // (2)
  std::vector<IceServer> ice_servers;  // (2)
  std::int64_t ring_timeout_ms = 0;    // (2)
  std::int64_t resume_window_ms = 0;   // (2)
  Features features;                   // (2) what the gateway can do beyond protocol 2
};
struct Ringing {  // call:ringing
  std::string call_id;
  std::string call_log_id;
  EpochMs created_at = 0;      // (2)
  EpochMs expires_at = 0;      // (2)
  bool preconnect = false;     // (2) ICE may be set up while it rings
  std::string client_call_id;  // (2) echoes the Initiate
  std::string contact_id;  // (2) whom it rings: the Incoming of their own call would name them so
};
struct Incoming {  // call:incoming
  std::string call_id;
  std::string caller_id;
  std::string caller_name;
  std::string contact_phone;
  EpochMs created_at = 0;   // (2)
  EpochMs expires_at = 0;   // (2)
  bool preconnect = false;  // (2)
  std::string contact_id;   // (2) the caller's contact id, where a customer calls
  std::string call_log_id;  // (2)
};
struct Failed {  // call:failed
  std::string call_id;
  std::string message;
  EndReason reason = EndReason::None;  // (2)
  std::string client_call_id;          // (2)
};
struct Accepted {  // call:accepted
  std::string call_id;
  EpochMs answered_at = 0;    // (2)
  bool preconnected = false;  // (2) by the device with which ICE was set up while it rang
  std::int64_t protocol = 1;  // (2) what both devices speak
};
struct Rejected {  // call:rejected
  std::string call_id;
  EndReason reason = EndReason::None;  // (2)
};
struct Ended {  // call:ended
  std::string call_id;
  EndReason reason = EndReason::None;    // (2)
  std::optional<std::int64_t> duration;  // (2) whole seconds, the gateway's figure
};
struct ErrorNotice {  // call:error
  std::string message;
  std::string code;     // (2)
  std::string call_id;  // (2)
};
struct PeerNotice {  // (2) call:peer
  std::string call_id;
  PeerLink state = PeerLink::Connected;
  std::int64_t seen = 0;  // with Connected: send again what follows this `seq` of yours
};
struct AuthExpiring {  // (2) auth:expiring: answer with auth:refresh, or the session ends then
  EpochMs expires_at = 0;
};
struct Relay {  // (2) call:relay: TURN servers with credentials made for this call and this person
  std::string call_id;
  std::vector<IceServer> ice_servers;
  EpochMs expires_at = 0;
};
struct Draining {  // (2) server:draining: the gateway stops and will close this connection
  std::int64_t retry_after_ms = 0;  // don't come back sooner
};
struct PresenceChanged {  // (2) presence:changed, to staff
  std::vector<ContactPresence> contacts;
  bool snapshot = false;  // all that are reachable: who isn't named here or in what follows isn't
};

// The body of an ack: {ok: true, ...} or {ok: false, code, message}. The fields after `message` are
// the state of the call, in the acks of call:initiate and call:resume; in that of auth:refresh,
// `expires_at` is the session's.
struct Ack {
  bool ok = true;
  std::string code;
  std::string message;
  std::string call_id;
  std::string call_log_id;
  std::optional<CallStatus> status;
  EpochMs created_at = 0;
  EpochMs expires_at = 0;
  EpochMs answered_at = 0;
  bool preconnect = false;
  bool preconnected = false;
  EndReason reason = EndReason::None;
  std::optional<std::int64_t> duration;
  std::optional<PeerLink> peer;  // whether the other side is connected
  std::int64_t protocol = 1;     // of an answered call, what both devices speak
  std::string contact_id;        // of a call that isn't answered: as in Ringing
};

}  // namespace server

// What a client puts into the CONNECT packet. Everything but the token is a hint to be checked.
struct Auth {
  std::string token;
  std::string user_id;
  std::string tenant_id;
  std::optional<Role> role;
  std::string contact_id;
  std::int64_t protocol = 1;  // (2)
  std::string resume_token;   // (2) of an earlier Welcome
  Features features;          // (2) what the client can do beyond protocol 2
};

// The data of a CONNECT_ERROR packet: {"message", "data": {"code", "message"}}.
struct Refusal {
  std::string message;  // the short one that socket.io-client shows: "unauthorized"
  std::string code;     // "unauthorized", "token_expired", "forbidden", "limit", ...
  std::string detail;   // what is wrong and what to do
};

using ClientMessage =
    std::variant<client::Initiate, client::Accept, client::Reject, client::End, client::Resume,
                 client::RefreshAuth, client::Ping, Seen, SideState, Signal>;
using ServerMessage =
    std::variant<server::Welcome, server::Ringing, server::Incoming, server::Failed,
                 server::Accepted, server::Rejected, server::Ended, server::ErrorNotice,
                 server::PeerNotice, server::AuthExpiring, server::Relay, server::Draining,
                 server::PresenceChanged, Seen, SideState, Signal>;

// The data of a Socket.IO event packet, `["event",{payload}]`. Unknown events give BadFormat with
// field "event"; unknown fields are ignored, arguments after the payload too. A wrong field gives
// BadField with its path ("offer.sdp", "iceServers[0].urls"). null counts as absent; for a
// `candidate` it means that there will be no more. The limits are in bytes of UTF-8.
Result<ClientMessage> decode_client_message(std::string_view event_json);
// The same of a text that has been read.
Result<ClientMessage> decode_client_message(json::Value& event);
// The same for the gateway, which passes signals on as they came: with Signal::as_sent.
Result<ClientMessage> decode_to_forward(json::Value& event);
Result<ClientMessage> decode_to_forward(std::string_view event_json);
Result<ServerMessage> decode_server_message(std::string_view event_json);
// The same where the message is to stand; after an error it is to be thrown away.
Error decode_server_message(std::string_view event_json, ServerMessage& into);
[[nodiscard]] std::string encode(const ClientMessage& message);
[[nodiscard]] std::string encode(const ServerMessage& message);
[[nodiscard]] std::string encode(const Signal& signal);  // as either of them
[[nodiscard]] std::string encode_as_sent(const Signal& signal);

// The data of an ack packet, `[{...}]`; of CONNECT, `{...}`; of CONNECT_ERROR, `{"message":...}`.
Result<server::Ack> decode_ack(std::string_view ack_json);
Error decode_ack(std::string_view ack_json, server::Ack& into);
[[nodiscard]] std::string encode(const server::Ack& ack);
Result<Auth> decode_auth(std::string_view json);  // "" gives an empty Auth
[[nodiscard]] std::string encode(const Auth& auth);
Result<Refusal> decode_refusal(std::string_view json);
[[nodiscard]] std::string encode(const Refusal& refusal);

// The wire name of a message: "call:initiate", "webrtc:offer", ...
[[nodiscard]] std::string_view event_name(const ClientMessage& message) noexcept;
[[nodiscard]] std::string_view event_name(const ServerMessage& message) noexcept;

}  // namespace ringline
