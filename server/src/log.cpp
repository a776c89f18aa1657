#include "log.hpp"

#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <nlohmann/json.hpp>

namespace ringline::server_app {
namespace {

bool as_json = false;

// The standard error, in as few writes as possible: spdlog's own sink makes one of each line.
class Sink : public spdlog::sinks::base_sink<std::mutex> {
 public:
  ~Sink() override { write_all(); }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    formatter_->format(message, lines_);
    if (lines_.size() >= held_bytes) write_all();
  }
  void flush_() override { write_all(); }

 private:
  static constexpr std::size_t held_bytes = 65'536;

  void write_all() {
    std::size_t written = 0;
    while (written < lines_.size()) {
      const ssize_t count =
          ::write(STDERR_FILENO, lines_.data() + written, lines_.size() - written);
      if (count < 0 && errno != EINTR) break;  // there is nobody to tell
      if (count > 0) written += static_cast<std::size_t>(count);
    }
    lines_.clear();
  }

  spdlog::memory_buf_t lines_;
};

spdlog::level::level_enum level_of(Level level) {
  switch (level) {
    case Level::Debug:
      return spdlog::level::debug;
    case Level::Info:
      return spdlog::level::info;
    case Level::Warn:
      return spdlog::level::warn;
    case Level::Error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

// As ASCII: nothing of what a stranger sent may steer the terminal that shows it.
std::string as_json_text(std::string_view value) {
  return nlohmann::json(value).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

std::string quoted(const std::string& value) {
  const bool plain = !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
    return c > ' ' && c < '\x7f' && c != '"' && c != '=' && c != '\\';
  });
  return plain ? value : as_json_text(value);
}

}  // namespace

void start_log(const std::string& level, const std::string& format) {
  as_json = format == "json";
  auto logger = std::make_shared<spdlog::logger>("gateway", std::make_shared<Sink>());
  logger->set_level(spdlog::level::from_str(level));
  // In JSON mode the message brings its own time, for its lines are read by programs.
  logger->set_pattern(as_json ? "{\"time\":\"%Y-%m-%dT%H:%M:%S.%e%z\",\"level\":\"%l\",%v}"
                              : "%Y-%m-%dT%H:%M:%S.%e%z %-5l %v");
  spdlog::set_default_logger(std::move(logger));
}

void log(Level level, std::string_view event, std::initializer_list<LogField> fields) {
  log_later(level, event, fields);
  flush_log();
}

void log_later(Level level, std::string_view event, std::initializer_list<LogField> fields) {
  auto* logger = spdlog::default_logger_raw();
  if (logger == nullptr || !logger->should_log(level_of(level))) return;
  std::string line;
  if (as_json) {
    line = "\"event\":" + as_json_text(event);
    for (const LogField& each : fields) {
      line += "," + as_json_text(each.key) + ":" + as_json_text(each.value);
    }
  } else {
    line = event;
    for (const LogField& each : fields) {
      line += " ";
      line += each.key;
      line += "=";
      line += quoted(each.value);
    }
  }
  logger->log(level_of(level), "{}", line);
}

void flush_log() {
  if (auto* logger = spdlog::default_logger_raw()) logger->flush();
}

}  // namespace ringline::server_app
