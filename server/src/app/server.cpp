#include "app/server.hpp"

#include <stdexcept>
#include <utility>

#include "http/query.hpp"
#include "http/responses.hpp"
#include "log.hpp"
#include "store/seed.hpp"

namespace ringline::server_app {
namespace {

constexpr std::chrono::seconds stop_deadline{10};

// In development a secret that nobody knows will do: its tokens live as long as the process.
Options with_secret(Options options) {
  if (options.jwt_secret.empty()) options.jwt_secret = random_hex(32);
  return options;
}

// parse_options has checked it.
AddressRanges trusted_proxies(const Options& options) {
  auto ranges = AddressRanges::parse(options.trusted_proxies);
  if (!ranges) throw std::runtime_error("--trusted-proxies: " + ranges.error.message);
  return std::move(*ranges);
}

Target target_of(const Request& request) {
  const auto target = request.target();
  return split_target({target.data(), target.size()});
}

Handshake handshake_of(const Request& request, const Visitor& visitor) {
  return {visitor.address, text(request[http::field::origin]), text(request[http::field::host]),
          text(request[http::field::authorization]), text(request[http::field::cookie])};
}

// As Engine.IO words it: {"code","message"}.
Response engine_error(const char* body) {
  return make_response(http::status::bad_request, "application/json", body);
}
constexpr const char* unknown_transport =
    R"({"code":0,"message":"Transport unknown: connect with transport=websocket"})";
constexpr const char* unsupported_version =
    R"({"code":5,"message":"Unsupported protocol version: speak EIO=4"})";

}  // namespace

Server::Server(net::io_context& io, Options options)
    : options_(with_secret(std::move(options))),
      database_(std::make_unique<Database>(
          options_.database_url,
          [&io](std::function<void()> what) { net::post(io, std::move(what)); })),
      authenticator_(std::make_unique<Authenticator>(options_, *database_)),
      gateway_(std::make_unique<Gateway>(io, options_, *database_, *authenticator_)),
      api_(std::make_unique<Api>(
          options_, *database_, *authenticator_,
          [this](const Party& party) { return gateway_->is_reachable(party); })),
      origins_(options_.allowed_origins, options_.is_development()),
      package_("/ringline/", options_.package_root),
      demo_("/", options_.demo_root),
      stop_timer_(io.get_executor()) {
  if (options_.is_development()) {
    database_->run<bool>([](soci::session& sql) { return seed(sql), true; },
                         [](const std::optional<bool>& done) {
                           if (!done) log(Level::Error, "seed_failed");
                         });
    log(Level::Warn, "development_mode",
        {{"warning", "anybody on this machine can be anybody: never use it on a network"}});
  }
  listener_ = std::make_unique<Listener>(io, options_.address, options_.port, make_site());
  listener_->start();
  log(Level::Info, "listening",
      {{"address", options_.address}, {"port", std::to_string(listener_->port())}});
}

Server::~Server() { database_.reset(); }

Site Server::make_site() {
  return {
      .answer = [this](const Request& request, const Visitor& visitor,
                       Site::Reply reply) { answer(request, visitor, std::move(reply)); },
      .check_upgrade = [this](const Request& request,
                              const Visitor& visitor) { return check_upgrade(request, visitor); },
      .upgrade =
          [this](Socket socket, const Request& request, const Visitor& visitor,
                 ConnectionCounter::Place place) {
            gateway_->adopt(std::move(socket), request, handshake_of(request, visitor),
                            std::move(place));
          },
      .body_limit = body_limit_of,
      .trusted_proxies = trusted_proxies(options_),
      .connections = ConnectionCounter(options_.connections_per_address)};
}

void Server::stop(std::function<void()> done) {
  stopping_ = true;
  listener_->stop();
  const auto once = std::make_shared<std::function<void()>>(std::move(done));
  const auto finish = [this, once](const char* how) {
    if (auto last = std::exchange(*once, nullptr)) {
      stop_timer_.cancel();
      log(Level::Info, "stopped", {{"how", how}});
      last();
    }
  };
  stop_timer_.expires_after(stop_deadline);
  stop_timer_.async_wait([finish](error_code error) {
    if (!error) finish("at its deadline");
  });
  gateway_->stop([finish] { finish("every call settled"); });
}

void Server::answer(const Request& request, const Visitor& visitor, Site::Reply reply) {
  // The request lives until it is answered.
  const auto answered = [this, &request, reply = std::move(reply)](Response response) {
    origins_.add_headers(request, response);
    reply(std::move(response));
  };
  if (auto response = origins_.preflight(request)) return answered(std::move(*response));
  route(request, visitor, answered);
}

void Server::route(const Request& request, const Visitor& visitor, Site::Reply reply) {
  const std::string_view path = target_of(request).path;
  if (path == "/healthz") return reply(make_response(http::status::ok, "text/plain", "ok\n"));
  if (path == "/readyz") return ready(reply);
  if (is_socket_path(path)) return reply(engine_error(unknown_transport));
  if (api_->handle(request, visitor.is_local && visitor.names_loopback, reply)) return;
  for (const StaticFiles* files : {&package_, &demo_}) {
    if (auto response = files->serve(request)) return reply(std::move(*response));
  }
  reply(make_error(http::status::not_found, "not_found", "There is no such page"));
}

void Server::ready(const Site::Reply& reply) {
  const auto answered = [reply](http::status status, const char* text) {
    Response response = make_response(status, "text/plain", text);
    response.set(http::field::cache_control, "no-store");
    reply(std::move(response));
  };
  if (stopping_) return answered(http::status::service_unavailable, "stopping\n");
  database_->run<bool>([](soci::session& sql) { return sql << "SELECT 1", true; },
                       [answered](const std::optional<bool>& done) {
                         if (done) return answered(http::status::ok, "ready\n");
                         answered(http::status::service_unavailable, "the database fails\n");
                       });
}

// With or without the slash at its end: clients differ.
bool Server::is_socket_path(std::string_view path) const {
  const std::string_view own = options_.socket_path;
  return path == own || path == own.substr(0, own.size() - 1);
}

std::optional<Response> Server::check_upgrade(const Request& request,
                                              const Visitor& visitor) const {
  const Target target = target_of(request);
  if (!is_socket_path(target.path)) {
    return make_error(http::status::not_found, "not_found",
                      "WebSockets are at " + options_.socket_path);
  }
  if (stopping_) {
    return make_error(http::status::service_unavailable, "unavailable",
                      "The gateway stops: connect again in a moment");
  }
  const bool is_rebound = visitor.is_local && !visitor.names_loopback;
  if (!origins_.allows(request) || (options_.is_development() && is_rebound)) {
    log(Level::Warn, "origin_refused",
        {{"origin", text(request[http::field::origin])},
         {"host", text(request[http::field::host])},
         {"address", visitor.address}});
    return make_error(http::status::forbidden, "forbidden",
                      "This origin may not connect: add it to FRONTEND_URL");
  }
  std::string version;
  std::string transport;
  for (const auto& [name, value] : read_query(target.query)) {
    if (name == "EIO") version = value;
    if (name == "transport") transport = value;
  }
  if (transport != "websocket") return engine_error(unknown_transport);
  if (version != "4") return engine_error(unsupported_version);
  return std::nullopt;
}

}  // namespace ringline::server_app
