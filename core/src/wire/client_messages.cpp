// client -> gateway: the events and their fields.
#include "ringline/characters.hpp"
#include "ringline/messages.hpp"
#include "support/decimal.hpp"
#include "wire/event.hpp"
#include "wire/signals.hpp"

namespace ringline {
namespace {

using namespace wire;
using M = ClientMessage;

constexpr Field initiate_rows[] = {
    WIRE_FIELD(client::Initiate, contact_id, "contactId", Presence::Written, ranges::optional_id),
    WIRE_WORDS_FIELD(client::Initiate, contact_phone, "contactPhone", Presence::Written,
                     ranges::dialed),
    WIRE_WORDS_FIELD(client::Initiate, contact_name, "contactName", Presence::Written,
                     ranges::name),
    WIRE_FIELD(client::Initiate, client_call_id, "clientCallId", Presence::Brief,
               ranges::optional_id)};
constexpr Field accept_rows[] = {
    WIRE_FIELD(client::Accept, call_id, "callId", Presence::Required, ranges::id),
    WIRE_FIELD(client::Accept, ago_ms, "agoMs", Presence::Brief, ranges::counter)};
constexpr Field reject_rows[] = {
    WIRE_FIELD(client::Reject, call_id, "callId", Presence::Required, ranges::id),
    WIRE_FIELD(client::Reject, reason, "reason", Presence::Brief)};
constexpr Field end_rows[] = {
    WIRE_FIELD(client::End, call_id, "callId", Presence::Brief, ranges::optional_id),
    WIRE_FIELD(client::End, reason, "reason", Presence::Brief),
    WIRE_FIELD(client::End, ago_ms, "agoMs", Presence::Brief, ranges::counter),
    WIRE_FIELD(client::End, client_call_id, "clientCallId", Presence::Brief, ranges::optional_id),
    WIRE_FIELD(client::End, answered_ago_ms, "answeredAgoMs", Presence::Brief, ranges::counter)};
constexpr Field resume_rows[] = {
    WIRE_FIELD(client::Resume, call_id, "callId", Presence::Required, ranges::id),
    WIRE_FIELD(client::Resume, seen, "seen", Presence::Brief, ranges::counter),
    WIRE_FIELD(client::Resume, rings, "rings", Presence::Brief)};
constexpr Field refresh_auth_rows[] = {
    WIRE_FIELD(client::RefreshAuth, token, "token", Presence::Required, ranges::present_token)};

constexpr auto rows = message_table<M>(
    row<client::Initiate>("call:initiate", fields(initiate_rows)),
    row<client::Accept>("call:accept", fields(accept_rows)),
    row<client::Reject>("call:reject", fields(reject_rows)),
    row<client::End>("call:end", fields(end_rows)),
    row<client::Resume>("call:resume", fields(resume_rows)),
    row<client::RefreshAuth>("auth:refresh", fields(refresh_auth_rows)),
    row<client::Ping>("link:ping", no_fields), row<Seen>("call:seen", fields(seen_rows)),
    row<SideState>("call:media", fields(side_rows)));

// What no single field can tell: one of two must be there.
Error check_pairs(const M& message) {
  const auto* initiate = std::get_if<client::Initiate>(&message);
  if (initiate != nullptr && initiate->contact_id.empty() && initiate->contact_phone.empty()) {
    return {Errc::BadField, "contactId", "and contactPhone are both empty: give one"};
  }
  const auto* end = std::get_if<client::End>(&message);
  if (end != nullptr && end->call_id.empty() && end->client_call_id.empty()) {
    return {Errc::BadField, "callId", "is missing"};
  }
  return {};
}

// Beside a contact's id the number is only shown; else it says whom to call.
Error settle_number(client::Initiate& initiate) {
  make_digits_ascii(initiate.contact_phone);
  if (!initiate.contact_id.empty()) {
    cut_characters(initiate.contact_phone, limit::phone_characters);
    return {};
  }
  if (count_characters(initiate.contact_phone) <= limit::phone_characters) return {};
  return {Errc::BadField, "contactPhone",
          "is longer than " + decimal(limit::phone_characters) + " characters"};
}

// `event` is its text, or what was read of it.
template <class Event>
Result<M> decode(Event& event) {
  Result<M> message(std::in_place);
  Error error = decode_event(event, view(rows), &make_message<M>, &*message);
  auto* initiate = std::get_if<client::Initiate>(&*message);
  if (!error && initiate != nullptr) error = settle_number(*initiate);
  if (!error) error = check_pairs(*message);
  if (error) message.fail(std::move(error));
  return message;
}

}  // namespace

Result<ClientMessage> decode_client_message(std::string_view event_json) {
  return decode(event_json);
}

Result<ClientMessage> decode_client_message(json::Value& event) { return decode(event); }

std::string encode(const ClientMessage& message) {
  return encode_event(rows[place_of(message)], address_of(message));
}

std::string_view event_name(const ClientMessage& message) noexcept {
  return rows[place_of(message)].name;
}

}  // namespace ringline
