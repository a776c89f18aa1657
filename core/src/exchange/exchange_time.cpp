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
    if (call.caller_lost && !config_.has_bus) {
      take_earlier(at, *call.caller_lost + config_.ringing_grace);
    }
    return call.rests_until ? std::max(*at, *call.rests_until) : at;
  }
  std::optional<TimePoint> at = from_ms(record.answered_at) + config_.call_length_limit;
  if (call.caller_lost && call.callee_lost) {
    TimePoint since = std::max(*call.caller_lost, *call.callee_lost);
    // They may be at another gateway, which says so in the row.
    if (config_.has_bus) since = std::max(since, from_ms(record.due_at));
    take_earlier(at, since + config_.resume_window);
  } else {
    // Half-way, so that a gateway that is slow isn't taken for a dead one.
    take_earlier(at, from_ms(record.due_at) - config_.due_check / 2);
  }
  take_earlier(at, call.relay_due);
  return call.rests_until ? std::max(*at, *call.rests_until) : at;
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
    const bool expired = record.due_at <= now_ms();
    change(call_id, expired ? CallAct::Expire : CallAct::CallerGone, {}, {});
  } else if (from_ms(record.answered_at) + config_.call_length_limit <= now_) {
    change(call_id, CallAct::TooLong, {}, {});
  } else if (call.caller_lost && call.callee_lost) {
    ActDetails details;
    // The conversation is over since its second side was last seen.
    details.at = to_ms(std::max(*call.caller_lost, *call.callee_lost));
    change(call_id, CallAct::BothGone, details, {});
  } else {
    extend(call_id);
  }
  // Whatever came of it, it is looked at again: later, where the Store couldn't be reached.
  const bool waits = in_lane(call_id, {}, [this, call_id](Done done) {
    rest(call_id);
    done();
  });
  if (!waits) rest(call_id);
}

// Leaves the call alone for a moment, then looks at it again.
void Exchange::State::rest(const std::string& call_id) {
  Held* call = held(call_id);
  if (call == nullptr) return;
  call->acting = false;
  call->rests_until = now_ + config_.store_retry;
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
    store_update(
        next, 0,
        [this, next, done] {
          remember(next);
          done();
        },
        [this, done](const CallRecord& newer) {
          catch_up(newer);
          done();
        },
        done);
  });
}

void Exchange::State::poll_due() {
  next_due_poll_ = now_ + config_.due_poll;
  if (due_asked_) return;
  due_asked_ = true;
  ask(store::LoadDue{now_ms()}, [this](const Answer& answer) {
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
  // Its sides get their time to come back, counted from when this gateway was there for them.
  const TimePoint since = std::max(from_ms(record.due_at), *started_);
  if (since + config_.resume_window > now_) return;
  ActDetails details;
  details.at = record.due_at;
  change(record.id, CallAct::BothGone, details, {});
}

}  // namespace ringline
