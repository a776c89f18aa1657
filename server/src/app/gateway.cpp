#include "app/gateway.hpp"

#include <utility>

#include "app/clock.hpp"
#include "log.hpp"
#include "store/call_store.hpp"

namespace ringline::server_app {
namespace {

// A device that was away for longer begins anew.
constexpr std::int64_t resume_token_s = 24 * 3'600;

// A call is some forty events within its first second, most of them candidates, and few later.
constexpr double events_at_once = 200;
constexpr double events_per_second = 20;

ExchangeConfig exchange_config(const Options& options) {
  ExchangeConfig config;
  config.ring_timeout = options.ring_timeout;
  config.resume_window = options.resume_window;
  config.calls_per_user = options.calls_per_user;
  config.calls_per_tenant = options.calls_per_tenant;
  if (options.turn.has_relay()) config.relay_renewal = options.turn.ttl / 2;
  return config;
}

std::uint64_t random_seed() { return std::stoull(random_hex(8), nullptr, 16); }

}  // namespace

Gateway::Gateway(net::io_context& io, const Options& options, Database& database,
                 const Authenticator& authenticator, Metrics& metrics)
    : io_(io),
      options_(options),
      database_(database),
      authenticator_(authenticator),
      metrics_(metrics),
      resume_tokens_(options.jwt_secret),
      relay_credentials_(options.turn),
      exchange_(exchange_config(options), random_seed()),
      timer_(io.get_executor()) {
  decide(exchange_input::Tick{});
}

void Gateway::adopt(Socket socket, const Request& upgrade, Handshake handshake,
                    ConnectionCounter::Place place) {
  ServerLinkConfig config;
  config.namespaces = options_.namespaces;
  auto client = std::make_shared<SocketClient>(std::move(socket), std::move(config), random_hex(10),
                                               std::move(handshake), std::move(place), *this);
  clients_[client.get()] = client;
  metrics_.connection_opened();
  log(Level::Debug, "connection_opened",
      {{"sid", client->sid()}, {"address", client->handshake().address}});
  client->start(upgrade);
}

void Gateway::on_asked(SocketClient& client, const ServerLink::Asked& asked) {
  const auto shared = client.shared_from_this();
  const auto auth = decode_auth(asked.auth_json);
  if (!auth) {
    return client.tell(ServerLink::Refuse{
        asked.nsp,
        encode(Refusal{"Bad request", "bad_field", auth.error.field + " " + auth.error.message})});
  }
  authenticator_.check(*auth, client.handshake(),
                       [this, shared, nsp = asked.nsp, auth = *auth](const Verdict& verdict) {
                         admit(shared, nsp, auth, verdict);
                       });
}

void Gateway::admit(const std::shared_ptr<SocketClient>& client, const std::string& nsp,
                    const Auth& auth, const Verdict& verdict) {
  if (!client->is_open()) return;  // it left meanwhile
  if (!verdict.identity) {
    metrics_.refused(verdict.refusal.code);
    log(Level::Warn, "connection_refused",
        {{"sid", client->sid()}, {"code", verdict.refusal.code}, {"why", verdict.refusal.detail}});
    return client->tell(ServerLink::Refuse{nsp, encode(verdict.refusal)});
  }
  const Identity& who = *verdict.identity;
  const auto known = resume_tokens_.verify(auth.resume_token, who, epoch_s());
  const std::string session = known.value_or("s" + random_hex(10));

  const ConnectionId id = ++last_connection_;
  const auto now = std::chrono::steady_clock::now();
  seats_.emplace(id, Seat{client, nsp, TokenBucket(events_at_once, events_per_second, now)});
  seat_ids_[{client.get(), nsp}] = id;
  log(Level::Info, "connected",
      {{"sid", client->sid()},
       {"user", who.user_id},
       {"tenant", who.tenant_id},
       {"session", session},
       {"resumed", known ? "yes" : "no"}});
  client->tell(ServerLink::Allow{nsp, random_hex(10)});
  exchange_input::Opened opened;
  opened.connection = id;
  opened.identity = who;
  opened.extended = auth.protocol >= protocol_version;
  opened.session_id = session;
  opened.resume_token = resume_tokens_.issue(session, who, epoch_s() + resume_token_s);
  opened.ice_servers = options_.ice_servers;
  decide(opened);
}

ConnectionId Gateway::seat_of(const SocketClient& client, const std::string& nsp) const {
  const auto found = seat_ids_.find({&client, nsp});
  return found == seat_ids_.end() ? 0 : found->second;
}

const Gateway::Seat* Gateway::seat_at(ConnectionId id) const {
  const auto found = seats_.find(id);
  return found == seats_.end() ? nullptr : &found->second;
}

void Gateway::on_event(SocketClient& client, const ServerLink::Event& event) {
  const ConnectionId id = seat_of(client, event.nsp);
  if (id == 0) return;
  metrics_.event_in(event.event_json.size());
  if (!seats_.at(id).events.take(std::chrono::steady_clock::now())) {
    return refuse_event(client, event);
  }
  decide(exchange_input::Event{id, event.event_json, event.ack});
}

void Gateway::refuse_event(SocketClient& client, const ServerLink::Event& event) {
  const char* code = "limit";
  metrics_.refused("too_many_events");
  const std::string message = "Too many events: at most " +
                              std::to_string(static_cast<int>(events_per_second)) +
                              " a second for long";
  if (event.ack) {
    server::Ack ack;
    ack.ok = false;
    ack.code = code;
    ack.message = message;
    client.tell(ServerLink::Acknowledge{event.nsp, *event.ack, encode(ack)});
  } else {
    const ServerMessage notice = server::ErrorNotice{message, code, {}};
    client.tell(ServerLink::Emit{event.nsp, encode(notice)});
  }
}

void Gateway::on_left(SocketClient& client, const ServerLink::Left& left) {
  const ConnectionId id = seat_of(client, left.nsp);
  if (id == 0) return;
  seat_ids_.erase({&client, left.nsp});
  seats_.erase(id);
  log(Level::Info, "disconnected", {{"sid", client.sid()}, {"why", left.reason}});
  decide(exchange_input::Closed{id});
}

void Gateway::on_gone(SocketClient& client, const std::string& reason) {
  log(Level::Debug, "connection_closed", {{"sid", client.sid()}, {"why", reason}});
  // It is still running: it goes when the last of its handlers has.
  const auto found = clients_.find(&client);
  if (found == clients_.end()) return;
  net::post(io_, [keep = found->second] {});
  clients_.erase(found);
  if (stopped_) finish_stopping();
}

// The outputs of one input may bring about the next one, which then waits for its turn.
void Gateway::decide(const ExchangeInput& input) {
  if (const Error error = exchange_.handle(epoch_now(), input)) {
    log(Level::Error, "exchange_refused", {{"field", error.field}, {"why", error.message}});
  }
  if (deciding_) return;
  deciding_ = true;
  for (;;) {
    ExchangeOutput output = exchange_.poll();
    if (auto* waiting = std::get_if<exchange_output::Wait>(&output)) {
      wait(waiting->until);
      break;
    }
    perform(output);
  }
  deciding_ = false;
  if (stopped_) finish_stopping();
}

void Gateway::perform(ExchangeOutput& output) {
  if (auto* emit = std::get_if<exchange_output::Emit>(&output)) {
    if (const Seat* to = seat_at(emit->connection)) {
      metrics_.event_out(emit->event_json.size());
      const auto client = to->client;
      client->tell(ServerLink::Emit{to->nsp, std::move(emit->event_json)});
    }
  } else if (auto* ack = std::get_if<exchange_output::Acknowledge>(&output)) {
    if (const Seat* to = seat_at(ack->connection)) {
      const auto client = to->client;
      client->tell(ServerLink::Acknowledge{to->nsp, ack->id, std::move(ack->args_json)});
    }
  } else if (auto* gone = std::get_if<exchange_output::Disconnect>(&output)) {
    if (const Seat* to = seat_at(gone->connection)) {
      const auto client = to->client;
      client->tell(ServerLink::Shut{std::move(gone->reason), gone->come_back});
    }
  } else if (auto* ask = std::get_if<exchange_output::AskStore>(&output)) {
    answer(database_, ask->what,
           [this, question = *ask,
            asked = std::chrono::steady_clock::now()](exchange_input::StoreAnswer reply) {
             metrics_.store_answered(question.what, reply.status,
                                     std::chrono::steady_clock::now() - asked);
             reply.request = question.request;
             decide(reply);
           });
  } else if (auto* relay = std::get_if<exchange_output::GrantRelay>(&output)) {
    grant_relay(*relay);
  } else if (auto* news = std::get_if<exchange_output::Happened>(&output)) {
    metrics_.happened(*news, std::chrono::steady_clock::now());
    log(Level::Info, "call_" + news->name, {{"call", news->call_id}, {"detail", news->detail}});
  }
  // AskBus and Publish mean other gateways; without a bus there are none.
}

void Gateway::grant_relay(const exchange_output::GrantRelay& whom) {
  const Seat* to = seat_at(whom.connection);
  if (to == nullptr) return;
  const auto relay = relay_credentials_.grant(whom, epoch_s(), std::chrono::steady_clock::now());
  if (!relay) {
    metrics_.refused("too_many_relay_credentials");
    return log(Level::Warn, "relay_refused",
               {{"sid", to->client->sid()}, {"user", whom.user_id}, {"call", whom.call_id}});
  }
  metrics_.relay_granted();
  const auto client = to->client;
  client->tell(ServerLink::Emit{to->nsp, encode(ServerMessage{*relay})});
}

void Gateway::wait(std::optional<TimePoint> until_time) {
  if (until_time == wakes_at_) return;
  wakes_at_ = until_time;
  timer_.cancel();
  if (!until_time) return;
  timer_.expires_after(until(*until_time));
  timer_.async_wait([this](error_code error) {
    if (error) return;
    wakes_at_.reset();
    decide(exchange_input::Tick{});
  });
}

void Gateway::stop(DrainMode mode, Duration send_away_within, std::function<void()> done) {
  stopped_ = std::move(done);
  log(Level::Info, "draining",
      {{"calls", std::to_string(exchange_.load().calls)},
       {"connections", std::to_string(clients_.size())}});
  decide(exchange_input::Drain{mode == DrainMode::Settle, send_away_within});
  finish_stopping();
}

// The Exchange settles its rows and sends its clients away; then those go who never were its own.
void Gateway::finish_stopping() {
  if (deciding_ || !exchange_.load().drained) return;
  if (!std::exchange(shutting_, true)) {
    const auto clients = clients_;
    for (const auto& [key, client] : clients) {
      client->tell(ServerLink::Shut{"the gateway stops", true});
    }
  }
  if (!clients_.empty()) return;
  timer_.cancel();
  if (auto done = std::exchange(stopped_, nullptr)) done();
}

}  // namespace ringline::server_app
