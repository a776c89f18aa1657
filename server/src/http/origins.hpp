// Which pages may speak with the gateway, and how a browser is told so (CORS).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "http/net.hpp"

namespace ringline::server_app {

class Origins {
 public:
  // `any_local`: in development every page of this machine is welcome. "*" allows every page there
  // is, with its cookies: never where anybody is somebody.
  Origins(std::vector<std::string> allowed, bool any_local)
      : allowed_(std::move(allowed)), any_local_(any_local) {}

  // Own pages, and the allowed ones. What has no origin is no browser.
  [[nodiscard]] bool allows(const Request& request) const;

  // A browser that asks beforehand.
  [[nodiscard]] static bool is_preflight(const Request& request);

  // The answer to a browser that asks beforehand, where this is one.
  [[nodiscard]] std::optional<Response> preflight(const Request& request) const;

  // Lets the page that asked read the response.
  void add_headers(const Request& request, Response& response) const;
  // The same for a reply that may come when the request is gone. `this` must outlive it.
  [[nodiscard]] std::function<void(Response)> allowing(const Request& request,
                                                       std::function<void(Response)> reply) const;

 private:
  std::vector<std::string> allowed_;
  bool any_local_;
};

}  // namespace ringline::server_app
