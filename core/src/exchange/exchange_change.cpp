// A change of a row, and what is told of it: never before the Store says that it holds.
#include <algorithm>
#include <utility>

#include "exchange/state.hpp"
#include "exchange/words.hpp"
#include "ringline/limits.hpp"

namespace ringline {

void Exchange::State::change(const std::string& call_id, CallAct act, ActDetails details,
                             Asker asker) {
  const auto turn = [this, call_id, act, details = std::move(details), asker](const Done& done) {
    with_record(
        call_id, done,
        [this, act, details, asker, done](const CallRecord& record) {
          attempt(record, act, details, asker, 0, done);
        },
        asker);
  };
  if (act == CallAct::Accept) knock(call_id, asker);
  if (Held* call = held(call_id); call != nullptr && act == CallAct::End) {
    if (part_of(call->record, asker.party, asker.session) == Part::Caller) call->ending = true;
  }
  in_lane(call_id, asker, turn);
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
  if (Held* call = held(record.id); call != nullptr && act == CallAct::Accept) {
    call->callee.knocks.reset();
  }
  if (static_cast<std::size_t>(act) < client_act_count) {
    // Nobody talks to a device that has left for good; a hang-up counts nevertheless.
    const bool is_there = connections_.listener(asker.party, asker.session) != nullptr;
    if (act == CallAct::Accept && !is_there) return done();
    const Part part = part_of(record, asker.party, asker.session);
    const Permission permission = permit_client(record, act, part, asker);
    if (permission == Permission::Done) {
      if (act == CallAct::Accept) take_up(record.id, asker, 0);
      acknowledge(asker, ack_of(record));
      return done();
    }
    if (permission != Permission::Granted) {
      Held* call = held(record.id);
      const bool came_too_late = permission == Permission::TakenElsewhere && call != nullptr &&
                                 call->refused.size() < limit::sessions_per_party;
      if (came_too_late && act == CallAct::Accept) call->refused.insert(asker.session);
      refuse(asker, permission, &record);
      return done();
    }
    details.by_callee = !is_callers(part);
    if (act == CallAct::End) date_end(record, details);
    if (details.answered_at) complete_answer(record, asker, details);
  } else if (!is_due_still(record, act)) {
    return done();
  }
  if (const Held* call = held(record.id); call != nullptr && act == CallAct::SidesGone) {
    details.at = to_ms(gone(*call)->since);
  }
  const auto next = advance(record, act, details, now_ms(), config_);
  if (!next) {
    // Somebody was faster: what stands is the answer.
    acknowledge(asker, ack_of(record));
    return done();
  }
  auto what = std::make_shared<Write>();
  what->next = *next;
  what->done = [this, next = *next, act, asker, done] {
    remember(next);
    if (act == CallAct::Accept) take_up(next.id, asker, 0);
    tell_change(next, act, asker);
    if (!next.is_open()) forget(next.id);
    done();
  };
  what->conflict = [this, act, details, asker, tries, done](const CallRecord& newer) {
    catch_up(newer);
    attempt(newer, act, details, asker, tries + 1, done);
  };
  what->failed = [this, act, id = record.id, asker, done](bool row_is_gone) {
    if (act == CallAct::End) disclaim(id, asker);
    if (Held* call = held(id); call != nullptr && act == CallAct::Notify) {
      call->unplaced = now_;
      touched_.insert(id);
    }
    if (row_is_gone) {
      refuse(asker, Permission::Unknown, nullptr);
    } else {
      refuse(asker, "unavailable", "The database can't be reached: try again in a moment");
    }
    done();
  };
  if (static_cast<std::size_t>(act) >= client_act_count) {
    what->still = [this, act, record] {
      const Held* call = held(record.id);
      return is_due_still(call == nullptr ? record : call->record, act);
    };
  }
  write(what, tries);
}

// What the table says, but for two things that the row doesn't hold: who rang in vain, and whether
// the device that has the call can still be asked.
Permission Exchange::State::permit_client(const CallRecord& record, CallAct act, Part part,
                                          const Asker& asker) {
  const Permission permission = permit(act, part, record.status);
  const bool stands_in = act == CallAct::End && permission != Permission::Granted &&
                         record.status == CallStatus::Answered && may_stand_in(record, part, asker);
  return stands_in ? Permission::Granted : permission;
}

// Whether a device that doesn't stand in the row may have had the call all the same, under a session
// that no longer counts: a gateway that was started anew may not know the session of before, and a
// base client has a new one after each reconnect. A device whose accept was refused never had it,
// and while the one that has it may come back, no other speaks for it.
bool Exchange::State::may_stand_in(const CallRecord& record, Part part, const Asker& asker) {
  if (part != Part::CallerOther && part != Part::CalleeOther) return false;
  const bool callers = is_callers(part);
  const Held* call = held(record.id);
  const std::string& owner = callers ? record.caller_session : record.callee_session;
  // Elsewhere than at this gateway it may well be.
  if (config_.has_bus || is_here(owner) || call == nullptr) return false;
  if (call->refused.count(asker.session) != 0) return false;
  const bool both_base =
      !asker.extended && !(callers ? record.caller_extended : record.callee_extended);
  return both_base || !call->side(callers).had_until;
}

// Who says that the end was some time ago is believed as far back as their device may have been away:
// a connection that is dead may have gone unnoticed for `silence`. A path that was lost until the end
// carried no conversation.
void Exchange::State::date_end(const CallRecord& record, ActDetails& details) {
  if (record.status != CallStatus::Answered) return;
  const Held* call = held(record.id);
  if (details.at) {
    const Side* own = call == nullptr ? nullptr : &call->side(!details.by_callee);
    const EpochMs last_there = own != nullptr && own->had_until
                                   ? to_ms(*own->had_until)
                                   : record.due_at - config_.due_check.count();
    details.at = std::min(std::max(*details.at, last_there - config_.silence.count()), now_ms());
  }
  if (details.claimed != EndReason::ConnectionLost || call == nullptr) return;
  const Side& other = call->side(details.by_callee);
  EpochMs at = details.at.value_or(now_ms());
  if (other.lost && !config_.has_bus) at = std::min(at, to_ms(*other.lost));
  if (has_outage(call->record)) at = std::min(at, call->record.outages.back().from);
  details.at = at;
}

// It was answered without the gateway: by the called device that says so, or by the one with which the
// caller's was in touch while it rang. Of any other the caller's phone can't have heard.
void Exchange::State::complete_answer(const CallRecord& record, const Asker& asker,
                                      ActDetails& details) {
  details.session = details.by_callee ? asker.session : record.preconnect_session;
  details.extended = true;
  if (details.session.empty()) details.answered_at.reset();
}

void Exchange::State::write(const std::shared_ptr<const Write>& what, std::size_t tries) {
  ask(store::Update{what->next}, [this, what, tries](const Answer& answer) {
    switch (answer.status) {
      case store::Status::Done:
        return what->done();
      case store::Status::Conflict:
        // It may be our own: written, and then the answer was lost.
        if (!answer.records.empty() && answer.records.front() == what->next) return what->done();
        if (!answer.records.empty() && tries < limit::store_retries) {
          return what->conflict(answer.records.front());
        }
        return what->failed(false);
      case store::Status::Unavailable:
        if (tries >= limit::store_retries) return what->failed(false);
        return later(config_.store_retry, [this, what, tries] {
          if (!what->still || what->still()) return write(what, tries + 1);
          // It isn't so any more; but the Store may have taken it before it could say so.
          refresh_row(what->next.id);
          what->failed(false);
        });
      case store::Status::NotFound:
        lose_row(what->next);
        return what->failed(true);
      case store::Status::Ambiguous:
      case store::Status::BadNumber:
        return what->failed(false);
    }
  });
}

void Exchange::State::refresh_row(const std::string& call_id) {
  ask(store::Load{call_id}, [this, call_id](const Answer& answer) {
    if (held(call_id) == nullptr || answer.records.empty()) return;
    catch_up(answer.records.front());
  });
}

// Somebody deleted the row. Without it there is no call: both sides hear so, and nothing of it is kept.
void Exchange::State::lose_row(const CallRecord& record) {
  if (held(record.id) == nullptr) return;
  const CallRecord last = held(record.id)->record;
  server::Ended ended{last.id, EndReason::Error, std::nullopt};
  if (last.answered_at != 0)
    ended.duration = std::max<EpochMs>(now_ms() - last.answered_at, 0) / 1'000;
  send(last.caller, last.caller_session, {}, ended);
  send(last.callee, last.callee_session, {}, ended);
  happened("ended", last.id, "its row is gone");
  forget(last.id);
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
    const std::string& session = asker.session;
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
  const auto watch = [&](const std::string& was, const std::string& is, bool extended, Side& side) {
    if (is.empty() || is == was) return;
    side.lost = is_here(is) && !extended ? std::nullopt : std::optional(now_);
    side.had_until.reset();
    side.said_goodbye = false;
    if (was.empty()) side.passed_on = 0;
    // Without other gateways it can only have left this one.
    side.left_here = !config_.has_bus;
  };
  watch(before.caller_session, record.caller_session, record.caller_extended, call.caller);
  watch(before.callee_session, record.callee_session, record.callee_extended, call.callee);
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

// It is back, and says so when its turn comes.
void Exchange::State::knock(const std::string& call_id, const Asker& asker) {
  Held* call = held(call_id);
  if (call == nullptr) return;
  const Part part = part_of(call->record, asker.party, asker.session);
  if (part == Part::Caller || part == Part::Callee) {
    call->side(is_callers(part)).knocks = asker.connection;
  }
}

// Who dials, accepts or resumes has the call, if they are still on the connection on which they did:
// a slow Store may have let them come back on another one, on which they must say that they still
// have it. Every way back goes through here: the other side hears of it, and this side hears what it
// missed. `seen`: how much of the other side's signals this side has seen.
void Exchange::State::take_up(const std::string& call_id, const Asker& asker, std::int64_t seen,
                              bool tell) {
  Held* call = held(call_id);
  const Client* client = connections_.find(asker.connection);
  if (call == nullptr || client == nullptr) return;
  const Part part = part_of(call->record, client->party, client->session);
  const bool has_it =
      part == Part::Caller ||
      (part == Part::Callee && (call->record.callee_session == client->session ||
                                call->record.preconnect_session == client->session));
  if (!has_it) return;
  touched_.insert(call_id);
  Side& side = call->side(is_callers(part));
  side.lost.reset();
  side.said_goodbye = false;
  side.left_here = false;
  if (tell || side.told_away) tell_back(*call, is_callers(part), seen);
}

// Who has had the call on their connection could have ended it almost at once: a hang-up waits for the
// answer to the accept before it. Only one who comes back may say that they did so earlier.
Duration Exchange::State::believed_ago(const client::End& end, const Client& client) const {
  constexpr Duration most_when_here{5'000};
  const Duration ago{end.ago_ms};
  const bool is_believed = ago <= most_when_here || !has_claimed(end.call_id, client);
  return is_believed ? ago : Duration{0};
}

bool Exchange::State::has_claimed(const std::string& call_id, const Client& client) const {
  const auto found = calls_.find(call_id);
  if (found == calls_.end()) return false;
  const CallRecord& record = found->second.record;
  if (record.caller_session == client.session) return !found->second.caller.lost;
  if (record.callee_session == client.session) return !found->second.callee.lost;
  return false;
}

// Who ended a call that couldn't be written down doesn't have it any more, whatever the row says.
void Exchange::State::disclaim(const std::string& call_id, const Asker& asker) {
  Held* call = held(call_id);
  if (call == nullptr || asker.session.empty()) return;
  touched_.insert(call_id);
  for (const bool callers : {true, false}) {
    if ((callers ? call->record.caller_session : call->record.callee_session) != asker.session)
      continue;
    Side& side = call->side(callers);
    if (!side.lost) side.had_until = now_;
    side.lost = now_;
  }
}

void Exchange::State::forget(const std::string& call_id) {
  note_over(call_id);
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
