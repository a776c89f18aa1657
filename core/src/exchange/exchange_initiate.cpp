// A new call: whom it means, its row, and who rings.
#include <utility>

#include "exchange/state.hpp"
#include "exchange/words.hpp"

namespace ringline {
namespace {

template <class Key>
std::size_t count_of(const std::map<Key, std::size_t>& counts, const Key& key) {
  const auto found = counts.find(key);
  return found == counts.end() ? 0 : found->second;
}

// The same asker, who isn't told of this.
template <class Asker>
Asker unheard(Asker asker) {
  asker.ack.reset();
  asker.connection = 0;
  return asker;
}

template <class Key>
void count_down(std::map<Key, std::size_t>& counts, const Key& key) {
  const auto found = counts.find(key);
  if (--found->second == 0) counts.erase(found);
}

}  // namespace

Exchange::State::Reservation::Reservation(State& state, Wish wish)
    : state_(state), wish_(std::move(wish)) {
  ++state_.reserved_[wish_.first];
  ++state_.tenant_reserved_[wish_.first.tenant_id];
  if (!wish_.second.empty()) ++state_.placing_[wish_].count;
}

Exchange::State::Reservation::~Reservation() {
  count_down(state_.reserved_, wish_.first);
  count_down(state_.tenant_reserved_, wish_.first.tenant_id);
  const auto placing = state_.placing_.find(wish_);
  if (placing != state_.placing_.end() && --placing->second.count == 0) {
    state_.placing_.erase(placing);
  }
}

// What is used up, or nothing.
std::string Exchange::State::over_limit(const Party& party) const {
  if (own_calls(party) + count_of(reserved_, party) >= config_.calls_per_user) {
    return "More than " + std::to_string(config_.calls_per_user) +
           " calls at a time: end one first";
  }
  const std::string& tenant = party.tenant_id;
  if (count_of(tenant_calls_, tenant) + count_of(tenant_reserved_, tenant) >=
      config_.calls_per_tenant) {
    return "Your company has " + std::to_string(config_.calls_per_tenant) +
           " calls at a time, and no more: try again in a moment";
  }
  return {};
}

void Exchange::State::initiate(const Client& client, const client::Initiate& message, Asker asker) {
  if (draining_) return fail_draining(asker, message);
  if (const std::string why = refuse_caller(client.party, message.client_call_id); !why.empty()) {
    return fail_initiate(asker, message, EndReason::Busy, "limit", why);
  }
  const Wish wish{client.party, message.client_call_id};
  if (is_cancelled(wish)) {
    return fail_initiate(asker, message, EndReason::Cancelled, "call_over", "This call was ended");
  }
  const auto reserved = std::make_shared<Reservation>(*this, wish);
  ask(store::Resolve{client.identity, message.contact_id, message.contact_phone},
      [this, caller = client.connection, message, asker, reserved](const Answer& answer) {
        if (answer.status == store::Status::Done && answer.callee) {
          return place(caller, message, *answer.callee, asker, reserved);
        }
        place_failed(reserved);
        switch (answer.status) {
          case store::Status::Done:
          case store::Status::NotFound:
          case store::Status::Conflict:
            return fail_initiate(
                asker, message, EndReason::Error, "unknown_contact",
                message.contact_id.empty() ? "No contact has this number" : "Contact not found");
          case store::Status::Ambiguous:
            return fail_initiate(asker, message, EndReason::Error, "ambiguous",
                                 "Several contacts have this number: choose one of them");
          case store::Status::BadNumber:
            return fail_initiate(asker, message, EndReason::Error, "bad_field",
                                 "contactPhone is no telephone number: write it with + and its "
                                 "country code");
          case store::Status::Unavailable:
            return fail_initiate(asker, message, EndReason::Error, "unavailable",
                                 "The database can't be reached: try again in a moment");
        }
      });
}

void Exchange::State::place(ConnectionId caller, const client::Initiate& message,
                            const store::Callee& callee, Asker asker, Reserved reserved) {
  const Client* client = connections_.find(caller);
  if (client == nullptr) return place_failed(reserved);  // gone before there was a call
  if (is_cancelled(reserved->wish())) {
    place_failed(reserved);
    return fail_initiate(asker, message, EndReason::Cancelled, "call_over", "This call was ended");
  }
  if (draining_) {
    place_failed(reserved);
    return fail_draining(asker, message);
  }
  if (!may_call(client->party, callee.party)) {
    place_failed(reserved);
    return fail_initiate(asker, message, EndReason::Error, "unknown_contact", "Contact not found");
  }
  if (const std::string why = refuse_pair(client->party, callee.party, message.client_call_id);
      !why.empty()) {
    place_failed(reserved);
    return fail_initiate(asker, message, EndReason::Busy, "limit", why);
  }
  const bool by_staff = client->party.role == Role::TenantMember;
  CallRecord record;
  record.id = "c" + random_.id();
  record.version = 1;
  record.caller = client->party;
  record.callee = callee.party;
  record.caller_user_id = client->identity.user_id;
  record.caller_name = client->identity.name;
  record.callee_name = callee.name;
  record.phone = by_staff ? callee.phone : client->identity.phone;
  record.contact_id = by_staff ? callee.contact_id : client->identity.contact_id;
  record.staff_user_id = by_staff ? client->identity.user_id : callee.party.id;
  record.client_call_id = message.client_call_id;
  record.caller_session = client->session;
  record.caller_extended = client->extended;
  record.created_at = now_ms();
  record.due_at = record.created_at + config_.ring_timeout.count();
  asker.call_id = record.id;

  in_lane(record.id, asker,
          [this, record, may_ring = callee.may_ring, message, asker, reserved](Done done) {
            ask(store::Insert{record},
                [this, record, may_ring, message, asker, reserved, done](const Answer& answer) {
                  call_limits_.end(record.caller, record.callee);
                  if (answer.status == store::Status::Done) {
                    remember(record);
                    take_up(record.id, asker, 0);
                    happened("initiated", record.id);
                    if (is_cancelled(reserved->wish())) {
                      acknowledge(asker, ack_of(record));
                      const Ending ending =
                          take_ending(reserved->wish()).value_or(Ending{{}, unheard(asker)});
                      return attempt(record, CallAct::End, ending.details, ending.asker, 0, done);
                    }
                    if (!may_ring) return attempt(record, CallAct::Unreachable, {}, asker, 0, done);
                    return notify_in_turn(record, asker, done);
                  }
                  done();
                  if (answer.status == store::Status::Conflict && !answer.records.empty()) {
                    // Asked for again after a reconnect: it is the same call.
                    const CallRecord& same = answer.records.front();
                    if (const auto ending = take_ending(reserved->wish())) {
                      change(same.id, CallAct::End, ending->details, ending->asker);
                    }
                    return place_again(same, asker);
                  }
                  place_failed(reserved);
                  fail_initiate(asker, message, EndReason::Error, "unavailable",
                                "The database can't be reached: try again in a moment");
                });
          });
}

// Who asks again has come back to the call, like who resumes it. Of the other side's signals they have
// seen nothing that counts: they don't know the call's name.
void Exchange::State::place_again(const CallRecord& same, Asker asker) {
  if (same.is_open()) remember(same);
  const CallRecord current = held(same.id) != nullptr ? held(same.id)->record : same;
  const bool own = asker.session == current.caller_session;
  if (own && current.is_open()) take_up(current.id, asker, 0, true);
  if (!own || current.status != CallStatus::Initiated) return report_placed(current, asker);
  // Where that isn't under way, its gateway died once the row was made, or the Store couldn't take that it
  // rings: nobody has been rung.
  asker.call_id = same.id;
  in_lane(same.id, asker, [this, current, asker](const Done& done) {
    Held* call = held(current.id);
    if (call == nullptr || call->record.status != CallStatus::Initiated) {
      report_placed(call == nullptr ? current : call->record, asker);
      return done();
    }
    call->unplaced.reset();
    notify(call->record, asker, done);
  });
}

// It never came to be: an end that waited for it has nothing to end.
void Exchange::State::place_failed(const Reserved& reserved) {
  const auto placing = placing_.find(reserved->wish());
  if (placing == placing_.end() || placing->second.count > 1) return;
  if (const auto ending = take_ending(reserved->wish())) acknowledge(ending->asker, {});
}

std::optional<Exchange::State::Ending> Exchange::State::take_ending(const Wish& wish) {
  const auto placing = placing_.find(wish);
  if (placing == placing_.end()) return std::nullopt;
  return std::exchange(placing->second.ending, std::nullopt);
}

// The caller gives up a call whose name they haven't heard. It may be held, on its way to its row, at
// another gateway, or never have reached any; however it is, it doesn't ring (on).
void Exchange::State::end_by_key(const client::End& message, ActDetails details,
                                 const Asker& asker) {
  const Wish wish{asker.party, message.client_call_id};
  if (find_by_key(wish) != nullptr) return end_by_key_stored(wish, details, asker);
  if (const auto placing = placing_.find(wish); placing != placing_.end()) {
    note_cancelled(wish);
    // Said again on a newer connection: that one is answered.
    placing->second.ending = Ending{std::move(details), asker};
    return;
  }
  ask(store::LoadOpen{asker.party}, [this, wish, details, asker](const Answer& answer) {
    if (answer.status == store::Status::Unavailable) {
      return refuse(asker, "unavailable", "The database can't be reached: try again in a moment");
    }
    for (const CallRecord& record : answer.records) {
      if (record.caller == wish.first && record.client_call_id == wish.second) remember(record);
    }
    end_by_key_stored(wish, details, asker);
  });
}

void Exchange::State::end_by_key_stored(const Wish& wish, const ActDetails& details,
                                        const Asker& asker) {
  const CallRecord* record = find_by_key(wish);
  if (record == nullptr) {
    note_cancelled(wish);
    return acknowledge(asker, {});
  }
  Asker named = asker;
  named.call_id = record->id;
  change(named.call_id, CallAct::End, details, named);
}

// An initiate that comes after its end, for it was sent again or was late, must not ring.
void Exchange::State::note_cancelled(const Wish& wish) {
  if (!wish.second.empty()) cancelled_.note(wish);
}

const CallRecord* Exchange::State::find_by_key(const Wish& wish) {
  const auto own = calls_of_.find(wish.first);
  if (own == calls_of_.end()) return nullptr;
  for (const std::string& id : own->second) {
    const CallRecord& record = held(id)->record;
    if (record.caller == wish.first && record.client_call_id == wish.second) return &record;
  }
  return nullptr;
}

// Who hangs up and dials again rings only when the call of before is over: its callee would be busy.
void Exchange::State::notify_in_turn(const CallRecord& record, const Asker& asker,
                                     const Done& done) {
  for (const std::string& id : calls_of_[record.caller]) {
    const Held& other = *held(id);
    const bool in_the_way = other.ending && other.record.caller == record.caller &&
                            other.record.callee == record.callee && id != record.id;
    if (!in_the_way || lanes_.find(id) == lanes_.end()) continue;
    const bool waits = in_lane(id, {}, [this, record, asker, done](const Done& before) {
      before();
      notify(record, asker, done);
    });
    if (waits) return;
  }
  notify(record, asker, done);
}

void Exchange::State::notify(CallRecord record, Asker asker, Done done) {
  if (!config_.has_bus) return notify_found(std::move(record), false, asker, std::move(done));
  const RequestId id = ++last_request_;
  const Party callee = record.callee;
  bus_questions_.emplace(id, [this, record = std::move(record), asker,
                              done = std::move(done)](const exchange_input::BusAnswer& answer) {
    notify_found(record, answer.devices > 0, asker, done);
  });
  outputs_.emplace_back(exchange_output::AskBus{id, callee});
}

// ICE may run while it rings only where there is one device to run it with.
void Exchange::State::notify_found(CallRecord record, bool elsewhere, const Asker& asker,
                                   Done done) {
  const auto devices = connections_.devices(record.callee);
  const bool reachable = elsewhere || !devices.empty();
  if (record.caller_extended && !elsewhere && devices.size() == 1 && devices.front()->extended) {
    record.preconnect_session = devices.front()->session;
  }
  attempt(std::move(record), reachable ? CallAct::Notify : CallAct::Unreachable, {}, asker, 0,
          std::move(done));
}

void Exchange::State::report_placed(const CallRecord& record, const Asker& asker) {
  const Client* caller = connections_.find(asker.connection);
  if (caller != nullptr && caller->session == record.caller_session) grant_relay(record, *caller);
  acknowledge(asker, ack_of(record));
  if (asker.ack || connections_.find(asker.connection) == nullptr) return;
  if (record.status == CallStatus::Ringing) {
    outputs_.emplace_back(
        exchange_output::Emit{asker.connection, encode(ServerMessage{ringing_of(record)})});
  }
}

void Exchange::State::fail_draining(const Asker& asker, const client::Initiate& message) {
  fail_initiate(asker, message, EndReason::Error, "unavailable",
                "The gateway is about to restart: try again in a moment");
}

void Exchange::State::fail_initiate(const Asker& asker, const client::Initiate& message,
                                    EndReason reason, const std::string& code,
                                    const std::string& text) {
  if (connections_.find(asker.connection) == nullptr) return;
  happened("refused", {}, code);
  if (asker.ack) {
    server::Ack ack;
    ack.ok = false;
    ack.code = code;
    ack.message = text;
    ack.reason = reason;
    return acknowledge(asker, ack);
  }
  outputs_.emplace_back(exchange_output::Emit{
      asker.connection,
      encode(ServerMessage{server::Failed{{}, text, reason, message.client_call_id}})});
}

}  // namespace ringline
