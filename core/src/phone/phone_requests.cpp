// What the gateway is asked, and its acknowledgements.
#include <algorithm>
#include <type_traits>
#include <utility>

#include "phone/state.hpp"
#include "ringline/limits.hpp"
#include "support/earliest.hpp"
#include "support/visit.hpp"

namespace ringline {
namespace {

// Refusals that decide nothing: the gateway can't say at the moment, or won't yet. What was asked is
// asked again, and meanwhile nothing has changed. All other codes are answers.
constexpr const char* not_now_codes[] = {
    "limit",        // too many events, of this connection or of the company
    "unavailable",  // the database can't be reached, or the gateway is about to stop
};

// For how long the other phone may be the one that tells the gateway of its hang-up.
constexpr Duration others_first{1'500};

bool is_not_now(const server::Ack& ack) {
  if (ack.ok) return false;
  // With a reason a limit is an answer: so many calls at a time, and no more.
  if (ack.code == not_now_codes[0]) return ack.reason == EndReason::None;
  return ack.code == not_now_codes[1];
}

}  // namespace

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
      tell_end(call, reason);
      break;
    case Tell::Confirm:
      confirm_end(call, reason);
      break;
  }
}

// The other phone tells the gateway, too, and the log says who ended the call: that must be known from
// there. Where its connection is lost this side says so, a moment later.
void Phone::State::confirm_end(Call& call, EndReason reason) {
  if (!call.answered || !extended_) return tell_end(call, reason);
  Request& end = add_end(call, reason);
  end.confirms = true;
  end.again_at = now_ + others_first;
}

// The end tells the gateway of the answer, too, where that hasn't confirmed it: the phones said it to each
// other, and the accept may be lost.
Request& Phone::State::add_end(const Call& call, EndReason reason) {
  Request& end = requests_.add(call.id, client::End{call.call_id, reason}, now_,
                               now_ + config_.call_length_limit);
  if (call.answered && !call.confirmed) {
    end.answered_at = call.answered_at;
    end.recalled_answer = call.recalled_answer;
  }
  return end;
}

void Phone::State::tell_end(Call& call, EndReason reason) {
  const auto drop_unheard = [&](auto* kind) {
    using Kind = std::remove_pointer_t<decltype(kind)>;
    return requests_.drop_if([&](const Request& each) {
      return each.id == call.id && !each.sent_at && !each.unsure &&
             std::holds_alternative<Kind>(each.message);
    });
  };
  if (!call.call_id.empty()) {
    say(call, client::End{call.call_id, reason});
    // Nobody has heard that it was accepted: it was declined.
    if (!call.answered && drop_unheard(static_cast<client::Accept*>(nullptr)) > 0) {
      return ask(call.id, client::Reject{call.call_id, reason}, config_.ring_deadline);
    }
    add_end(call, reason);
    if (link_.is_online()) send_waiting();
    return;
  }
  // It has no name yet. An Initiate that was never sent is all that there is of the call. Else it is
  // ended by its key; a gateway that can't do that is told when it has acknowledged the Initiate.
  if (drop_unheard(static_cast<client::Initiate*>(nullptr)) > 0) return;
  if (!extended_ || !has(features_, Feature::Cancel)) return;
  requests_.drop_if([&](const Request& each) {
    return each.id == call.id && std::holds_alternative<client::Initiate>(each.message);
  });
  ask(call.id, client::End{{}, reason, 0, call.id}, config_.ring_deadline);
}

void Phone::State::ask(const std::string& id, ClientMessage message, Duration worth) {
  requests_.add(id, std::move(message), now_, now_ + worth);
  if (link_.is_online()) send_waiting();
}

void Phone::State::transmit(Request& request) {
  request.sent_at = now_;
  request.again_at.reset();
  const auto ago_ms = [this](TimePoint at) {
    return std::max<std::int64_t>((now_ - at).count(), 0);
  };
  if (auto* accept = std::get_if<client::Accept>(&request.message)) {
    accept->ago_ms = ago_ms(request.asked_at);
  } else if (auto* end = std::get_if<client::End>(&request.message)) {
    end->ago_ms = ago_ms(request.asked_at);
    if (request.answered_at) end->answered_ago_ms = ago_ms(*request.answered_at);
  }
  if (extended_) {
    link_.send(request.message, request.ack);
  } else {
    link_.send(request.message, std::nullopt);
  }
}

