#include "app/server.hpp"

#include <algorithm>
#include <utility>

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

}  // namespace

Server::Server(net::io_context& io, Options options)
    : options_(with_secret(std::move(options))),
      database_(std::make_unique<Database>(
          options_.database_url,
          [&io](std::function<void()> what) { net::post(io, std::move(what)); })),
      authenticator_(std::make_unique<Authenticator>(options_, *database_)),
      gateway_(std::make_unique<Gateway>(io, options_, *database_, *authenticator_)),
      api_(std::make_unique<Api>(options_, *database_, *authenticator_)),
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
  Site site;
  site.answer = [this](const Request& request, bool loopback, Site::Reply reply) {
    answer(request, loopback, std::move(reply));
  };
  site.check_upgrade = [this](const Request& request) { return check_upgrade(request); };
  site.upgrade = [this](Socket socket, const Request& request, const std::string& address) {
    gateway_->adopt(std::move(socket), request, address);
  };
  listener_ = std::make_unique<Listener>(io, options_.address, options_.port, std::move(site));
  listener_->start();
  log(Level::Info, "listening",
      {{"address", options_.address}, {"port", std::to_string(listener_->port())}});
}

Server::~Server() { database_.reset(); }

void Server::stop(std::function<void()> done) {
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

void Server::answer(const Request& request, bool loopback, Site::Reply reply) {
  const std::string target = text(request.target());
  if (target == "/healthz") {
    return reply(make_response(http::status::ok, "text/plain", "ok\n"));
  }
  if (target == "/readyz") return ready(std::move(reply));
  if (target.rfind(options_.socket_path, 0) == 0) {
    return reply(make_response(
        http::status::bad_request, "application/json",
        R"({"code":0,"message":"Transport unknown: connect with transport=websocket"})"));
  }
  if (api_->handle(request, loopback, reply)) return;
  for (const StaticFiles* files : {&package_, &demo_}) {
    if (auto response = files->serve(request)) return reply(std::move(*response));
  }
  reply(make_error(http::status::not_found, "not_found", "There is no such page"));
}

void Server::ready(Site::Reply reply) {
  database_->run<bool>([](soci::session& sql) { return sql << "SELECT 1", true; },
                       [reply](const std::optional<bool>& done) {
                         reply(done ? make_response(http::status::ok, "text/plain", "ready\n")
                                    : make_response(http::status::service_unavailable, "text/plain",
                                                    "the database fails\n"));
                       });
}

// A page of a foreign origin must not speak in its visitor's name. What has no origin is no browser.
bool Server::is_origin_allowed(const Request& request) const {
  const std::string origin = text(request[http::field::origin]);
  if (origin.empty()) return true;
  const std::string host = text(request[http::field::host]);
  if (origin == "http://" + host || origin == "https://" + host) return true;
  const auto& allowed = options_.allowed_origins;
  if (std::find(allowed.begin(), allowed.end(), origin) != allowed.end()) return true;
  const bool local =
      origin.rfind("http://localhost:", 0) == 0 || origin.rfind("http://127.0.0.1:", 0) == 0;
  return options_.is_development() && local;
}

std::optional<Response> Server::check_upgrade(const Request& request) const {
  const std::string target = text(request.target());
  if (target.rfind(options_.socket_path, 0) != 0) {
    return make_error(http::status::not_found, "not_found",
                      "WebSockets are at " + options_.socket_path);
  }
  if (!is_origin_allowed(request)) {
    log(Level::Warn, "origin_refused", {{"origin", text(request[http::field::origin])}});
    return make_error(http::status::forbidden, "forbidden",
                      "This origin may not connect: add it to FRONTEND_URL");
  }
  if (target.find("EIO=4") == std::string::npos) {
    return make_response(http::status::bad_request, "application/json",
                         R"({"code":5,"message":"Unsupported protocol version: speak EIO=4"})");
  }
  if (target.find("transport=websocket") == std::string::npos) {
    return make_response(http::status::bad_request, "application/json",
                         R"({"code":0,"message":"Transport unknown"})");
  }
  return std::nullopt;
}

}  // namespace ringline::server_app
