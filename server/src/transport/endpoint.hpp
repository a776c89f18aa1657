// The door of Engine.IO: takes the HTTP requests and WebSocket upgrades of its paths and finds or
// makes the session that each belongs to. It knows nothing of what the sessions are for.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/http_session.hpp"
#include "ringline/engine_io.hpp"
#include "transport/carrier.hpp"
#include "transport/handshake_limiter.hpp"

namespace ringline::server_app {

struct EndpointConfig {
  std::vector<std::string> paths = {"/socket.io/"};  // each with a slash at its end
  int sessions_per_address = 1'000;
  double handshakes_at_once = 200;  // of one address
  double handshakes_per_second = 20;
};

// {"code","message"}, with its status.
[[nodiscard]] Response engine_refusal(engine_io::Refused why, std::string_view detail = {});

class Endpoint {
 public:
  using Make = std::function<std::shared_ptr<Carrier>(CarrierSeed)>;
  // Nothing: this request is welcome. Otherwise why not.
  using Check = std::function<std::optional<Response>(const Request&, const Visitor&)>;

  Endpoint(Executor executor, EndpointConfig config, Make make, Check check);

  // With or without the slash at its end: clients differ.
  [[nodiscard]] bool serves(std::string_view path) const;

  // As a Site's: for requests to a path that it serves.
  std::shared_ptr<Follower> follow(const Request& header, const Visitor& visitor,
                                   Site::Reply reply);
  std::optional<Response> check_upgrade(const Request& request, const Visitor& visitor);
  void upgrade(Socket socket, const Request& request, const Visitor& visitor,
               ConnectionCounter::Place place);

  // No new sessions; those that are open go on.
  void stop() { stopping_ = true; }

  [[nodiscard]] std::size_t sessions() const { return sessions_->size(); }

 private:
  struct Query;
  using Sessions = std::map<std::string, std::weak_ptr<Carrier>, std::less<>>;

  static Query read(const Request& request);
  [[nodiscard]] std::shared_ptr<Carrier> find(const std::string& sid) const;
  std::shared_ptr<Carrier> make(const Request& request, const Visitor& visitor,
                                ConnectionCounter::Place place);
  std::optional<Response> check_new(const Visitor& visitor);
  std::shared_ptr<Follower> open(const Request& request, const Visitor& visitor,
                                 const Site::Reply& reply);

  Executor executor_;
  EndpointConfig config_;
  Make make_;
  Check check_;
  ConnectionCounter polling_;  // a WebSocket is counted as the connection that it is
  HandshakeLimiter handshakes_;
  bool stopping_ = false;
  std::shared_ptr<Sessions> sessions_;  // a session may outlive the door
};

}  // namespace ringline::server_app
