// Outputs as text, and the one call that crosses the WebAssembly boundary.
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
    field<&output::OpenLink::attempt>("attempt", Presence::Written, any)};
constexpr Field send_frame_rows[] = {
    field<&output::SendFrame::text>("text", Presence::Written, any)};
constexpr Field create_peer_rows[] = {
    field<&output::CreatePeer::id>("id", Presence::Written, any),
    field<&output::CreatePeer::generation>("generation", Presence::Written, any),
    field<&output::CreatePeer::ice_servers>("iceServers", Presence::Written, ice_servers),
    field<&output::CreatePeer::relay_only>("relayOnly", Presence::Written)};
constexpr Field create_offer_rows[] = {
    field<&output::CreateOffer::id>("id", Presence::Written, any),
    field<&output::CreateOffer::generation>("generation", Presence::Written, any),
    field<&output::CreateOffer::ice_restart>("iceRestart", Presence::Written)};
constexpr Field set_remote_rows[] = {
    field<&output::SetRemote::id>("id", Presence::Written, any),
    field<&output::SetRemote::generation>("generation", Presence::Written, any),
    field<&output::SetRemote::description>("description", Presence::Written, description)};
constexpr Field add_candidate_rows[] = {
    field<&output::AddCandidate::id>("id", Presence::Written, any),
    field<&output::AddCandidate::generation>("generation", Presence::Written, any),
    field<&output::AddCandidate::candidate>("candidate", Presence::Written, candidate)};
constexpr Field close_peer_rows[] = {
    field<&output::ClosePeer::id>("id", Presence::Written, any),
    field<&output::ClosePeer::generation>("generation", Presence::Written, any)};
constexpr Field acquire_microphone_rows[] = {
    field<&output::AcquireMicrophone::id>("id", Presence::Written, any)};
constexpr Field attach_microphone_rows[] = {
    field<&output::AttachMicrophone::id>("id", Presence::Written, any),
    field<&output::AttachMicrophone::generation>("generation", Presence::Written, any)};
constexpr Field release_microphone_rows[] = {
    field<&output::ReleaseMicrophone::id>("id", Presence::Written, any)};
constexpr Field set_muted_rows[] = {field<&output::SetMuted::id>("id", Presence::Written, any),
                                    field<&output::SetMuted::muted>("muted", Presence::Written)};
constexpr Field play_remote_rows[] = {field<&output::PlayRemote::id>("id", Presence::Written, any),
                                      field<&output::PlayRemote::on>("on", Presence::Written)};
constexpr Field play_tone_rows[] = {field<&output::PlayTone::tone>("tone", Presence::Written)};
constexpr Field dialed_rows[] = {field<&output::Dialed::id>("id", Presence::Written, any)};

constexpr Field call_rows[] = {
    field<&CallView::id>("id", Presence::Written, any),
    field<&CallView::log_id>("logId", Presence::Written, any),
    field<&CallView::call_id>("callId", Presence::Written, any),
    field<&CallView::direction>("direction", Presence::Written),
    field<&CallView::state>("state", Presence::Written),
    field<&CallView::contact_id>("contactId", Presence::Written, any),
    field<&CallView::name>("name", Presence::Written, any),
    field<&CallView::phone_number>("phoneNumber", Presence::Written, any),
    field<&CallView::duration_s>("durationS", Presence::Written, any),
    field<&CallView::muted>("muted", Presence::Written),
    field<&CallView::reconnecting>("reconnecting", Presence::Written),
    field<&CallView::peer_reconnecting>("peerReconnecting", Presence::Written),
    field<&CallView::reason>("reason", Presence::Written),
    field<&CallView::ended_by>("endedBy", Presence::Written)};
constexpr Fields call = fields(call_rows);
constexpr Field call_element = element(call);
constexpr List calls = list_of<CallView>(any, call_element);
constexpr Field snapshot_rows[] = {
    field<&Snapshot::link>("link", Presence::Written),
    field<&Snapshot::needs_gesture>("needsGesture", Presence::Written),
    field<&Snapshot::error_code>("errorCode", Presence::Written, any),
    field<&Snapshot::error_message>("errorMessage", Presence::Written, any),
    field<&Snapshot::calls>("calls", Presence::Written, calls)};
constexpr Fields snapshot = fields(snapshot_rows);
constexpr Field changed_rows[] = {field<&output::Changed::now>("now", Presence::Written, snapshot)};
constexpr Field happened_rows[] = {
    field<&output::Happened::name>("name", Presence::Written, any),
    field<&output::Happened::id>("id", Presence::Written, any),
    field<&output::Happened::detail>("detail", Presence::Written, any)};
constexpr Field wait_rows[] = {field<&output::Wait::until>("untilMs", Presence::IfSet)};

constexpr Alternative rows[] = {
    alternative<Output, output::OpenLink>("openLink", fields(open_link_rows)),
    alternative<Output, output::SendFrame>("sendFrame", fields(send_frame_rows)),
    alternative<Output, output::CloseLink>("closeLink", no_fields),
    alternative<Output, output::CreatePeer>("createPeer", fields(create_peer_rows)),
    alternative<Output, output::CreateOffer>("createOffer", fields(create_offer_rows)),
    alternative<Output, output::SetRemote>("setRemote", fields(set_remote_rows)),
    alternative<Output, output::AddCandidate>("addCandidate", fields(add_candidate_rows)),
    alternative<Output, output::ClosePeer>("closePeer", fields(close_peer_rows)),
    alternative<Output, output::AcquireMicrophone>("acquireMicrophone",
                                                   fields(acquire_microphone_rows)),
    alternative<Output, output::AttachMicrophone>("attachMicrophone",
                                                  fields(attach_microphone_rows)),
    alternative<Output, output::ReleaseMicrophone>("releaseMicrophone",
                                                   fields(release_microphone_rows)),
    alternative<Output, output::SetMuted>("setMuted", fields(set_muted_rows)),
    alternative<Output, output::PlayRemote>("playRemote", fields(play_remote_rows)),
    alternative<Output, output::PlayTone>("playTone", fields(play_tone_rows)),
    alternative<Output, output::Dialed>("dialed", fields(dialed_rows)),
    alternative<Output, output::Changed>("changed", fields(changed_rows)),
    alternative<Output, output::Happened>("happened", fields(happened_rows)),
    alternative<Output, output::Wait>("wait", fields(wait_rows))};
static_assert(std::size(rows) == std::variant_size_v<Output>);

constexpr auto writing_table = writings(rows);

void write_output(json::Writer& writer, const Output& output) {
  write_typed(writer, find_writing(writing_table, &output), &output);
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
  for (bool is_last = false; !is_last;) {
    const Output output = phone.poll();
    is_last = std::holds_alternative<output::Wait>(output);
    write_output(writer, output);
  }
  writer.end_array();
  writer.end_object();
  return writer.take();
}

}  // namespace ringline
