// Writes one JSON value, from front to back. Commas come by themselves.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace ringline::json {

class Writer {
 public:
  Writer() { out_.reserve(usual_bytes); }

  void begin_object();
  void end_object();
  void begin_array();
  void end_array();
  void key(std::string_view name);  // within an object, before each value

  // Escaped as JSON.stringify does. A byte that isn't UTF-8 becomes U+FFFD: a WebSocket would be
  // closed for it.
  void text(std::string_view value);
  void integer(std::int64_t value);
  void boolean(bool value);
  void null();
  void raw(std::string_view json);  // a value that is written already

  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  static constexpr std::size_t usual_bytes = 255;  // of an event

  void separate();
  void quote(std::string_view value);

  std::string out_;
};

}  // namespace ringline::json
