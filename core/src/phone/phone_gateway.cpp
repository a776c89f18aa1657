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
  given_time_ = false;
  // Asked for again it would ring, for nobody: the gateway ends what its caller doesn't come back for.
  requests_.drop_if([this](const Request& each) {
    if (!std::holds_alternative<client::Initiate>(each.message)) return false;
    const Call* call = find(each.id);
    return call == nullptr || !is_live(call->state);
  });
}

void Phone::State::on_message(server::Welcome& welcome) {
  extended_ = welcome.protocol >= protocol_version;
  features_ = std::move(welcome.features);
  welcomed_at_ = welcome.server_time;
  forget_another(welcome.tenant_id + ' ' + welcome.user_id);
  own_role_ = welcome.role;
  ice_servers_ = std::move(welcome.ice_servers);
  clock_.observe(now_, welcome.server_time);
  date_answers();
  for (const UnsaidEnd& each : std::exchange(unsaid_, {})) {
    const TimePoint at = std::min(clock_.to_local(each.at).value_or(now_), now_);
    if (each.reject) {
      requests_.add({}, client::Reject{each.call_id, each.reason}, at,
                    now_ + config_.ring_deadline);
    } else {
      Request& end =
          requests_.add({}, client::End{each.call_id, each.reason, 0, each.client_call_id}, at,
                        now_ + config_.call_length_limit);
      end.answered_at = clock_.to_local(each.answered_at);
    }
  }
  send_waiting();
  for (auto& call : calls_) {
    if (extended_) call->rivals.clear();  // those that still ring are announced again
    if (!is_live(call->state) || call->call_id.empty()) continue;
    // Whether it is ours, the answer to our repeated accept will say: until then another device may
    // have it, and who resumes a call that nobody else is there for takes it over. So also where it was
    // the page before this one that accepted, and no gateway has heard of it.
    call->resume_due = !call->offerer && is_accepted(call->state) &&
                       (!call->answered || requests_.has_accept(call->call_id));
    if (extended_ && !call->resume_due) resume(*call);
    // A base gateway acknowledges nothing: an offer may have gone with the connection before.
    if (!extended_ && call->state == CallState::Reconnecting) call->media.awaiting_answer = false;
    repeat_signals(*call);
    repeat_side(*call);
  }
}

