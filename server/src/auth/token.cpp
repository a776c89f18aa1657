#include "auth/token.hpp"

#include <algorithm>
#include <utility>

namespace ringline::server_app {
namespace {

using nlohmann::json;

Error refused(std::string message) { return {Errc::BadField, "token", std::move(message)}; }

// A NumericDate may have a fraction, and be of any size; its milliseconds are kept within what
// JavaScript counts exactly.
std::optional<std::int64_t> date(const json& claims, const char* name) {
  constexpr double most = 9e12;
  const auto found = claims.find(name);
  if (found == claims.end() || !found->is_number()) return std::nullopt;
  return static_cast<std::int64_t>(std::clamp(found->get<double>(), -most, most));
}

// "aud" is one text or a list of them.
bool is_for(const json& claims, const std::vector<std::string>& audiences) {
  const auto found = claims.find("aud");
  if (found == claims.end()) return false;
  const auto is_ours = [&](const json& each) {
    return each.is_string() && std::find(audiences.begin(), audiences.end(),
                                         each.get_ref<const std::string&>()) != audiences.end();
  };
  return found->is_array() ? std::any_of(found->begin(), found->end(), is_ours) : is_ours(*found);
}

Result<ProvenToken> opened(const SignedToken& token, const Key& key, const TokenRules& rules,
                           std::int64_t now_s) {
  const auto text = token.open(key);
  if (!text) return refused("has a wrong signature");
  return check_claims(*text, rules, now_s);
}

}  // namespace

Result<ProvenToken> check_claims(const std::string& claims_json, const TokenRules& rules,
                                 std::int64_t now_s) {
  ProvenToken token;
  token.claims = json::parse(claims_json, nullptr, false);
  const json& claims = token.claims;
  if (!claims.is_object()) return refused("must hold an object of claims");
  const auto expires = date(claims, "exp");
  if (!expires) return refused("has no exp: a token must run out");
  if (*expires + leeway_s <= now_s) {
    return Error{Errc::Forbidden, "token.exp", "has run out: get a new one"};
  }
  for (const char* name : {"nbf", "iat"}) {
    const auto from = date(claims, name);
    if (!from && claims.contains(name)) {
      return refused("has no date in " + std::string(name) + ": it must be seconds since 1970");
    }
    if (from && *from > now_s + leeway_s) {
      return refused("isn't valid yet (" + std::string(name) + "): compare the clocks");
    }
  }
  const auto issuer = claims.find("iss");
  if (!rules.issuer.empty() && (issuer == claims.end() || *issuer != json(rules.issuer))) {
    return refused("comes from another issuer (iss) than --jwt-issuer names");
  }
  if (!rules.audiences.empty() && !is_for(claims, rules.audiences)) {
    return refused("is for another audience (aud) than --jwt-audience names");
  }
  const auto party = claims.find("azp");
  const auto& parties = rules.authorized_parties;
  if (!parties.empty() &&
      (party == claims.end() || !party->is_string() ||
       std::find(parties.begin(), parties.end(), party->get<std::string>()) == parties.end())) {
    return refused("was given to another app (azp) than --jwt-authorized-party names");
  }
  token.expires_at_s = *expires;
  return token;
}

TokenVerifier::TokenVerifier(const std::string& secret, TokenRules rules, KeySource* keys)
    : secret_(secret.empty() ? std::nullopt : std::optional(Key::of_secret(secret))),
      rules_(std::move(rules)),
      keys_(keys) {}

void TokenVerifier::verify(const std::string& token, std::int64_t now_s, Done done) const {
  auto read = SignedToken::read(token);
  if (!read) return done(read.error);
  if (read->algorithm() == Algorithm::HS256) {
    if (!secret_) return done(refused("is signed with a secret, and this gateway has none"));
    return done(opened(*read, *secret_, rules_, now_s));
  }
  if (keys_ == nullptr) {
    return done(refused("is signed with a key, and this gateway knows no keys (--jwks)"));
  }
  const auto found = [this, signed_token = *read, now_s, done = std::move(done)](
                         KeySource::Outcome outcome, const std::optional<Key>& key) {
    if (outcome == KeySource::Outcome::Unavailable) {
      return done(Error{Errc::BadField, "keys",
                        "that would prove the token can't be fetched: try again in a moment"});
    }
    if (!key) return done(refused("names a key (kid) that its issuer doesn't publish"));
    auto proven = opened(signed_token, *key, rules_, now_s);
    if (proven) proven->by_provider = true;
    done(std::move(proven));
  };
  keys_->find(read->key_id(), read->algorithm(), std::chrono::steady_clock::now(), found);
}

std::string issue_token(const Claims& claims, const std::string& secret, std::int64_t now_s) {
  json body{{"sub", claims.user_id},
            {"tenantId", claims.tenant_id},
            {"role", std::string(to_string(claims.role))},
            {"iat", now_s},
            {"exp", claims.expires_at_s}};
  if (!claims.contact_id.empty()) body["contactId"] = claims.contact_id;
  return sign(body.dump(-1, ' ', false, json::error_handler_t::replace), Key::of_secret(secret));
}

}  // namespace ringline::server_app
