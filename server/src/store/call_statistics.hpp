// Calls counted: by the database, in the days and hours of the zone that was asked for.
#pragma once

#include <soci/soci.h>

#include <cstdint>
#include <string>
#include <vector>

#include "store/call_lists.hpp"

namespace ringline::server_app {

inline constexpr int most_counted_staff = 200;

// How far ahead of UTC clocks are from then on.
struct ClockOffset {
  EpochMs from = 0;
  std::int64_t ahead_ms = 0;
};

// Calls that still ring count for nothing yet. `total_s` and `over` are of answered calls that have
// ended: the mean duration is the one divided by the other.
struct CallTally {
  long long calls = 0;
  long long inbound = 0;
  long long answered = 0;
  long long over = 0;
  long long total_s = 0;

  void add(const CallTally& other);
};

struct DayTally {
  long long day = 0;  // since 1970-01-01
  CallTally tally;
};

struct HourTally {
  long long weekday = 0;  // as ISO 8601 counts: 1 is Monday
  long long hour = 0;     // 0 to 23
  CallTally tally;
};

struct ReasonTally {
  std::string reason;  // "" where none is known, as of calls that go on
  long long calls = 0;
};

struct StaffTally {
  std::string user_id;
  std::string name;
  CallTally tally;
};

struct CallStatistics {
  std::vector<DayTally> days;  // those that had calls, the earliest first
  std::vector<HourTally> hours;
  std::vector<ReasonTally> reasons;  // the most frequent first
  std::vector<StaffTally> staff;     // the busiest first, most_counted_staff of them
};

// `query` as of list_calls, without its page; `offsets` of the time that it spans, the earliest first
// and at least one. Sees what list_calls would list.
CallStatistics count_calls(soci::session& sql, const Identity& who, const CallQuery& query,
                           const std::vector<ClockOffset>& offsets);

}  // namespace ringline::server_app
