// What the gateway is told about who may come in.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "auth/claims.hpp"
#include "store/people_columns.hpp"

namespace CLI {
class App;
}

namespace ringline::server_app {

enum class AuthMode : std::uint8_t {
  Token,    // every connection proves who it is
  Claimed,  // one without a token is believed: for moving over only
};
// What a token's subject is in the database.
enum class SubjectColumn : std::uint8_t {
  Id,        // the row's own id
  Provider,  // the column of --users-identity-column and --customers-identity-column
};

struct AuthOptions {
  AuthMode mode = AuthMode::Token;
  bool claimed_on_public_address = false;
  std::string secret;          // HS256, at least 32 bytes
  std::string session_secret;  // signs resume tokens; "": the secret does
  std::string jwks;            // file or URL
  std::string issuer;
  std::vector<std::string> audiences;
  std::vector<std::string> authorized_parties;
  ClaimNames claims;
  IdentitySource identity = IdentitySource::Database;
  std::optional<SubjectColumn> subject;  // not given: Provider for tokens by --jwks, else Id
  IdentityColumns identity_columns;
  std::string token_cookie;
  std::chrono::seconds base_session{0};
};

void add_options(CLI::App& app, AuthOptions& options);

// The columns that a token may have to be looked up in; without a name where none will be.
[[nodiscard]] IdentityColumns needed_columns(const AuthOptions& options);

// What is wrong with them as a whole, naming the option: "" where nothing is. `address` is the one
// that is listened on.
[[nodiscard]] std::string check_options(const AuthOptions& options, const std::string& address,
                                        bool is_development);

}  // namespace ringline::server_app
