// ringline-conformance: the gateway's transport with an application that answers what it hears, so
// that test suites of the protocols can be run against it from outside. Never for a network.
//
//   /socket.io/   namespaces / and /custom: `auth` with the CONNECT payload on connecting,
//                 `message` comes back as `message-back`, `message-with-ack` as its acknowledgement
//   /engine.io/   Engine.IO alone: every message comes back
#include <CLI/CLI.hpp>
#include <boost/asio/signal_set.hpp>
#include <cstdio>
#include <exception>
#include <map>
#include <memory>
#include <optional>

#include "http/listener.hpp"
#include "http/origins.hpp"
#include "http/query.hpp"
#include "http/responses.hpp"
#include "log.hpp"
#include "transport/endpoint.hpp"
#include "transport/engine_client.hpp"
#include "transport/session_id.hpp"
#include "transport/socket_client.hpp"

namespace ringline::server_app {
namespace {

constexpr const char* loopback = "127.0.0.1";
constexpr int connections = 100'000;

struct Told {
  std::uint16_t port = 3000;
  int ping_interval_ms = 300;
  int ping_timeout_ms = 200;
  int connect_timeout_ms = 1'000;
  int request_timeout_ms = 15'000;
  std::size_t max_payload = 1'000'000;
  std::string log_level = "warn";
};

// The arguments after an event's name, as the text of a list: `["message",1,"2"]` gives `[1,"2"]`.
std::optional<std::string> arguments_of(std::string_view event, std::string_view name) {
  const std::string beginning = "[\"" + std::string(name) + "\"";
  if (event.substr(0, beginning.size()) != beginning) return std::nullopt;
  event.remove_prefix(beginning.size());
  if (event == "]") return "[]";
  if (event.front() != ',') return std::nullopt;
  return "[" + std::string(event.substr(1));
}

class SocketEcho : public SocketListener {
 public:
  std::shared_ptr<Carrier> make(CarrierSeed seed, const ServerLinkConfig& config) {
    auto client = std::make_shared<SocketClient>(std::move(seed), config, *this);
    clients_[client.get()] = client;
    return client;
  }

  void on_asked(SocketClient& client, const ServerLink::Asked& asked) override {
    client.tell(ServerLink::Allow{asked.nsp, new_session_id(), {}, {}});
    const std::string auth = asked.auth_json.empty() ? "{}" : asked.auth_json;
    client.tell(ServerLink::Emit{asked.nsp, "[\"auth\"," + auth + "]", {}});
  }

  void on_event(SocketClient& client, ServerLink::Event event) override {
    if (event.problem) return;
    if (const auto arguments = arguments_of(event.event_json, "message")) {
      std::string echo = "[\"message-back\"";
      if (*arguments != "[]") echo += "," + arguments->substr(1, arguments->size() - 2);
      client.tell(ServerLink::Emit{event.nsp, echo + "]", event.attachments});
    } else if (const auto asked = arguments_of(event.event_json, "message-with-ack");
               asked && event.ack) {
      client.tell(ServerLink::Acknowledge{event.nsp, *event.ack, *asked, event.attachments});
    }
  }

  void on_left(SocketClient&, const ServerLink::Left& left) override {
    log(Level::Debug, "left", {{"nsp", left.nsp}, {"why", left.reason}});
  }

  void on_gone(SocketClient& client, const std::string& reason) override {
    log(Level::Debug, "gone", {{"sid", client.sid()}, {"why", reason}});
    clients_.erase(&client);
  }

 private:
  std::map<const SocketClient*, std::shared_ptr<SocketClient>> clients_;
};

class EngineEcho : public EngineListener {
 public:
  void on_message(EngineClient& client, const std::string& data, bool binary) override {
    client.say(data, binary);
  }
};

class Conformance {
 public:
  Conformance(net::io_context& io, const Told& told)
      : sockets_(io.get_executor(), door("/socket.io/"), socket_maker(told), welcome),
        engines_(io.get_executor(), door("/engine.io/"), engine_maker(told), welcome),
        listener_(io, loopback, told.port, site(told)) {
    listener_.start();
  }

  [[nodiscard]] std::uint16_t port() const { return listener_.port(); }

 private:
  static EndpointConfig door(const char* path) {
    return {{path}, connections, connections, connections};
  }
  static std::optional<Response> welcome(const Request&, const Visitor&) { return std::nullopt; }

