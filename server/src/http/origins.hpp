// Which pages may speak with the gateway, and how a browser is told so (CORS).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "http/net.hpp"

namespace ringline::server_app {

class Origins {
 public:
  // `any_local`: in development every page of this machine is welcome. `with_cookies`: browsers may
  // send theirs from allowed pages (what they then count for is the Authenticator's matter).
  Origins(std::vector<std::string> allowed, bool any_local, bool with_cookies = false)
      : allowed_(std::move(allowed)), any_local_(any_local), with_cookies_(with_cookies) {}

  // Own pages, and the allowed ones. What has no origin is no browser.
  [[nodiscard]] bool allows(const Request& request) const;

  // The answer to a browser that asks beforehand, where this is one.
  [[nodiscard]] std::optional<Response> preflight(const Request& request) const;

  // Lets the page that asked read the response.
  void add_headers(const Request& request, Response& response) const;

 private:
  std::vector<std::string> allowed_;
  bool any_local_;
  bool with_cookies_;
};

}  // namespace ringline::server_app
