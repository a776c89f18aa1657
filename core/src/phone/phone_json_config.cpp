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
    field<&C::nsp>("namespace", Presence::Written, nsp),
    field<&C::preconnect>("preconnect", Presence::Written),
    field<&C::call_waiting>("callWaiting", Presence::Written),
    field<&C::relay_only>("relayOnly", Presence::Written),
    field<&C::ice_servers>("iceServers", Presence::Written, ice_servers),
    field<&C::dialing_deadline>("dialingDeadlineMs", Presence::Written, span),
    field<&C::ring_deadline>("ringDeadlineMs", Presence::Written, span),
    field<&C::ring_grace>("ringGraceMs", Presence::Written, span),
    field<&C::connecting_deadline>("connectingDeadlineMs", Presence::Written, span),
    field<&C::rebuild_connecting_after>("rebuildConnectingAfterMs", Presence::Written, span),
    field<&C::reconnecting_deadline>("reconnectingDeadlineMs", Presence::Written, span),
    field<&C::restart_after>("restartAfterMs", Presence::Written, span),
    field<&C::rebuild_reconnecting_after>("rebuildReconnectingAfterMs", Presence::Written, span),
    field<&C::call_length_limit>("callLengthLimitMs", Presence::Written, span),
    field<&C::ended_shown>("endedShownMs", Presence::Written, span),
    field<&C::handshake_deadline>("handshakeDeadlineMs", Presence::Written, span),
    field<&C::ack_deadline>("ackDeadlineMs", Presence::Written, span),
    field<&C::backoff_base>("backoffBaseMs", Presence::Written, span),
    field<&C::backoff_cap>("backoffCapMs", Presence::Written, span)};

}  // namespace

Result<PhoneConfig> decode_phone_config(std::string_view json) {
  auto config = decode_struct<PhoneConfig>(json, fields(rows), input_bytes);
  if (config && (config->nsp.front() != '/' || config->nsp.find(',') != std::string::npos)) {
    return Error{Errc::BadField, "namespace", "must begin with a slash and hold no comma"};
  }
  return config;
}

}  // namespace ringline
