// Keys as an identity provider has them, made by OpenSSL, and tokens signed with them. Nothing here
// shares code with what is tested.
#pragma once

#include <openssl/evp.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

namespace ringline::test {

[[nodiscard]] std::string base64url(const std::string& bytes);

class SigningKey {
 public:
  static SigningKey rsa(unsigned bits = 2'048);
  static SigningKey ec(const char* curve = "P-256");

  // Its public half, as a member of a JWK Set; `more` is added or replaces.
  [[nodiscard]] nlohmann::json jwk(const std::string& kid,
                                   const nlohmann::json& more = nlohmann::json::object()) const;
  // Its public half as PEM: what a confused verifier would take for a secret.
  [[nodiscard]] std::string public_pem() const;
  // {"alg","kid"} and `header` over `claims`, signed by RS256 or ES256.
  [[nodiscard]] std::string sign(const std::string& kid, const nlohmann::json& claims,
                                 const nlohmann::json& header = nlohmann::json::object()) const;

 private:
  explicit SigningKey(EVP_PKEY* key) : key_(key, &EVP_PKEY_free) {}
  [[nodiscard]] std::string number(const char* name, std::size_t bytes) const;

  std::shared_ptr<EVP_PKEY> key_;
};

[[nodiscard]] nlohmann::json jwks(const std::vector<nlohmann::json>& keys);

// Header and claims as they are, signed by HMAC-SHA256.
[[nodiscard]] std::string sign_hs256(const nlohmann::json& header, const nlohmann::json& claims,
                                     const std::string& secret);

}  // namespace ringline::test
