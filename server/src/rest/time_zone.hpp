// Days and hours as people at some place count them. A zone is one of IANA's by its name
// (Asia/Dhaka), as the system's database has it, or a fixed distance from UTC (+06:00, UTC).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/call_statistics.hpp"

namespace date {
class time_zone;
}

namespace ringline::server_app {

inline constexpr std::size_t time_zone_bytes = 64;

class TimeZone {
 public:
  // Nothing where there is no such zone.
  [[nodiscard]] static std::optional<TimeZone> find(const std::string& name);

  // The day, counted from 1970-01-01, that it is there at this moment.
  [[nodiscard]] std::int64_t day_of(EpochMs at) const;
  // The first moment of a day there, even of one whose midnight doesn't exist.
  [[nodiscard]] EpochMs begin_of(std::int64_t day) const;
  // What the clocks there are ahead of UTC from `begin` to `end`, the earliest first; never empty.
  [[nodiscard]] std::vector<ClockOffset> offsets(EpochMs begin, EpochMs end) const;

 private:
  const date::time_zone* zone_ = nullptr;  // none: a fixed distance
  std::int64_t fixed_ms_ = 0;
};

// "2026-11-25" as days since 1970-01-01, and back.
[[nodiscard]] std::optional<std::int64_t> read_day(const std::string& text);
[[nodiscard]] std::string write_day(std::int64_t day);

}  // namespace ringline::server_app