// An end that follows an accept waits for its answer: where another device was faster, the call isn't
// this one's to end.
bool Phone::State::must_wait(const Request& request) const {
  if (!extended_ || request.id.empty() || !std::holds_alternative<client::End>(request.message)) {
    return false;
  }
  const std::string call_id = call_id_of(request.message);
  const auto same = [&](const auto& call) { return call->call_id == call_id && call->confirmed; };
  return std::none_of(calls_.begin(), calls_.end(), same) && requests_.has_accept(call_id);
}

std::optional<TimePoint> Phone::State::next_request() const {
  if (!link_.is_online()) return std::nullopt;
  return requests_.next_again([this](const Request& each) { return !must_wait(each); });
}

// In order; each once a connection. `goes_away`: there is no time to wait.
void Phone::State::send_waiting(bool goes_away) {
  // What is put back is worth being asked once more, however late the timer fires.
  requests_.drop_if([&](const Request& each) {
    return !each.sent_at && !each.again_at && each.worthless_at < now_;
  });
  for (Request& each : requests_.items()) {
    if (each.sent_at) continue;
    // A page that goes leaves to the next one what only confirms the other side's word: said now, it could
    // come before that word, and would count as this side's.
    const bool is_due = !each.again_at || *each.again_at <= now_ || (goes_away && !each.confirms);
    if (is_due && (goes_away || !must_wait(each))) transmit(each);
  }
  // A base gateway acknowledges nothing.
  if (!extended_) requests_.items().clear();
}

// What comes back may change what there is to say, so signals wait for it.
void Phone::State::resume(Call& call) {
  call.resume_asked = true;
  ask_how_it_stands(call);
}

void Phone::State::ask_how_it_stands(Call& call) {
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
  const bool is_signal = std::holds_alternative<Signal>(request.message);
  if (is_not_now(ack) && !is_signal && !std::holds_alternative<client::Ping>(request.message)) {
    outputs_.push(output::Happened{"refused", request.id, ack.code + ": " + ack.message});
    const bool dials = std::holds_alternative<client::Initiate>(request.message);
    if (dials && (call == nullptr || !is_live(call->state))) return;
    // Twice as long each time.
    const Duration wait = config_.restart_after * (1 << std::min(request.tries++, 2));
    return requests_.put_back(std::move(request), now_, wait);
  }

  if (std::holds_alternative<client::RefreshAuth>(request.message) && !ack.ok) {
    outputs_.push(output::Happened{"warning", {}, ack.code + ": " + ack.message});
    return;
  }
  if (is_signal) return on_signal_ack(call, std::get<Signal>(request.message), ack);
  if (std::holds_alternative<client::Initiate>(request.message)) {
    return on_initiate_ack(call, ack);
  }
  if (std::holds_alternative<client::Accept>(request.message)) {
    if (!ack.ok) {
      // It was never this device's call, so what was said after the accept is worth nothing.
      requests_.drop_if([&](const Request& each) {
        return each.id == request.id && std::holds_alternative<client::End>(each.message);
      });
    }
    send_waiting();
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
    return requests_.put_back(std::move(request), now_, config_.ack_deadline);
  }
  if (call->resume_due && call->answered && is_accepted(call->state)) {
    call->resume_due = false;
    resume(*call);
  }
}

// A signal that couldn't be passed on is said again by its call, which keeps it.
void Phone::State::on_signal_ack(Call* call, const Signal& signal, const server::Ack& ack) {
  if (call == nullptr || call->call_id != signal.call_id) return;
  const bool again = is_not_now(ack) || ack.code == "peer_away";
  if (!ack.ok && !again) return;
  call->signals.note(signal.seq, ack.ok ? Signals::Delivery::Passed : Signals::Delivery::Refused,
                     now_);
}

void Phone::State::on_initiate_ack(Call* call, const server::Ack& ack) {
  if (call != nullptr && is_live(call->state)) return adopt(*call, ack);
  // It was given up before it had a name: the other side may ring, and is told why.
  if (!ack.ok || ack.call_id.empty()) return;
  const EndReason why = call == nullptr ? EndReason::Cancelled : call->reason;
  ask({}, client::End{ack.call_id, why}, config_.ring_deadline);
}

// The gateway's whole view of a call, which may be ahead of ours.
void Phone::State::adopt(Call& call, const server::Ack& ack) {
  if (!ack.ok) {
    outputs_.push(output::Happened{"refused", call.id, ack.code + ": " + ack.message});
    return ended(call, ack.reason == EndReason::None ? EndReason::Error : ack.reason, ack.duration);
  }
  if (call.contact_id.empty()) call.contact_id = ack.contact_id;
  const bool is_over =
      ack.status && (*ack.status == CallStatus::Completed || *ack.status == CallStatus::Failed);
  if (!ack.call_id.empty()) name_call(call, ack.call_id, ack.call_log_id, !is_over);
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
