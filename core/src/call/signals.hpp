// The signals (offers, answers, candidates) of one call: numbered, so that after a resume nothing
// comes twice, nothing is missing and nothing is out of order.
//
// The sender is the only store: it keeps what it sent (bounded), repeats what was never
// acknowledged when its own link is back, and what follows `seen` when the other's is. The receiver
// takes exactly the next number, but that the description of a newer peer connection may stand
// anywhere: what was before it is of no use any more, and a page that was loaded again can't repeat it.
// A base peer sends no numbers; its signals are taken as they come.
#pragma once

#include <algorithm>
#include <cstdint>
#include <list>
#include <string>
#include <variant>

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
    if (sent_.size() == limit::signals_kept) sent_.pop_front();
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

  [[nodiscard]] const std::list<Sent>& sent() const { return sent_; }

  Arrival arrive(const Signal& signal) {
    if (signal.seq == 0) return Arrival::Next;
    if (signal.seq <= seen_) return Arrival::Repeated;
    const bool begins =
        std::holds_alternative<Description>(signal.body) && signal.generation > generation_;
    if (signal.seq > seen_ + 1 && !begins) return Arrival::Gap;
    seen_ = signal.seq;
    generation_ = std::max(generation_, signal.generation);
    return Arrival::Next;
  }

  [[nodiscard]] std::int64_t seen() const { return seen_; }
  [[nodiscard]] std::int64_t last_sent() const { return last_sent_; }

  // As they stood on the page before, which had peer connections up to that generation.
  void go_on_from(std::int64_t last_sent, std::int64_t seen, std::int64_t generation) {
    last_sent_ = last_sent;
    seen_ = seen;
    generation_ = generation;
  }

 private:
  std::list<Sent> sent_;
  std::int64_t last_sent_ = 0;
  std::int64_t seen_ = 0;
  std::int64_t generation_ = 0;  // the newest that anything came of
};

}  // namespace ringline
