// Outputs as text, and the one call that crosses the WebAssembly boundary.
#include <iterator>

#include "phone/phone_json.hpp"
#include "ringline/phone_json.hpp"
#include "wire/parts.hpp"

namespace ringline {
namespace {

using namespace wire;

// Outputs are only written: their ranges say nothing but where a Brief number may be left out, and
// none of them is Brief.
constexpr Range any{};

constexpr Field open_link_rows[] = {
    WIRE_FIELD(output::OpenLink, attempt, "attempt", Presence::Written, any)};
constexpr Field send_frame_rows[] = {
    WIRE_FIELD(output::SendFrame, text, "text", Presence::Written, any)};
constexpr Field create_peer_rows[] = {
    WIRE_FIELD(output::CreatePeer, id, "id", Presence::Written, any),
    WIRE_FIELD(output::CreatePeer, generation, "generation", Presence::Written, any),
    WIRE_FIELD(output::CreatePeer, ice_servers, "iceServers", Presence::Written, ice_servers),
    WIRE_FIELD(output::CreatePeer, relay_only, "relayOnly", Presence::Written),
    WIRE_FIELD(output::CreatePeer, channel, "channel", Presence::Written)};
constexpr Field send_channel_rows[] = {
    WIRE_FIELD(output::SendChannel, id, "id", Presence::Written, any),
    WIRE_FIELD(output::SendChannel, generation, "generation", Presence::Written, any),
    WIRE_FIELD(output::SendChannel, text, "text", Presence::Written, any)};
constexpr Field create_offer_rows[] = {
    WIRE_FIELD(output::CreateOffer, id, "id", Presence::Written, any),
    WIRE_FIELD(output::CreateOffer, generation, "generation", Presence::Written, any),
    WIRE_FIELD(output::CreateOffer, ice_restart, "iceRestart", Presence::Written)};
constexpr Field set_remote_rows[] = {
    WIRE_FIELD(output::SetRemote, id, "id", Presence::Written, any),
    WIRE_FIELD(output::SetRemote, generation, "generation", Presence::Written, any),
    WIRE_FIELD(output::SetRemote, description, "description", Presence::Written, description)};
constexpr Field add_candidate_rows[] = {
    WIRE_FIELD(output::AddCandidate, id, "id", Presence::Written, any),
    WIRE_FIELD(output::AddCandidate, generation, "generation", Presence::Written, any),
    WIRE_FIELD(output::AddCandidate, candidate, "candidate", Presence::Written, candidate)};
constexpr Field close_peer_rows[] = {
    WIRE_FIELD(output::ClosePeer, id, "id", Presence::Written, any),
    WIRE_FIELD(output::ClosePeer, generation, "generation", Presence::Written, any)};
constexpr Field acquire_microphone_rows[] = {
    WIRE_FIELD(output::AcquireMicrophone, id, "id", Presence::Written, any),
    WIRE_FIELD(output::AcquireMicrophone, quiet, "quiet", Presence::Brief)};
constexpr Field attach_microphone_rows[] = {
    WIRE_FIELD(output::AttachMicrophone, id, "id", Presence::Written, any),
    WIRE_FIELD(output::AttachMicrophone, generation, "generation", Presence::Written, any)};
constexpr Field release_microphone_rows[] = {
    WIRE_FIELD(output::ReleaseMicrophone, id, "id", Presence::Written, any)};
constexpr Field set_muted_rows[] = {
    WIRE_FIELD(output::SetMuted, id, "id", Presence::Written, any),
    WIRE_FIELD(output::SetMuted, muted, "muted", Presence::Written)};
constexpr Field play_remote_rows[] = {
    WIRE_FIELD(output::PlayRemote, id, "id", Presence::Written, any),
    WIRE_FIELD(output::PlayRemote, on, "on", Presence::Written)};
constexpr Field play_tone_rows[] = {WIRE_FIELD(output::PlayTone, tone, "tone", Presence::Written)};
constexpr Field remember_rows[] = {
    WIRE_FIELD(output::Remember, text, "text", Presence::Written, any)};
constexpr Field presence_rows[] = {
    WIRE_FIELD(output::Presence, contacts, "contacts", Presence::Written, contact_presences),
    WIRE_FIELD(output::Presence, snapshot, "snapshot", Presence::Written)};
constexpr Field dialed_rows[] = {WIRE_FIELD(output::Dialed, id, "id", Presence::Written, any)};

constexpr Field repair_rows[] = {WIRE_FIELD(CallRepair, what, "what", Presence::Written),
                                 WIRE_FIELD(CallRepair, attempt, "attempt", Presence::Written, any),
                                 WIRE_FIELD(CallRepair, left_s, "leftS", Presence::Written, any)};
constexpr Fields repair = fields(repair_rows);
constexpr Field quality_rows[] = {
    WIRE_FIELD(CallQuality, mos_hundredths, "mosHundredths", Presence::Written, any),
    WIRE_FIELD(CallQuality, level, "level", Presence::Written),
    WIRE_FIELD(CallQuality, reason, "reason", Presence::Written),
    WIRE_FIELD(CallQuality, rtt_ms, "rttMs", Presence::Written, any),
    WIRE_FIELD(CallQuality, jitter_ms, "jitterMs", Presence::Written, any),
    WIRE_FIELD(CallQuality, loss_permille, "lossPermille", Presence::Written, any),
    WIRE_FIELD(CallQuality, path, "path", Presence::Written)};
constexpr Fields quality = fields(quality_rows);
constexpr Field warning_element = element(names_of<Warning>);
constexpr Warning all_warnings[] = {
    Warning::HighRoundTrip,      Warning::HighJitter,        Warning::PacketLoss,
    Warning::NoIncomingAudio,    Warning::RemoteTrackMuted,  Warning::MicrophoneSilent,
    Warning::MicrophoneMuted,    Warning::TalkingWhileMuted, Warning::MicrophoneUnanswered,
    Warning::MicrophoneLost,     Warning::MicrophoneRefused, Warning::OtherMicrophoneUnanswered,
    Warning::OtherMicrophoneLost};
static_assert(std::size(all_warnings) == warning_count);
// Those that are set, in the order of the enumeration.
constexpr List warnings{any, &warning_element, nullptr,
                        [](const void* set, std::size_t index) -> const void* {
                          for (const Warning& each : all_warnings) {
                            if (!static_cast<const Warnings*>(set)->has(each)) continue;
                            if (index-- == 0) return &each;
                          }
                          return nullptr;
                        }};
constexpr Field call_rows[] = {
    WIRE_FIELD(CallView, id, "id", Presence::Written, any),
    WIRE_FIELD(CallView, log_id, "logId", Presence::Written, any),
    WIRE_FIELD(CallView, call_id, "callId", Presence::Written, any),
    WIRE_FIELD(CallView, direction, "direction", Presence::Written),
    WIRE_FIELD(CallView, state, "state", Presence::Written),
    WIRE_FIELD(CallView, contact_id, "contactId", Presence::Written, any),
    WIRE_FIELD(CallView, name, "name", Presence::Written, any),
    WIRE_FIELD(CallView, phone_number, "phoneNumber", Presence::Written, any),
    WIRE_FIELD(CallView, duration_s, "durationS", Presence::Written, any),
    WIRE_FIELD(CallView, muted, "muted", Presence::Written),
    WIRE_FIELD(CallView, held, "held", Presence::Written),
    WIRE_FIELD(CallView, other_muted, "otherMuted", Presence::Written),
    WIRE_FIELD(CallView, other_held, "otherHeld", Presence::Written),
    WIRE_FIELD(CallView, reconnecting, "reconnecting", Presence::Written),
    WIRE_FIELD(CallView, peer_reconnecting, "peerReconnecting", Presence::Written),
    WIRE_FIELD(CallView, resuming, "resuming", Presence::Written),
    WIRE_FIELD(CallView, reason, "reason", Presence::Written),
    WIRE_FIELD(CallView, ended_by, "endedBy", Presence::Written),
    WIRE_FIELD(CallView, repair, "repair", Presence::IfSet, repair),
    WIRE_FIELD(CallView, quality, "quality", Presence::IfSet, quality),
    WIRE_FIELD(CallView, warnings, "warnings", Presence::Written, warnings),
    WIRE_FIELD(CallView, microphone, "microphone", Presence::Written),
    WIRE_FIELD(CallView, microphone_error, "microphoneError", Presence::IfSet),
    WIRE_FIELD(CallView, playback, "playback", Presence::Written),
    WIRE_FIELD(CallView, other_microphone, "otherMicrophone", Presence::Brief)};
constexpr Fields call = fields(call_rows);
constexpr Field call_element = element(call);
constexpr List calls{any, &call_element, nullptr, list_at<std::vector<CallView>>};
constexpr Field snapshot_rows[] = {
    WIRE_FIELD(Snapshot, link, "link", Presence::Written),
    WIRE_FIELD(Snapshot, needs_gesture, "needsGesture", Presence::Written),
    WIRE_FIELD(Snapshot, error_code, "errorCode", Presence::Written, any),
    WIRE_FIELD(Snapshot, error_message, "errorMessage", Presence::Written, any),
    WIRE_FIELD(Snapshot, calls, "calls", Presence::Written, calls)};
constexpr Fields snapshot = fields(snapshot_rows);
constexpr Field changed_rows[] = {
    WIRE_FIELD(output::Changed, now, "now", Presence::Written, snapshot)};
constexpr Field happened_rows[] = {
    WIRE_FIELD(output::Happened, name, "name", Presence::Written, any),
    WIRE_FIELD(output::Happened, id, "id", Presence::Written, any),
    WIRE_FIELD(output::Happened, detail, "detail", Presence::Written, any)};
constexpr Field wait_rows[] = {WIRE_FIELD(output::Wait, until, "untilMs", Presence::IfSet)};

constexpr auto rows = table<Output>(
    row<output::OpenLink>("openLink", fields(open_link_rows)),
    row<output::SendFrame>("sendFrame", fields(send_frame_rows)),
    row<output::CloseLink>("closeLink", no_fields),
    row<output::RefreshAuth>("refreshAuth", no_fields),
    row<output::CreatePeer>("createPeer", fields(create_peer_rows)),
    row<output::SendChannel>("sendChannel", fields(send_channel_rows)),
    row<output::CreateOffer>("createOffer", fields(create_offer_rows)),
    row<output::SetRemote>("setRemote", fields(set_remote_rows)),
    row<output::AddCandidate>("addCandidate", fields(add_candidate_rows)),
    row<output::ClosePeer>("closePeer", fields(close_peer_rows)),
    row<output::AcquireMicrophone>("acquireMicrophone", fields(acquire_microphone_rows)),
    row<output::AttachMicrophone>("attachMicrophone", fields(attach_microphone_rows)),
    row<output::ReleaseMicrophone>("releaseMicrophone", fields(release_microphone_rows)),
    row<output::SetMuted>("setMuted", fields(set_muted_rows)),
    row<output::PlayRemote>("playRemote", fields(play_remote_rows)),
    row<output::PlayTone>("playTone", fields(play_tone_rows)),
    row<output::Remember>("remember", fields(remember_rows)),
    row<output::Presence>("presence", fields(presence_rows)),
    row<output::Dialed>("dialed", fields(dialed_rows)),
    row<output::Changed>("changed", fields(changed_rows)),
    row<output::Happened>("happened", fields(happened_rows)),
    row<output::Wait>("wait", fields(wait_rows)));

void write_output(json::Writer& writer, const Output& output) {
  write_typed(writer, rows[output.index()], address_of(output));
}

void write_error(json::Writer& writer, const Error& error) {
  if (!error) return writer.null();
  writer.begin_object();
  writer.key("code");
  writer.text(to_string(error.code));
  writer.key("field");
  writer.text(error.field);
  writer.key("message");
  writer.text(error.message);
  writer.end_object();
}

}  // namespace

std::string encode(const Output& output) {
  json::Writer writer;
  write_output(writer, output);
  return writer.take();
}

std::string handle_json(Phone& phone, TimePoint now, std::string_view input_json) {
  const auto input = decode_input(input_json);
  const Error error = input ? phone.handle(now, *input) : input.error;
  json::Writer writer;
  writer.begin_object();
  writer.key("error");
  write_error(writer, error);
  writer.key("outputs");
  writer.begin_array();
  for (const Output& output : phone.drain()) write_output(writer, output);
  writer.end_array();
  writer.end_object();
  return writer.take();
}

}  // namespace ringline
