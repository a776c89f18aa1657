// Deadlines. What is held here is looked after to the millisecond; what is held nowhere (its gateway
// was killed) is found by its due time in the Store, which every gateway asks for. Compare-and-set
// makes the consequence single.
#include <algorithm>
#include <utility>

#include "exchange/state.hpp"
#include "exchange/words.hpp"
#include "support/earliest.hpp"

namespace ringline {

std::optional<TimePoint> Exchange::State::next_check(const Held& call) const {
  if (call.acting) return std::nullopt;
  const CallRecord& record = call.record;
  if (record.status != CallStatus::Answered) {
    std::optional<TimePoint> at = from_ms(record.due_at);
    // Where there are other gateways its device may well be there.
    if (call.caller.lost && !config_.has_bus) {
      take_earlier(at, *call.caller.lost + config_.ringing_grace);
    }
    if (call.unplaced) take_earlier(at, *call.unplaced + config_.ringing_grace);
    return call.rests_until ? std::max(*at, *call.rests_until) : at;
  }
  std::optional<TimePoint> at = from_ms(record.answered_at) + config_.call_length_limit;
  if (const auto over = gone(call)) take_earlier(at, over->at);
  // Half-way, so that a gateway that is slow isn't taken for a dead one. Who has neither side doesn't
  // look after the call: the row says whether another gateway does.
  if (!call.caller.lost || !call.callee.lost) {
    take_earlier(at, from_ms(record.due_at) - config_.due_check / 2);
  }
  take_earlier(at, call.relay_due);
  return call.rests_until ? std::max(*at, *call.rests_until) : at;
}

// Not while its device is here and waits for its turn to take the call up.
bool Exchange::State::is_lost(const Held& call, bool callers) const {
  const Side& side = call.side(callers);
  const bool knocks = side.knocks && connections_.find(*side.knocks) != nullptr;
  return side.lost && !knocks;
}

// A side that is lost is gone for good where nobody else can say that it will come back: a base device,
// which has no `call:resume`, once its recovery has run out; one that said good-bye; one whose other
// side is a base device, which can't tell whether it hears anything. Of two phones of protocol 2 the one
// that stays knows whether the sound has gone, too, and ends the call if so.
std::optional<Exchange::State::Gone> Exchange::State::gone_side(const Held& call,
                                                                bool callers) const {
  const CallRecord& record = call.record;
  const Side& side = call.side(callers);
  if (!is_lost(call, callers) || !side.left_here) return std::nullopt;
  const Party& party = callers ? record.caller : record.callee;
  const std::string& session = callers ? record.caller_session : record.callee_session;
  const bool both_extended = record.caller_extended && record.callee_extended;
  if (both_extended && !side.said_goodbye) return std::nullopt;
  if (connections_.is_away(party, session)) return std::nullopt;
  return Gone{*side.lost + config_.resume_window, *side.lost};
}

// When an answered call is over because of who left it: within the resume window of the first side
// that is gone for good, or of the second where both may still come back.
std::optional<Exchange::State::Gone> Exchange::State::gone(const Held& call) const {
  const CallRecord& record = call.record;
  std::optional<Gone> over;
  for (const bool callers : {true, false}) {
    const auto side = gone_side(call, callers);
    if (side && (!over || side->at < over->at)) over = side;
  }
  if (!over && is_lost(call, true) && is_lost(call, false)) {
    const TimePoint since = std::max(*call.caller.lost, *call.callee.lost);
    // They may be at another gateway, which says so in the row.
    const TimePoint seen = config_.has_bus ? std::max(since, from_ms(record.due_at)) : since;
    over = Gone{seen + config_.resume_window, since};
  }
  if (!over) return std::nullopt;
  // A base device that is lost by then was gone since it left, whatever was kept for it.
  for (const bool callers : {true, false}) {
    const Side& side = call.side(callers);
    const bool extended = callers ? record.caller_extended : record.callee_extended;
    if (side.lost && !extended && side.left_here) over->since = std::min(over->since, *side.lost);
  }
  return over;
}

// What the gateway concludes by itself must be so still, each time that the Store is asked.
bool Exchange::State::is_due_still(const CallRecord& record, CallAct act) {
  const Held* call = held(record.id);
  switch (act) {
    case CallAct::Expire:
      return record.status == CallStatus::Answered || from_ms(record.due_at) <= now_;
    case CallAct::CallerGone:
      return call != nullptr && is_lost(*call, true) && !config_.has_bus &&
             *call->caller.lost + config_.ringing_grace <= now_;
    case CallAct::NotPlaced:
      return call != nullptr && call->unplaced && *call->unplaced + config_.ringing_grace <= now_;
    case CallAct::SidesGone: {
      if (call == nullptr) return true;
      const auto over = gone(*call);
      return over && over->at <= now_;
    }
    default:
      return true;
  }
}

void Exchange::State::check_time() {
  check_terms();
  while (!later_.empty() && later_.begin()->first <= now_) {
    const auto what = std::move(later_.begin()->second);
    later_.erase(later_.begin());
    what();
  }
  if (is_due(announce_at_, now_)) announce_again();
  reschedule();
  std::vector<std::string> due;
  for (const auto& [at, id] : deadlines_) {
    if (at > now_) break;
    due.push_back(id);
  }
  for (const std::string& id : due) {
    Held* call = held(id);
    if (call == nullptr) continue;
    renew_relay(*call);
    touched_.insert(id);
    if (is_due(next_check(*call), now_)) check_held(id, *call);
  }
  reschedule();
  if (is_due(next_due_poll_, now_)) poll_due();
  if (is_due(batch_at_, now_)) send_batch_away();
  check_drain();
  check_presence();
}

// Brings the deadlines of the calls that were touched up to date.
void Exchange::State::reschedule() {
  for (const std::string& id : touched_) {
    Held* call = held(id);
    if (call == nullptr) continue;
    const auto next = next_check(*call);
    if (next == call->scheduled) continue;
    if (call->scheduled) deadlines_.erase({*call->scheduled, id});
    call->scheduled = next;
    if (next) deadlines_.emplace(*next, id);
  }
  touched_.clear();
}

void Exchange::State::check_held(const std::string& call_id, Held& call) {
  call.acting = true;
  touched_.insert(call_id);
  const CallRecord record = call.record;
  if (record.status != CallStatus::Answered) {
    for (const CallAct act : {CallAct::Expire, CallAct::NotPlaced, CallAct::CallerGone}) {
      if (!is_due_still(record, act)) continue;
      change(call_id, act, {}, {});
      break;
    }
  } else if (from_ms(record.answered_at) + config_.call_length_limit <= now_) {
    change(call_id, CallAct::TooLong, {}, {});
  } else if (is_due_still(record, CallAct::SidesGone)) {
    conclude(call_id, call);
  } else if (!call.caller.lost || !call.callee.lost) {
    extend(call_id);
  }
  // Whatever came of it, it is looked at again.
  const bool waits = in_lane(call_id, {}, [this, call_id](Done done) {
    rest(call_id);
    done();
  });
  if (!waits) rest(call_id);
}

// With other gateways, a device of protocol 2 that left here may be at one of them without a word in
// the row: they are asked first.
void Exchange::State::conclude(const std::string& call_id, const Held& call) {
  const bool callers = gone_side(call, true).has_value();
  const bool extended = callers ? call.record.caller_extended : call.record.callee_extended;
  const bool may_be_elsewhere = config_.has_bus && extended && !call.side(callers).said_goodbye &&
                                (callers || gone_side(call, false));
  if (!may_be_elsewhere) return change(call_id, CallAct::SidesGone, {}, {});
  const RequestId id = ++last_request_;
  bus_questions_.emplace(id, [this, call_id, callers](const exchange_input::BusAnswer& answer) {
    Held* asked = held(call_id);
    if (asked == nullptr) return;
    if (answer.devices == 0) return change(call_id, CallAct::SidesGone, {}, {});
    asked->side(callers).left_here = false;
    touched_.insert(call_id);
  });
  outputs_.emplace_back(
      exchange_output::AskBus{id, callers ? call.record.caller : call.record.callee});
}

// What is due still, for the Store couldn't be reached, is left alone for a moment.
void Exchange::State::rest(const std::string& call_id) {
  Held* call = held(call_id);
  if (call == nullptr) return;
  call->acting = false;
  call->rests_until.reset();
  if (ringline::is_due(next_check(*call), now_)) call->rests_until = now_ + config_.store_retry;
  touched_.insert(call_id);
}

// Says in the row that somebody looks after this call.
void Exchange::State::extend(const std::string& call_id) {
  in_lane(call_id, {}, [this, call_id](Done done) {
    const Held* call = held(call_id);
    if (call == nullptr || call->record.status != CallStatus::Answered) return done();
    CallRecord next = call->record;
    ++next.version;
    next.due_at = now_ms() + config_.due_check.count();
    auto what = std::make_shared<Write>();
    what->next = next;
    what->done = [this, next, done] {
      remember(next);
      done();
    };
    what->conflict = [this, done](const CallRecord& newer) {
      if (held(newer.id) != nullptr) catch_up(newer);
      done();
    };
    what->failed = [done](bool) { done(); };
    write(what, 0);
  });
}

void Exchange::State::poll_due() {
  next_due_poll_ = now_ + config_.due_poll;
  if (due_asked_) return;
  due_asked_ = true;
  // Sides of an answered call get their time to come back, counted from when this gateway was there for
  // them. Until then their rows are not asked for: they would keep those that ring from their turn.
  const bool was_there = *started_ + config_.resume_window <= now_;
  const EpochMs answered_at = was_there ? to_ms(now_ - config_.resume_window) : 0;
  ask(store::LoadDue{now_ms(), answered_at}, [this](const Answer& answer) {
    due_asked_ = false;
    for (const CallRecord& record : answer.records) check_due(record);
  });
}

// A row that nobody looked after in time.
void Exchange::State::check_due(const CallRecord& record) {
  if (held(record.id) != nullptr || lanes_.count(record.id) != 0 || !record.is_open()) return;
  if (record.status != CallStatus::Answered) {
    return change(record.id, CallAct::Expire, {}, {});
  }
  const TimePoint since = std::max(from_ms(record.due_at), *started_);
  if (since + config_.resume_window > now_) return;
  ActDetails details;
  details.at = record.due_at;
  change(record.id, CallAct::SidesGone, details, {});
}

}  // namespace ringline
