// Offers, answers and candidates go from side to side and never touch the Store; a side that comes
// back says what it has seen, and the other one sends the rest again.
#include <algorithm>
#include <utility>

#include "exchange/state.hpp"
#include "exchange/words.hpp"
#include "ringline/limits.hpp"

namespace ringline {

bool Exchange::State::is_here(const std::string& session) const {
  return connections_.find_session(session) != nullptr;
}

void Exchange::State::relay(const Client& client, const Signal& signal, Asker asker) {
  const bool waits = lanes_.find(signal.call_id) != lanes_.end();
  const Held* known = held(signal.call_id);
  // Nothing of this call is under way: no need to queue.
  if (!waits && known != nullptr) return relay_by(known->record, client, signal, asker);
  in_lane(signal.call_id, asker, [this, connection = client.connection, signal, asker](Done done) {
    with_record(
        signal.call_id, done,
        [this, connection, signal, asker, done](const CallRecord& record) {
          const Client* sender = connections_.find(connection);
          if (sender != nullptr) relay_by(record, *sender, signal, asker);
          done();
        },
        asker);
  });
}

// `session`: of the device that this client's signals go to, "" for all of the other party.
Permission Exchange::State::may_signal(const CallRecord& record, const Client& client,
                                       std::string& session) const {
  const Part part = part_of(record, client.party, client.session);
  const Permission permission = permit(CallAct::Signal, part, record.status);
  if (permission != Permission::Granted) return permission;
  const bool from_caller = is_callers(part);
  session = from_caller ? record.callee_session : record.caller_session;
  if (record.status == CallStatus::Ringing) {
    // Before the answer, only with the one device that may set up ICE; a base caller's offer goes
    // to all that ring, who keep it until somebody accepts.
    if (!from_caller && client.session != record.preconnect_session) return Permission::NotYours;
    if (from_caller) session = record.preconnect_session;
  }
  return permission;
}

void Exchange::State::relay(const Client& client, const Seen& seen, Asker asker) {
  if (!asker.ack) asker = {};  // nobody waits to hear that it was refused
  const Held* known = held(seen.call_id);
  if (known != nullptr && lanes_.find(seen.call_id) == lanes_.end()) {
    return relay_by(known->record, client, seen, asker);
  }
  in_lane(seen.call_id, asker, [this, connection = client.connection, seen, asker](Done done) {
    with_record(
        seen.call_id, done,
        [this, connection, seen, asker, done](const CallRecord& record) {
          const Client* sender = connections_.find(connection);
          if (sender != nullptr) relay_by(record, *sender, seen, asker);
          done();
        },
        asker);
  });
}

// Only a device that announced Feature::Seen hears it. What can't be delivered is dropped: the phone
// that waits for it says its signals again.
void Exchange::State::relay_by(const CallRecord& record, const Client& client, const Seen& seen,
                               const Asker& asker) {
  std::string session;
  const Permission permission = may_signal(record, client, session);
  if (permission != Permission::Granted) return refuse(asker, permission, &record);
  const bool from_caller = is_callers(part_of(record, client.party, client.session));
  const Client* device = connections_.find_session(session);
  if (device == nullptr || has(device->features, Feature::Seen)) {
    send(from_caller ? record.callee : record.caller, session, {}, seen);
  }
  acknowledge(asker, {});
}

void Exchange::State::relay_by(const CallRecord& record, const Client& client, const Signal& signal,
                               const Asker& asker) {
  std::string session;
  const Permission permission = may_signal(record, client, session);
  if (permission != Permission::Granted) return refuse(asker, permission, &record);

  const bool from_caller = is_callers(part_of(record, client.party, client.session));
  const Party& to = from_caller ? record.callee : record.caller;
  const std::string json = encode_as_sent(signal);
  const bool delivered = deliver(to, session, {}, json);
  if (Held* call = held(record.id); call != nullptr && delivered && !session.empty()) {
    std::int64_t& passed_on = call->side(!from_caller).passed_on;
    passed_on = std::max(passed_on, signal.seq);
  }
  if (!delivered && config_.has_bus) {
    outputs_.emplace_back(exchange_output::Publish{{to, session, {}, json, std::nullopt}});
  }
  if (delivered || config_.has_bus) {
    acknowledge(asker, {});
  } else if (asker.ack) {
    acknowledge(asker, refusal("peer_away", "The other side isn't connected at the moment"));
  }
}

void Exchange::State::relay(const Client& client, const SideState& state, Asker asker) {
  in_lane(state.call_id, asker, [this, connection = client.connection, state, asker](Done done) {
    with_record(
        state.call_id, done,
        [this, connection, state, asker, done](const CallRecord& record) {
          const Client* sender = connections_.find(connection);
          if (sender != nullptr) relay_by(record, *sender, state, asker);
          done();
        },
        asker);
  });
}

// To the device that has the other half of the conversation, where it understands this. Nobody keeps
// it for one that is away: the sender tells it again when that is back.
void Exchange::State::relay_by(const CallRecord& record, const Client& client,
                               const SideState& state, const Asker& asker) {
  const Part part = part_of(record, client.party, client.session);
  Permission permission = permit(CallAct::Signal, part, record.status);
  if (permission == Permission::Granted && record.status != CallStatus::Answered) {
    permission = Permission::TooEarly;
  }
  if (permission != Permission::Granted) return refuse(asker, permission, &record);
  const bool from_caller = is_callers(part);
  note_hearing(record.id, from_caller, state.lost);
  if (from_caller ? record.callee_extended : record.caller_extended) {
    send(from_caller ? record.callee : record.caller,
         from_caller ? record.callee_session : record.caller_session, {}, state);
  }
  acknowledge(asker, {});
}

// A call is cut while one of its sides hears nothing. That it was may stand in the row alone: its
// gateway was started anew.
void Exchange::State::note_hearing(const std::string& call_id, bool callers, bool deaf) {
  Held* call = held(call_id);
  if (call == nullptr) return;
  const bool was_cut = call->caller.is_deaf || call->callee.is_deaf || has_outage(call->record);
  call->side(callers).is_deaf = deaf;
  const bool is_cut = call->caller.is_deaf || call->callee.is_deaf;
  if (is_cut != was_cut) note_outage(call->record, is_cut, now_ms());
}

void Exchange::State::resume(const Client& client, const client::Resume& message, Asker asker) {
  knock(message.call_id, asker);
  in_lane(message.call_id, asker,
          [this, connection = client.connection, message, asker](Done done) {
            with_record(
                message.call_id, done,
                [this, connection, message, asker, done](const CallRecord& record) {
                  resume_by(record, connection, message, asker, done);
                },
                asker);
          });
}

void Exchange::State::resume_by(const CallRecord& record, ConnectionId connection,
                                const client::Resume& message, const Asker& asker, Done done) {
  if (Held* call = held(record.id)) {
    const Part asks = part_of(call->record, asker.party, asker.session);
    call->side(is_callers(asks)).knocks.reset();
  }
  const Client* client = connections_.find(connection);
  if (client == nullptr) return done();
  const Part part = part_of(record, client->party, client->session);
  Permission permission = permit(CallAct::Resume, part, record.status);
  const std::string& owner = is_callers(part) ? record.caller_session : record.callee_session;
  // A device that isn't here may be at another gateway, and where the call only rings there is no device
  // to take it up: this one will end it as answered elsewhere, while the one that has answered comes back.
  const bool orphaned = permission == Permission::TakenElsewhere && !message.rings &&
                        !is_here(owner) && !config_.has_bus;
  if (orphaned) {
    // The device that had the call is gone, and another one of the same person takes it up.
    return adopt(
        record, part, *client,
        [this, connection, message, asker, done](const CallRecord& adopted) {
          if (const Client* back = connections_.find(connection)) {
            report_return(adopted, *back, message.seen, asker);
          }
          done();
        },
        [this, asker, done] {
          refuse(asker, "unavailable", "The database can't be reached: try again in a moment");
          done();
        });
  }
  if (permission == Permission::Granted || permission == Permission::Done) {
    report_return(record, *client, message.seen, asker);
  } else {
    refuse(asker, permission, &record);
  }
  done();
}

void Exchange::State::report_return(const CallRecord& record, const Client& client,
                                    std::int64_t seen, const Asker& asker) {
  server::Ack ack = ack_of(record);
  if (!record.is_open()) return acknowledge(asker, ack);
  remember(record);
  Held& call = *held(record.id);
  const bool callers = is_callers(part_of(record, client.party, client.session));
  const Side& other = call.side(!callers);
  // Of a side at another gateway nothing is known here.
  if (record.status == CallStatus::Answered) {
    const bool is_away = other.lost && !config_.has_bus;
    ack.peer = is_away ? PeerLink::Reconnecting : PeerLink::Connected;
    if (is_away) call.side(!callers).told_away = true;
  }
  grant_relay(record, client);
  acknowledge(asker, ack);
  take_up(record.id, asker, seen, true);
  const auto owed = std::exchange(call.side(callers).owed, std::nullopt);
  if (owed && !other.lost && record.status == CallStatus::Answered) {
    outputs_.emplace_back(exchange_output::Emit{
        client.connection,
        encode(ServerMessage{server::PeerNotice{record.id, PeerLink::Connected, *owed}})});
  }
}

void Exchange::State::adopt(CallRecord record, Part part, const Client& client,
                            std::function<void(const CallRecord&)> adopted,
                            std::function<void()> failed) {
  ++record.version;
  if (is_callers(part)) {
    record.caller_session = client.session;
    record.caller_extended = client.extended;
  } else {
    record.callee_session = client.session;
    record.callee_extended = client.extended;
  }
  auto what = std::make_shared<Write>();
  what->next = record;
  what->done = [this, record, adopted] {
    remember(record);
    happened("adopted", record.id);
    adopted(record);
  };
  what->conflict = [failed](const CallRecord&) { failed(); };
  what->failed = [failed](bool) { failed(); };
  write(what, 0);
}

void Exchange::State::tell_away(Held& call, bool callers) {
  const CallRecord& record = call.record;
  const bool other_extended = callers ? record.callee_extended : record.caller_extended;
  if (record.status != CallStatus::Answered || !other_extended) return;
  call.side(callers).told_away = true;
  send(callers ? record.callee : record.caller,
       callers ? record.callee_session : record.caller_session, {},
       server::PeerNotice{record.id, PeerLink::Reconnecting, 0});
}

// To the device that has the other side, or with which ICE is set up while it rings. Where it is away
// it is told when it comes back.
void Exchange::State::tell_back(Held& call, bool callers, std::int64_t seen) {
  const CallRecord& record = call.record;
  call.side(callers).told_away = false;
  std::string other = callers ? record.callee_session : record.caller_session;
  bool can_hear = callers ? record.callee_extended : record.caller_extended;
  if (record.status != CallStatus::Answered) {
    can_hear = record.status == CallStatus::Ringing && !record.preconnect_session.empty();
    if (callers) other = record.preconnect_session;
  }
  if (!can_hear) return;
  call.side(!callers).owed.reset();
  if (!is_here(other)) call.side(!callers).owed = seen;
  send(callers ? record.callee : record.caller, other, {},
       server::PeerNotice{record.id, PeerLink::Connected, seen});
}

}  // namespace ringline
