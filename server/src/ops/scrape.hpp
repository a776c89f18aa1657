// Who may read /metrics on the port that is open to everybody.
#pragma once

#include "http/http_session.hpp"

namespace ringline::server_app {

// This machine and private networks, directly: who came through a proxy may be anybody, and what the
// proxy says of him is no reason to tell him how the business goes.
[[nodiscard]] bool may_scrape(const Request& request, const Visitor& visitor);

[[nodiscard]] Response metrics_page(std::string text);

}  // namespace ringline::server_app
