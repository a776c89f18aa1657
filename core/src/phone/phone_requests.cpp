// What the gateway is asked, and its acknowledgements.
#include <utility>

#include "phone/state.hpp"
#include "ringline/limits.hpp"
#include "support/earliest.hpp"
#include "support/visit.hpp"

namespace ringline {

std::string call_id_of(const ClientMessage& message) {
  struct Reader {
    std::string operator()(const client::Initiate&) const { return {}; }
    std::string operator()(const client::Accept& said) const { return said.call_id; }
    std::string operator()(const client::Reject& said) const { return said.call_id; }
    std::string operator()(const client::End& said) const { return said.call_id; }
    std::string operator()(const client::Resume& said) const { return said.call_id; }
    std::string operator()(const client::RefreshAuth&) const { return {}; }
    std::string operator()(const client::Ping&) const { return {}; }
    std::string operator()(const Seen& said) const { return said.call_id; }
    std::string operator()(const SideState& said) const { return said.call_id; }
    std::string operator()(const Signal& said) const { return said.call_id; }
  };
  return visit(Reader{}, message);
}

// What a row of the table says that the gateway must hear.
void Phone::State::tell(Call& call, Tell what, EndReason reason) {
  switch (what) {
    case Tell::Nothing:
      break;
    case Tell::Initiate:
      ask(call.id, client::Initiate{call.contact_id, call.phone_number, call.name, call.id},
          config_.dialing_deadline);
      break;
    case Tell::Accept:
      say(call, client::Accept{call.call_id});
      ask(call.id, client::Accept{call.call_id}, config_.ring_deadline);
      break;
    case Tell::Reject:
      say(call, client::Reject{call.call_id, reason});
      ask(call.id, client::Reject{call.call_id, reason}, config_.ring_deadline);
      break;
    case Tell::End:
      // Without a name it can't be ended yet: the acknowledgement of its Initiate will bring one,
      // unless that was never sent.
      if (!call.call_id.empty()) {
        say(call, client::End{call.call_id, reason});
        ask(call.id, client::End{call.call_id, reason}, config_.call_length_limit);
      }
      requests_.drop_if([&](const Request& each) {
        return each.id == call.id && !each.sent_at &&
               std::holds_alternative<client::Initiate>(each.message) && call.call_id.empty();
      });
      break;
  }
}

void Phone::State::ask(const std::string& id, ClientMessage message, Duration worth) {
  requests_.add(id, std::move(message), now_, now_ + worth);
  if (link_.is_online()) send_waiting();
}

void Phone::State::transmit(Request& request) {
  request.sent_at = now_;
  request.again_at.reset();
  if (auto* end = std::get_if<client::End>(&request.message)) {
    end->ago_ms = (now_ - request.asked_at).count();
  }
  if (extended_) {
    link_.send(request.message, request.ack);
  } else {
    link_.send(request.message, std::nullopt);
  }
}

// In order; each once a connection.
void Phone::State::send_waiting() {
  // What is put back is worth being asked once more, however late the timer fires.
  requests_.drop_if([&](const Request& each) {
    return !each.sent_at && !each.again_at && each.worthless_at < now_;
  });
  for (Request& each : requests_.items()) {
    if (!each.sent_at && (!each.again_at || *each.again_at <= now_)) transmit(each);
  }
  // A base gateway acknowledges nothing.
  if (!extended_) requests_.items().clear();
}

void Phone::State::resume(Call& call) {
  call.resume_asked = true;
  const bool rings = call.state == CallState::Incoming;
  ask(call.id, client::Resume{call.call_id, call.signals.seen(), rings}, config_.ack_deadline);
}

// A connection in doubt: what doesn't answer is replaced at once, not when the heartbeat is missed.
// A base gateway answers nothing.
void Phone::State::ping() {
  if (!extended_ || !link_.is_online() || pinged_at_) return;
  ask({}, client::Ping{}, config_.ack_deadline);
  pinged_at_ = now_;
}

// A new connection brings its own; this is for the one that is open.
void Phone::State::refresh_auth(const Auth& auth) {
  if (!extended_ || !link_.is_online() || auth.token.empty()) return;
  ask({}, client::RefreshAuth{auth.token}, config_.ack_deadline);
}

std::optional<TimePoint> Phone::State::ack_deadline() const {
  if (!extended_ || !link_.is_online()) return std::nullopt;
  std::optional<TimePoint> at;
  if (const auto sent = requests_.earliest_sent()) at = *sent + config_.ack_deadline;
  if (pinged_at_) take_earlier(at, *pinged_at_ + config_.ping_deadline);
  return at;
}

void Phone::State::on_link_event(link_event::Acked& event) {
  if (auto request = requests_.take(event.id)) on_ack(*request, event.ack);
}

void Phone::State::on_ack(Request& request, const server::Ack& ack) {
  Call* call = request.id.empty() ? nullptr : find(request.id);
  if (call != nullptr && std::holds_alternative<client::Resume>(request.message)) {
    call->resume_asked = false;
  }
  // A gateway that can't reach its database ends no conversation: it is asked again.
  const bool lasts = std::holds_alternative<client::Accept>(request.message) ||
                     std::holds_alternative<client::Reject>(request.message) ||
                     std::holds_alternative<client::End>(request.message) ||
                     std::holds_alternative<client::Resume>(request.message);
  if (!ack.ok && ack.code == "unavailable" && lasts) {
    outputs_.push(output::Happened{"refused", request.id, ack.code + ": " + ack.message});
    return requests_.put_back(std::move(request), now_ + config_.restart_after);
  }

  if (std::holds_alternative<client::RefreshAuth>(request.message) && !ack.ok) {
    outputs_.push(output::Happened{"warning", {}, ack.code + ": " + ack.message});
    return;
  }
  if (const auto* signal = std::get_if<Signal>(&request.message)) {
    if (call != nullptr && ack.ok) call->signals.acknowledge(signal->seq);
    return;
  }
  if (std::holds_alternative<client::Initiate>(request.message)) {
    if (call != nullptr && is_live(call->state)) return adopt(*call, ack);
    // It was given up before it had a name: the other side may ring, and is told why.
    if (ack.ok && !ack.call_id.empty()) {
      const EndReason why = call == nullptr ? EndReason::Cancelled : call->reason;
      ask({}, client::End{ack.call_id, why}, config_.ring_deadline);
    }
    return;
  }
  // After a glare the call goes on under another name; an answer to the old one isn't about it.
  if (call == nullptr || call->call_id != call_id_of(request.message)) return;
  if (ack.ok && ack.duration) call->duration_s = ack.duration;
  const bool decides = std::holds_alternative<client::Accept>(request.message) ||
                       std::holds_alternative<client::Resume>(request.message);
  if (decides && is_live(call->state)) adopt(*call, ack);
  // The other phone has accepted, or had before this page, and this gateway hasn't heard of it yet.
  const bool is_question = std::holds_alternative<client::Resume>(request.message);
  const bool is_known = call->confirmed && call->answered_at;
  if (ack.ok && is_question && call->answered && !is_known && is_accepted(call->state)) {
    return requests_.put_back(std::move(request), now_ + config_.ack_deadline);
  }
  if (call->resume_due && call->answered && is_accepted(call->state)) {
    call->resume_due = false;
    resume(*call);
  }
}

// The gateway's whole view of a call, which may be ahead of ours.
void Phone::State::adopt(Call& call, const server::Ack& ack) {
  if (!ack.ok) {
    outputs_.push(output::Happened{"refused", call.id, ack.code + ": " + ack.message});
    return ended(call, ack.reason == EndReason::None ? EndReason::Error : ack.reason, ack.duration);
  }
  if (!ack.call_id.empty()) name_call(call, ack.call_id, ack.call_log_id);
  // With its name came a glare that it lost: this is about the call that was given up for it.
  if (!ack.call_id.empty() && call.call_id != ack.call_id) return;
  if (ack.peer) call.peer_away = *ack.peer == PeerLink::Reconnecting;
  if (!ack.status) return;
  switch (*ack.status) {
    case CallStatus::Initiated:
      break;
    case CallStatus::Ringing:
      rang(call, ack.expires_at, ack.preconnect);
      break;
    case CallStatus::Answered:
      if (call.state == CallState::Incoming) return ended(call, EndReason::AnsweredElsewhere, {});
      confirmed(call, {ack.call_id, ack.answered_at, ack.preconnected, ack.protocol});
      break;
    case CallStatus::Completed:
    case CallStatus::Failed:
      ended(call, ack.reason == EndReason::None ? EndReason::Error : ack.reason, ack.duration);
      break;
  }
}

}  // namespace ringline
