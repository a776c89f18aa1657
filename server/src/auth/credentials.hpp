// Where a token may stand in an HTTP request: in the Authorization header, or in a cookie.
//
// A browser sends a cookie whichever page asks, so one counts only where the asking page is known to
// be allowed: for a connection and whatever changes something by its Origin, for a GET of its own
// pages by Sec-Fetch-Site, too.
#pragma once

#include <string>
#include <string_view>

#include "auth/person.hpp"

namespace ringline::server_app {

// "" where it isn't of the Bearer scheme.
[[nodiscard]] std::string bearer_token(std::string_view authorization);
// The first of that name, "" where there is none.
[[nodiscard]] std::string cookie_value(std::string_view cookie_header, std::string_view name);

// What a request of the REST surface says of who sent it.
struct ApiCredentials {
  std::string authorization;  // the header, whole
  std::string cookie;         // the header, whole
  std::string origin;         // "" where there is none
  bool origin_is_allowed = false;
  std::string fetch_site;  // Sec-Fetch-Site
  bool writes = false;     // not GET or HEAD
  Hints meant;             // ?tenantId=&role=, where the token fits several people
};
[[nodiscard]] bool may_use_cookie(const ApiCredentials& request);

}  // namespace ringline::server_app
