#include "rest/time_zone.hpp"

#include <date/tz.h>

#include <exception>

#include "rest/times.hpp"

namespace ringline::server_app {
namespace {

using std::chrono::milliseconds;
using SystemTime = std::chrono::sys_time<milliseconds>;

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t minute_ms = 60'000;
constexpr int farthest_minutes = 14 * 60;  // Kiritimati

SystemTime at_ms(EpochMs ms) { return SystemTime{milliseconds{ms}}; }

std::int64_t floor_day(std::int64_t local_ms) {
  return (local_ms - ((local_ms % day_ms) + day_ms) % day_ms) / day_ms;
}

// "+06:00", "-03:30", "Z", "UTC". A plus that wasn't encoded arrives as a blank.
std::optional<std::int64_t> read_offset(const std::string& text) {
  if (text == "Z" || text == "UTC") return 0;
  if (text.size() != 6 || text[3] != ':') return std::nullopt;
  const char sign = text[0];
  if (sign != '+' && sign != ' ' && sign != '-') return std::nullopt;
  for (const std::size_t place : {1U, 2U, 4U, 5U}) {
    if (text[place] < '0' || text[place] > '9') return std::nullopt;
  }
  const int minutes_past = (text[4] - '0') * 10 + (text[5] - '0');
  const int minutes = ((text[1] - '0') * 10 + (text[2] - '0')) * 60 + minutes_past;
  if (minutes_past > 59 || minutes > farthest_minutes) return std::nullopt;
  return (sign == '-' ? -minutes : minutes) * minute_ms;
}

}  // namespace

std::optional<TimeZone> TimeZone::find(const std::string& name) {
  TimeZone zone;
  if (const auto fixed = read_offset(name)) {
    zone.fixed_ms_ = *fixed;
    return zone;
  }
  try {
    zone.zone_ = date::locate_zone(name);
    return zone;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::vector<ClockOffset> TimeZone::offsets(EpochMs begin, EpochMs end) const {
  if (zone_ == nullptr) return {{begin, fixed_ms_}};
  std::vector<ClockOffset> all;
  for (EpochMs at = begin; all.empty() || at < end;) {
    const date::sys_info info = zone_->get_info(at_ms(at));
    all.push_back({at, milliseconds(info.offset).count()});
    at = milliseconds(info.end.time_since_epoch()).count();
  }
  return all;
}

std::int64_t TimeZone::day_of(EpochMs at) const {
  return floor_day(at + offsets(at, at).front().ahead_ms);
}

EpochMs TimeZone::begin_of(std::int64_t day) const {
  if (zone_ == nullptr) return day * day_ms - fixed_ms_;
  const date::local_time<milliseconds> midnight{milliseconds{day * day_ms}};
  return zone_->to_sys(midnight, date::choose::earliest).time_since_epoch().count();
}

std::optional<std::int64_t> read_day(const std::string& text) {
  const auto ms = text.size() == 10 ? read_time(text) : std::nullopt;
  if (!ms) return std::nullopt;
  return *ms / day_ms;
}

std::string write_day(std::int64_t day) {
  return day == 0 ? "1970-01-01" : write_time(day * day_ms).substr(0, 10);
}

}  // namespace ringline::server_app
