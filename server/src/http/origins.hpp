// Which pages may speak with the gateway, and how a browser is told so (CORS).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/net.hpp"

namespace ringline::server_app {

class Origins {
 public:
  // `any_local`: in development every page of this machine is welcome. `believes`: claims are believed
  // without a proof. "*" allows every page there is, with its cookies: never where anybody is somebody.
  Origins(std::vector<std::string> allowed, bool any_local, bool believes);

  // As a browser writes it: small letters, and no port where it is the scheme's own. "" where it is
  // no origin.
  [[nodiscard]] static std::string normal(std::string_view origin);

  // Own pages, and the allowed ones. What has no origin is no browser. Where claims are believed, a
  // page counts as the gateway's own only by an address, by a name of this machine, or by a name that
  // is allowed: any other name may be a stranger's that points here (DNS rebinding).
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
  bool believes_;
};

}  // namespace ringline::server_app
