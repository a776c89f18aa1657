// Every HTTP request has an id: it stands in the answer (X-Request-Id) and in the log, so that what
// somebody complains of can be found.
#pragma once

#include "http/http_session.hpp"

namespace ringline::server_app {

// A reply that names the request and logs it. The path is logged, what follows it isn't: a query may
// hold what should be nobody's business.
[[nodiscard]] Site::Reply logged(const Request& request, const Visitor& visitor, Site::Reply reply);

}  // namespace ringline::server_app
