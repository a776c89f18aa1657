// The REST surface: who am I, whom can I call, my calls. Every answer is of the verified token's
// tenant; a foreign id and an unknown one get the same answer.
//
//   GET  /api/me
//   GET  /api/contacts?search=&cursor=&limit=        {items: [{id, name, phone, email, callable}], nextCursor}
//   GET  /api/call-logs?direction=&cursor=&limit=    {items: [row of call_logs + peer, outgoing], nextCursor}
//   GET  /api/dev/people                             development, on loopback: who can be signed in
//   POST /api/dev/token {userId}                     development, on loopback: a token for him
#pragma once

#include <functional>
#include <string>

#include "auth/authenticator.hpp"
#include "http/net.hpp"
#include "options.hpp"
#include "store/database.hpp"

namespace ringline::server_app {

class Api {
 public:
  Api(const Options& options, Database& database, const Authenticator& authenticator)
      : options_(options), database_(database), authenticator_(authenticator) {}

  using Reply = std::function<void(Response)>;

  // False: this path isn't the API's. `loopback`: the request came from this machine, and to it.
  bool handle(const Request& request, bool loopback, Reply reply) const;

 private:
  void me(const Identity& who, const Reply& reply) const;
  void contacts(const Identity& who, const std::string& query, Reply reply) const;
  void call_logs(const Identity& who, const std::string& query, Reply reply) const;
  void people(Reply reply) const;
  void token(const std::string& body, Reply reply) const;

  const Options& options_;
  Database& database_;
  const Authenticator& authenticator_;
};

}  // namespace ringline::server_app
