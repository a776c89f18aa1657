// How many sessions an address may open, by the second.
#pragma once

#include <map>
#include <string>

#include "transport/token_bucket.hpp"

namespace ringline::server_app {

class HandshakeLimiter {
 public:
  HandshakeLimiter(double at_once, double per_second)
      : at_once_(at_once), per_second_(per_second) {}

  [[nodiscard]] bool take(const std::string& address, TokenBucket::Time now) {
    if (buckets_.size() >= most_addresses) forget_idle(now);
    return buckets_.try_emplace(address, at_once_, per_second_, now).first->second.take(now);
  }

  [[nodiscard]] std::size_t addresses() const { return buckets_.size(); }

  static constexpr std::size_t most_addresses = 100'000;

 private:
  // A full bucket knows no more than none.
  void forget_idle(TokenBucket::Time now) {
    for (auto each = buckets_.begin(); each != buckets_.end();) {
      each = each->second.is_full(now) ? buckets_.erase(each) : std::next(each);
    }
    // More addresses than that within seconds are one attacker's: their past is worth nothing.
    if (buckets_.size() >= most_addresses) buckets_.clear();
  }

  double at_once_;
  double per_second_;
  std::map<std::string, TokenBucket> buckets_;
};

}  // namespace ringline::server_app
