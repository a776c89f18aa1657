#include <utility>

#include "phone/phone_json.hpp"
#include "ringline/phone_json.hpp"
#include "wire/event.hpp"
#include "wire/parts.hpp"

namespace ringline {
namespace {

using namespace wire;
using C = PhoneConfig;

constexpr Range span{1, 24 * 3'600'000};
constexpr Range nsp = ranges::one_to(limit::namespace_bytes);
constexpr Field rows[] = {
    WIRE_FIELD(C, nsp, "namespace", Presence::Written, nsp),
    WIRE_FIELD(C, preconnect, "preconnect", Presence::Written),
    WIRE_FIELD(C, call_waiting, "callWaiting", Presence::Written),
    WIRE_FIELD(C, early_microphone, "earlyMicrophone", Presence::Written),
    WIRE_FIELD(C, no_media, "noMedia", Presence::Written),
    WIRE_FIELD(C, relay_only, "relayOnly", Presence::Written),
    WIRE_FIELD(C, ice_servers, "iceServers", Presence::Written, ice_servers),
    WIRE_FIELD(C, dialing_deadline, "dialingDeadlineMs", Presence::Written, span),
    WIRE_FIELD(C, ring_deadline, "ringDeadlineMs", Presence::Written, span),
    WIRE_FIELD(C, ring_grace, "ringGraceMs", Presence::Written, span),
    WIRE_FIELD(C, connecting_deadline, "connectingDeadlineMs", Presence::Written, span),
    WIRE_FIELD(C, rebuild_connecting_after, "rebuildConnectingAfterMs", Presence::Written, span),
    WIRE_FIELD(C, reconnecting_deadline, "reconnectingDeadlineMs", Presence::Written, span),
    WIRE_FIELD(C, restart_after, "restartAfterMs", Presence::Written, span),
    WIRE_FIELD(C, rebuild_reconnecting_after, "rebuildReconnectingAfterMs", Presence::Written,
               span),
    WIRE_FIELD(C, call_length_limit, "callLengthLimitMs", Presence::Written, span),
    WIRE_FIELD(C, ended_shown, "endedShownMs", Presence::Written, span),
    WIRE_FIELD(C, handshake_deadline, "handshakeDeadlineMs", Presence::Written, span),
    WIRE_FIELD(C, ack_deadline, "ackDeadlineMs", Presence::Written, span),
    WIRE_FIELD(C, ping_deadline, "pingDeadlineMs", Presence::Written, span),
    WIRE_FIELD(C, quiet_after, "quietAfterMs", Presence::Written, span),
    WIRE_FIELD(C, word_deadline, "wordDeadlineMs", Presence::Written, span),
    WIRE_FIELD(C, backoff_base, "backoffBaseMs", Presence::Written, span),
    WIRE_FIELD(C, backoff_cap, "backoffCapMs", Presence::Written, span)};

}  // namespace

Result<PhoneConfig> decode_phone_config(std::string_view json) {
  Result<PhoneConfig> config(std::in_place);
  Error error = decode_struct(json, input_bytes, fields(rows), &*config);
  if (!error && (config->nsp.front() != '/' || config->nsp.find(',') != std::string::npos)) {
    error = {Errc::BadField, "namespace", "must begin with a slash and hold no comma"};
  }
  if (error) config.fail(std::move(error));
  return config;
}

}  // namespace ringline
