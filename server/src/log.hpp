// The log: one line an event, as `name key=value ...` or as a JSON object. Nothing in it is a token,
// an SDP or a candidate.
//
// It is the least important thing that the gateway does, so it never waits for whoever reads it: while
// a pipe is full, up to a megabyte of lines is kept; those beyond it are dropped, counted, and their
// number is logged when there is room again.
#pragma once

#include <cstdint>
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
// The last flush of a program that ends: waits for a moment until what is kept can be written.
void finish_log();
// So many lines were dropped since the program started.
[[nodiscard]] std::uint64_t dropped_log_lines();

}  // namespace ringline::server_app
