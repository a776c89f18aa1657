#include "auth/jose.hpp"

#include <algorithm>

#include "ringline/limits.hpp"

namespace ringline::server_app {
namespace {

constexpr std::size_t key_id_bytes = 256;
constexpr std::size_t shortest_rsa_bits = 2'048;  // RFC 7518, section 3.3

struct Named {
  const char* name;
  Algorithm algorithm;
};
constexpr Named algorithms[] = {
    {"HS256", Algorithm::HS256}, {"RS256", Algorithm::RS256}, {"ES256", Algorithm::ES256}};

Error refused(std::string message) { return {Errc::BadField, "token", std::move(message)}; }

const std::uint8_t* bytes_of(const std::string& text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

}  // namespace

Key::Key(cjose_jwk_t* key, Algorithm algorithm)
    : key_(key, [](cjose_jwk_t* released) { cjose_jwk_release(released); }),
      algorithm_(algorithm) {}

Key Key::of_secret(const std::string& secret) {
  cjose_err error;
  return {cjose_jwk_create_oct_spec(bytes_of(secret), secret.size(), &error), Algorithm::HS256};
}

Result<Key> Key::import(const std::string& jwk_json) {
  cjose_err error;
  cjose_jwk_t* imported = cjose_jwk_import(jwk_json.data(), jwk_json.size(), &error);
  if (imported == nullptr) return Error{Errc::BadField, "key", "isn't readable"};
  Key key(imported, Algorithm::RS256);
  switch (cjose_jwk_get_kty(imported, &error)) {
    case CJOSE_JWK_KTY_RSA:
      if (cjose_jwk_get_keysize(imported, &error) < shortest_rsa_bits) {
        return Error{Errc::BadField, "key", "is RSA of fewer than 2048 bits"};
      }
      return key;
    case CJOSE_JWK_KTY_EC:
      if (cjose_jwk_EC_get_curve(imported, &error) != CJOSE_JWK_EC_P_256) {
        return Error{Errc::BadField, "key", "is on another curve than P-256"};
      }
      key.algorithm_ = Algorithm::ES256;
      return key;
    default:
      return Error{Errc::BadField, "key", "is neither RSA nor EC"};
  }
}

Result<SignedToken> SignedToken::read(const std::string& token) {
  if (token.size() > limit::token_bytes) {
    return refused("is longer than " + std::to_string(limit::token_bytes) + " bytes");
  }
  cjose_err error;
  SignedToken result;
  cjose_jws_t* imported = cjose_jws_import(token.data(), token.size(), &error);
  if (imported == nullptr) return refused("is no signed JSON Web Token");
  result.token_ = {imported, [](cjose_jws_t* released) { cjose_jws_release(released); }};

  cjose_header_t* header = cjose_jws_get_protected(imported);
  const char* name = header == nullptr ? nullptr : cjose_header_get(header, CJOSE_HDR_ALG, &error);
  const auto* known = std::find_if(
      std::begin(algorithms), std::end(algorithms),
      [name](const Named& each) { return name != nullptr && std::string_view(name) == each.name; });
  if (known == std::end(algorithms)) {
    return refused("must be signed by HS256, RS256 or ES256");
  }
  result.algorithm_ = known->algorithm;
  // Whoever writes "crit" wants what it names to be understood (RFC 7515, section 4.1.11).
  char* critical = cjose_header_get_raw(header, "crit", &error);
  if (critical != nullptr) {
    cjose_get_dealloc()(critical);
    return refused("demands extensions (crit) that aren't known here");
  }
  const char* key_id = cjose_header_get(header, CJOSE_HDR_KID, &error);
  if (key_id != nullptr) result.key_id_ = key_id;
  if (result.key_id_.size() > key_id_bytes) {
    return refused("has a kid longer than " + std::to_string(key_id_bytes) + " bytes");
  }
  return result;
}

std::optional<std::string> SignedToken::open(const Key& key) const {
  if (key.get() == nullptr || key.algorithm() != algorithm_) return std::nullopt;
  cjose_err error;
  if (!cjose_jws_verify(token_.get(), key.get(), &error)) return std::nullopt;
  std::uint8_t* text = nullptr;
  std::size_t size = 0;
  if (!cjose_jws_get_plaintext(token_.get(), &text, &size, &error)) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(text), size);
}

std::string sign(const std::string& claims_json, const Key& secret) {
  cjose_err error;
  const std::unique_ptr<cjose_header_t, decltype(&cjose_header_release)> header(
      cjose_header_new(&error), &cjose_header_release);
  cjose_header_set(header.get(), CJOSE_HDR_ALG, "HS256", &error);
  const std::unique_ptr<cjose_jws_t, decltype(&cjose_jws_release)> jws(
      cjose_jws_sign(secret.get(), header.get(), bytes_of(claims_json), claims_json.size(), &error),
      &cjose_jws_release);
  const char* token = nullptr;
  if (!jws || !cjose_jws_export(jws.get(), &token, &error)) return {};
  return token;
}

}  // namespace ringline::server_app
