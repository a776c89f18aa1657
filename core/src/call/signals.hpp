// The signals (offers, answers, candidates) of one call: numbered, so that after a resume nothing
// comes twice, nothing is missing and nothing is out of order.
//
// The sender is the only store: it keeps what it sent (bounded) until the other phone has confirmed
// it (`seen`). A gateway's acknowledgement says no more than that a socket took the signal, and that
// socket may be dead. So what isn't confirmed is sent again: after 1 s, 2 s and 4 s, and whenever the
// own link or the other side's is back. A peer that never confirms (one without Feature::Seen) is
// believed after that to have seen what the gateway acknowledged.
//
// The receiver takes exactly the next number. The description of a newer peer connection may stand
// anywhere: what was before it is of no use any more, and a page that was loaded again can't repeat it.
// A base peer sends no numbers; its signals are taken as they come.
//
// A number is used once in a call. After another device has taken the place of the one that rang, the
// numbers go on, so that a late word about an earlier signal is never taken for one about a later.
#pragma once

#include <algorithm>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "ringline/limits.hpp"
#include "ringline/messages.hpp"
#include "ringline/time.hpp"

namespace ringline {

class Signals {
 public:
  enum class Delivery : std::uint8_t {
    Waiting,  // for the gateway's word, or for a connection
    Refused,  // the gateway couldn't pass it on
    Passed,   // a socket of the other side took it
  };
  struct Sent {
    Signal signal;
    Delivery delivery = Delivery::Waiting;
  };
  // What the other phone can: drop what comes twice, and say what it has seen.
  struct Peer {
    bool numbers = false;
    bool confirms = false;
  };

  enum class Arrival : std::uint8_t { Next, Repeated, Gap };

  // Numbers and keeps a signal. The oldest is dropped over the limit: it belongs to a peer
  // connection that was given up long ago.
  const Signal& add(Signal signal, TimePoint now) {
    if (sent_.size() == limit::signals_kept) sent_.pop_front();
    signal.seq = ++last_sent_;
    sent_.push_back({std::move(signal), Delivery::Waiting});
    if (!repeat_at_) wait_anew(now);
    return sent_.back().signal;
  }

  // Another device took the place of the one that these were meant for.
  void begin_anew() {
    const std::int64_t last = last_sent_;
    *this = Signals{};
    last_sent_ = confirmed_ = last;
  }

  // What the gateway says of one, which may be gone already.
  void note(std::int64_t seq, Delivery delivery, TimePoint now) {
    for (Sent& each : sent_) {
      if (each.signal.seq == seq) each.delivery = delivery;
    }
    if (delivery == Delivery::Refused && !repeat_at_) repeat_at_ = now + first_repeat;
  }

  // The other phone has processed them up to here.
  void confirm(std::int64_t seen) {
    ever_confirmed_ = true;
    if (seen > confirmed_) tries_ = 0;
    confirmed_ = std::clamp(seen, confirmed_, last_sent_);
    if (confirmed_ == last_sent_) repeat_at_.reset();
  }
  [[nodiscard]] bool are_confirmed() const { return confirmed_ == last_sent_; }
  // The other phone has all that this one has said of its last peer connection, and that was something.
  [[nodiscard]] bool are_taken(std::int64_t generation) const {
    return !sent_.empty() && sent_.back().signal.generation == generation && are_confirmed();
  }
  // It has seen no more than that, whatever was confirmed before.
  void fall_back_to(std::int64_t seen) { confirmed_ = std::min(seen, last_sent_); }

  // Whether the other phone may lack it, and it can be said again.
  [[nodiscard]] bool is_open(const Sent& sent, Peer peer) const {
    if (sent.signal.seq <= confirmed_) return false;
    switch (sent.delivery) {
      case Delivery::Waiting:
        return peer.numbers;
      case Delivery::Refused:
        return true;
      case Delivery::Passed:
        return peer.numbers && peer.confirms && tries_ < repeats;
    }
    return false;
  }

  // When what is open is said again.
  [[nodiscard]] std::optional<TimePoint> repeat_at() const { return repeat_at_; }
  // A link is back, or there is something new: the time begins anew.
  void wait_anew(TimePoint now) {
    repeat_at_ = now + first_repeat;
    if (ever_confirmed_) tries_ = 0;
  }
  // The other phone is known to be there: what it hasn't confirmed is said again at once.
  void hurry(TimePoint now) {
    if (are_confirmed()) return;
    tries_ = 0;
    repeat_at_ = now;
  }
  // What was open has been said again.
  void note_repeat(TimePoint now, Peer peer) {
    ++tries_;
    repeat_at_.reset();
    const bool more = std::any_of(sent_.begin(), sent_.end(),
                                  [&](const Sent& each) { return is_open(each, peer); });
    if (more) repeat_at_ = now + first_repeat * (1 << std::min(tries_, 2));
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

  // When the other side must at the latest be told what has been seen.
  std::optional<TimePoint> seen_due;

  // As they stood on the page before, which had peer connections up to that generation.
  void go_on_from(std::int64_t last_sent, std::int64_t seen, std::int64_t generation) {
    last_sent_ = confirmed_ = last_sent;
    seen_ = seen;
    generation_ = generation;
  }

 private:
  static constexpr int repeats = 3;
  static constexpr Duration first_repeat{1'000};

  std::list<Sent> sent_;
  std::int64_t last_sent_ = 0;
  std::int64_t confirmed_ = 0;
  bool ever_confirmed_ = false;
  int tries_ = 0;  // repeats in vain; where nothing was ever confirmed they aren't begun anew
  std::optional<TimePoint> repeat_at_;
  std::int64_t seen_ = 0;
  std::int64_t generation_ = 0;  // the newest that anything came of
};

}  // namespace ringline
