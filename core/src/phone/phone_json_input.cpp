// Inputs as text: what js-glue hands over and what a recording holds.
//
// What the gateway or the browser worded is not the host's mistake: texts of theirs are cut, not
// refused, and an over-long frame stays over-long, so that the Phone sees and drops it.
#include <utility>

#include "json/parse.hpp"
#include "phone/phone_json.hpp"
#include "ringline/phone_json.hpp"
#include "wire/parts.hpp"

namespace ringline {
namespace {

using namespace wire;

constexpr Range attempt{0, ranges::max_integer};
constexpr Range frame = ranges::up_to(limit::frame_bytes + 4);  // no character is longer than four
constexpr Range memory = ranges::up_to(limit::memory_bytes);
constexpr Range channel = ranges::up_to(limit::channel_bytes + 4);

constexpr Field recall_rows[] = {
    WIRE_FIELD(input::Recall, text, "text", Presence::Required, memory)};
constexpr Field dial_rows[] = {
    WIRE_FIELD(input::Dial, contact_id, "contactId", Presence::Brief, ranges::optional_id),
    WIRE_FIELD(input::Dial, phone_number, "phoneNumber", Presence::Brief, ranges::phone),
    WIRE_FIELD(input::Dial, name, "name", Presence::Brief, ranges::name)};
constexpr Field accept_rows[] = {
    WIRE_FIELD(input::Accept, id, "id", Presence::Required, ranges::id)};
constexpr Field reject_rows[] = {
    WIRE_FIELD(input::Reject, id, "id", Presence::Required, ranges::id)};
constexpr Field hang_up_rows[] = {
    WIRE_FIELD(input::HangUp, id, "id", Presence::Required, ranges::id)};
constexpr Field set_muted_rows[] = {
    WIRE_FIELD(input::SetMuted, id, "id", Presence::Required, ranges::id),
    WIRE_FIELD(input::SetMuted, muted, "muted", Presence::Required)};
constexpr Field set_hold_rows[] = {
    WIRE_FIELD(input::SetHold, id, "id", Presence::Required, ranges::id),
    WIRE_FIELD(input::SetHold, held, "held", Presence::Required)};
constexpr Field link_up_rows[] = {
    WIRE_FIELD(input::LinkUp, attempt, "attempt", Presence::Required, attempt),
    WIRE_FIELD(input::LinkUp, auth, "auth", Presence::Written, auth)};
constexpr Field link_frame_rows[] = {
    WIRE_FIELD(input::LinkFrame, attempt, "attempt", Presence::Required, attempt),
    WIRE_CUT_FIELD(input::LinkFrame, text, "text", Presence::Required, frame)};
constexpr Field link_down_rows[] = {
    WIRE_FIELD(input::LinkDown, attempt, "attempt", Presence::Required, attempt),
    WIRE_CUT_FIELD(input::LinkDown, reason, "reason", Presence::Brief, ranges::text)};
constexpr Field fresh_auth_rows[] = {
    WIRE_FIELD(input::FreshAuth, auth, "auth", Presence::Written, auth)};
constexpr Field peer_description_rows[] = {
    WIRE_FIELD(input::PeerDescription, id, "id", Presence::Required, ranges::id),
    WIRE_FIELD(input::PeerDescription, generation, "generation", Presence::Required,
               ranges::counter),
    WIRE_FIELD(input::PeerDescription, description, "description", Presence::Required,
               description)};
constexpr Field peer_candidate_rows[] = {
    WIRE_FIELD(input::PeerCandidate, id, "id", Presence::Required, ranges::id),
    WIRE_FIELD(input::PeerCandidate, generation, "generation", Presence::Required, ranges::counter),
    WIRE_FIELD(input::PeerCandidate, candidate, "candidate", Presence::Nullable, candidate)};
constexpr Field peer_state_rows[] = {
    WIRE_FIELD(input::PeerState, id, "id", Presence::Required, ranges::id),
    WIRE_FIELD(input::PeerState, generation, "generation", Presence::Required, ranges::counter),
    WIRE_FIELD(input::PeerState, state, "state", Presence::Required)};
constexpr Field peer_flow_rows[] = {
    WIRE_FIELD(input::PeerFlow, id, "id", Presence::Required, ranges::id),
    WIRE_FIELD(input::PeerFlow, generation, "generation", Presence::Required, ranges::counter),
    WIRE_FIELD(input::PeerFlow, quiet_ms, "quietMs", Presence::Required, ranges::counter)};
constexpr Field peer_failed_rows[] = {
    WIRE_FIELD(input::PeerFailed, id, "id", Presence::Required, ranges::id),
    WIRE_FIELD(input::PeerFailed, generation, "generation", Presence::Required, ranges::counter),
    WIRE_CUT_FIELD(input::PeerFailed, step, "step", Presence::Brief, ranges::text),
    WIRE_CUT_FIELD(input::PeerFailed, message, "message", Presence::Brief, ranges::text)};
constexpr Field channel_state_rows[] = {
    WIRE_FIELD(input::ChannelState, id, "id", Presence::Required, ranges::id),
    WIRE_FIELD(input::ChannelState, generation, "generation", Presence::Required, ranges::counter),
    WIRE_FIELD(input::ChannelState, open, "open", Presence::Required)};
constexpr Field channel_message_rows[] = {
    WIRE_FIELD(input::ChannelMessage, id, "id", Presence::Required, ranges::id),
    WIRE_FIELD(input::ChannelMessage, generation, "generation", Presence::Required,
               ranges::counter),
    WIRE_CUT_FIELD(input::ChannelMessage, text, "text", Presence::Required, channel)};
constexpr Field microphone_rows[] = {
    WIRE_FIELD(input::Microphone, id, "id", Presence::Required, ranges::id),
    WIRE_FIELD(input::Microphone, state, "state", Presence::Required),
    WIRE_CUT_FIELD(input::Microphone, message, "message", Presence::Brief, ranges::text)};
constexpr Field network_rows[] = {WIRE_FIELD(input::Network, online, "online", Presence::Required),
                                  WIRE_FIELD(input::Network, changed, "changed", Presence::Brief)};
constexpr Field playback_rows[] = {
    WIRE_FIELD(input::Playback, id, "id", Presence::Brief, ranges::optional_id),
    WIRE_FIELD(input::Playback, state, "state", Presence::Required)};
constexpr Field sound_rows[] = {WIRE_FIELD(input::Sound, what, "what", Presence::Required)};

constexpr Range packets{0, std::int64_t{1} << 40U};
constexpr Range lost{-(std::int64_t{1} << 40U), std::int64_t{1} << 40U};
constexpr Range measured_ms{0, 600'000};
constexpr Range level{0, 127};  // RFC 6464
constexpr Field peer_quality_rows[] = {
    WIRE_FIELD(input::PeerQuality, id, "id", Presence::Required, ranges::id),
    WIRE_FIELD(input::PeerQuality, generation, "generation", Presence::Required, ranges::counter),
    WIRE_FIELD(input::PeerQuality, packets_received, "packetsReceived", Presence::Written, packets),
    WIRE_FIELD(input::PeerQuality, packets_lost, "packetsLost", Presence::Written, lost),
    WIRE_FIELD(input::PeerQuality, jitter_ms, "jitterMs", Presence::Written, measured_ms),
    WIRE_FIELD(input::PeerQuality, rtt_ms, "rttMs", Presence::IfSet, measured_ms),
    WIRE_FIELD(input::PeerQuality, buffer_ms, "bufferMs", Presence::IfSet, measured_ms),
    WIRE_FIELD(input::PeerQuality, microphone_level, "microphoneLevel", Presence::IfSet, level),
    WIRE_FIELD(input::PeerQuality, path, "path", Presence::Brief),
    WIRE_FIELD(input::PeerQuality, remote_muted, "remoteMuted", Presence::Brief),
    WIRE_FIELD(input::PeerQuality, microphone_muted, "microphoneMuted", Presence::Brief)};

constexpr auto rows = table<Input>(
    row<input::Connect>("connect", no_fields), row<input::Close>("close", no_fields),
    row<input::Leave>("leave", no_fields), row<input::Recall>("recall", fields(recall_rows)),
    row<input::Dial>("dial", fields(dial_rows)), row<input::Accept>("accept", fields(accept_rows)),
    row<input::Reject>("reject", fields(reject_rows)),
    row<input::HangUp>("hangUp", fields(hang_up_rows)),
    row<input::SetMuted>("setMuted", fields(set_muted_rows)),
    row<input::SetHold>("setHold", fields(set_hold_rows)),
    row<input::LinkUp>("linkUp", fields(link_up_rows)),
    row<input::LinkFrame>("linkFrame", fields(link_frame_rows)),
    row<input::LinkDown>("linkDown", fields(link_down_rows)),
    row<input::FreshAuth>("freshAuth", fields(fresh_auth_rows)),
    row<input::PeerDescription>("peerDescription", fields(peer_description_rows)),
    row<input::PeerCandidate>("peerCandidate", fields(peer_candidate_rows)),
    row<input::PeerState>("peerState", fields(peer_state_rows)),
    row<input::PeerFlow>("peerFlow", fields(peer_flow_rows)),
    row<input::PeerFailed>("peerFailed", fields(peer_failed_rows)),
    row<input::ChannelState>("channelState", fields(channel_state_rows)),
    row<input::ChannelMessage>("channelMessage", fields(channel_message_rows)),
    row<input::Microphone>("microphone", fields(microphone_rows)),
    row<input::Network>("network", fields(network_rows)), row<input::Awake>("awake", no_fields),
    row<input::Playback>("playback", fields(playback_rows)),
    row<input::Sound>("sound", fields(sound_rows)), row<input::Tick>("tick", no_fields),
    row<input::PeerQuality>("peerQuality", fields(peer_quality_rows)));

Error read_input(std::string_view json, Input& input) {
  auto parsed = json::parse(json, input_bytes);
  if (!parsed) return std::move(parsed.error);
  const json::Value* type = parsed->find("type");
  const bool is_named = type != nullptr && type->kind == json::Kind::Text;
  const std::size_t place = is_named ? view(rows).find(type->text) : rows.size();
  if (place == rows.size()) return {Errc::BadField, "type", "names no input"};
  Error error;
  (void)read(*parsed, rows[place].fields, make_alternative(input, place), error);
  return error;
}

}  // namespace

Result<Input> decode_input(std::string_view json) {
  Result<Input> input(std::in_place);
  if (Error error = read_input(json, *input)) input.fail(std::move(error));
  return input;
}

std::string encode(const Input& input) {
  json::Writer writer;
  write_typed(writer, rows[input.index()], address_of(input));
  return writer.take();
}

}  // namespace ringline
