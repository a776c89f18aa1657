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

template <class Key>
void count_down(std::map<Key, std::size_t>& counts, const Key& key) {
  const auto found = counts.find(key);
  if (--found->second == 0) counts.erase(found);
}

}  // namespace

Exchange::State::Reservation::Reservation(State& state, const Party& party)
    : state_(state), party_(party) {
  ++state_.reserved_[party_];
  ++state_.tenant_reserved_[party_.tenant_id];
}

Exchange::State::Reservation::~Reservation() {
  count_down(state_.reserved_, party_);
  count_down(state_.tenant_reserved_, party_.tenant_id);
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
  const auto reserved = std::make_shared<Reservation>(*this, client.party);
  ask(store::Resolve{client.identity, message.contact_id, message.contact_phone},
      [this, caller = client.connection, message, asker, reserved](const Answer& answer) {
        switch (answer.status) {
          case store::Status::Done:
            if (answer.callee) return place(caller, message, *answer.callee, asker, reserved);
            [[fallthrough]];
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
  if (client == nullptr) return;  // gone before there was a call
  if (draining_) return fail_draining(asker, message);
  if (!may_call(client->party, callee.party)) {
    return fail_initiate(asker, message, EndReason::Error, "unknown_contact", "Contact not found");
  }
  if (const std::string why = refuse_pair(client->party, callee.party, message.client_call_id);
      !why.empty()) {
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

  in_lane(record.id,
          [this, record, message, asker, reserved, may_ring = callee.may_ring](Done done) {
            ask(store::Insert{record},
                [this, record, message, asker, reserved, may_ring, done](const Answer& answer) {
                  call_limits_.end(record.caller, record.callee);
                  if (answer.status == store::Status::Done) {
                    remember(record);
                    claim(record.id, asker);
                    happened("initiated", record.id);
                    if (!may_ring) return attempt(record, CallAct::Unreachable, {}, asker, 0, done);
                    return notify(record, asker, done);
                  }
                  done();
                  if (answer.status == store::Status::Conflict && !answer.records.empty()) {
                    // Asked for again after a reconnect: it is the same call.
                    return place_again(answer.records.front(), asker);
                  }
                  fail_initiate(asker, message, EndReason::Error, "unavailable",
                                "The database can't be reached: try again in a moment");
                });
          });
}

void Exchange::State::place_again(const CallRecord& same, Asker asker) {
  if (same.is_open()) remember(same);
  const CallRecord current = held(same.id) != nullptr ? held(same.id)->record : same;
  const Client* client = connections_.find(asker.connection);
  const bool own = client != nullptr && client->session == current.caller_session;
  if (!own || current.status != CallStatus::Initiated) return report_placed(current, asker);
  // Where that isn't under way, its gateway died once the row was made: nobody has been rung.
  asker.call_id = same.id;
  in_lane(same.id, [this, current, asker](Done done) {
    const Held* call = held(current.id);
    if (call == nullptr || call->record.status != CallStatus::Initiated) {
      report_placed(call == nullptr ? current : call->record, asker);
      return done();
    }
    claim(current.id, asker);
    notify(call->record, asker, done);
  });
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
