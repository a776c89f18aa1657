// The whole gateway, put together: what main runs, and what tests start and stop.
#pragma once

#include <memory>

#include "app/gateway.hpp"
#include "http/listener.hpp"
#include "http/origins.hpp"
#include "http/static_files.hpp"
#include "rest/api.hpp"

namespace ringline::server_app {

class Server {
 public:
  // Opens the database and the port; throws where it can't. `io` must outlive it.
  Server(net::io_context& io, Options options);
  ~Server();

  // Settles every call, closes every connection; `done` when that is finished, or at its deadline.
  void stop(std::function<void()> done);

  [[nodiscard]] std::uint16_t port() const { return listener_->port(); }

 private:
  Site make_site();
  void answer(const Request& request, const Visitor& visitor, Site::Reply reply);
  void route(const Request& request, const Visitor& visitor, Site::Reply reply);
  [[nodiscard]] std::optional<Response> check_upgrade(const Request& request,
                                                      const Visitor& visitor) const;
  [[nodiscard]] bool is_socket_path(std::string_view path) const;
  void ready(const Site::Reply& reply);

  Options options_;
  // It ends first of all: nobody may be called by it any more.
  std::unique_ptr<Database> database_;
  std::unique_ptr<Authenticator> authenticator_;
  std::unique_ptr<Gateway> gateway_;
  std::unique_ptr<Api> api_;
  Origins origins_;
  StaticFiles package_;
  StaticFiles demo_;
  std::unique_ptr<Listener> listener_;
  Timer stop_timer_;
  bool stopping_ = false;
};

}  // namespace ringline::server_app
