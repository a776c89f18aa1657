#include "call/quality.hpp"

#include <algorithm>
#include <iterator>

#include "call/e_model.hpp"

namespace ringline {
namespace {

// What one sample says: nothing of the kind can be (the warning ends at once), good, neither, bad.
enum class Sign : std::uint8_t { Off, Good, Between, Bad };

struct Facts {
  const input::PeerQuality& sample;
  const QualityContext& context;
  std::int64_t received;  // in the time that the sample covers
  std::int64_t loss_permille;
};

Sign above(std::int64_t value, std::int64_t good, std::int64_t bad) {
  if (value > bad) return Sign::Bad;
  return value <= good ? Sign::Good : Sign::Between;
}
Sign when(bool bad) { return bad ? Sign::Bad : Sign::Good; }

Sign round_trip(const Facts& facts) {
  return facts.sample.rtt_ms ? above(*facts.sample.rtt_ms, 300, 400) : Sign::Between;
}
Sign jitter(const Facts& facts) { return above(facts.sample.jitter_ms, 20, 30); }
// Where nothing arrives at all, that is the warning.
Sign loss(const Facts& facts) {
  return facts.received > 0 ? above(facts.loss_permille, 20, 50) : Sign::Between;
}

Sign no_incoming(const Facts& facts) {
  return facts.context.expects_audio ? when(facts.received <= 0) : Sign::Off;
}
Sign remote_track_muted(const Facts& facts) {
  if (!facts.context.expects_audio) return Sign::Off;
  return facts.received > 0 ? when(facts.sample.remote_muted) : Sign::Between;
}

// Digital silence, which no microphone that works gives for long.
constexpr std::int64_t silent_level = 127;
Sign microphone_silent(const Facts& facts) {
  const auto& level = facts.sample.microphone_level;
  if (facts.context.muted || !facts.context.sends_audio || facts.sample.microphone_muted) {
    return Sign::Off;
  }
  return level ? when(*level >= silent_level) : Sign::Between;
}
Sign microphone_muted(const Facts& facts) {
  return facts.context.sends_audio ? when(facts.sample.microphone_muted) : Sign::Off;
}

// A voice near its microphone has -20 to -35 dBov, a quiet room less than -55.
Sign talking_muted(const Facts& facts) {
  if (!facts.context.muted) return Sign::Off;
  const auto& level = facts.sample.microphone_level;
  if (!level || *level > 55) return Sign::Good;
  return *level <= 42 ? Sign::Bad : Sign::Between;
}

struct Row {
  Warning warning;
  Sign (*judge)(const Facts&);
  Duration raise_after;
  Duration clear_after;
};
constexpr Row rows[] = {
    {Warning::HighRoundTrip, round_trip, Duration{3'000}, Duration{5'000}},
    {Warning::HighJitter, jitter, Duration{3'000}, Duration{5'000}},
    {Warning::PacketLoss, loss, Duration{3'000}, Duration{5'000}},
    {Warning::NoIncomingAudio, no_incoming, Duration{4'000}, Duration{1'000}},
    {Warning::RemoteTrackMuted, remote_track_muted, Duration{3'000}, Duration{1'000}},
    {Warning::MicrophoneSilent, microphone_silent, Duration{6'000}, Duration{1'000}},
    {Warning::MicrophoneMuted, microphone_muted, Duration{2'000}, Duration{1'000}},
    {Warning::TalkingWhileMuted, talking_muted, Duration{2'000}, Duration{3'000}},
};
// A timer that is a little early doesn't cost a sample more.
constexpr Duration slack{250};

// From an R of 80 on users are satisfied; from 60 on many are not; below, nearly all (G.107, B.1).
struct LevelRow {
  std::int64_t least_rating;
  QualityLevel level;
};
constexpr LevelRow levels[] = {
    {8'000, QualityLevel::Good}, {6'000, QualityLevel::Fair}, {0, QualityLevel::Poor}};
constexpr Duration worse_after{3'000};
constexpr Duration better_after{5'000};

}  // namespace

void QualityMonitor::take(TimePoint now, const input::PeerQuality& sample,
                          const QualityContext& context) {
  const Counters counted{sample.packets_received, sample.packets_lost};
  if (!last_at_ || generation_ != sample.generation) {
    std::fill(std::begin(recent_), std::end(recent_), Counters{});
    generation_ = sample.generation;
    last_at_ = now;
    last_ = counted;
    return;
  }
  const Duration covers = now - *last_at_;
  last_at_ = now;
  // A packet that comes late is counted as lost before, and taken back.
  Counters& interval = recent_[next_++ % window];
  interval = {std::max<std::int64_t>(0, counted.received - last_.received),
              counted.lost - last_.lost};
  last_ = counted;
  const std::int64_t received = interval.received;
  measure(sample, context, covers);

  const Facts facts{sample, context, received, quality_ ? quality_->loss_permille : 0};
  for (const Row& row : rows) {
    Hysteresis& state = states_[static_cast<std::size_t>(row.warning)];
    switch (row.judge(facts)) {
      case Sign::Off:
        state = {};
        break;
      case Sign::Good:
        state.bad = Duration{0};
        state.good += covers;
        if (state.good + slack >= row.clear_after) state.on = false;
        break;
      case Sign::Between:
        state.good = Duration{0};
        break;
      case Sign::Bad:
        state.good = Duration{0};
        state.bad += covers;
        if (state.bad + slack >= row.raise_after) state.on = true;
        break;
    }
  }
}

void QualityMonitor::measure(const input::PeerQuality& sample, const QualityContext& context,
                             Duration covers) {
  Counters sum;
  for (const Counters& each : recent_) {
    sum.received += each.received;
    sum.lost += each.lost;
  }
  sum.lost = std::max<std::int64_t>(0, sum.lost);
  const std::int64_t sent = sum.received + sum.lost;
  if (sum.received == 0 && !context.expects_audio) return quality_.reset();

  CallQuality now;
  now.rtt_ms = sample.rtt_ms.value_or(0);
  now.jitter_ms = sample.jitter_ms;
  now.loss_permille = sum.received == 0 ? 1'000 : sum.lost * 1'000 / sent;
  now.path = sample.path;
  const std::int64_t buffer_ms = sample.buffer_ms.value_or(2 * sample.jitter_ms);
  const std::int64_t delay =
      e_model::delay_impairment(now.rtt_ms / 2 + buffer_ms + e_model::device_delay_ms);
  const std::int64_t loss = e_model::loss_impairment(now.loss_permille);
  const std::int64_t rating = e_model::rating(delay, loss);
  now.mos_hundredths = e_model::opinion_score(rating);

  const LevelRow* row = std::begin(levels);
  while (rating < row->least_rating) ++row;
  if (wished_ != row->level) {
    wished_ = row->level;
    wished_for_ = Duration{0};
  }
  now.level = quality_ ? quality_->level : QualityLevel::Good;
  wished_for_ += covers;
  const Duration needed = wished_ > now.level ? worse_after : better_after;
  if (wished_for_ + slack >= needed) now.level = wished_;
  if (now.level != QualityLevel::Good) {
    now.reason = loss >= delay                ? QualityReason::Loss
                 : buffer_ms > now.rtt_ms / 2 ? QualityReason::Jitter
                                              : QualityReason::RoundTrip;
  }
  quality_ = now;
}

// Those about a state of the mute button end with it, not with the next sample.
Warnings QualityMonitor::warnings(bool muted) const {
  static_assert(std::size(rows) == warnings_measured);
  Warnings held;
  for (const Row& row : rows) {
    const bool ended = (row.warning == Warning::TalkingWhileMuted && !muted) ||
                       (row.warning == Warning::MicrophoneSilent && muted);
    held.set(row.warning, states_[static_cast<std::size_t>(row.warning)].on && !ended);
  }
  return held;
}

}  // namespace ringline
