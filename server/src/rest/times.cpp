#include "rest/times.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <string_view>

namespace ringline::server_app {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

// In `pattern` a 0 stands for a digit and anything else for itself.
bool is_like(std::string_view text, std::string_view pattern) {
  if (text.size() != pattern.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (pattern[i] == '0' ? !digit : text[i] != pattern[i]) return false;
  }
  return true;
}

}  // namespace

std::optional<std::int64_t> read_time(const std::string& text) {
  const bool day_alone = is_like(text, "0000-00-00");
  if (!day_alone && !is_like(text, "0000-00-00T00:00:00Z") &&
      !is_like(text, "0000-00-00T00:00:00.000Z")) {
    return std::nullopt;
  }
  const auto part = [&text](std::size_t at, std::size_t length) {
    int number = 0;
    for (std::size_t i = at; i < at + length; ++i) number = number * 10 + (text[i] - '0');
    return number;
  };
  const year_month_day day{std::chrono::year{part(0, 4)},
                           std::chrono::month{static_cast<unsigned>(part(5, 2))},
                           std::chrono::day{static_cast<unsigned>(part(8, 2))}};
  if (!day.ok() || day.year() < std::chrono::year{1970}) return std::nullopt;
  const std::int64_t days = sys_days{day}.time_since_epoch().count();
  if (day_alone) return days * 86'400'000;
  const int hour = part(11, 2);
  const int minute = part(14, 2);
  const int second = part(17, 2);
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const int ms = text.size() > 20 ? part(20, 3) : 0;
  return days * 86'400'000 + ((hour * 60 + minute) * 60 + second) * std::int64_t{1'000} + ms;
}

std::string write_time(std::int64_t ms) {
  if (ms == 0) return {};
  const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds{ms}};
  const auto midnight = std::chrono::floor<std::chrono::days>(time);
  const year_month_day day{midnight};
  const auto rest = static_cast<long long>((time - midnight).count());
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02lld:%02lld:%02lld.%03lldZ",
                static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                static_cast<unsigned>(day.day()), rest / 3'600'000, rest / 60'000 % 60,
                rest / 1'000 % 60, rest % 1'000);
  return text.data();
}

}  // namespace ringline::server_app
