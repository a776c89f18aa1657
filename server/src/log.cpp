#include "log.hpp"

#include <poll.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <climits>
#include <mutex>
#include <nlohmann/json.hpp>
#include <utility>

namespace ringline::server_app {
namespace {

bool as_json = false;

std::atomic<std::uint64_t> dropped{0};

// The standard error. Where it is a file it takes everything at once. Elsewhere (a pipe, a terminal,
// systemd's socket) it is asked before each piece whether it has room for one, so that nobody waits:
// the lines are written on the thread that runs every call.
class Sink : public spdlog::sinks::base_sink<std::mutex> {
 public:
  ~Sink() override { write_some(); }

  // Waits for room until then.
  void finish(std::chrono::steady_clock::time_point until) {
    const std::lock_guard lock(mutex_);
    for (int left = 1; !write_some() && left > 0;) {
      const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(
          until - std::chrono::steady_clock::now());
      left = static_cast<int>(std::max<long>(0, wait.count()));
      pollfd room{STDERR_FILENO, POLLOUT, 0};
      poll(&room, 1, left);
    }
  }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    if (lines_.size() + line.size() > most_held_bytes && !write_some()) {
      ++untold_;
      ++dropped;
      return;
    }
    lines_.append(line.data(), line.data() + line.size());
    if (lines_.size() >= held_bytes) write_some();
  }
  void flush_() override { write_some(); }

 private:
  static constexpr std::size_t held_bytes = 65'536;
  static constexpr std::size_t most_held_bytes = 1'048'576;
  // A pipe that says it has room takes so much of it without waiting.
  static constexpr std::size_t piece_bytes = PIPE_BUF;

  static bool has_room() {
    pollfd room{STDERR_FILENO, POLLOUT, 0};
    return poll(&room, 1, 0) > 0;
  }

  // Whether all of it is gone.
  bool write_some() {
    std::size_t written = 0;
    const std::size_t piece = is_file_ ? lines_.size() : piece_bytes;
    while (written < lines_.size() && (is_file_ || has_room())) {
      const std::size_t size = std::min(piece, lines_.size() - written);
      const ssize_t count = ::write(STDERR_FILENO, lines_.data() + written, size);
      if (count > 0) written += static_cast<std::size_t>(count);
      if (count >= 0 || errno == EINTR) continue;
      if (errno == EAGAIN || errno == EWOULDBLOCK) break;
      written = lines_.size();  // there is nobody to tell
    }
    lines_.erase(0, written);
    if (!lines_.empty()) return false;
    if (untold_ == 0) return true;
    tell_dropped();
    return write_some();
  }

  void tell_dropped() {
    const std::string count = std::to_string(std::exchange(untold_, 0));
    const std::string text = as_json ? R"("event":"log_dropped","lines":")" + count + "\""
                                     : "log_dropped lines=" + count;
    spdlog::memory_buf_t line;
    formatter_->format(spdlog::details::log_msg("gateway", spdlog::level::warn, text), line);
    lines_.append(line.data(), line.data() + line.size());
  }

  const bool is_file_ = [] {
    struct stat facts {};
    return fstat(STDERR_FILENO, &facts) == 0 && S_ISREG(facts.st_mode);
  }();
  std::string lines_;
  std::uint64_t untold_ = 0;  // dropped, and not yet logged so
};

std::shared_ptr<Sink> sink;

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
  sink = std::make_shared<Sink>();
  auto logger = std::make_shared<spdlog::logger>("gateway", sink);
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

void finish_log() {
  if (sink) sink->finish(std::chrono::steady_clock::now() + std::chrono::seconds{1});
}

std::uint64_t dropped_log_lines() { return dropped; }

}  // namespace ringline::server_app
