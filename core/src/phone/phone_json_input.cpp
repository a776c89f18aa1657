// Inputs as text: what js-glue hands over and what a recording holds.
//
// What the gateway or the browser worded is not the host's mistake: texts of theirs are cut, not
// refused, and an over-long frame stays over-long, so that the Phone sees and drops it.
#include "phone/phone_json.hpp"
#include "ringline/phone_json.hpp"
#include "wire/event.hpp"
#include "wire/parts.hpp"

namespace ringline {
namespace {

using namespace wire;

constexpr Range attempt{0, ranges::max_integer};
constexpr Range frame = ranges::up_to(limit::frame_bytes + 4);  // no character is longer than four

constexpr Field dial_rows[] = {
    field<&input::Dial::contact_id>("contactId", Presence::Brief, ranges::optional_id),
    field<&input::Dial::phone_number>("phoneNumber", Presence::Brief, ranges::phone),
    field<&input::Dial::name>("name", Presence::Brief, ranges::name)};
constexpr Field accept_rows[] = {field<&input::Accept::id>("id", Presence::Required, ranges::id)};
constexpr Field reject_rows[] = {field<&input::Reject::id>("id", Presence::Required, ranges::id)};
constexpr Field hang_up_rows[] = {field<&input::HangUp::id>("id", Presence::Required, ranges::id)};
constexpr Field set_muted_rows[] = {
    field<&input::SetMuted::id>("id", Presence::Required, ranges::id),
    field<&input::SetMuted::muted>("muted", Presence::Required)};
constexpr Field link_up_rows[] = {
    field<&input::LinkUp::attempt>("attempt", Presence::Required, attempt),
    field<&input::LinkUp::auth>("auth", Presence::Written, auth)};
constexpr Field link_frame_rows[] = {
    field<&input::LinkFrame::attempt>("attempt", Presence::Required, attempt),
    cut_field<&input::LinkFrame::text>("text", Presence::Required, frame)};
constexpr Field link_down_rows[] = {
    field<&input::LinkDown::attempt>("attempt", Presence::Required, attempt),
    cut_field<&input::LinkDown::reason>("reason", Presence::Brief, ranges::text)};
constexpr Field peer_description_rows[] = {
    field<&input::PeerDescription::id>("id", Presence::Required, ranges::id),
    field<&input::PeerDescription::generation>("generation", Presence::Required, ranges::counter),
    field<&input::PeerDescription::description>("description", Presence::Required, description)};
constexpr Field peer_candidate_rows[] = {
    field<&input::PeerCandidate::id>("id", Presence::Required, ranges::id),
    field<&input::PeerCandidate::generation>("generation", Presence::Required, ranges::counter),
    field<&input::PeerCandidate::candidate>("candidate", Presence::Nullable, candidate)};
constexpr Field peer_state_rows[] = {
    field<&input::PeerState::id>("id", Presence::Required, ranges::id),
    field<&input::PeerState::generation>("generation", Presence::Required, ranges::counter),
    field<&input::PeerState::state>("state", Presence::Required)};
constexpr Field peer_failed_rows[] = {
    field<&input::PeerFailed::id>("id", Presence::Required, ranges::id),
    field<&input::PeerFailed::generation>("generation", Presence::Required, ranges::counter),
    cut_field<&input::PeerFailed::step>("step", Presence::Brief, ranges::text),
    cut_field<&input::PeerFailed::message>("message", Presence::Brief, ranges::text)};
constexpr Field microphone_rows[] = {
    field<&input::Microphone::id>("id", Presence::Required, ranges::id),
    field<&input::Microphone::state>("state", Presence::Required),
    cut_field<&input::Microphone::message>("message", Presence::Brief, ranges::text)};
constexpr Field network_rows[] = {field<&input::Network::online>("online", Presence::Required)};
constexpr Field playback_rows[] = {field<&input::Playback::blocked>("blocked", Presence::Required)};

constexpr Alternative rows[] = {
    alternative<Input, input::Connect>("connect", no_fields),
    alternative<Input, input::Close>("close", no_fields),
    alternative<Input, input::Dial>("dial", fields(dial_rows)),
    alternative<Input, input::Accept>("accept", fields(accept_rows)),
    alternative<Input, input::Reject>("reject", fields(reject_rows)),
    alternative<Input, input::HangUp>("hangUp", fields(hang_up_rows)),
    alternative<Input, input::SetMuted>("setMuted", fields(set_muted_rows)),
    alternative<Input, input::LinkUp>("linkUp", fields(link_up_rows)),
    alternative<Input, input::LinkFrame>("linkFrame", fields(link_frame_rows)),
    alternative<Input, input::LinkDown>("linkDown", fields(link_down_rows)),
    alternative<Input, input::PeerDescription>("peerDescription", fields(peer_description_rows)),
    alternative<Input, input::PeerCandidate>("peerCandidate", fields(peer_candidate_rows)),
    alternative<Input, input::PeerState>("peerState", fields(peer_state_rows)),
    alternative<Input, input::PeerFailed>("peerFailed", fields(peer_failed_rows)),
    alternative<Input, input::Microphone>("microphone", fields(microphone_rows)),
    alternative<Input, input::Network>("network", fields(network_rows)),
    alternative<Input, input::Playback>("playback", fields(playback_rows)),
    alternative<Input, input::Tick>("tick", no_fields)};
static_assert(std::size(rows) == std::variant_size_v<Input>);

constexpr auto reading_table = readings(rows);
constexpr auto writing_table = writings(rows);

}  // namespace

Result<Input> decode_input(std::string_view json) {
  auto parsed = json::parse(json, input_bytes);
  if (!parsed) return std::move(parsed.error);
  const json::Value* type = parsed->find("type");
  const Reading* row = type != nullptr && type->kind == json::Kind::Text
                           ? find_reading(reading_table, type->text)
                           : nullptr;
  if (row == nullptr) return Error{Errc::BadField, "type", "names no input"};
  Input input;
  Error error;
  if (!read(*parsed, row->fields, row->make(&input), error)) return error;
  return input;
}

std::string encode(const Input& input) {
  json::Writer writer;
  write_typed(writer, find_writing(writing_table, &input), &input);
  return writer.take();
}

}  // namespace ringline
