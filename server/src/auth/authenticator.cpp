#include "auth/authenticator.hpp"

#include <chrono>
#include <utility>

#include "store/directory.hpp"

namespace ringline::server_app {
namespace {

constexpr const char* unauthorized = "Unauthorized";

Verdict refuse(std::string code, std::string why) {
  Verdict verdict;
  verdict.refusal = {unauthorized, std::move(code), std::move(why)};
  return verdict;
}

bool disagrees(const std::string& claimed, const std::string& proven) {
  return !claimed.empty() && claimed != proven;
}

}  // namespace

std::int64_t epoch_s() {
  using namespace std::chrono;
  return duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
}

void Authenticator::check(const Auth& auth, const Handshake&,
                          std::function<void(Verdict)> done) const {
  if (!auth.token.empty()) {
    const auto claims = verify_token(auth.token, options_.jwt_secret, epoch_s());
    if (!claims) {
      const bool expired = claims.error.field == "token.exp";
      return done(refuse(expired ? "token_expired" : "unauthorized", claims.error.message));
    }
    if (disagrees(auth.user_id, claims->user_id) || disagrees(auth.tenant_id, claims->tenant_id) ||
        (auth.role && *auth.role != claims->role)) {
      return done(refuse("forbidden", "userId, tenantId or role isn't what the token says"));
    }
    return look_up(*claims, std::move(done));
  }
  if (!options_.is_development()) {
    return done(refuse("unauthorized", "auth.token is missing: sign in and give the token"));
  }
  if (auth.user_id.empty() || auth.tenant_id.empty()) {
    return done(refuse("unauthorized", "userId and tenantId are missing"));
  }
  Claims claims;
  claims.user_id = auth.user_id;
  claims.tenant_id = auth.tenant_id;
  claims.role = auth.role.value_or(Role::TenantMember);
  claims.contact_id = auth.contact_id;
  look_up(claims, std::move(done));
}

void Authenticator::check_token(const std::string& token, std::function<void(Verdict)> done) const {
  Auth auth;
  auth.token = token;
  if (token.empty()) {
    return done(refuse("unauthorized", "The Authorization header with a bearer token is missing"));
  }
  check(auth, {}, std::move(done));
}

void Authenticator::look_up(const Claims& claims, std::function<void(Verdict)> done) const {
  using Found = std::optional<Identity>;
  database_.run_read<Found>(
      [claims](soci::session& sql) {
        return find_person(sql, claims.tenant_id, claims.role, claims.user_id, claims.contact_id);
      },
      [done = std::move(done)](std::optional<Found> found) {
        if (!found) {
          return done(
              refuse("unavailable", "The database can't be reached: try again in a moment"));
        }
        if (!*found) return done(refuse("forbidden", "There is no such person in this tenant"));
        Verdict verdict;
        verdict.identity = std::move(**found);
        done(std::move(verdict));
      });
}

}  // namespace ringline::server_app
