// Connections come and go, and their events arrive.
#include <algorithm>
#include <utility>

#include "exchange/state.hpp"
#include "exchange/words.hpp"
#include "ringline/limits.hpp"

namespace ringline {

Error Exchange::State::on(const exchange_input::Opened& in) {
  if (connections_.find(in.connection) != nullptr) {
    return {Errc::BadField, "connection", "is open already"};
  }
  const Party party = in.identity.party();
  const Client* older = connections_.find_session(in.session_id);
  if (older != nullptr && older->party != party) {
    return {Errc::BadField, "sessionId", "belongs to somebody else"};
  }
  const auto devices = connections_.devices(party);
  if (older == nullptr && devices.size() >= limit::sessions_per_party) {
    outputs_.emplace_back(exchange_output::Disconnect{
        in.connection,
        "more than " + std::to_string(limit::sessions_per_party) + " devices: close one"});
    return {};
  }
  // The same device again; its old connection isn't known to be dead yet.
  if (older != nullptr) supersede(*older, false);
  connections_.forget_away(in.session_id);
  connections_.add({in.connection, in.identity, party, in.session_id, in.extended, in.features});
  say_where(*connections_.find(in.connection));
  if (sent_away_) return send_away(in.connection), Error{};  // it came too late
  if (in.extended) mark_lost(*connections_.find(in.connection), false);
  note_device(party);
  welcome(in);
  set_term(in.connection, in.expires_at);
  tell_present(*connections_.find(in.connection));
  announce_calls(in.connection, {in.recovered, in.returns});
  return {};
}

// The only way out: nothing that belongs to a connection may outlive it.
Client Exchange::State::remove(ConnectionId connection, Leaving how) {
  Client client = *connections_.find(connection);
  if (how == Leaving::MayReturn) {
    connections_.step_away(connection);
  } else {
    connections_.remove(connection);
  }
  drop_term(connection);
  refreshing_.erase(connection);
  unannounced_.erase(connection);
  // Who is sent away comes back at once, to whoever is there then: that is no news.
  if (how != Leaving::SentAway) note_device(client.party);
  return client;
}

void Exchange::State::supersede(const Client& older, bool come_back) {
  const ConnectionId connection = older.connection;
  remove(connection, Leaving::ForGood);
  outputs_.emplace_back(
      exchange_output::Disconnect{connection, "replaced by a newer connection", come_back});
}

// Another gateway may still hold a connection of this device, which is dead. The bus may lose the news, so
// they are said again with whatever makes the device part of a call.
void Exchange::State::say_where(const Client& client) {
  if (!config_.has_bus) return;
  outputs_.emplace_back(
      exchange_output::Publish{{client.party, client.session, {}, {}, std::nullopt}});
}

// What is said to a device goes through the gateway that it has met last. News that come late are
// about a connection that is older than the one here, which then must be made once more.
void Exchange::State::leave_to_other(const std::string& session) {
  const Client* older = connections_.find_session(session);
  if (older == nullptr) return;
  const Client client = *older;
  supersede(client, true);
  for (const std::string& id : mark_lost(client, false)) {
    Held& call = *held(id);
    call.side(call.record.caller_session == client.session).left_here = false;
  }
}

void Exchange::State::welcome(const exchange_input::Opened& in) {
  server::Welcome said;
  said.user_id = in.identity.user_id;
  said.tenant_id = in.identity.tenant_id;
  said.role = in.identity.role;
  if (in.extended) {
    said.protocol = protocol_version;
    said.session_id = in.session_id;
    said.resume_token = in.resume_token;
    said.server_time = now_ms();
    said.ice_servers = in.ice_servers;
    said.ring_timeout_ms = config_.ring_timeout.count();
    said.resume_window_ms = config_.resume_window.count();
    said.features = {Feature::Seen, Feature::Cancel};
  }
  outputs_.emplace_back(exchange_output::Emit{in.connection, encode(ServerMessage{said})});
}

// A device that comes (back) hears what rings for it, and takes its calls up again.
void Exchange::State::announce_calls(ConnectionId connection, Coming coming) {
  const Client* client = connections_.find(connection);
  ask(store::LoadOpen{client->party}, [this, connection, coming](const Answer& answer) {
    if (answer.status == store::Status::Unavailable) {
      if (connections_.find(connection) == nullptr) return;
      unannounced_[connection] = coming;
      if (!announce_at_) announce_at_ = now_ + config_.store_retry;
      return;
    }
    for (const CallRecord& record : answer.records) {
      catch_up(record);
      if (const Held* call = held(record.id))
        return_to(connection, CallRecord(call->record), coming);
    }
  });
}

void Exchange::State::announce_again() {
  announce_at_.reset();
  for (const auto& [connection, coming] : std::exchange(unannounced_, {})) {
    announce_calls(connection, coming);
  }
}

void Exchange::State::return_to(ConnectionId connection, const CallRecord& record,
                                const Coming& coming) {
  const Client* client = connections_.find(connection);
  if (client == nullptr || !record.is_open()) return;
  const Part part = part_of(record, client->party, client->session);
  if (record.status == CallStatus::Ringing && part == Part::Callee) {
    if (coming.recovered) return;  // it was told, then or now
    grant_relay(record, *client);
    outputs_.emplace_back(exchange_output::Emit{
        connection, encode(ServerMessage{incoming_of(record, client->session)})});
    // What was said to it on the connection before may not have reached anybody.
    if (client->session == record.preconnect_session) {
      tell_back(*held(record.id), false, 0);
    }
    return;
  }
  if (client->extended) return;  // it says by call:resume that it has the call
  if (part == Part::Caller || part == Part::Callee) return take_up_base(record.id, *client);
  // A base client that has been here before has a new session now, and can't say that it had a call:
  // it is taken for the one whose session stands in the row, where that isn't here and may not return.
  if (coming.returns) adopt_base(connection, record.id);
}

void Exchange::State::adopt_base(ConnectionId connection, const std::string& call_id) {
  in_lane(call_id, {}, [this, connection, call_id](const Done& done) {
    const Client* back = connections_.find(connection);
    const Held* call = held(call_id);
    if (back == nullptr || call == nullptr) return done();
    const Part part = part_of(call->record, back->party, back->session);
    const std::string& owner =
        is_callers(part) ? call->record.caller_session : call->record.callee_session;
    const bool is_other = part == Part::CallerOther || part == Part::CalleeOther;
    if (!is_other || connections_.listener(back->party, owner) != nullptr) return done();
    adopt(
        call->record, part, *back,
        [this, connection, done](const CallRecord& adopted) {
          const Client* still = connections_.find(connection);
          if (still != nullptr) take_up_base(adopted.id, *still);
          done();
        },
        // Another gateway has written the row meanwhile, or the Store can't be reached.
        [this, connection, call_id, done] {
          refresh_row(call_id);
          later(config_.store_retry,
                [this, connection, call_id] { adopt_base(connection, call_id); });
          done();
        });
  });
}

// A base client numbers nothing and can't say what it has seen: what went to its device counts, and
// where nothing is known of that, all.
void Exchange::State::take_up_base(const std::string& call_id, const Client& client) {
  const Held* call = held(call_id);
  if (call == nullptr) return;
  const bool callers = is_callers(part_of(call->record, client.party, client.session));
  const std::int64_t passed_on = call->side(callers).passed_on;
  Asker asker;
  asker.connection = client.connection;
  take_up(call_id, asker, passed_on == 0 ? nothing_missing : passed_on);
}

Error Exchange::State::on(const exchange_input::Closed& in) {
  const Client* found = connections_.find(in.connection);
  // One that was superseded or refused has left already, one that was away comes no more.
  if (found == nullptr) {
    if (const auto party = connections_.forget_away(in.connection)) touch_calls(*party);
    return {};
  }
  const Client client =
      remove(in.connection, in.may_return ? Leaving::MayReturn : Leaving::ForGood);
  lose_sides(client, in.goodbye);
  return {};
}

// Its sides are lost from now on, if they weren't before. Those that were not are returned.
std::vector<std::string> Exchange::State::mark_lost(const Client& client, bool goodbye) {
  std::vector<std::string> news;
  const auto own = calls_of_.find(client.party);
  if (own == calls_of_.end()) return news;
  for (const std::string& id : own->second) {
    Held& call = *held(id);
    const bool callers = call.record.caller_session == client.session;
    if (!callers && call.record.callee_session != client.session) continue;
    Side& side = call.side(callers);
    side.said_goodbye = goodbye;
    touched_.insert(id);
    if (side.lost) continue;
    side.lost = side.had_until = now_;
    side.left_here = true;
    news.push_back(id);
  }
  return news;
}

void Exchange::State::lose_sides(const Client& client, bool goodbye) {
  for (const std::string& id : mark_lost(client, goodbye)) {
    Held& call = *held(id);
    tell_away(call, call.record.caller_session == client.session);
  }
}

// Their deadlines are to be looked at again.
void Exchange::State::touch_calls(const Party& party) {
  const auto own = calls_of_.find(party);
  if (own != calls_of_.end()) touched_.insert(own->second.begin(), own->second.end());
}

Error Exchange::State::on(const exchange_input::Event& in) {
  const Client* client = connections_.find(in.connection);
  // It was superseded; its last words come too late.
  if (client == nullptr) return {};
  const auto message = in.read ? decode_to_forward(*in.read) : decode_to_forward(in.event_json);
  if (!message) {
    const Error& error = message.error;
    refuse({in.connection, in.ack, {}}, to_string(error.code), error.field + " " + error.message);
    return {};
  }
  dispatch(*client, *message, in.ack);
  return {};
}

void Exchange::State::dispatch(const Client& client, const ClientMessage& message,
                               std::optional<std::uint64_t> ack) {
  struct Dispatcher {
    State& self;
    const Client& client;
    Asker asker;

    Asker about(const std::string& call_id) const {
      Asker named = asker;
      named.call_id = call_id;
      return named;
    }
    void operator()(const client::Initiate& in) {
      self.say_where(client);
      self.initiate(client, in, asker);
    }
    void operator()(const client::Accept& in) {
      self.say_where(client);
      ActDetails details;
      details.session = client.session;
      details.extended = client.extended;
      // From when it was pressed, however long no gateway could be told: while it rang, at the most.
      details.at = std::max<EpochMs>(self.now_ms() - in.ago_ms, 0);
      self.change(in.call_id, CallAct::Accept, details, about(in.call_id));
    }
    void operator()(const client::Reject& in) {
      ActDetails details;
      details.claimed = in.reason;
      self.change(in.call_id, CallAct::Reject, details, about(in.call_id));
    }
    void operator()(const client::End& in) {
      ActDetails details;
      details.claimed = in.reason;
      // It counts from now, however long the Store keeps it waiting.
      details.at = std::max<EpochMs>(self.now_ms() - self.believed_ago(in, client).count(), 0);
      if (in.call_id.empty()) return self.end_by_key(in, details, asker);
      if (in.answered_ago_ms > 0) {
        details.answered_at = std::max<EpochMs>(self.now_ms() - in.answered_ago_ms, 0);
      }
      self.change(in.call_id, CallAct::End, details, about(in.call_id));
    }
    void operator()(const client::Resume& in) {
      self.say_where(client);
      self.resume(client, in, about(in.call_id));
    }
    void operator()(const client::RefreshAuth& in) { self.refresh(client, in, asker); }
    void operator()(const client::Ping&) { self.acknowledge(asker, {}); }
    void operator()(const Seen& in) { self.relay(client, in, about(in.call_id)); }
    void operator()(const SideState& in) { self.relay(client, in, about(in.call_id)); }
    void operator()(const Signal& in) { self.relay(client, in, about(in.call_id)); }
  };
  const Asker asker{client.connection, ack, {}, client.party, client.session, client.extended};
  std::visit(Dispatcher{*this, client, asker}, message);
}

void Exchange::State::acknowledge(const Asker& asker, const server::Ack& ack) {
  if (!asker.ack || connections_.find(asker.connection) == nullptr) return;
  outputs_.emplace_back(exchange_output::Acknowledge{asker.connection, *asker.ack, encode(ack)});
}

void Exchange::State::refuse(const Asker& asker, Permission why, const CallRecord* record) {
  struct Words {
    Permission why;
    const char* code;
    const char* message;
  };
  static constexpr Words words[] = {
      {Permission::Unknown, "unknown_call", "Call not found"},
      {Permission::NotYours, "forbidden", "This device may not do that in this call"},
      {Permission::TakenElsewhere, "answered_elsewhere", "Another device has this call"},
      {Permission::Over, "call_over", "This call has ended"},
      {Permission::TooEarly, "wrong_state", "This call doesn't ring yet"},
  };
  for (const Words& each : words) {
    if (each.why != why) continue;
    if (!asker.ack) return refuse(asker, each.code, each.message);
    server::Ack ack = refusal(each.code, each.message);
    if (why == Permission::TakenElsewhere) ack.reason = EndReason::AnsweredElsewhere;
    if (why == Permission::Over && record != nullptr) {
      ack.reason = record->reason;
      ack.duration = record->duration_s;
    }
    acknowledge(asker, ack);
    happened("refused", asker.call_id, each.code);
    return;
  }
}

// Who asked for an acknowledgement gets it; a base client gets an event.
void Exchange::State::refuse(const Asker& asker, const std::string& code,
                             const std::string& message) {
  if (asker.connection == 0 || connections_.find(asker.connection) == nullptr) return;
  happened("refused", asker.call_id, code);
  if (asker.ack) return acknowledge(asker, refusal(code, message));
  outputs_.emplace_back(exchange_output::Emit{
      asker.connection, encode(ServerMessage{server::ErrorNotice{message, code, asker.call_id}})});
}

}  // namespace ringline
