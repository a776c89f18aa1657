// JSON Web Tokens, HS256 (RFC 7519, RFC 7515): who somebody is, signed by the CRM with a secret that
// it shares with the gateway. The algorithm is pinned: a token that names another one is refused.
#pragma once

#include <cstdint>
#include <string>

#include "ringline/error.hpp"
#include "ringline/messages.hpp"

namespace ringline::server_app {

struct Claims {
  std::string user_id;  // sub
  std::string tenant_id;
  Role role = Role::TenantMember;
  std::string contact_id;  // portal customers
  std::int64_t expires_at_s = 0;
};

// Times are seconds since the epoch; a clock may be off by `leeway_s`. Errors: "token" is not a
// token of ours, "token.exp" has run out, "token.<claim>" is missing or of the wrong kind.
inline constexpr std::int64_t leeway_s = 30;
Result<Claims> verify_token(const std::string& token, const std::string& secret,
                            std::int64_t now_s);
[[nodiscard]] std::string issue_token(const Claims& claims, const std::string& secret,
                                      std::int64_t now_s);

}  // namespace ringline::server_app
