#include "server/signing_keys.hpp"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <stdexcept>
#include <vector>

namespace ringline::test {
namespace {

using nlohmann::json;

const unsigned char* bytes_of(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string text_of(const std::vector<unsigned char>& bytes) {
  return {bytes.begin(), bytes.end()};
}

std::string number_bytes(const BIGNUM* number, std::size_t bytes) {
  std::vector<unsigned char> padded(
      std::max(bytes, static_cast<std::size_t>(BN_num_bytes(number))));
  BN_bn2binpad(number, padded.data(), static_cast<int>(padded.size()));
  return text_of(padded);
}

// ECDSA as JOSE has it: r and s, 32 bytes each (RFC 7518, section 3.4).
std::string raw_signature(const std::vector<unsigned char>& der) {
  const unsigned char* at = der.data();
  const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> signature(
      d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())), &ECDSA_SIG_free);
  return number_bytes(ECDSA_SIG_get0_r(signature.get()), 32) +
         number_bytes(ECDSA_SIG_get0_s(signature.get()), 32);
}

}  // namespace

std::string base64url(const std::string& bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes_of(bytes),
                                   static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  while (!text.empty() && text.back() == '=') text.pop_back();
  for (char& c : text) {
    if (c == '+') c = '-';
    if (c == '/') c = '_';
  }
  return text;
}

SigningKey SigningKey::rsa(unsigned bits) {
  return SigningKey(EVP_RSA_gen(static_cast<std::size_t>(bits)));
}

SigningKey SigningKey::ec(const char* curve) { return SigningKey(EVP_EC_gen(curve)); }

std::string SigningKey::number(const char* name, std::size_t bytes) const {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key_.get(), name, &number) != 1) throw std::runtime_error(name);
  const std::string text = number_bytes(number, bytes);
  BN_free(number);
  return base64url(text);
}

json SigningKey::jwk(const std::string& kid, const json& more) const {
  json key{{"use", "sig"}};
  if (!kid.empty()) key["kid"] = kid;
  if (EVP_PKEY_get_base_id(key_.get()) == EVP_PKEY_RSA) {
    key["kty"] = "RSA";
    key["n"] = number(OSSL_PKEY_PARAM_RSA_N, 0);
    key["e"] = number(OSSL_PKEY_PARAM_RSA_E, 0);
  } else {
    const int bits = EVP_PKEY_get_bits(key_.get());
    const auto bytes = static_cast<std::size_t>((bits + 7) / 8);
    key["kty"] = "EC";
    key["crv"] = "P-" + std::to_string(bits);
    key["x"] = number(OSSL_PKEY_PARAM_EC_PUB_X, bytes);
    key["y"] = number(OSSL_PKEY_PARAM_EC_PUB_Y, bytes);
  }
  key.update(more);
  return key;
}

std::string SigningKey::public_pem() const {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_PUBKEY(bio.get(), key_.get());
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string SigningKey::sign(const std::string& kid, const json& claims, const json& header) const {
  const bool rsa = EVP_PKEY_get_base_id(key_.get()) == EVP_PKEY_RSA;
  json head{{"alg", rsa ? "RS256" : "ES256"}, {"typ", "JWT"}};
  if (!kid.empty()) head["kid"] = kid;
  head.update(header);
  const std::string text = base64url(head.dump()) + "." + base64url(claims.dump());
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  std::size_t size = 0;
  std::vector<unsigned char> signature(1'024);
  size = signature.size();
  if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) != 1 ||
      EVP_DigestSign(context.get(), signature.data(), &size, bytes_of(text), text.size()) != 1) {
    throw std::runtime_error("OpenSSL can't sign");
  }
  signature.resize(size);
  return text + "." + base64url(rsa ? text_of(signature) : raw_signature(signature));
}

json jwks(const std::vector<json>& keys) { return {{"keys", keys}}; }

std::string sign_hs256(const json& header, const json& claims, const std::string& secret) {
  const std::string text = base64url(header.dump()) + "." + base64url(claims.dump());
  std::vector<unsigned char> digest(EVP_MAX_MD_SIZE);
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), bytes_of(text), text.size(),
       digest.data(), &size);
  digest.resize(size);
  return text + "." + base64url(text_of(digest));
}

}  // namespace ringline::test
