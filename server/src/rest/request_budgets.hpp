// What a person and a tenant may ask for over REST: how often, and how much at the same time. So that
// nobody's requests take the time that others need, whoever sends them.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "ringline/exchange.hpp"
#include "transport/token_bucket.hpp"

namespace ringline::server_app {

enum class Effort : std::uint8_t { Usual, Export, Import };

struct RequestLimits {
  double person_per_second = 20;   // for long, and ten times as many at once
  double tenant_per_second = 500;  // likewise
  int person_at_once = 8;
  int tenant_at_once = 64;
  int exports_at_once = 2;  // of a tenant
  int imports_at_once = 1;  // of a tenant
};

class RequestBudgets {
 public:
  using Time = TokenBucket::Time;
  // One request under way; it is over when the last copy of this is gone. Null: refused.
  using Ticket = std::shared_ptr<void>;

  explicit RequestBudgets(const RequestLimits& limits)
      : limits_(limits), tallies_(std::make_shared<Tallies>()) {}

  struct Answer {
    Ticket ticket;
    std::string why;  // it was refused
  };
  [[nodiscard]] Answer take(const Identity& who, Effort effort, Time now);

 private:
  struct Tally {
    TokenBucket requests;
    int under_way = 0;
    int exports = 0;
    int imports = 0;
  };
  // By tenant and person; a tenant's own has no person.
  using Key = std::pair<std::string, std::string>;
  using Tallies = std::map<Key, Tally>;

  Tally& tally(const Key& key, double per_second, Time now);
  void forget_idle(Time now);

  RequestLimits limits_;
  std::shared_ptr<Tallies> tallies_;
};

}  // namespace ringline::server_app
