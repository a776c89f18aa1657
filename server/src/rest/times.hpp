// Times as people write them (RFC 3339, in UTC).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace ringline::server_app {

inline constexpr std::int64_t latest_ms = 253'402'300'799'999;  // the end of the year 9999

// "2026-11-25", "2026-11-25T17:30:00Z", "2026-11-25T17:30:00.123Z", from 1970 on.
[[nodiscard]] std::optional<std::int64_t> read_time(const std::string& text);
// "2026-11-25T17:30:00.123Z"; "" for 0.
[[nodiscard]] std::string write_time(std::int64_t ms);

}  // namespace ringline::server_app
