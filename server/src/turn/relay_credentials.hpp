// Time-limited credentials for a relay, by the convention that coturn calls the TURN REST API:
//
//   username    <unix time of expiry>:<tenant>:<user>:<call>
//   credential  base64(HMAC-SHA1(secret, username))
//
// The relay can check them without asking anybody; its log says by the name whose traffic it was,
// and its quota counts by what follows the time.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "ringline/exchange.hpp"
#include "transport/token_bucket.hpp"
#include "turn/turn_options.hpp"

namespace ringline::server_app {

// One person's devices, calls and reconnects together: far more than anybody needs, and too few to
// make a stock of.
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

  explicit RelayCredentials(const TurnOptions& options) : options_(options) {}

  // Nothing where this person has asked for too many.
  [[nodiscard]] std::optional<server::Relay> grant(const exchange_output::GrantRelay& whom,
                                                   std::int64_t now_s, Time now);

 private:
  void forget_idle(Time now);

  const TurnOptions& options_;
  std::map<std::pair<std::string, std::string>, TokenBucket> buckets_;  // by tenant and user
};

}  // namespace ringline::server_app
