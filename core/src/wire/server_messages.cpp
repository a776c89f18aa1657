// gateway -> client: the events and their fields.
#include "ringline/messages.hpp"
#include "wire/event.hpp"
#include "wire/signals.hpp"

namespace ringline {
namespace {

using namespace wire;
using M = ServerMessage;

constexpr Field welcome_rows[] = {
    WIRE_FIELD(server::Welcome, user_id, "userId", Presence::Required, ranges::id),
    WIRE_FIELD(server::Welcome, tenant_id, "tenantId", Presence::Required, ranges::id),
    WIRE_FIELD(server::Welcome, role, "role", Presence::Required),
    WIRE_FIELD(server::Welcome, protocol, "protocol", Presence::Brief, ranges::protocol),
    WIRE_FIELD(server::Welcome, session_id, "sessionId", Presence::Brief, ranges::optional_id),
    WIRE_FIELD(server::Welcome, resume_token, "resumeToken", Presence::Brief, ranges::token),
    WIRE_FIELD(server::Welcome, server_time, "serverTime", Presence::Brief, ranges::counter),
    WIRE_FIELD(server::Welcome, ice_servers, "iceServers", Presence::Brief, ice_servers),
    WIRE_FIELD(server::Welcome, ring_timeout_ms, "ringTimeoutMs", Presence::Brief, ranges::counter),
    WIRE_FIELD(server::Welcome, resume_window_ms, "resumeWindowMs", Presence::Brief,
               ranges::counter),
    WIRE_FIELD(server::Welcome, features, "features", Presence::Brief, features)};
constexpr Field ringing_rows[] = {
    WIRE_FIELD(server::Ringing, call_id, "callId", Presence::Required, ranges::id),
    WIRE_FIELD(server::Ringing, call_log_id, "callLogId", Presence::Written, ranges::optional_id),
    WIRE_FIELD(server::Ringing, created_at, "createdAt", Presence::Brief, ranges::counter),
    WIRE_FIELD(server::Ringing, expires_at, "expiresAt", Presence::Brief, ranges::counter),
    WIRE_FIELD(server::Ringing, preconnect, "preconnect", Presence::Brief),
    WIRE_FIELD(server::Ringing, client_call_id, "clientCallId", Presence::Brief,
               ranges::optional_id),
    WIRE_FIELD(server::Ringing, contact_id, "contactId", Presence::Brief, ranges::optional_id)};
constexpr Field incoming_rows[] = {
    WIRE_FIELD(server::Incoming, call_id, "callId", Presence::Required, ranges::id),
    WIRE_FIELD(server::Incoming, caller_id, "callerId", Presence::Written, ranges::optional_id),
    WIRE_WORDS_FIELD(server::Incoming, caller_name, "callerName", Presence::Written, ranges::name),
    WIRE_WORDS_FIELD(server::Incoming, contact_phone, "contactPhone", Presence::Written,
                     ranges::phone),
    WIRE_FIELD(server::Incoming, created_at, "createdAt", Presence::Brief, ranges::counter),
    WIRE_FIELD(server::Incoming, expires_at, "expiresAt", Presence::Brief, ranges::counter),
    WIRE_FIELD(server::Incoming, preconnect, "preconnect", Presence::Brief),
    WIRE_FIELD(server::Incoming, contact_id, "contactId", Presence::Brief, ranges::optional_id),
    WIRE_FIELD(server::Incoming, call_log_id, "callLogId", Presence::Brief, ranges::optional_id)};
constexpr Field failed_rows[] = {
    WIRE_FIELD(server::Failed, call_id, "callId", Presence::Written, ranges::optional_id),
    WIRE_WORDS_FIELD(server::Failed, message, "message", Presence::Written, ranges::text),
    WIRE_FIELD(server::Failed, reason, "reason", Presence::Brief),
    WIRE_FIELD(server::Failed, client_call_id, "clientCallId", Presence::Brief,
               ranges::optional_id)};
constexpr Field accepted_rows[] = {
    WIRE_FIELD(server::Accepted, call_id, "callId", Presence::Required, ranges::id),
    WIRE_FIELD(server::Accepted, answered_at, "answeredAt", Presence::Brief, ranges::counter),
    WIRE_FIELD(server::Accepted, preconnected, "preconnected", Presence::Brief),
    WIRE_FIELD(server::Accepted, protocol, "protocol", Presence::Brief, ranges::protocol)};
constexpr Field rejected_rows[] = {
    WIRE_FIELD(server::Rejected, call_id, "callId", Presence::Required, ranges::id),
    WIRE_FIELD(server::Rejected, reason, "reason", Presence::Brief)};
constexpr Field ended_rows[] = {
    WIRE_FIELD(server::Ended, call_id, "callId", Presence::Required, ranges::id),
    WIRE_FIELD(server::Ended, reason, "reason", Presence::Brief),
    WIRE_FIELD(server::Ended, duration, "duration", Presence::IfSet, ranges::counter)};
constexpr Field error_rows[] = {
    WIRE_WORDS_FIELD(server::ErrorNotice, message, "message", Presence::Required, ranges::text),
    WIRE_FIELD(server::ErrorNotice, code, "code", Presence::Brief, ranges::optional_id),
    WIRE_FIELD(server::ErrorNotice, call_id, "callId", Presence::Brief, ranges::optional_id)};
constexpr Field peer_rows[] = {
    WIRE_FIELD(server::PeerNotice, call_id, "callId", Presence::Required, ranges::id),
    WIRE_FIELD(server::PeerNotice, state, "state", Presence::Required),
    WIRE_FIELD(server::PeerNotice, seen, "seen", Presence::Brief, ranges::counter)};
constexpr Field expiring_rows[] = {
    WIRE_FIELD(server::AuthExpiring, expires_at, "expiresAt", Presence::Required, ranges::counter)};
constexpr Field relay_rows[] = {
    WIRE_FIELD(server::Relay, call_id, "callId", Presence::Required, ranges::id),
    WIRE_FIELD(server::Relay, ice_servers, "iceServers", Presence::Written, ice_servers),
    WIRE_FIELD(server::Relay, expires_at, "expiresAt", Presence::Brief, ranges::counter)};
constexpr Field draining_rows[] = {WIRE_FIELD(server::Draining, retry_after_ms, "retryAfterMs",
                                              Presence::Brief, ranges::retry_after)};
constexpr Field presence_rows[] = {
    WIRE_FIELD(server::PresenceChanged, contacts, "contacts", Presence::Written, contact_presences),
    WIRE_FIELD(server::PresenceChanged, snapshot, "snapshot", Presence::Brief)};

constexpr auto rows = message_table<M>(
    row<server::Welcome>("connection:success", fields(welcome_rows)),
    row<server::Ringing>("call:ringing", fields(ringing_rows)),
    row<server::Incoming>("call:incoming", fields(incoming_rows)),
    row<server::Failed>("call:failed", fields(failed_rows)),
    row<server::Accepted>("call:accepted", fields(accepted_rows)),
    row<server::Rejected>("call:rejected", fields(rejected_rows)),
    row<server::Ended>("call:ended", fields(ended_rows)),
    row<server::ErrorNotice>("call:error", fields(error_rows)),
    row<server::PeerNotice>("call:peer", fields(peer_rows)),
    row<server::AuthExpiring>("auth:expiring", fields(expiring_rows)),
    row<server::Relay>("call:relay", fields(relay_rows)),
    row<server::Draining>("server:draining", fields(draining_rows)),
    row<server::PresenceChanged>("presence:changed", fields(presence_rows)),
    row<Seen>("call:seen", fields(seen_rows)), row<SideState>("call:media", fields(side_rows)));

}  // namespace

Error decode_server_message(std::string_view event_json, ServerMessage& into) {
  return decode_event(event_json, view(rows), &make_message<M>, &into);
}

Result<ServerMessage> decode_server_message(std::string_view event_json) {
  Result<M> message(std::in_place);
  if (Error error = decode_server_message(event_json, *message)) message.fail(std::move(error));
  return message;
}

std::string encode(const ServerMessage& message) {
  return encode_event(rows[place_of(message)], address_of(message));
}

std::string encode(const Signal& signal) {
  return encode_event(rows[std::variant_size_v<M> - 1 + place_among_signals(signal)], &signal);
}

std::string_view event_name(const ServerMessage& message) noexcept {
  return rows[place_of(message)].name;
}

}  // namespace ringline
