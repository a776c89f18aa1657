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

// What was signed with one of these keys; nothing where none of them signed it.
std::optional<std::string> opened(const SignedToken& token, const std::vector<Key>& keys) {
  for (const Key& each : keys) {
    if (auto text = token.open(each)) return text;
  }
  return std::nullopt;
}

constexpr const char* wrong_signature = "has a wrong signature";

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
    const auto text = opened(*read, {*secret_});
    return done(text ? check_claims(*text, rules_, now_s)
                     : Result<ProvenToken>(refused(wrong_signature)));
  }
  if (keys_ == nullptr) {
    return done(refused("is signed with a key, and this gateway knows no keys (--jwks)"));
  }
  const auto steady_now = std::chrono::steady_clock::now();
  const auto prove = [this, now_s](const std::string& claims) {
    auto proven = check_claims(claims, rules_, now_s);
    if (proven) proven->by_provider = true;
    return proven;
  };
  const auto again = [signed_token = *read, prove, done](KeySource::Outcome,
                                                         const std::vector<Key>& keys) {
    const auto text = opened(signed_token, keys);
    done(text ? prove(*text) : Result<ProvenToken>(refused(wrong_signature)));
  };
  const auto found = [this, signed_token = *read, steady_now, prove, again, done](
                         KeySource::Outcome outcome, const std::vector<Key>& keys) {
    if (outcome == KeySource::Outcome::Unavailable) {
      return done(Error{Errc::BadField, "keys",
                        "that would prove the token can't be fetched: try again in a moment"});
    }
    if (keys.empty()) {
      return done(refused(signed_token.key_id().empty()
                              ? "is signed with a key that its issuer doesn't publish"
                              : "names a key (kid) that its issuer doesn't publish"));
    }
    if (const auto text = opened(signed_token, keys)) return done(prove(*text));
    keys_->find_newer(signed_token.key_id(), signed_token.algorithm(), steady_now, again);
  };
  keys_->find(read->key_id(), read->algorithm(), steady_now, found);
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
