// The one place that speaks with the JOSE library: keys, and tokens that are signed with them
// (RFC 7515, 7517, 7518).
//
// A key says what it may verify, a token only what it would like to be verified with: an RSA key is
// never taken for a secret, and a key or an address of keys within a token (jwk, jku, x5c, x5u) is
// never looked at.
#pragma once

#include <cjose/cjose.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ringline/error.hpp"

namespace ringline::server_app {

enum class Algorithm : std::uint8_t { HS256, RS256, ES256 };

class Key {
 public:
  static Key of_secret(const std::string& secret);
  // One key of a JWK Set: RSA of at least 2048 bits, or EC on P-256. Secrets are refused here: what
  // is published isn't one.
  static Result<Key> import(const std::string& jwk_json);

  [[nodiscard]] Algorithm algorithm() const { return algorithm_; }
  [[nodiscard]] cjose_jwk_t* get() const { return key_.get(); }

 private:
  Key(cjose_jwk_t* key, Algorithm algorithm);

  std::shared_ptr<cjose_jwk_t> key_;
  Algorithm algorithm_;
};

class SignedToken {
 public:
  // Refuses what isn't a compact JWS, algorithms other than ours, and what demands extensions.
  static Result<SignedToken> read(const std::string& token);

  [[nodiscard]] Algorithm algorithm() const { return algorithm_; }
  [[nodiscard]] const std::string& key_id() const { return key_id_; }  // "" where it names none

  // What was signed; nothing where that key didn't sign it.
  [[nodiscard]] std::optional<std::string> open(const Key& key) const;

 private:
  SignedToken() = default;

  std::shared_ptr<cjose_jws_t> token_;
  Algorithm algorithm_ = Algorithm::HS256;
  std::string key_id_;
};

// A token with these claims; "" where the library fails.
[[nodiscard]] std::string sign(const std::string& claims_json, const Key& secret);

}  // namespace ringline::server_app
