// The gateway's clock, as far as it can be known from here.
//
// Every time stamp that arrives is old by its way here, so `stamp - now` is too small by that much
// and the largest one seen is the best estimate. Both sides count a call from the gateway's
// `answeredAt` on this clock, so their seconds differ by the difference of two one-way delays only.
#pragma once

#include <algorithm>
#include <optional>

#include "ringline/time.hpp"

namespace ringline {

class ServerClock {
 public:
  // A stamp that the gateway made just now, at the start of a connection. A jump against what was
  // known is another gateway's clock, or ours was stopped (a laptop asleep): it begins anew.
  void observe(TimePoint now, EpochMs stamp) {
    if (stamp <= 0) return;
    const std::int64_t sample = stamp - to_ms(now);
    if (offset_ && (sample > *offset_ + jump_ms || sample < *offset_ - jump_ms)) offset_.reset();
    refine(now, stamp);
  }

  // A stamp that may be older, such as that of a call.
  void refine(TimePoint now, EpochMs stamp) {
    if (stamp <= 0) return;
    const std::int64_t sample = stamp - to_ms(now);
    offset_ = offset_ ? std::max(*offset_, sample) : sample;
  }

  // The local time of a stamp; nothing while no stamp was observed, or for a stamp of 0.
  [[nodiscard]] std::optional<TimePoint> to_local(EpochMs stamp) const {
    if (!offset_ || stamp <= 0) return std::nullopt;
    return from_ms(stamp - *offset_);
  }

  // The stamp of a local time; 0 while no stamp was observed.
  [[nodiscard]] EpochMs to_stamp(TimePoint at) const { return offset_ ? to_ms(at) + *offset_ : 0; }

  [[nodiscard]] std::optional<std::int64_t> offset() const { return offset_; }
  void set_offset(std::optional<std::int64_t> offset) { offset_ = offset; }

 private:
  static constexpr std::int64_t jump_ms = 5'000;
  std::optional<std::int64_t> offset_;
};

}  // namespace ringline