// What the page before has answered, and no gateway has heard of.
void Phone::State::date_answers() {
  for (Request& each : requests_.items()) {
    const auto at = clock_.to_local(std::exchange(each.recalled_answer, 0));
    if (at) each.answered_at = std::min(*at, now_);
  }
  for (auto& call : calls_) {
    const auto at = clock_.to_local(std::exchange(call->recalled_answer, 0));
    if (!at || call->confirmed) continue;
    call->answered_at = std::min(*at, now_);
    for (Request& each : requests_.items()) {
      if (each.id == call->id && std::holds_alternative<client::Accept>(each.message)) {
        each.asked_at = *call->answered_at;
      }
    }
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
  if (call->contact_id.empty()) call->contact_id = std::move(ringing.contact_id);
  name_call(*call, ringing.call_id, ringing.call_log_id);
  rang(*call, ringing.expires_at, ringing.preconnect);
}

void Phone::State::on_message(server::Incoming& incoming) {
  clock_.refine(now_, incoming.created_at);
  if (Call* known = find_by_call_id(incoming.call_id)) {
    if (known->state == CallState::Incoming) expire_at(*known, incoming.expires_at);
    return;
  }
  // It was rejected here, or hung up, and the gateway hasn't heard of it yet.
  if (requests_.has_end(incoming.call_id)) return;
  if (config_.no_media) {
    // Where another device rings, too, that may answer.
    outputs_.push(output::Happened{"unsupported_browser", {}, incoming.call_id});
    if (!incoming.preconnect) return;
    return ask({}, client::Reject{incoming.call_id, EndReason::UnsupportedBrowser},
               config_.ring_deadline);
  }
  if (Rival* rival = find_rival(incoming.call_id)) {
    rival->invite = std::move(incoming);
    return;
  }
  const auto expires = clock_.to_local(incoming.expires_at);
  if (expires && *expires - now_ < config_.ring_grace) {
    outputs_.push(output::Happened{"missed", {}, incoming.call_id});
    return;
  }
  if (Call* own = find_glare(incoming)) return keep_rival(*own, incoming);
  if (replace_ring(incoming)) return refuse_busy(incoming.call_id);
  if ((is_busy() && !config_.call_waiting) || calls_.size() >= limit::calls_per_phone) {
    return refuse_busy(incoming.call_id);
  }
  ring(incoming);
}

// Whom the call comes from, as the view names it.
static const std::string& contact_of(const server::Incoming& incoming) {
  return incoming.contact_id.empty() ? incoming.caller_id : incoming.contact_id;
}

// Who calls again has given up the older call, though that isn't known yet. True: that is this one.
bool Phone::State::replace_ring(const server::Incoming& incoming) {
  const std::string& from = contact_of(incoming);
  if (from.empty()) return false;
  for (std::size_t i = 0; i < calls_.size(); ++i) {
    Call& call = *calls_[i];
    if (call.state != CallState::Incoming || call.contact_id != from) continue;
    if (incoming.created_at < call.created_at) return true;
    ask({}, client::Reject{call.call_id, EndReason::Busy}, config_.ring_deadline);
    apply(call, CallEvent::GatewayEnded, {EndReason::Cancelled, EndedBy::Remote});
  }
  return false;
}

// The call is older than this connection, so it was announced before, maybe to one that was dead.
bool Phone::State::is_announced_again(const server::Incoming& incoming) const {
  const bool is_older = incoming.created_at > 0 && incoming.created_at < welcomed_at_;
  return extended_ && incoming.preconnect && is_older;
}

void Phone::State::ring(server::Incoming& incoming) {
  auto& call = *calls_.emplace_back(std::make_unique<Call>());
  call.id = incoming.call_id;
  call.direction = Direction::Incoming;
  call.preconnect = incoming.preconnect;
  call.created_at = incoming.created_at;
  call.contact_id = contact_of(incoming);
  call.name = incoming.caller_name;
  // It is the customer's number, whoever calls: to the customer himself it says nothing.
  if (own_role_ == Role::TenantMember) call.phone_number = incoming.contact_phone;
  apply(call, CallEvent::Invited);
  name_call(call, incoming.call_id, incoming.call_log_id);
  expire_at(call, incoming.expires_at);
  // This call has seen nothing of what the other side said to the connection before.
  if (is_announced_again(incoming)) resume(call);
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
  drop_rival(rejected.call_id);
  Call* call = find_by_call_id(rejected.call_id);
  if (call != nullptr) ended(*call, reason_or(rejected.reason, EndReason::Declined), {});
}

void Phone::State::on_message(server::Ended& message) {
  drop_rival(message.call_id);
  requests_.drop_if([&](const Request& each) {
    return !each.sent_at && std::holds_alternative<client::End>(each.message) &&
           call_id_of(each.message) == message.call_id;
  });
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
  repeat_from(*call, notice.seen);
  repeat_side(*call);
}

// Whatever the gateway thinks of the other side's connection: this came from there.
void Phone::State::heard_from(Call& call) {
  if (!std::exchange(call.peer_away, false)) return;
  call.signals.wait_anew(now_);
}

void Phone::State::on_message(server::AuthExpiring&) { outputs_.push(output::RefreshAuth{}); }
void Phone::State::on_message(server::Draining& draining) {
  link_.stay_away(Duration{draining.retry_after_ms});
}
void Phone::State::on_message(server::PresenceChanged& news) {
  outputs_.push(output::Presence{std::move(news.contacts), news.snapshot});
}

void Phone::State::on_message(Signal& signal) {
  if (Call* call = find_by_call_id(signal.call_id)) {
    on_signal(*call, signal);
  } else if (Rival* rival = find_rival(signal.call_id)) {
    keep_for_rival(*rival, signal);
  }
}

void Phone::State::name_call(Call& call, const std::string& call_id, const std::string& log_id,
                             bool is_open) {
  if (!call.call_id.empty()) return;
  call.call_id = call_id;
  call.log_id = log_id.empty() ? call_id : log_id;
  compare_rivals(call, is_open);
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
  call.signals.hurry(now_);
  if (!call.offerer) return;
  if (!accepted.preconnected) meet_other_device(call, accepted);
  const bool usable = accepted.preconnected &&
                      (!call.media.relay_only || config_.relay_only || call.media.connected);
  const Media& media = call.media;
  if (!media.exists || media.failed || media.broken || !usable) {
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
  meet_other_device(call, accepted);
  offer_anew(call);
}

// What was known of the device with which ICE was set up while it rang isn't true of this one.
void Phone::State::meet_other_device(Call& call, const server::Accepted& accepted) {
  call.signals.begin_anew();
  call.other_side = {};
  call.peer_extended = accepted.protocol >= protocol_version;
  call.preconnect = false;
  call.gap_reported = false;
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
