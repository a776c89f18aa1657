// Who a connection is. The token says who; the database says whether there is such a person; what
// the client claims beside it is a hint that must agree.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "auth/token.hpp"
#include "options.hpp"
#include "ringline/exchange.hpp"
#include "store/database.hpp"
#include "transport/handshake.hpp"

namespace ringline::server_app {

struct Verdict {
  std::optional<Identity> identity;
  Refusal refusal;  // where there is no identity
};

class Authenticator {
 public:
  Authenticator(const Options& options, Database& database)
      : options_(options), database_(database) {}

  // The CONNECT packet's auth, and the request that opened the connection. In development the base
  // handshake without a token is taken, too.
  void check(const Auth& auth, const Handshake& handshake, std::function<void(Verdict)> done) const;
  // A bearer token of the REST surface.
  void check_token(const std::string& token, std::function<void(Verdict)> done) const;

 private:
  void look_up(const Claims& claims, std::function<void(Verdict)> done) const;

  const Options& options_;
  Database& database_;
};

[[nodiscard]] std::int64_t epoch_s();

}  // namespace ringline::server_app
