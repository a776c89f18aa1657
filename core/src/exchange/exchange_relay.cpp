// Who may have a relay's credentials: a party of an open call, for as long as it is one. They are
// made by the host, which has the secret; this says for whom, and when they are due again.
#include "exchange/state.hpp"

namespace ringline {

void Exchange::State::grant_relay(const CallRecord& record, const Client& client) {
  const bool wanted = config_.relay_renewal.count() > 0 && record.is_open();
  if (!wanted || !client.extended) return;
  // Whoever is rung hasn't asked for it, and must have their own when they need them.
  const bool rings = record.status < CallStatus::Answered;
  outputs_.emplace_back(exchange_output::GrantRelay{
      client.connection, record.id, client.identity.tenant_id, client.identity.user_id, rings,
      rings ? record.caller_user_id : client.identity.user_id});
}

// To one device of a party, or to all of them: whoever is rung may be the one who answers.
void Exchange::State::grant_relay(const CallRecord& record, const Party& to,
                                  const std::string& session) {
  for (const Client* device : connections_.devices(to)) {
    if (session.empty() || device->session == session) grant_relay(record, *device);
  }
}

// Once it is answered a call needs those that last longer, and a long call fresh ones for the day on which its path is lost and must be found again.
void Exchange::State::renew_relay(Held& call) {
  if (!call.relay_due || *call.relay_due > now_) return;
  call.relay_due = now_ + config_.relay_renewal;
  grant_relay(call.record, call.record.caller, call.record.caller_session);
  grant_relay(call.record, call.record.callee, call.record.callee_session);
}

}  // namespace ringline
