// client -> gateway: the events and their fields.
#include "ringline/messages.hpp"
#include "wire/event.hpp"
#include "wire/signals.hpp"

namespace ringline {
namespace {

using namespace wire;
using M = ClientMessage;

constexpr Field initiate_rows[] = {
    field<&client::Initiate::contact_id>("contactId", Presence::Written, ranges::optional_id),
    field<&client::Initiate::contact_phone>("contactPhone", Presence::Written, ranges::phone),
    field<&client::Initiate::contact_name>("contactName", Presence::Written, ranges::name),
    field<&client::Initiate::client_call_id>("clientCallId", Presence::Brief, ranges::optional_id)};
constexpr Field accept_rows[] = {
    field<&client::Accept::call_id>("callId", Presence::Required, ranges::id)};
constexpr Field reject_rows[] = {
    field<&client::Reject::call_id>("callId", Presence::Required, ranges::id),
    field<&client::Reject::reason>("reason", Presence::Brief)};
constexpr Field end_rows[] = {
    field<&client::End::call_id>("callId", Presence::Required, ranges::id),
    field<&client::End::reason>("reason", Presence::Brief)};
constexpr Field resume_rows[] = {
    field<&client::Resume::call_id>("callId", Presence::Required, ranges::id),
    field<&client::Resume::seen>("seen", Presence::Brief, ranges::counter)};

constexpr Alternative rows[] = {
    alternative<M, client::Initiate>("call:initiate", fields(initiate_rows)),
    alternative<M, client::Accept>("call:accept", fields(accept_rows)),
    alternative<M, client::Reject>("call:reject", fields(reject_rows)),
    alternative<M, client::End>("call:end", fields(end_rows)),
    alternative<M, client::Resume>("call:resume", fields(resume_rows)),
    offer_alternative<M>(),
    answer_alternative<M>(),
    candidate_alternative<M>()};

constexpr auto reading_table = readings(rows);
constexpr auto writing_table = writings(rows);

}  // namespace

Result<ClientMessage> decode_client_message(std::string_view event_json) {
  auto message = decode_event<ClientMessage>(event_json, reading_table);
  if (!message) return message;
  const auto* initiate = std::get_if<client::Initiate>(&*message);
  if (initiate != nullptr && initiate->contact_id.empty() && initiate->contact_phone.empty()) {
    return Error{Errc::BadField, "contactId", "and contactPhone are both empty: give one"};
  }
  return message;
}

std::string encode(const ClientMessage& message) {
  return encode_event(find_writing(writing_table, &message), &message);
}

std::string_view event_name(const ClientMessage& message) noexcept {
  return find_writing(writing_table, &message).name;
}

}  // namespace ringline
