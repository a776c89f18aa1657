#include "turn/relay_credentials.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

namespace ringline::server_app {
namespace {

// Those who have been quiet long enough have their full allowance, and nothing to be remembered for.
constexpr std::size_t tidy_beyond = 10'000;
// Given again while less than this part of their life is over.
constexpr std::int64_t still_new = 10;

bool is_plain(char c) {
  const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return is_letter || (c >= '0' && c <= '9') ||
         std::string_view("-_.@|").find(c) != std::string_view::npos;
}

std::string plain(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return !is_plain(c); }, '_');
  return text;
}

}  // namespace

std::string relay_username(const exchange_output::GrantRelay& whom, std::int64_t expires_at_s) {
  return std::to_string(expires_at_s) + ":" + plain(whom.tenant_id) + ":" + plain(whom.user_id);
}

std::string relay_credential(const std::string& secret, const std::string& username) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  const auto* text = reinterpret_cast<const unsigned char*>(username.data());
  if (HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), text, username.size(),
           digest.data(), &size) == nullptr) {
    throw std::runtime_error("OpenSSL has no HMAC-SHA1, which TURN credentials are made with");
  }
  std::string base64(4 * ((size + 2) / 3) + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(base64.data()), digest.data(),
                                     static_cast<int>(size));
  base64.resize(static_cast<std::size_t>(length));
  return base64;
}

std::optional<server::Relay> RelayCredentials::grant(const exchange_output::GrantRelay& whom,
                                                     std::int64_t now_s, Time now) {
  if (accounts_.size() > tidy_beyond) forget_idle(now_s, now);
  Account& own = account({whom.tenant_id, whom.user_id}, now);
  const std::int64_t life_s = (whom.rings ? ringing_ : options_.ttl).count();
  std::int64_t& until_s = whom.rings ? own.ringing_until_s : own.lasting_until_s;
  if (until_s - now_s < life_s - life_s / still_new) {
    const std::string& charged = whom.charged_user.empty() ? whom.user_id : whom.charged_user;
    if (!account({whom.tenant_id, charged}, now).grants.take(now)) return std::nullopt;
    until_s = now_s + life_s;
  }
  server::Relay relay;
  relay.call_id = whom.call_id;
  relay.expires_at = until_s * 1'000;
  const std::string username = relay_username(whom, until_s);
  relay.ice_servers.push_back(
      {options_.urls, username, relay_credential(options_.secret, username)});
  return relay;
}

RelayCredentials::Account& RelayCredentials::account(const Key& key, Time now) {
  return accounts_
      .try_emplace(key, Account{TokenBucket(relay_grants_at_once, relay_grants_per_second, now)})
      .first->second;
}

void RelayCredentials::forget_idle(std::int64_t now_s, Time now) {
  for (auto each = accounts_.begin(); each != accounts_.end();) {
    Account& account = each->second;
    const bool gives_nothing = std::max(account.ringing_until_s, account.lasting_until_s) < now_s;
    each = gives_nothing && account.grants.is_full(now) ? accounts_.erase(each) : std::next(each);
  }
}

}  // namespace ringline::server_app
