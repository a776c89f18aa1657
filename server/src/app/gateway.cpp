// Events and decisions; who sits where is in gateway_seats.cpp.
#include "app/gateway.hpp"

#include <utility>

#include "app/clock.hpp"
#include "app/world_time.hpp"
#include "log.hpp"
#include "transport/session_id.hpp"

namespace ringline::server_app {
namespace {

// Four times what events alone are limited to: beyond this it is an attack.
constexpr std::size_t packets_at_once = 800;
constexpr std::size_t packets_per_second = 100;
constexpr std::chrono::seconds between_clock_looks{1};

ExchangeConfig exchange_config(const Options& options) {
  ExchangeConfig config;
  config.ring_timeout = options.ring_timeout;
  config.resume_window = options.resume_window;
  config.calls_per_user = options.calls_per_user;
  config.calls_per_tenant = options.calls_per_tenant;
  config.dials_per_minute = options.dials_per_minute;
  config.dials_per_minute_to_one = options.dials_per_minute_to_one;
  if (options.turn.has_relay()) config.relay_renewal = options.turn.ttl / 2;
  return config;
}

ServerLinkConfig link_config(const TransportOptions& options) {
  ServerLinkConfig config;
  config.namespaces = options.namespaces;
  config.connect_timeout = options.connect_timeout;
  config.packets_at_once = packets_at_once;
  config.packets_per_second = packets_per_second;
  return config;
}

// As long as it rings, and a while for the way to the relay.
std::chrono::seconds ringing_credentials(const Options& options) {
  return std::chrono::ceil<std::chrono::seconds>(options.ring_timeout) + std::chrono::seconds{60};
}

std::uint64_t random_seed() { return std::stoull(random_hex(8), nullptr, 16); }

}  // namespace

Gateway::Gateway(net::io_context& io, const Options& options, CallStore& calls,
                 const Authenticator& authenticator, Metrics& metrics)
    : io_(io),
      options_(options),
      calls_(calls),
      authenticator_(authenticator),
      metrics_(metrics),
      resume_tokens_(options.auth.session_secret.empty() ? options.auth.secret
                                                         : options.auth.session_secret),
      relay_credentials_(options.turn, ringing_credentials(options)),
      exchange_(exchange_config(options), random_seed()),
      link_config_(link_config(options.transport)),
      budgets_(options.events_per_tenant),
      person_budgets_(events_per_person),
      timer_(io.get_executor()),
      clock_timer_(io.get_executor()) {
  watch_clock();
  decide(exchange_input::Tick{});
}

std::shared_ptr<Carrier> Gateway::make_client(CarrierSeed seed) {
  auto client = std::make_shared<SocketClient>(std::move(seed), link_config_, *this);
  clients_[client.get()].client = client;
  metrics_.connection_opened();
  return client;
}

void Gateway::on_event(SocketClient& client, ServerLink::Event event) {
  const ConnectionId id = seat_of(client, event.nsp);
  if (id == 0) return;
  metrics_.event_in(event.event_json.size());
  if (!event.attachments.empty()) {
    return refuse_event(client, event, "bad_format",
                        "No event of this gateway carries binary data");
  }
  Seat& seat = seats_.at(id);
  const auto now = std::chrono::steady_clock::now();
  if (!seat.events.take(now)) {
    return refuse_event(client, event, "limit",
                        "Too many events: at most " +
                            std::to_string(static_cast<int>(events_per_second)) +
                            " a second for long");
  }
  if (!person_budgets_.take(seat.owner, now)) {
    return refuse_event(client, event, "limit",
                        "Too many events of all your devices: at most " +
                            std::to_string(events_per_person) + " a second for long");
  }
  if (!budgets_.take(seat.who.tenant_id, now)) {
    return refuse_event(client, event, "limit",
                        "Too many events of your company: at most " +
                            std::to_string(options_.events_per_tenant) + " a second for long");
  }
  if (event.problem) {
    return refuse_event(client, event, to_string(event.problem.code),
                        "The event's " + event.problem.field + " " + event.problem.message);
  }
  decide(exchange_input::Event{id, std::move(event.event_json), event.ack, std::move(event.read)});
}

void Gateway::refuse_event(SocketClient& client, const ServerLink::Event& event, const char* code,
                           const std::string& message) {
  metrics_.refused(code);
  if (event.ack) {
    server::Ack ack;
    ack.ok = false;
    ack.code = code;
    ack.message = message;
    client.tell(ServerLink::Acknowledge{event.nsp, *event.ack, encode(ack), {}});
  } else {
    const ServerMessage notice = server::ErrorNotice{message, code, {}};
    std::string json = encode(notice);
    const Seat& seat = seats_.at(seat_of(client, event.nsp));
    if (!seat.pid.empty()) json = recovery_.note(epoch_now(), seat.pid, json);
    client.tell(ServerLink::Emit{event.nsp, std::move(json), {}});
  }
}

// What happens often, as information: written when the handlers that are ready have run, so that a
// turn of the loop costs one write to the log.
void Gateway::note(std::string_view event, std::initializer_list<LogField> fields) {
  log_later(Level::Info, event, fields);
  if (std::exchange(flush_posted_, true)) return;
  net::post(io_, [this] {
    flush_posted_ = false;
    flush_log();
  });
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
      if (!to->pid.empty()) {
        emit->event_json = recovery_.note(epoch_now(), to->pid, emit->event_json);
      }
      if (client) client->tell(ServerLink::Emit{to->nsp, std::move(emit->event_json), {}});
    }
  } else if (auto* ack = std::get_if<exchange_output::Acknowledge>(&output)) {
    if (const Seat* to = seat_at(ack->connection); to != nullptr && to->client) {
      const auto client = to->client;
      client->tell(ServerLink::Acknowledge{to->nsp, ack->id, std::move(ack->args_json), {}});
    }
  } else if (auto* gone = std::get_if<exchange_output::Disconnect>(&output)) {
    if (const Seat* to = seat_at(gone->connection); to != nullptr && to->client) {
      const auto client = to->client;
      client->tell(ServerLink::Shut{std::move(gone->reason), gone->come_back});
    }
  } else if (auto* ask = std::get_if<exchange_output::AskStore>(&output)) {
    follow_clock();
    move_times(ask->what, world_.to_world(0));
    calls_.ask(
        std::move(ask->what), [this, request = ask->request, question = ask->what.index(),
                               asked = std::chrono::steady_clock::now()](CallStore::Answer reply) {
          move_times(reply, world_.from_world(0));
          metrics_.store_answered(question, reply.status, std::chrono::steady_clock::now() - asked);
          reply.request = request;
          decide(reply);
        });
  } else if (auto* asked = std::get_if<exchange_output::CheckToken>(&output)) {
    check_again(*asked);
  } else if (auto* relay = std::get_if<exchange_output::GrantRelay>(&output)) {
    grant_relay(*relay);
  } else if (auto* news = std::get_if<exchange_output::Happened>(&output)) {
    metrics_.happened(*news, std::chrono::steady_clock::now());
    const bool of_session = news->name.rfind("session_", 0) == 0;
    note(of_session ? news->name : "call_" + news->name,
         {{"call", news->call_id}, {"detail", news->detail}});
  }
  // AskBus and Publish mean other gateways; without a bus there are none.
}

