// A change of a row, and what is told of it: never before the Store says that it holds.
#include <utility>

#include "exchange/state.hpp"
#include "exchange/words.hpp"
#include "ringline/limits.hpp"

namespace ringline {

void Exchange::State::change(const std::string& call_id, CallAct act, ActDetails details,
                             Asker asker) {
  const auto lane = lanes_.find(call_id);
  if (lane != lanes_.end() && lane->second.size() >= limit::events_queued_per_call) {
    return refuse(asker, "limit",
                  "More than " + std::to_string(limit::events_queued_per_call) +
                      " events of this call wait: slow down");
  }
  in_lane(call_id, [this, call_id, act, details = std::move(details),
                    asker = std::move(asker)](const Done& done) {
    with_record(
        call_id, done,
        [this, act, details, asker, done](const CallRecord& record) {
          attempt(record, act, details, asker, 0, done);
        },
        asker);
  });
}

// Finds the row: held here, or asked for. Where there is none, the turn is done.
void Exchange::State::with_record(const std::string& call_id, Done done,
                                  std::function<void(const CallRecord&)> found, Asker asker) {
  if (const Held* known = held(call_id)) return found(known->record);
  ask(store::Load{call_id}, [this, call_id, done, found, asker](const Answer& answer) {
    if (answer.status == store::Status::Done && !answer.records.empty()) {
      return found(answer.records.front());
    }
    if (answer.status == store::Status::Unavailable) {
      refuse(asker, "unavailable", "The database can't be reached: try again in a moment");
    } else {
      refuse(asker, Permission::Unknown, nullptr);
    }
    done();
  });
}

void Exchange::State::attempt(CallRecord record, CallAct act, ActDetails details, Asker asker,
                              std::size_t tries, Done done) {
  if (static_cast<std::size_t>(act) < client_act_count) {
    const Client* client = connections_.find(asker.connection);
    if (client == nullptr) return done();  // a late word of a device that left
    const Part part = part_of(record, client->party, client->session);
    Permission permission = permit(act, part, record.status);
    // Who could take the call up, because its device is gone, may end it as well: a gateway that was
    // started anew may not know the session of the one who hung up meanwhile.
    const bool others = part == Part::CallerOther || part == Part::CalleeOther;
    if (act == CallAct::End && others && record.status == CallStatus::Answered &&
        !is_here(is_callers(part) ? record.caller_session : record.callee_session)) {
      permission = Permission::Granted;
    }
    if (permission == Permission::Done) {
      if (act == CallAct::Accept) claim(record.id, asker);
      acknowledge(asker, ack_of(record));
      return done();
    }
    if (permission != Permission::Granted) {
      refuse(asker, permission, &record);
      return done();
    }
    details.by_callee = !is_callers(part);
  }
  const auto next = advance(record, act, details, now_ms(), config_);
  if (!next) {
    // Somebody was faster: what stands is the answer.
    acknowledge(asker, ack_of(record));
    return done();
  }
  store_update(
      *next, tries,
      [this, next = *next, act, asker, done] {
        remember(next);
        if (act == CallAct::Accept) claim(next.id, asker);
        tell_change(next, act, asker);
        if (!next.is_open()) forget(next.id);
        done();
      },
      [this, act, details, asker, tries, done](const CallRecord& newer) {
        catch_up(newer);
        attempt(newer, act, details, asker, tries + 1, done);
      },
      [this, act, id = record.id, asker, done] {
        if (act == CallAct::End) disclaim(id, asker);
        refuse(asker, "unavailable", "The database can't be reached: try again in a moment");
        done();
      });
}

void Exchange::State::store_update(CallRecord next, std::size_t tries, std::function<void()> done,
                                   std::function<void(const CallRecord&)> conflict,
                                   std::function<void()> unavailable) {
  store::Update update{next};
  ask(std::move(update),
      [this, next = std::move(next), tries, done = std::move(done), conflict = std::move(conflict),
       unavailable = std::move(unavailable)](const Answer& answer) {
        switch (answer.status) {
          case store::Status::Done:
            return done();
          case store::Status::Conflict:
            // It may be our own: written, and then the answer was lost.
            if (!answer.records.empty() && answer.records.front() == next) return done();
            if (!answer.records.empty() && tries < limit::store_retries) {
              return conflict(answer.records.front());
            }
            return unavailable();
          case store::Status::Unavailable:
            if (tries >= limit::store_retries) return unavailable();
            return later(config_.store_retry, [this, next, tries, done, conflict, unavailable] {
              store_update(next, tries + 1, done, conflict, unavailable);
            });
          case store::Status::NotFound:
          case store::Status::Ambiguous:
          case store::Status::BadNumber:
            return unavailable();
        }
      });
}

void Exchange::State::tell_change(const CallRecord& record, CallAct act, const Asker& asker) {
  switch (act) {
    case CallAct::Notify:
      for (const Client* device : listeners(record.callee)) {
        grant_relay(record, *device);
        outputs_.emplace_back(exchange_output::Emit{
            device->connection, encode(ServerMessage{incoming_of(record, device->session)})});
      }
      if (config_.has_bus) {
        outputs_.emplace_back(exchange_output::Publish{
            {record.callee, {}, {}, encode(ServerMessage{incoming_of(record, {})}), record}});
      }
      grant_relay(record, record.caller, record.caller_session);
      send(record.caller, record.caller_session, {}, ringing_of(record));
      happened("ringing", record.id);
      break;
    case CallAct::Accept:
      send(record.caller, record.caller_session, {}, accepted_of(record), &record);
      send(record.callee, record.callee_session, {}, accepted_of(record), &record);
      send(record.callee, {}, record.callee_session,
           server::Ended{record.id, EndReason::AnsweredElsewhere, std::nullopt}, &record);
      happened("answered", record.id);
      break;
    case CallAct::Unreachable:
      send(record.caller, record.caller_session, {}, failed_of(record, "Contact is offline"));
      happened("ended", record.id, std::string(to_string(record.reason)));
      break;
    default:
      tell_end(record, act, asker);
      break;
  }
  acknowledge(asker, ack_of(record));
}

void Exchange::State::tell_end(const CallRecord& record, CallAct act, const Asker& asker) {
  happened("ended", record.id, std::string(to_string(record.reason)));
  if (act == CallAct::Reject) {
    const Client* by = connections_.find(asker.connection);
    const std::string session = by == nullptr ? std::string{} : by->session;
    const server::Rejected rejected{record.id, record.reason};
    send(record.caller, record.caller_session, {}, rejected, &record);
    send(record.callee, session, {}, rejected, &record);
    send(record.callee, {}, session,
         server::Ended{record.id, EndReason::DeclinedElsewhere, std::nullopt}, &record);
    return;
  }
  send(record.caller, record.caller_session, {}, ended_of(record), &record);
  // The whole party where none of its devices has taken it.
  send(record.callee, record.callee_session, {}, ended_of(record), &record);
}

// To one device, or to all of a party's but one; here and, where there are others, there.
void Exchange::State::send(const Party& to, const std::string& session,
                           const std::string& not_session, const ServerMessage& message,
                           const CallRecord* record) {
  const std::string json = encode(message);
  deliver(to, session, not_session, json);
  const bool found_here = !session.empty() && is_here(session);
  if (config_.has_bus && !found_here) {
    exchange_output::Publish news{{to, session, not_session, json, std::nullopt}};
    if (record != nullptr) news.message.record = *record;
    outputs_.emplace_back(std::move(news));
  }
}

// All who hear what a party is told: its devices, and those that will hear it when they are back.
std::vector<const Client*> Exchange::State::listeners(const Party& party) const {
  auto all = connections_.devices(party);
  const auto away = connections_.away(party);
  all.insert(all.end(), away.begin(), away.end());
  return all;
}

bool Exchange::State::deliver(const Party& to, const std::string& session,
                              const std::string& not_session, const std::string& event_json) {
  if (!session.empty()) {
    const Client* device = connections_.listener(to, session);
    if (device == nullptr || session == not_session) return false;
    outputs_.emplace_back(exchange_output::Emit{device->connection, event_json});
    return true;
  }
  bool delivered = false;
  for (const Client* device : listeners(to)) {
    if (!not_session.empty() && device->session == not_session) continue;
    outputs_.emplace_back(exchange_output::Emit{device->connection, event_json});
    delivered = true;
  }
  return delivered;
}

void Exchange::State::remember(const CallRecord& record) {
  Held& call = calls_[record.id];
  touched_.insert(record.id);
  const CallRecord before = call.record;
  if (!before.id.empty() && before.version >= record.version) return;
  if (before.id.empty()) ++tenant_calls_[record.caller.tenant_id];
  call.record = record;
  if (record.status == CallStatus::Answered && !call.relay_due &&
      config_.relay_renewal.count() > 0) {
    call.relay_due = now_;
  }
  calls_of_[record.caller].insert(record.id);
  calls_of_[record.callee].insert(record.id);

  // A base device has a call when it is connected. One that can say so must have said it (`claim`):
  // it may have ended the call while it couldn't reach any gateway.
  const auto watch = [&](const std::string& was, const std::string& is, bool extended,
                         std::optional<TimePoint>& lost) {
    if (is.empty() || is == was) return;
    lost = is_here(is) && !extended ? std::nullopt : std::optional(now_);
  };
  watch(before.caller_session, record.caller_session, record.caller_extended, call.caller_lost);
  watch(before.callee_session, record.callee_session, record.callee_extended, call.callee_lost);
}

// What was made of it without a word here: written at another gateway, whose news the bus lost, or
// here, and the Store's answer was lost.
void Exchange::State::catch_up(const CallRecord& newer) {
  const Held* call = held(newer.id);
  const bool rang = call != nullptr && call->record.status < CallStatus::Answered;
  remember(newer);
  const auto tell = [&](const Party& to, const std::string& session, const std::string& not_session,
                        const ServerMessage& message) {
    deliver(to, session, not_session, encode(message));
  };
  if (!newer.is_open()) {
    tell(newer.caller, newer.caller_session, {}, ended_of(newer));
    tell(newer.callee, newer.callee_session, {}, ended_of(newer));
    forget(newer.id);
  } else if (rang && newer.status == CallStatus::Answered) {
    tell(newer.caller, newer.caller_session, {}, accepted_of(newer));
    tell(newer.callee, newer.callee_session, {}, accepted_of(newer));
    tell(newer.callee, {}, newer.callee_session,
         server::Ended{newer.id, EndReason::AnsweredElsewhere, std::nullopt});
  }
}

// Who dials, accepts or resumes has the call, if he is still on the connection on which he did: a
// slow Store may have let him come back on another one, on which he must say that he still has it.
void Exchange::State::claim(const std::string& call_id, const Asker& asker) {
  Held* call = held(call_id);
  const Client* client = connections_.find(asker.connection);
  if (call == nullptr || client == nullptr) return;
  touched_.insert(call_id);
  if (call->record.caller_session == client->session) call->caller_lost.reset();
  if (call->record.callee_session == client->session) call->callee_lost.reset();
}

// Who has had the call on his connection could have ended it at once: only one who comes back may say
// that he did so earlier.
bool Exchange::State::has_claimed(const std::string& call_id, const Client& client) {
  const Held* call = held(call_id);
  if (call == nullptr) return false;
  if (call->record.caller_session == client.session) return !call->caller_lost;
  if (call->record.callee_session == client.session) return !call->callee_lost;
  return false;
}

// Who ended a call that couldn't be written down doesn't have it any more, whatever the row says.
void Exchange::State::disclaim(const std::string& call_id, const Asker& asker) {
  Held* call = held(call_id);
  const Client* client = connections_.find(asker.connection);
  if (call == nullptr || client == nullptr) return;
  touched_.insert(call_id);
  if (call->record.caller_session == client->session) call->caller_lost = now_;
  if (call->record.callee_session == client->session) call->callee_lost = now_;
}

void Exchange::State::forget(const std::string& call_id) {
  const auto found = calls_.find(call_id);
  if (found == calls_.end()) return;
  if (found->second.scheduled) deadlines_.erase({*found->second.scheduled, call_id});
  for (const Party* party : {&found->second.record.caller, &found->second.record.callee}) {
    const auto own = calls_of_.find(*party);
    if (own == calls_of_.end()) continue;
    own->second.erase(call_id);
    if (own->second.empty()) calls_of_.erase(own);
  }
  const auto tenant = tenant_calls_.find(found->second.record.caller.tenant_id);
  if (--tenant->second == 0) tenant_calls_.erase(tenant);
  calls_.erase(found);
}

Exchange::State::Held* Exchange::State::held(const std::string& call_id) {
  const auto found = calls_.find(call_id);
  return found == calls_.end() ? nullptr : &found->second;
}

}  // namespace ringline
