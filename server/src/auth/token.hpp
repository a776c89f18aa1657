// JSON Web Tokens (RFC 7519): whose they are, for whom, and until when.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "auth/jose.hpp"
#include "auth/key_source.hpp"
#include "ringline/error.hpp"
#include "ringline/messages.hpp"

namespace ringline::server_app {

// Times are seconds since the epoch; a clock may be off by this.
inline constexpr std::int64_t leeway_s = 30;

struct TokenRules {
  std::string issuer;  // "": any
  std::vector<std::string> audiences;
  std::vector<std::string> authorized_parties;  // one of them; empty: any
};

struct ProvenToken {  // NOLINT(bugprone-exception-escape): json asserts, it throws nothing here
  nlohmann::json claims;
  std::int64_t expires_at_s = 0;
  bool by_provider = false;  // signed with a key of the JWK Set, not with the shared secret
};

// What the token says of its own validity: exp must be there; nbf, iat where they are; iss and aud
// where they are asked for. `token.exp` is the field of one that has run out.
Result<ProvenToken> check_claims(const std::string& claims_json, const TokenRules& rules,
                                 std::int64_t now_s);

// Verifies signatures: HS256 with the shared secret, RS256 and ES256 with the keys of a KeySource.
// What isn't configured is refused.
class TokenVerifier {
 public:
  using Done = std::function<void(Result<ProvenToken>)>;

  TokenVerifier(const std::string& secret, TokenRules rules, KeySource* keys);

  // `done` comes at once, or when the keys have been fetched. Errors: "token" isn't a token for
  // us, "token.exp" has run out, "keys" couldn't be had.
  void verify(const std::string& token, std::int64_t now_s, Done done) const;

 private:
  const std::optional<Key> secret_;
  const TokenRules rules_;
  KeySource* const keys_;
};

// What our own tokens say, those of development.
struct Claims {
  std::string user_id;  // sub
  std::string tenant_id;
  Role role = Role::TenantMember;
  std::string contact_id;  // portal customers
  std::int64_t expires_at_s = 0;
};
[[nodiscard]] std::string issue_token(const Claims& claims, const std::string& secret,
                                      std::int64_t now_s);

}  // namespace ringline::server_app