// A session's next token. It is checked against who the session is of.
void Gateway::check_again(const exchange_output::CheckToken& asked) {
  exchange_input::TokenAnswer answer;
  answer.request = asked.request;
  const auto seat = seats_.find(asked.connection);
  if (seat == seats_.end()) {
    answer.code = "unauthorized";
    return decide(answer);
  }
  authenticator_.check_again(asked.token, seat->second.who,
                             [this, answer](const Verdict& verdict) mutable {
                               answer.identity = verdict.identity;
                               answer.expires_at = own_time(verdict.expires_at_s);
                               answer.code = verdict.refusal.code;
                               answer.message = verdict.refusal.detail;
                               decide(answer);
                             });
}

void Gateway::grant_relay(const exchange_output::GrantRelay& whom) {
  const Seat* to = seat_at(whom.connection);
  if (to == nullptr || !to->client) return;
  const auto relay = relay_credentials_.grant(whom, epoch_s(), std::chrono::steady_clock::now());
  if (!relay) {
    metrics_.refused("too_many_relay_credentials");
    return log(Level::Warn, "relay_refused",
               {{"sid", to->client->sid()},
                {"user", whom.user_id},
                {"charged", whom.charged_user},
                {"call", whom.call_id}});
  }
  metrics_.relay_granted();
  note("relay_granted",
       {{"user", whom.user_id}, {"tenant", whom.tenant_id}, {"call", whom.call_id}});
  const auto client = to->client;
  client->tell(ServerLink::Emit{to->nsp, encode(ServerMessage{*relay}), {}});
}

void Gateway::wait(std::optional<TimePoint> until_time) {
  if (const auto next = recovery_.next(); next && (!until_time || *next < *until_time)) {
    until_time = next;
  }
  if (until_time == wakes_at_) return;
  wakes_at_ = until_time;
  timer_.cancel();
  if (!until_time) return;
  timer_.expires_after(until(*until_time));
  timer_.async_wait([this](error_code error) {
    if (error) return;
    wakes_at_.reset();
    forget_away();
    decide(exchange_input::Tick{});
  });
}

void Gateway::follow_clock() {
  const Duration set = world_.follow();
  if (set == Duration{0}) return;
  log(Level::Warn, "clock_set", {{"ahead_ms", std::to_string(set.count())}});
}

void Gateway::watch_clock() {
  follow_clock();
  clock_timer_.expires_after(between_clock_looks);
  clock_timer_.async_wait([this](error_code error) {
    if (!error) watch_clock();
  });
}

std::int64_t Gateway::own_time(std::int64_t world_s) {
  follow_clock();
  return world_s == 0 ? 0 : world_.from_world(world_s * 1'000);
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
    std::vector<std::shared_ptr<SocketClient>> clients;
    for (const auto& [key, held] : clients_) clients.push_back(held.client);
    for (const auto& client : clients) client->tell(ServerLink::Shut{"the gateway stops", true});
  }
  if (!clients_.empty()) return;
  timer_.cancel();
  clock_timer_.cancel();
  if (auto done = std::exchange(stopped_, nullptr)) done();
}

}  // namespace ringline::server_app
