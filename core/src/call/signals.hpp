// The signals (offers, answers, candidates) of one call: numbered, so that after a resume nothing
// comes twice, nothing is missing and nothing is out of order.
//
// The sender is the only store: it keeps what it sent (bounded), repeats what was never
// acknowledged when its own link is back, and what follows `seen` when the other's is. The receiver
// takes exactly the next number. A base peer sends no numbers; its signals are taken as they come.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ringline/limits.hpp"
#include "ringline/messages.hpp"

namespace ringline {

class Signals {
 public:
  struct Sent {
    Signal signal;
    bool acknowledged = false;
  };

  enum class Arrival : std::uint8_t { Next, Repeated, Gap };

  // Numbers and keeps a signal. The oldest is dropped over the limit: it belongs to a peer
  // connection that was given up long ago.
  const Signal& add(Signal signal) {
    if (sent_.size() == limit::signals_kept) sent_.erase(sent_.begin());
    signal.seq = ++last_sent_;
    sent_.push_back({std::move(signal), false});
    return sent_.back().signal;
  }

  // Another device took the place of the one that these were meant for: both sides count anew.
  void begin_anew() { *this = Signals{}; }

  void acknowledge(std::int64_t seq) {
    for (Sent& each : sent_) {
      if (each.signal.seq == seq) each.acknowledged = true;
    }
  }

  [[nodiscard]] std::vector<Sent>& sent() { return sent_; }

  Arrival arrive(std::int64_t seq) {
    if (seq == 0) return Arrival::Next;
    if (seq <= seen_) return Arrival::Repeated;
    if (seq > seen_ + 1) return Arrival::Gap;
    seen_ = seq;
    return Arrival::Next;
  }

  [[nodiscard]] std::int64_t seen() const { return seen_; }

 private:
  std::vector<Sent> sent_;
  std::int64_t last_sent_ = 0;
  std::int64_t seen_ = 0;
};

}  // namespace ringline
