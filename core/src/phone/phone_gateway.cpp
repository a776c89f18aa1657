// What the gateway says.
#include <utility>

#include "phone/state.hpp"
#include "support/visit.hpp"

namespace ringline {
namespace {

// The gateway ends a ring by itself; this side waits that much longer before it does so on its own,
// so that both sides and the log hold the same reason.
constexpr Duration gateway_first{1'000};

// Who ended a call that ended for this reason, as seen from the side that is told.
EndedBy by_of(EndReason reason) {
  switch (reason) {
    case EndReason::NoAnswer:
    case EndReason::Offline:
    case EndReason::ConnectionLost:
    case EndReason::Error:
    case EndReason::None:
      return EndedBy::Gateway;
    default:
      return EndedBy::Remote;
  }
}

EndReason reason_or(EndReason reason, EndReason otherwise) {
  return reason == EndReason::None ? otherwise : reason;
}

}  // namespace

void Phone::State::on_link_event(link_event::Told& event) {
  visit([this](auto& message) { on_message(message); }, event.message);
}

void Phone::State::on_link_event(link_event::Lost&) {
  requests_.connection_lost();
  pinged_at_.reset();
}

void Phone::State::on_message(server::Welcome& welcome) {
  extended_ = welcome.protocol >= protocol_version;
  own_role_ = welcome.role;
  ice_servers_ = std::move(welcome.ice_servers);
  clock_.observe(now_, welcome.server_time);
  for (const UnsaidEnd& each : std::exchange(unsaid_, {})) {
    const TimePoint at = clock_.to_local(each.at).value_or(now_);
    requests_.add({}, client::End{each.call_id, each.reason, 0}, at,
                  now_ + config_.call_length_limit);
  }
  send_waiting();
  for (auto& call : calls_) {
    if (!is_live(call->state) || call->call_id.empty()) continue;
    // Whether it is ours, the answer to our repeated accept will say: until then another device may
    // have it, and who resumes a call that nobody else is there for takes it over. So also where it was
    // the page before this one that accepted, and no gateway has heard of it.
    call->resume_due = !call->offerer && is_accepted(call->state) &&
                       (!call->answered || requests_.has_accept(call->id));
    if (extended_ && !call->resume_due) resume(*call);
    repeat_signals(*call);
    repeat_side(*call);
  }
}

void Phone::State::on_message(server::Ringing& ringing) {
  clock_.refine(now_, ringing.created_at);
  Call* call = find_by_call_id(ringing.call_id);
  if (call == nullptr) call = find_dialing(ringing.client_call_id);
  if (call == nullptr) {
    // It was given up before it had a name. An extended gateway says so in its acknowledgement.
    if (!extended_) ask({}, client::End{ringing.call_id, EndReason::Cancelled}, Duration{0});
    return;
  }
  name_call(*call, ringing.call_id, ringing.call_log_id);
  rang(*call, ringing.expires_at, ringing.preconnect);
}

void Phone::State::on_message(server::Incoming& incoming) {
  clock_.refine(now_, incoming.created_at);
  if (Call* known = find_by_call_id(incoming.call_id)) {
    if (known->state == CallState::Incoming) expire_at(*known, incoming.expires_at);
    return;
  }
  if (config_.no_media) {
    // Where another device rings, too, that may answer.
    outputs_.push(output::Happened{"unsupported_browser", {}, incoming.call_id});
    if (!incoming.preconnect) return;
    return ask({}, client::Reject{incoming.call_id, EndReason::UnsupportedBrowser},
               config_.ring_deadline);
  }
  const auto expires = clock_.to_local(incoming.expires_at);
  if (expires && *expires - now_ < config_.ring_grace) {
    outputs_.push(output::Happened{"missed", {}, incoming.call_id});
    return;
  }
  if (Call* own = find_glare(incoming)) return resolve_glare(*own, incoming);
  if ((is_busy() && !config_.call_waiting) || calls_.size() >= limit::calls_per_phone) {
    outputs_.push(output::Happened{"busy", {}, incoming.call_id});
    return ask({}, client::Reject{incoming.call_id, EndReason::Busy}, config_.ring_deadline);
  }
  ring(incoming);
}

void Phone::State::ring(server::Incoming& incoming) {
  auto& call = *calls_.emplace_back(std::make_unique<Call>());
  call.id = incoming.call_id;
  call.direction = Direction::Incoming;
  call.preconnect = incoming.preconnect;
  call.contact_id = incoming.contact_id.empty() ? incoming.caller_id : incoming.contact_id;
  call.name = incoming.caller_name;
  // It is the customer's number, whoever calls: to the customer himself it says nothing.
  if (own_role_ == Role::TenantMember) call.phone_number = incoming.contact_phone;
  apply(call, CallEvent::Invited);
  name_call(call, incoming.call_id, incoming.call_log_id);
  expire_at(call, incoming.expires_at);
}

void Phone::State::on_message(server::Failed& failed) {
  Call* call = find_by_call_id(failed.call_id);
  if (call == nullptr) call = find_dialing(failed.client_call_id);
  if (call == nullptr) return;
  // A base gateway has only words for it.
  const bool offline = failed.message == "Contact is offline";
  outputs_.push(output::Happened{"failed", call->id, failed.message});
  ended(*call, reason_or(failed.reason, offline ? EndReason::Offline : EndReason::Error), {});
}

void Phone::State::on_message(server::Accepted& accepted) {
  clock_.refine(now_, accepted.answered_at);
  if (Call* call = find_by_call_id(accepted.call_id)) {
    confirmed(*call, accepted);
  }
}

void Phone::State::on_message(server::Rejected& rejected) {
  Call* call = find_by_call_id(rejected.call_id);
  if (call != nullptr) ended(*call, reason_or(rejected.reason, EndReason::Declined), {});
}

void Phone::State::on_message(server::Ended& message) {
  Call* call = find_by_call_id(message.call_id);
  if (call == nullptr) return;
  const EndReason bare = is_accepted(call->state) ? EndReason::HungUp : EndReason::Cancelled;
  ended(*call, reason_or(message.reason, bare), message.duration);
}

void Phone::State::on_message(server::ErrorNotice& notice) {
  outputs_.push(output::Happened{"gateway_error", notice.call_id, notice.message});
  Call* call = find_by_call_id(notice.call_id);
  // A base gateway doesn't say what it refused; while we dial it can only be that.
  if (call == nullptr && !extended_) call = find_dialing({});
  if (call == nullptr) return;
  if (!extended_ || notice.code == to_string(Errc::UnknownCall)) ended(*call, EndReason::Error, {});
}

void Phone::State::on_message(server::PeerNotice& notice) {
  Call* call = find_by_call_id(notice.call_id);
  if (call == nullptr || !is_live(call->state)) return;
  call->peer_away = notice.state == PeerLink::Reconnecting;
  if (call->peer_away) return;
  for (const Signals::Sent& each : call->signals.sent()) {
    if (each.signal.seq > notice.seen) transmit_signal(*call, each.signal);
  }
  repeat_side(*call);
}

void Phone::State::on_message(server::AuthExpiring&) { outputs_.push(output::RefreshAuth{}); }
void Phone::State::on_message(server::Draining& draining) {
  link_.stay_away(Duration{draining.retry_after_ms});
}
void Phone::State::on_message(server::PresenceChanged& news) {
  outputs_.push(output::Presence{std::move(news.contacts), news.snapshot});
}

void Phone::State::on_message(Signal& signal) {
  if (Call* call = find_by_call_id(signal.call_id)) on_signal(*call, signal);
}

void Phone::State::name_call(Call& call, const std::string& call_id, const std::string& log_id) {
  if (!call.call_id.empty()) return;
  call.call_id = call_id;
  call.log_id = log_id.empty() ? call_id : log_id;
  compare_rival(call);
}

void Phone::State::rang(Call& call, EpochMs expires_at, bool preconnect) {
  if (!apply(call, CallEvent::Rang)) return;
  expire_at(call, expires_at);
  call.preconnect = preconnect;
  if (may_preconnect(call)) offer_anew(call);
}

// `preconnected`: by the device with which ICE was set up while it rang. Any other one, and a base
// peer, has seen nothing of it.
void Phone::State::answered(Call& call, const server::Accepted& accepted) {
  if (call.answered || !apply(call, CallEvent::Answered)) return;
  call.answered = true;
  call.answered_at = now_;
  if (accepted.protocol >= protocol_version) call.peer_extended = true;
  repeat_side(call);  // so that the other phone knows, should it not hear it from the gateway
  if (!call.offerer) return;
  const bool usable = accepted.preconnected &&
                      (!call.media.relay_only || config_.relay_only || call.media.connected);
  if (!call.media.exists || !usable) {
    if (call.media.exists && !accepted.preconnected) call.signals.begin_anew();
    offer_anew(call);
  } else {
    attach_microphone(call);
  }
}

// The gateway's word, after which the log has it. The other phone's may have come before.
void Phone::State::confirmed(Call& call, const server::Accepted& accepted) {
  // Of a call that the page before had, the time is all that is news.
  if (call.confirmed && !call.answered_at) call.answered_at = clock_.to_local(accepted.answered_at);
  const bool by_phone = call.answered && !call.confirmed;
  answered(call, accepted);
  if (!call.answered || call.confirmed) return;
  call.confirmed = true;
  requests_.drop_if([&](const Request& each) {
    return each.id == call.id && !each.sent_at &&
           std::holds_alternative<client::Resume>(each.message);
  });
  call.answered_at =
      clock_.to_local(accepted.answered_at).value_or(call.answered_at.value_or(now_));
  if (!by_phone || !call.offerer || accepted.preconnected) return;
  // Another device was faster than the one that said so.
  call.signals.begin_anew();
  offer_anew(call);
}

void Phone::State::ended(Call& call, EndReason reason, std::optional<std::int64_t> duration_s) {
  if (duration_s) call.duration_s = duration_s;
  apply(call, CallEvent::GatewayEnded, {reason, by_of(reason)});
}

void Phone::State::expire_at(Call& call, EpochMs expires_at) {
  if (const auto expires = clock_.to_local(expires_at)) call.deadline = *expires + gateway_first;
}

// The call that this answer to call:initiate means. A base gateway echoes no key: it answers in
// order, so it is the oldest that has no name yet.
Call* Phone::State::find_dialing(std::string_view client_call_id) {
  for (auto& call : calls_) {
    if (call->state != CallState::Dialing || !call->call_id.empty()) continue;
    if (client_call_id.empty() || client_call_id == call->id) return call.get();
  }
  return nullptr;
}

bool Phone::State::is_busy() const {
  for (const auto& call : calls_) {
    if (is_live(call->state)) return true;
  }
  return false;
}

}  // namespace ringline
