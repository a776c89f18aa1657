// How a call goes, from samples of its peer connection: figures, a level, and warnings.
//
// A sample covers the time since the one before. What is bad must stay so for a while before it is
// said, and good for a while before it is unsaid, by the table in quality.cpp; between bad and good
// lies a band in which nothing changes. A host that samples rarely (a page in the background) has
// samples that cover more.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "ringline/phone.hpp"
#include "ringline/time.hpp"

namespace ringline {

// What the Phone knows that no sample says.
struct QualityContext {
  bool muted = false;         // on this side
  bool expects_audio = true;  // the other side sends: it isn't on hold
  bool sends_audio = false;   // the microphone is attached to this peer connection
};

class QualityMonitor {
 public:
  // A sample of another generation than the last begins anew.
  void take(TimePoint now, const input::PeerQuality& sample, const QualityContext& context);
  // The path is lost, or the call is over: what was measured says nothing any more.
  void reset() { *this = QualityMonitor(); }

  [[nodiscard]] const std::optional<CallQuality>& quality() const { return quality_; }
  // All that hold. Loss and a muted track can't be told while nothing at all arrives.
  [[nodiscard]] Warnings warnings(bool muted) const;

 private:
  // The loss is that of the last seconds: one packet of a single second would be two percent.
  static constexpr std::size_t window = 5;
  static constexpr std::size_t warnings_measured = 8;  // the first of the enumeration
  struct Counters {
    std::int64_t received = 0;
    std::int64_t lost = 0;
  };
  // How long it has been bad, or good.
  struct Hysteresis {
    bool on = false;
    Duration bad{0};
    Duration good{0};
  };

  void measure(const input::PeerQuality& sample, const QualityContext& context, Duration covers);

  std::optional<TimePoint> last_at_;
  std::int64_t generation_ = 0;
  Counters last_;
  Counters recent_[window];  // of the last intervals, round
  std::size_t next_ = 0;
  std::optional<CallQuality> quality_;
  QualityLevel wished_ =
      QualityLevel::Good;  // what the figures say; shown when they keep saying it
  Duration wished_for_{0};
  Hysteresis states_[warnings_measured];
};

}  // namespace ringline
