// Time-limited credentials for a relay, by the convention that coturn calls the TURN REST API:
//
//   username    <unix time of expiry>:<tenant>:<user>
//   credential  base64(HMAC-SHA1(secret, username))
//
// The relay can check them without asking anybody. Its quotas count by what follows the time, so
// that is a person and nothing more: which call they were for stands in the gateway's log.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "ringline/exchange.hpp"
#include "transport/token_bucket.hpp"
#include "turn/turn_options.hpp"

namespace ringline::server_app {

// On the account of one person, for all devices, calls and reconnects together: far more than anybody
// needs, and too few to make a stock of. What is given a second time isn't counted.
inline constexpr double relay_grants_at_once = 60;
inline constexpr double relay_grants_per_second = 0.5;

// What isn't a letter, a digit or one of -_.@| becomes '_': coturn refuses names with blanks, quotes
// and backslashes, and a colon would look like the next part.
[[nodiscard]] std::string relay_username(const exchange_output::GrantRelay& whom,
                                         std::int64_t expires_at_s);
[[nodiscard]] std::string relay_credential(const std::string& secret, const std::string& username);

class RelayCredentials {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // While a call rings its credentials last for `ringing`, and then as the options say.
  RelayCredentials(const TurnOptions& options, std::chrono::seconds ringing)
      : options_(options), ringing_(ringing) {}

  // Those that the person has for this purpose, as long as they are nearly as good as new. Nothing
  // where too many were asked for on the account that these go on.
  [[nodiscard]] std::optional<server::Relay> grant(const exchange_output::GrantRelay& whom,
                                                   std::int64_t now_s, Time now);

 private:
  struct Account {
    TokenBucket grants;
    std::int64_t ringing_until_s = 0;  // what was given last: until when it is good
    std::int64_t lasting_until_s = 0;
  };
  using Key = std::pair<std::string, std::string>;  // tenant and user

  Account& account(const Key& key, Time now);
  void forget_idle(std::int64_t now_s, Time now);

  const TurnOptions& options_;
  std::chrono::seconds ringing_;
  std::map<Key, Account> accounts_;
};

}  // namespace ringline::server_app