  template <class Config>
  static Config timed(const Told& told) {
    Config config;
    config.ping_interval = std::chrono::milliseconds{told.ping_interval_ms};
    config.ping_timeout = std::chrono::milliseconds{told.ping_timeout_ms};
    config.max_payload = told.max_payload;
    // What a payload of the longest kind may bring back.
    config.queue_bytes = 16 * told.max_payload;
    return config;
  }
  Endpoint::Make socket_maker(const Told& told) {
    auto config = timed<ServerLinkConfig>(told);
    config.namespaces = {"/", "/custom"};
    config.connect_timeout = std::chrono::milliseconds{told.connect_timeout_ms};
    return [this, config](CarrierSeed seed) { return socket_echo_.make(std::move(seed), config); };
  }
  Endpoint::Make engine_maker(const Told& told) {
    return [this, config = timed<EngineConfig>(told)](CarrierSeed seed) {
      return std::make_shared<EngineClient>(std::move(seed), config, engine_echo_);
    };
  }

  Endpoint* endpoint_of(const Request& request) {
    const auto target = request.target();
    const auto path = split_target({target.data(), target.size()}).path;
    for (Endpoint* each : {&sockets_, &engines_}) {
      if (each->serves(path)) return each;
    }
    return nullptr;
  }

  Site site(const Told& told) {
    return {.follow =
                [this](const Request& request, const Visitor& visitor, Site::Reply reply) {
                  Endpoint* endpoint = endpoint_of(request);
                  return endpoint == nullptr || Origins::is_preflight(request)
                             ? nullptr
                             : endpoint->follow(request, visitor,
                                                origins_.allowing(request, std::move(reply)));
                },
            .answer =
                [this](const Request& request, const Visitor&, const std::shared_ptr<Pass>&,
                       const Site::Reply& reply) {
                  auto answer = origins_.preflight(request);
                  if (!answer) {
                    answer.emplace(make_error(http::status::not_found, "not_found",
                                              "There are /socket.io/ and /engine.io/"));
                  }
                  origins_.add_headers(request, *answer);
                  reply(std::move(*answer));
                },
            .check_upgrade = [this](const Request& request,
                                    const Visitor& visitor) -> std::optional<Response> {
              Endpoint* endpoint = endpoint_of(request);
              if (endpoint != nullptr) return endpoint->check_upgrade(request, visitor);
              return make_error(http::status::not_found, "not_found",
                                "There are /socket.io/ and /engine.io/");
            },
            .upgrade =
                [this](Socket socket, const Request& request, const Visitor& visitor,
                       ConnectionCounter::Place place) {
                  endpoint_of(request)->upgrade(std::move(socket), request, visitor,
                                                std::move(place));
                },
            .trusted_proxies = {},
            .connections = ConnectionCounter(connections),
            .bodies = BodyBudget(),
            .request_deadline = std::chrono::milliseconds{told.request_timeout_ms}};
  }

  Origins origins_{{"*"}, true, false};
  SocketEcho socket_echo_;
  EngineEcho engine_echo_;
  Endpoint sockets_;
  Endpoint engines_;
  Listener listener_;
};

int run(const Told& told) {
  start_log(told.log_level, "text");
  net::io_context io(1);
  const Conformance conformance(io, told);
  net::signal_set signals(io, SIGINT, SIGTERM);
  signals.async_wait([&io](error_code, int) { io.stop(); });
  std::printf("listening on http://%s:%u\n", loopback, static_cast<unsigned>(conformance.port()));
  std::fflush(stdout);
  io.run();
  return 0;
}

int start(int argc, char** argv) {
  Told told;
  CLI::App app{
      "Ringline's transport with an application that echoes, for protocol test suites: Socket.IO "
      "on /socket.io/, Engine.IO alone on /engine.io/. It listens on 127.0.0.1.",
      "ringline-conformance"};
  const CLI::Range times(1, 600'000);
  app.add_option("--port", told.port, "Port to listen on; 0 takes a free one and prints it")
      ->check(CLI::Range(0, 65'535))
      ->capture_default_str();
  app.add_option("--ping-interval", told.ping_interval_ms, "Milliseconds")
      ->check(times)
      ->capture_default_str();
  app.add_option("--ping-timeout", told.ping_timeout_ms, "Milliseconds")
      ->check(times)
      ->capture_default_str();
  app.add_option("--connect-timeout", told.connect_timeout_ms,
                 "Milliseconds within which a namespace must have been connected")
      ->check(times)
      ->capture_default_str();
  app.add_option("--request-timeout", told.request_timeout_ms,
                 "Milliseconds within which an HTTP request must have arrived")
      ->check(times)
      ->capture_default_str();
  app.add_option("--max-payload", told.max_payload, "Bytes")
      ->check(CLI::Range(1, 100'000'000))
      ->capture_default_str();
  app.add_option("--log-level", told.log_level, "What is logged at least")
      ->check(CLI::IsMember({"debug", "info", "warn", "error", "off"}))
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  return run(told);
}

}  // namespace
}  // namespace ringline::server_app

int main(int argc, char** argv) {
  try {
    return ringline::server_app::start(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "ringline-conformance: %s\n", error.what());
    return 1;
  }
}
