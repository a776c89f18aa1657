// A phone's recording, and its replay.
//
// JSON lines, as js-glue/src/recorder.ts writes them; the members stand in this order and without
// spaces, and the last is taken as the text that it is:
//
//   {"ringline":"recording","version":1,"redacted":true,"config":{...}}
//   {"seed":[low,high]}   or   {"checkpoint":{...}}          where it begins
//   {"at":1234,"sum":"0badcafe","in":{"type":"dial",...}}    an input, its time in ms, and the FNV-1a
//                                                            (32 bits) of the reply of handle_json
//   {"checkpoint":{...}}                                     where it could have begun as well
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ringline/error.hpp"
#include "ringline/time.hpp"

namespace ringline::replay {

inline constexpr int version = 1;
inline constexpr std::size_t recording_bytes = std::size_t{64} << 20U;

struct Step {
  std::size_t line = 0;
  TimePoint at;
  std::string_view sum;   // "" for a checkpoint
  std::string_view json;  // the input, or the checkpoint
};

struct Recording {
  bool redacted = false;
  std::string_view config;
  bool from_checkpoint = false;
  std::uint64_t seed = 0;
  std::string_view checkpoint;  // where it begins, if it isn't the making of the phone
  std::vector<Step> steps;
};

// Views into `text`, which must outlive them. The error's field is "line N".
Result<Recording> read(std::string_view text);

// What an input led to. `reply` is handle_json's.
struct Outcome {
  const Step& step;
  std::string reply;
  bool same = false;
};

// Replays all of it. False: some step differs from what was recorded, or, as `error` says, it can't
// be replayed at all. After the first difference the rest is shown for what it is worth.
struct Verdict {
  Error error;
  std::size_t inputs = 0;
  std::size_t differences = 0;
  std::size_t first_difference = 0;  // its line

  [[nodiscard]] bool same() const { return !error && differences == 0; }
};
Verdict run(const Recording& recording, const std::function<void(const Outcome&)>& show);

// The recording with what was decided now in the place of what was decided then: its first two lines,
// and a line of each outcome.
[[nodiscard]] std::string head_of(std::string_view text);
[[nodiscard]] std::string line_of(const Outcome& outcome);

// FNV-1a, 32 bits, as eight hexadecimal digits.
[[nodiscard]] std::string checksum(std::string_view text);

}  // namespace ringline::replay
