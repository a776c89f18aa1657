// The log: one line an event, as `name key=value ...` or as a JSON object. Nothing in it is a token,
// an SDP or a candidate.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace ringline::server_app {

enum class Level : unsigned char { Debug, Info, Warn, Error };

struct LogField {
  std::string_view key;
  std::string value;
};

void start_log(const std::string& level, const std::string& format);
void log(Level level, std::string_view event, std::initializer_list<LogField> fields = {});
// The same, but it may wait in memory until flush_log, or until something else is logged.
void log_later(Level level, std::string_view event, std::initializer_list<LogField> fields);
void flush_log();

}  // namespace ringline::server_app
