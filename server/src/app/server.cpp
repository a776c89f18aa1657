#include "app/server.hpp"

#include <stdexcept>
#include <utility>

#include "http/query.hpp"
#include "http/responses.hpp"
#include "log.hpp"
#include "ops/request_log.hpp"
#include "ops/scrape.hpp"
#include "store/seed.hpp"

namespace ringline::server_app {
namespace {

// After an outage all of an office comes back within a moment.
constexpr double handshakes_at_once = 10;
// Of the time there is for a stop, the part in which clients are sent away.
constexpr Duration longest_send_away{5'000};

// In development a secret that nobody knows will do: its tokens live as long as the process.
Options with_secret(Options options) {
  if (options.auth.secret.empty()) options.auth.secret = random_hex(32);
  return options;
}

// parse_options has checked it.
AddressRanges trusted_proxies(const Options& options) {
  auto ranges = AddressRanges::parse(options.trusted_proxies);
  if (!ranges) throw std::runtime_error("--trusted-proxies: " + ranges.error.message);
  return std::move(*ranges);
}

Database::Post post_on(net::io_context& io) {
  return [&io](std::function<void()> what) { net::post(io, std::move(what)); };
}

Target target_of(const Request& request) {
  const auto target = request.target();
  return split_target({target.data(), target.size()});
}

}  // namespace

Server::Server(net::io_context& io, Options options)
    : sockets_(SocketLoop::of(io.get_executor())),
      options_(with_secret(std::move(options))),
      database_(std::make_unique<Database>(options_.database_url, post_on(io),
                                           needed_columns(options_.auth))),
      calls_(std::make_unique<CallStore>(options_.store, *database_, post_on(io))),
      authenticator_(std::make_unique<Authenticator>(options_.auth, options_.is_development(),
                                                     *database_, post_on(io))),
      gateway_(std::make_unique<Gateway>(io, options_, *calls_, *authenticator_, metrics_)),
      endpoint_(make_endpoint(io)),
      api_(std::make_unique<Api>(
          options_, *database_, *authenticator_, origins_,
          [this](const Party& party) { return gateway_->is_reachable(party); })),
      origins_(options_.allowed_origins, options_.is_development(),
               options_.auth.mode == AuthMode::Claimed),
      package_("/ringline/", options_.package_root),
      demo_("/", options_.demo_root),
      stop_timer_(io.get_executor()) {
  if (options_.is_development()) {
    try {
      database_->run_now(seed);
    } catch (const std::exception& error) {
      log(Level::Error, "seed_failed", {{"error", error.what()}});
    }
    log(Level::Warn, "development_mode",
        {{"warning", "anybody on this machine can be anybody: never use it on a network"}});
  }
  if (options_.turn.has_relay() && options_.turn.secret.size() < recommended_turn_secret_bytes) {
    log(Level::Warn, "short_turn_secret",
        {{"warning",
          "--turn-secret is shorter than 32 bytes: whoever has one credential can try "
          "to guess it"}});
  }
  listener_ = std::make_unique<Listener>(io, options_.address, options_.port, make_site());
  listener_->start();
  if (!options_.ops.metrics_address.empty()) {
    const auto place = read_address_and_port(options_.ops.metrics_address);
    metrics_listener_ =
        std::make_unique<Listener>(io, place->address, place->port, make_metrics_site());
    metrics_listener_->start();
  }
  log(Level::Info, "listening",
      {{"address", options_.address}, {"port", std::to_string(listener_->port())}});
}

Server::~Server() {
  calls_.reset();
  database_.reset();
}

Site Server::make_site() {
  return {
      .follow = [this](const Request& request, const Visitor& visitor,
                       Site::Reply reply) { return follow(request, visitor, std::move(reply)); },
      .admit =
          [this](const Request& request, const Visitor& visitor, Site::Reply reply,
                 Site::GoOn go_on) { admit(request, visitor, std::move(reply), std::move(go_on)); },
      .answer = [this](const Request& request, const Visitor& visitor,
                       const std::shared_ptr<Pass>& pass,
                       Site::Reply reply) { answer(request, visitor, pass, std::move(reply)); },
      .check_upgrade = [this](const Request& request,
                              const Visitor& visitor) { return check_upgrade(request, visitor); },
      .upgrade =
          [this](Socket socket, const Request& request, const Visitor& visitor,
                 ConnectionCounter::Place place) {
            endpoint_->upgrade(std::move(socket), request, visitor, std::move(place));
          },
      .always =
          [](const Request& request) {
            const std::string_view path = target_of(request).path;
            return path == "/healthz" || path == "/readyz" || path == "/metrics";
          },
      .refused = [this](std::string_view cause) { metrics_.refused(cause); },
      .trusted_proxies = trusted_proxies(options_),
      .connections = ConnectionCounter(options_.transport.connections_per_address),
      .bodies = BodyBudget(),
      .request_deadline = options_.transport.request_timeout};
}

std::unique_ptr<Endpoint> Server::make_endpoint(net::io_context& io) {
  const TransportOptions& told = options_.transport;
  EndpointConfig config;
  config.paths = told.paths;
  config.sessions_per_address = told.connections_per_address;
  config.handshakes_per_second = told.handshakes_per_second;
  config.handshakes_at_once = handshakes_at_once * config.handshakes_per_second;
  return std::make_unique<Endpoint>(
      io.get_executor(), std::move(config),
      [this](CarrierSeed seed) { return gateway_->make_client(std::move(seed)); },
      [this](const Request& request, const Visitor& visitor) {
        return check_visitor(request, visitor);
      });
}

Site Server::make_metrics_site() {
  return {.follow = {},
          .admit = {},
          .answer =
              [this](const Request& request, const Visitor&, const std::shared_ptr<Pass>&,
                     const Site::Reply& reply) {
                if (target_of(request).path == "/metrics") return reply(metrics());
                reply(make_error(http::status::not_found, "not_found", "Here is only /metrics"));
              },
          .check_upgrade = [](const Request&, const Visitor&) -> std::optional<Response> {
            return make_error(http::status::not_found, "not_found", "Here is only /metrics");
          },
          .upgrade = {},
          .refused = {},
          .trusted_proxies = {},
          .connections = ConnectionCounter(options_.transport.connections_per_address),
          .bodies = BodyBudget(),
          .request_deadline = options_.transport.request_timeout};
}

Response Server::metrics() {
  return metrics_page(metrics_.text({.load = gateway_->load(),
                                     .connections = gateway_->connections(),
                                     .send_queue_bytes = sockets_.waiting_bytes(),
                                     .calls_waiting = calls_->waiting(),
                                     .reads_waiting = database_->reads_waiting(),
                                     .writes_waiting = database_->writes_waiting(),
                                     .log_lines_dropped = dropped_log_lines()}));
}

std::uint16_t Server::metrics_port() const {
  return metrics_listener_ ? metrics_listener_->port() : std::uint16_t{0};
}

// It listens to the last, so that /readyz can say that nobody should come any more.
void Server::stop(std::function<void()> done) {
  stopping_ = true;
  endpoint_->stop();
  const auto once = std::make_shared<std::function<void()>>(std::move(done));
  const auto finish = [this, once](const char* how) {
    if (auto last = std::exchange(*once, nullptr)) {
      stop_timer_.cancel();
      listener_->stop();
      if (metrics_listener_) metrics_listener_->stop();
      log(Level::Info, "stopped", {{"how", how}});
      last();
    }
  };
  const std::chrono::milliseconds deadline = options_.ops.drain_deadline;
  stop_timer_.expires_after(deadline);
  stop_timer_.async_wait([finish](error_code error) {
    if (!error) finish("at its deadline");
  });
  gateway_->stop(options_.ops.drain_mode(), std::min(longest_send_away, deadline / 2),
                 [finish] { finish("every client sent away"); });
}

// A reply that is logged and has the headers of its origin. The request lives until it is answered.
Site::Reply Server::finished(const Request& request, const Visitor& visitor,
                             Site::Reply reply) const {
  return [this, &request, reply = logged(request, visitor, std::move(reply))](Response response) {
    origins_.add_headers(request, response);
    reply(std::move(response));
  };
}

// Only the API takes bodies, and only from whom it knows. Anything else is answered as if there were
// none.
void Server::admit(const Request& request, const Visitor& visitor, Site::Reply reply,
                   Site::GoOn go_on) {
  if (Origins::is_preflight(request) || !api_->serves(target_of(request).path)) {
    return answer(request, visitor, nullptr, std::move(reply));
  }
  const auto answered = finished(request, visitor, std::move(reply));
  api_->admit(request, visitor.is_local && visitor.names_loopback, answered,
              [go_on = std::move(go_on)](std::shared_ptr<Api::Admitted> admitted) {
                const std::size_t most = admitted->route->body_bytes;
                go_on(most, std::move(admitted));
              });
}

void Server::answer(const Request& request, const Visitor& visitor,
                    const std::shared_ptr<Pass>& pass, Site::Reply reply) {
  const auto answered = finished(request, visitor, std::move(reply));
  if (const auto* admitted = dynamic_cast<const Api::Admitted*>(pass.get())) {
    return api_->perform(request, *admitted, answered);
  }
  if (auto response = origins_.preflight(request)) return answered(std::move(*response));
  route(request, visitor, answered);
}

void Server::route(const Request& request, const Visitor& visitor, Site::Reply reply) {
  const std::string_view path = target_of(request).path;
  if (path == "/healthz") return reply(make_response(http::status::ok, "text/plain", "ok\n"));
  if (path == "/readyz") return ready(reply);
  if (path == "/metrics" && may_scrape(request, visitor)) return reply(metrics());
  if (api_->serves(path)) {
    return api_->admit(request, visitor.is_local && visitor.names_loopback, reply,
                       [this, &request, reply](const std::shared_ptr<Api::Admitted>& admitted) {
                         api_->perform(request, *admitted, reply);
                       });
  }
  for (const StaticFiles* files : {&package_, &demo_}) {
    if (auto response = files->serve(request)) return reply(std::move(*response));
  }
  reply(make_error(http::status::not_found, "not_found", "There is no such page"));
}

// Ready is a gateway that can do what it is for: find out who somebody is, and write a call. However
// many ask at once, one write is tried.
void Server::ready(const Site::Reply& reply) {
  const auto answered = [reply](http::status status, const std::string& text) {
    Response response = make_response(status, "text/plain", text);
    response.set(http::field::cache_control, "no-store");
    reply(std::move(response));
  };
  if (stopping_) return answered(http::status::service_unavailable, "stopping\n");
  ask_ready_.emplace_back([answered](const std::string& why_not) {
    if (why_not.empty()) return answered(http::status::ok, "ready\n");
    answered(http::status::service_unavailable, "the database fails: " + why_not + "\n");
  });
  if (ask_ready_.size() > 1) return;
  calls_->check([this](const std::string& why_not) {
    if (!why_not.empty()) return tell_ready("calls can't be written");
    database_->read<bool>(
        Reading::People, {}, [](soci::session& sql) { return sql << "SELECT 1", true; },
        [this](const std::optional<bool>& done) {
          tell_ready(done ? "" : "people can't be looked up");
        });
  });
}

void Server::tell_ready(const std::string& why_not) {
  for (const auto& each : std::exchange(ask_ready_, {})) each(why_not);
}

// Requests of Engine.IO are looked at by their header alone.
std::shared_ptr<Follower> Server::follow(const Request& request, const Visitor& visitor,
                                         Site::Reply reply) {
  if (!endpoint_->serves(target_of(request).path) || Origins::is_preflight(request)) return nullptr;
  return endpoint_->follow(request, visitor, origins_.allowing(request, std::move(reply)));
}

std::optional<Response> Server::check_upgrade(const Request& request, const Visitor& visitor) {
  if (endpoint_->serves(target_of(request).path)) return endpoint_->check_upgrade(request, visitor);
  return make_error(http::status::not_found, "not_found",
                    "WebSockets are at " + options_.transport.paths.front());
}

std::optional<Response> Server::check_visitor(const Request& request, const Visitor& visitor) {
  const bool is_rebound = visitor.is_local && !visitor.names_loopback;
  if (origins_.allows(request) && !(options_.is_development() && is_rebound)) return std::nullopt;
  metrics_.refused("origin");
  log(Level::Warn, "origin_refused",
      {{"origin", text(request[http::field::origin])},
       {"host", text(request[http::field::host])},
       {"address", visitor.address}});
  return engine_refusal(engine_io::Refused::Forbidden,
                        "this origin may not connect: add it to FRONTEND_URL");
}

}  // namespace ringline::server_app
