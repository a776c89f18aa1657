// Who a connection is. The token says who; the database says whether there is such a person; what
// the client claims beside it is a hint that must agree.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "auth/auth_options.hpp"
#include "auth/credentials.hpp"
#include "auth/key_source.hpp"
#include "auth/person.hpp"
#include "auth/token.hpp"
#include "ringline/messages.hpp"
#include "store/database.hpp"
#include "transport/handshake.hpp"

namespace ringline::server_app {

class Authenticator {
 public:
  using Done = std::function<void(const Verdict&)>;

  // In development a connection without a token is whoever it says, as with --auth claimed. `post`
  // runs something on the thread that everything here belongs to. Throws where the file that --jwks
  // names can't be used.
  Authenticator(const AuthOptions& options, bool is_development, Database& database,
                KeySource::Post post);

  // The CONNECT packet's auth, and the request that opened the connection. The token is the auth's;
  // else that of the Authorization header; else the cookie's, where the page that asks is known to
  // be allowed.
  void check(const Auth& auth, const Handshake& handshake, Done done) const;
  // The next token of a session: whether it still names this person.
  void check_again(const std::string& token, const Identity& who, Done done) const;
  // The REST surface.
  void check_request(const ApiCredentials& request, Done done) const;

  // When a session ends: with its token (and the leeway), but not before a base client's least time.
  [[nodiscard]] std::int64_t session_end_s(const Verdict& verdict, bool extended,
                                           std::int64_t now_s) const;

 private:
  void check_token(const std::string& token, const Hints& client, Done done) const;
  void believe(const Auth& auth, const Handshake& handshake, Done done) const;
  // Whom the database is asked for.
  struct Subject {
    std::string text;
    SubjectColumn column = SubjectColumn::Id;
    bool believed = false;  // no token says so
  };
  void look_up(const Subject& subject, Hints token, Hints client, Done done) const;

  const AuthOptions& options_;
  const bool is_development_;
  Database& database_;
  std::unique_ptr<KeySource> keys_;  // where --jwks is given
  TokenVerifier verifier_;
  mutable std::uint64_t believed_ = 0;
};

[[nodiscard]] std::int64_t epoch_s();

}  // namespace ringline::server_app
