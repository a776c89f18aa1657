// How often somebody may ring others: so many attempts a minute in all, and fewer to one and the same
// person, whatever comes of them and over however many connections. An attempt that is refused isn't
// counted.
#pragma once

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <utility>

#include "ringline/exchange.hpp"

namespace ringline {

class CallLimits {
 public:
  // So many at once, and as many again within each minute. 0: no limit.
  CallLimits(std::size_t per_caller, std::size_t per_pair)
      : callers_(per_caller), pairs_(per_pair) {}

  // False where it is one attempt too many.
  [[nodiscard]] bool take(TimePoint now, const Party& caller) { return callers_.take(now, caller); }
  [[nodiscard]] bool take(TimePoint now, const Party& caller, const Party& callee) {
    return pairs_.take(now, {caller, callee});
  }

  // A call of this pair whose row is being made, and what its client calls it. False where another
  // one is, whose name is another.
  [[nodiscard]] bool begin(const Party& caller, const Party& callee, const std::string& name);
  void end(const Party& caller, const Party& callee) { placing_.erase({caller, callee}); }

 private:
  // A leaky bucket for each key, as the time at which it will be empty again (GCRA).
  template <class Key>
  class Rate {
   public:
    explicit Rate(std::size_t per_minute) : per_minute_(static_cast<std::int64_t>(per_minute)) {}

    bool take(TimePoint now, const Key& key) {
      if (per_minute_ == 0) return true;
      if (empty_at_.size() >= tidy_at_) tidy(now);
      const Duration each{60'000 / per_minute_};
      TimePoint& empty = empty_at_.try_emplace(key, now).first->second;
      if (empty < now) empty = now;
      if (empty + each > now + each * per_minute_) return false;
      empty += each;
      return true;
    }

   private:
    // Those that are empty have nothing to be remembered for.
    void tidy(TimePoint now) {
      for (auto it = empty_at_.begin(); it != empty_at_.end();) {
        it = it->second <= now ? empty_at_.erase(it) : std::next(it);
      }
      tidy_at_ = std::max<std::size_t>(tidy_from, 2 * empty_at_.size());
    }

    static constexpr std::size_t tidy_from = 1'024;
    std::int64_t per_minute_;
    std::map<Key, TimePoint> empty_at_;
    std::size_t tidy_at_ = tidy_from;
  };

  using Pair = std::pair<Party, Party>;
  Rate<Party> callers_;
  Rate<Pair> pairs_;
  std::map<Pair, std::string> placing_;
};

}  // namespace ringline
