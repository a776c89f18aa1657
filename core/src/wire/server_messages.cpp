// gateway -> client: the events and their fields.
#include "ringline/messages.hpp"
#include "wire/event.hpp"
#include "wire/signals.hpp"

namespace ringline {
namespace {

using namespace wire;
using M = ServerMessage;

constexpr Field welcome_rows[] = {
    field<&server::Welcome::user_id>("userId", Presence::Required, ranges::id),
    field<&server::Welcome::tenant_id>("tenantId", Presence::Required, ranges::id),
    field<&server::Welcome::role>("role", Presence::Required),
    field<&server::Welcome::protocol>("protocol", Presence::Brief, ranges::protocol),
    field<&server::Welcome::session_id>("sessionId", Presence::Brief, ranges::optional_id),
    field<&server::Welcome::resume_token>("resumeToken", Presence::Brief, ranges::token),
    field<&server::Welcome::server_time>("serverTime", Presence::Brief, ranges::counter),
    field<&server::Welcome::ice_servers>("iceServers", Presence::Brief, ice_servers),
    field<&server::Welcome::ring_timeout_ms>("ringTimeoutMs", Presence::Brief, ranges::counter),
    field<&server::Welcome::resume_window_ms>("resumeWindowMs", Presence::Brief, ranges::counter)};
constexpr Field ringing_rows[] = {
    field<&server::Ringing::call_id>("callId", Presence::Required, ranges::id),
    field<&server::Ringing::call_log_id>("callLogId", Presence::Written, ranges::optional_id),
    field<&server::Ringing::created_at>("createdAt", Presence::Brief, ranges::counter),
    field<&server::Ringing::expires_at>("expiresAt", Presence::Brief, ranges::counter),
    field<&server::Ringing::preconnect>("preconnect", Presence::Brief),
    field<&server::Ringing::client_call_id>("clientCallId", Presence::Brief, ranges::optional_id)};
constexpr Field incoming_rows[] = {
    field<&server::Incoming::call_id>("callId", Presence::Required, ranges::id),
    field<&server::Incoming::caller_id>("callerId", Presence::Written, ranges::optional_id),
    field<&server::Incoming::caller_name>("callerName", Presence::Written, ranges::name),
    field<&server::Incoming::contact_phone>("contactPhone", Presence::Written, ranges::phone),
    field<&server::Incoming::created_at>("createdAt", Presence::Brief, ranges::counter),
    field<&server::Incoming::expires_at>("expiresAt", Presence::Brief, ranges::counter),
    field<&server::Incoming::preconnect>("preconnect", Presence::Brief),
    field<&server::Incoming::contact_id>("contactId", Presence::Brief, ranges::optional_id),
    field<&server::Incoming::call_log_id>("callLogId", Presence::Brief, ranges::optional_id)};
constexpr Field failed_rows[] = {
    field<&server::Failed::call_id>("callId", Presence::Written, ranges::optional_id),
    field<&server::Failed::message>("message", Presence::Written, ranges::text),
    field<&server::Failed::reason>("reason", Presence::Brief),
    field<&server::Failed::client_call_id>("clientCallId", Presence::Brief, ranges::optional_id)};
constexpr Field accepted_rows[] = {
    field<&server::Accepted::call_id>("callId", Presence::Required, ranges::id),
    field<&server::Accepted::answered_at>("answeredAt", Presence::Brief, ranges::counter),
    field<&server::Accepted::preconnected>("preconnected", Presence::Brief)};
constexpr Field rejected_rows[] = {
    field<&server::Rejected::call_id>("callId", Presence::Required, ranges::id),
    field<&server::Rejected::reason>("reason", Presence::Brief)};
constexpr Field ended_rows[] = {
    field<&server::Ended::call_id>("callId", Presence::Required, ranges::id),
    field<&server::Ended::reason>("reason", Presence::Brief),
    field<&server::Ended::duration>("duration", Presence::IfSet, ranges::counter)};
constexpr Field error_rows[] = {
    field<&server::ErrorNotice::message>("message", Presence::Required, ranges::text),
    field<&server::ErrorNotice::code>("code", Presence::Brief, ranges::optional_id),
    field<&server::ErrorNotice::call_id>("callId", Presence::Brief, ranges::optional_id)};
constexpr Field peer_rows[] = {
    field<&server::PeerNotice::call_id>("callId", Presence::Required, ranges::id),
    field<&server::PeerNotice::state>("state", Presence::Required),
    field<&server::PeerNotice::seen>("seen", Presence::Brief, ranges::counter)};

constexpr Alternative rows[] = {
    alternative<M, server::Welcome>("connection:success", fields(welcome_rows)),
    alternative<M, server::Ringing>("call:ringing", fields(ringing_rows)),
    alternative<M, server::Incoming>("call:incoming", fields(incoming_rows)),
    alternative<M, server::Failed>("call:failed", fields(failed_rows)),
    alternative<M, server::Accepted>("call:accepted", fields(accepted_rows)),
    alternative<M, server::Rejected>("call:rejected", fields(rejected_rows)),
    alternative<M, server::Ended>("call:ended", fields(ended_rows)),
    alternative<M, server::ErrorNotice>("call:error", fields(error_rows)),
    alternative<M, server::PeerNotice>("call:peer", fields(peer_rows)),
    offer_alternative<M>(),
    answer_alternative<M>(),
    candidate_alternative<M>()};

constexpr auto reading_table = readings(rows);
constexpr auto writing_table = writings(rows);

}  // namespace

Result<ServerMessage> decode_server_message(std::string_view event_json) {
  return decode_event<ServerMessage>(event_json, reading_table);
}

std::string encode(const ServerMessage& message) {
  return encode_event(find_writing(writing_table, &message), &message);
}

std::string_view event_name(const ServerMessage& message) noexcept {
  return find_writing(writing_table, &message).name;
}

}  // namespace ringline
