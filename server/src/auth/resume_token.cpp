#include "auth/resume_token.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>
#include <charconv>
#include <stdexcept>
#include <vector>

namespace ringline::server_app {
namespace {

std::string hex(const unsigned char* bytes, std::size_t count) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text += digits[bytes[i] >> 4U];
    text += digits[bytes[i] & 15U];
  }
  return text;
}

}  // namespace

std::string random_hex(std::size_t bytes) {
  std::vector<unsigned char> random(bytes);
  if (RAND_bytes(random.data(), static_cast<int>(bytes)) != 1) {
    throw std::runtime_error("the system has no randomness to give");
  }
  return hex(random.data(), bytes);
}

std::string ResumeTokens::mac(const std::string& text, const Identity& who) const {
  // A separator that no id can hold, so that two identities never read alike.
  const std::string whole = text + '\n' + who.tenant_id + '\n' + std::string(to_string(who.role)) +
                            '\n' + who.user_id + '\n' + who.contact_id;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()),
       reinterpret_cast<const unsigned char*>(whole.data()), whole.size(), digest.data(), &size);
  return hex(digest.data(), size);
}

std::string ResumeTokens::issue(const std::string& session_id, const Identity& who,
                                std::int64_t expires_at_s) const {
  const std::string text = session_id + "." + std::to_string(expires_at_s);
  return text + "." + mac(text, who);
}

std::optional<std::string> ResumeTokens::verify(const std::string& token, const Identity& who,
                                                std::int64_t now_s) const {
  const std::size_t last = token.rfind('.');
  const std::size_t first = token.find('.');
  if (last == std::string::npos || first == last) return std::nullopt;
  const std::string text = token.substr(0, last);
  const std::string expected = mac(text, who);
  const std::string given = token.substr(last + 1);
  if (given.size() != expected.size() ||
      CRYPTO_memcmp(given.data(), expected.data(), given.size()) != 0) {
    return std::nullopt;
  }
  std::int64_t expires_at_s = 0;
  const char* begin = text.data() + first + 1;
  const auto read = std::from_chars(begin, text.data() + text.size(), expires_at_s);
  if (read.ec != std::errc{} || expires_at_s <= now_s) return std::nullopt;
  return text.substr(0, first);
}

}  // namespace ringline::server_app
