// The whole gateway, put together: what main runs, and what tests start and stop.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/gateway.hpp"
#include "http/listener.hpp"
#include "http/origins.hpp"
#include "http/static_files.hpp"
#include "ops/metrics.hpp"
#include "rest/api.hpp"
#include "transport/endpoint.hpp"
#include "transport/socket_loop.hpp"

namespace ringline::server_app {

class Server {
 public:
  // Opens the database and the port; throws where it can't. `io` must outlive it.
  Server(net::io_context& io, Options options);
  ~Server();

  // Takes no new calls, sends every client away; `done` when that is finished, or at the deadline.
  void stop(std::function<void()> done);

  [[nodiscard]] std::uint16_t port() const { return listener_->port(); }
  // Of the listener for /metrics alone, 0 where there is none.
  [[nodiscard]] std::uint16_t metrics_port() const;

 private:
  Site make_site();
  Site make_metrics_site();
  [[nodiscard]] Response metrics();
  void admit(const Request& request, const Visitor& visitor, Site::Reply reply, Site::GoOn go_on);
  void answer(const Request& request, const Visitor& visitor, const std::shared_ptr<Pass>& pass,
              Site::Reply reply);
  void route(const Request& request, const Visitor& visitor, Site::Reply reply);
  [[nodiscard]] Site::Reply finished(const Request& request, const Visitor& visitor,
                                     Site::Reply reply) const;
  std::unique_ptr<Endpoint> make_endpoint(net::io_context& io);
  std::shared_ptr<Follower> follow(const Request& request, const Visitor& visitor,
                                   Site::Reply reply);
  std::optional<Response> check_upgrade(const Request& request, const Visitor& visitor);
  // Whether whoever asks may speak with the gateway at all; as Engine.IO words it.
  [[nodiscard]] std::optional<Response> check_visitor(const Request& request,
                                                      const Visitor& visitor);
  void ready(const Site::Reply& reply);
  void tell_ready(const std::string& why_not);

  SocketLoop& sockets_;
  Options options_;
  // They end first of all: nobody may be called by them any more.
  std::unique_ptr<Database> database_;
  std::unique_ptr<CallStore> calls_;
  std::unique_ptr<Authenticator> authenticator_;
  Metrics metrics_;
  std::unique_ptr<Gateway> gateway_;
  std::unique_ptr<Endpoint> endpoint_;
  std::unique_ptr<Api> api_;
  Origins origins_;
  StaticFiles package_;
  StaticFiles demo_;
  std::unique_ptr<Listener> listener_;
  std::unique_ptr<Listener> metrics_listener_;
  Timer stop_timer_;
  std::vector<std::function<void(const std::string&)>> ask_ready_;  // who waits to hear it
  bool stopping_ = false;
};

}  // namespace ringline::server_app
