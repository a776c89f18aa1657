// Inputs and outputs in words, one line each: for people who read a replay.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ringline::replay {

class Words {
 public:
  // "linkFrame attempt=1 42/webrtc,[...]"; texts are cut at `width` characters (0: never).
  explicit Words(std::size_t width) : width_(width) {}

  [[nodiscard]] std::string input(std::string_view json) const;

  // What a reply holds: an error, the outputs in order. Of a snapshot only what has changed since
  // the last one; `wait` is left out.
  [[nodiscard]] std::vector<std::string> reply(std::string_view json);

 private:
  [[nodiscard]] std::string cut(std::string text) const;

  std::size_t width_;
  std::vector<std::string> screen_;  // the last snapshot's lines
};

}  // namespace ringline::replay
