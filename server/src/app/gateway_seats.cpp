// Who is connected: checked, given a seat for each namespace, and taken back where he was cut off.
#include <utility>

#include "app/clock.hpp"
#include "app/gateway.hpp"
#include "log.hpp"
#include "transport/session_id.hpp"

namespace ringline::server_app {
namespace {

// A device that was away for longer begins anew.
constexpr std::int64_t resume_token_s = 24 * 3'600;

// Whose a session is: nobody else may recover it, and his connections are counted together.
std::string owner_of(const Identity& who) {
  std::string owner(to_string(who.role));
  for (const std::string* each : {&who.tenant_id, &who.user_id, &who.contact_id}) {
    owner += '\n';
    owner += *each;
  }
  return owner;
}

// Whether a base client knows the number that recovery adds to each event. Every browser calls itself
// Mozilla, and its pages have socket.io-client; whoever brings a pid has been told of recovery before.
bool knows_recovery(RecoveryFor whom, const Handshake& handshake, const Recovery::Claim& claim) {
  switch (whom) {
    case RecoveryFor::All:
      return true;
    case RecoveryFor::Nobody:
      return false;
    case RecoveryFor::Browsers:
      break;
  }
  return handshake.user_agent.rfind("Mozilla/", 0) == 0 || !claim.pid.empty();
}

}  // namespace

void Gateway::on_asked(SocketClient& client, const ServerLink::Asked& asked) {
  const auto shared = client.shared();
  const auto auth = decode_auth(asked.auth_json);
  if (!auth) {
    return client.tell(ServerLink::Refuse{
        asked.nsp,
        encode(Refusal{"Bad request", "bad_field", auth.error.field + " " + auth.error.message})});
  }
  Hello hello{asked.nsp, *auth, Recovery::read_claim(asked.auth_json)};
  authenticator_.check(
      hello.auth, client.handshake(),
      [this, shared, hello](const Verdict& verdict) { admit(shared, hello, verdict); });
}

void Gateway::admit(const std::shared_ptr<SocketClient>& client, const Hello& hello,
                    const Verdict& checked) {
  if (!client->is_open()) return;  // it left meanwhile
  Verdict verdict = checked;
  if (const Identity* known = known_without_database(hello, verdict)) verdict.identity = *known;
  if (!verdict.identity) return refuse(*client, hello, verdict.refusal);
  const bool returns = !hello.claim.pid.empty() ||
                       resume_tokens_.verify(hello.auth.resume_token, *verdict.identity, epoch_s());
  if (!has_room(owner_of(*verdict.identity), returns)) {
    return refuse(*client, hello,
                  {"Too many connections", "limit",
                   "More than " + std::to_string(options_.transport.connections_per_user) +
                       " connections of one person: close a tab or a device"});
  }
  seat(client, hello, verdict);
}

// socket.io-client never tries again after a CONNECT_ERROR, but always after its transport was closed.
// So a refusal that passes by itself closes the transport of a client that knows nothing else.
void Gateway::refuse(SocketClient& client, const Hello& hello, const Refusal& refusal) {
  const bool passes = refusal.code == "unavailable" || refusal.code == "limit";
  const bool base = hello.auth.protocol < protocol_version;
  metrics_.refused(refusal.code);
  log(Level::Warn, "connection_refused",
      {{"sid", client.sid()}, {"code", refusal.code}, {"why", refusal.detail}});
  if (passes && base) return client.tell(ServerLink::RetryLater{hello.nsp, refusal.detail});
  client.tell(ServerLink::Refuse{hello.nsp, encode(refusal)});
}

// While the database is away: who comes back with the secret name of a session that is held here, and
// proves what was proven when it began.
const Identity* Gateway::known_without_database(const Hello& hello, const Verdict& verdict) const {
  if (verdict.refusal.code != "unavailable" || verdict.proof.empty()) return nullptr;
  const auto held = seat_of_pid_.find(hello.claim.pid);
  const Seat* seat = held == seat_of_pid_.end() ? nullptr : seat_at(held->second);
  return seat != nullptr && seat->proof == verdict.proof ? &seat->who : nullptr;
}

// Who returns may stand there twice until his old connection is known to be dead.
bool Gateway::has_room(const std::string& owner, bool returns) const {
  const auto found = present_.find(owner);
  const int most = options_.transport.connections_per_user + (returns ? 1 : 0);
  return found == present_.end() || found->second < most;
}

void Gateway::seat(const std::shared_ptr<SocketClient>& client, const Hello& hello,
                   const Verdict& verdict) {
  const Identity& who = *verdict.identity;
  const auto known = resume_tokens_.verify(hello.auth.resume_token, who, epoch_s());
  const ConnectionId id = ++last_connection_;
  const std::string owner = owner_of(who);
  const bool extended = hello.auth.protocol >= protocol_version;

  ServerLink::Allow allow{hello.nsp, new_session_id(), {}, {}};
  std::string session = known.value_or("s" + random_hex(10));
  bool recovered = false;
  if (!extended && knows_recovery(options_.transport.recovery, client->handshake(), hello.claim)) {
    const std::string before = session;
    session = settle_recovery(hello, owner, id, allow, before);
    recovered = session != before;
  }
  const auto now = std::chrono::steady_clock::now();
  seats_.emplace(id, Seat{client, hello.nsp, owner, allow.pid, who, verdict.proof,
                          TokenBucket(events_at_once, events_per_second, now)});
  clients_.at(client.get()).seats.emplace_back(hello.nsp, id);
  ++present_[owner];
  budgets_.join(who.tenant_id, now);
  person_budgets_.join(owner, now);
  note("connected", {{"sid", client->sid()},
                     {"user", who.user_id},
                     {"tenant", who.tenant_id},
                     {"session", session},
                     {"resumed", known || recovered ? "yes" : "no"}});
  client->tell(allow);
  exchange_input::Opened opened;
  opened.connection = id;
  opened.identity = who;
  opened.extended = extended;
  if (extended) opened.features = hello.auth.features;
  opened.session_id = session;
  opened.resume_token = resume_tokens_.issue(session, who, epoch_s() + resume_token_s);
  opened.ice_servers = options_.ice_servers;
  opened.recovered = recovered;
  opened.returns = !hello.claim.pid.empty();
  opened.expires_at = own_time(authenticator_.session_end_s(verdict, extended, epoch_s()));
  decide(opened);
}

// Gives a client of socket.io-client its earlier session back, with what it missed, or a new one.
// Returns the session's name for the Exchange.
std::string Gateway::settle_recovery(const Hello& hello, const std::string& owner, ConnectionId id,
                                     ServerLink::Allow& allow, std::string session) {
  if (auto found = recovery_.recover(epoch_now(), hello.claim, owner, hello.nsp)) {
    allow.sid = found->session.sid;
    allow.pid = found->session.pid;
    allow.missed = std::move(found->missed);
    // The seat of before is given up; one whose connection isn't known to be dead is superseded.
    const auto old = seats_.find(std::exchange(seat_of_pid_[allow.pid], id));
    if (old != seats_.end()) {
      old->second.pid.clear();
      if (!old->second.client) seats_.erase(old);
    }
    return found->session.tag;
  }
  allow.pid = new_session_id();
  recovery_.open({allow.pid, allow.sid, owner, hello.nsp, session});
  seat_of_pid_[allow.pid] = id;
  return session;
}

ConnectionId Gateway::seat_of(const SocketClient& client, const std::string& nsp) const {
  const auto found = clients_.find(&client);
  if (found == clients_.end()) return 0;
  for (const auto& [of, id] : found->second.seats) {
    if (of == nsp) return id;
  }
  return 0;
}

const Gateway::Seat* Gateway::seat_at(ConnectionId id) const {
  const auto found = seats_.find(id);
  return found == seats_.end() ? nullptr : &found->second;
}

void Gateway::give_up_seat(const SocketClient& client, const std::string& nsp) {
  const auto found = clients_.find(&client);
  if (found == clients_.end()) return;
  std::erase_if(found->second.seats, [&](const auto& each) { return each.first == nsp; });
}

void Gateway::on_left(SocketClient& client, const ServerLink::Left& left) {
  const ConnectionId id = seat_of(client, left.nsp);
  if (id == 0) return;
  give_up_seat(client, left.nsp);
  note("disconnected", {{"sid", client.sid()}, {"why", left.reason}});
  leave(id, left);
}

void Gateway::leave(ConnectionId id, const ServerLink::Left& left) {
  const auto found = seats_.find(id);
  Seat& seat = found->second;
  if (seat.client) {
    budgets_.leave(seat.who.tenant_id);
    person_budgets_.leave(seat.owner);
    const auto count = present_.find(seat.owner);
    if (--count->second == 0) present_.erase(count);
  }
  const bool away = !left.on_purpose && !seat.pid.empty();
  if (away) {
    seat.client.reset();
    recovery_.lose(epoch_now(), seat.pid);
  } else {
    if (!seat.pid.empty()) {
      recovery_.close(seat.pid);
      seat_of_pid_.erase(seat.pid);
    }
    seats_.erase(found);
  }
  decide(exchange_input::Closed{id, away, left.by_client});
}

// Those who didn't come back in time.
void Gateway::forget_away() {
  for (const std::string& pid : recovery_.expire(epoch_now())) {
    const auto found = seat_of_pid_.find(pid);
    if (found == seat_of_pid_.end()) continue;
    const ConnectionId id = found->second;
    seat_of_pid_.erase(found);
    seats_.erase(id);
    decide(exchange_input::Closed{id, false});
  }
}

void Gateway::on_gone(SocketClient& client, const std::string& reason) {
  log(Level::Debug, "connection_closed", {{"sid", client.sid()}, {"why", reason}});
  // It is still running: it goes when the last of its handlers has.
  const auto found = clients_.find(&client);
  if (found == clients_.end()) return;
  net::post(io_, [keep = std::move(found->second.client)] {});
  clients_.erase(found);
  if (stopped_) finish_stopping();
}

}  // namespace ringline::server_app
