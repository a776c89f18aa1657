#include "replay/recording.hpp"

#include <charconv>
#include <utility>

#include "ringline/phone.hpp"
#include "ringline/phone_json.hpp"

namespace ringline::replay {
namespace {

bool take(std::string_view& text, std::string_view prefix) {
  if (text.substr(0, prefix.size()) != prefix) return false;
  text.remove_prefix(prefix.size());
  return true;
}

template <class Number>
bool take_number(std::string_view& text, Number& into) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
  if (error != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

// The last member of a line: all but the brace that closes it.
bool take_last(std::string_view& text, std::string_view& into) {
  if (text.size() < 3 || text.front() != '{' || text.back() != '}') return false;
  text.remove_suffix(1);
  into = std::exchange(text, {});
  return into.back() == '}';
}

bool read_head(std::string_view line, Recording& into) {
  int written = 0;
  if (!take(line, R"({"ringline":"recording","version":)") || !take_number(line, written) ||
      written != version || !take(line, R"(,"redacted":)")) {
    return false;
  }
  into.redacted = take(line, "true");
  return (into.redacted || take(line, "false")) && take(line, R"(,"config":)") &&
         take_last(line, into.config);
}

bool read_seed(std::string_view line, std::uint64_t& seed) {
  std::uint32_t low = 0;
  std::uint32_t high = 0;
  const bool good = take(line, R"({"seed":[)") && take_number(line, low) && take(line, ",") &&
                    take_number(line, high) && line == "]}";
  seed = (std::uint64_t{high} << 32U) | low;
  return good;
}

bool read_checkpoint(std::string_view line, std::string_view& into) {
  return take(line, R"({"checkpoint":)") && take_last(line, into);
}

bool read_input(std::string_view line, Step& step) {
  std::int64_t at = 0;
  if (!take(line, R"({"at":)") || !take_number(line, at) || !take(line, R"(,"sum":")") ||
      line.size() < 8) {
    return false;
  }
  step.at = from_ms(at);
  step.sum = line.substr(0, 8);
  line.remove_prefix(8);
  return take(line, R"(","in":)") && take_last(line, step.json);
}

Error bad_line(std::size_t line, std::string what) {
  return {Errc::BadFormat, "line " + std::to_string(line), std::move(what)};
}

}  // namespace

Result<Recording> read(std::string_view text) {
  if (text.size() > recording_bytes) {
    return Error{Errc::TooLarge, "recording",
                 "is longer than " + std::to_string(recording_bytes) + " bytes"};
  }
  Recording all;
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    Step step;
    step.line = number;
    if (number == 1) {
      if (!read_head(line, all)) {
        return bad_line(1, "is not the head of a recording of version " + std::to_string(version));
      }
    } else if (number == 2) {
      all.from_checkpoint = read_checkpoint(line, all.checkpoint);
      if (!all.from_checkpoint && !read_seed(line, all.seed)) {
        return bad_line(2, "must say where it begins: a seed or a checkpoint");
      }
    } else if (read_input(line, step) || read_checkpoint(line, step.json)) {
      all.steps.push_back(step);
    } else {
      return bad_line(number, "is neither an input nor a checkpoint");
    }
  }
  // A call that was too long to keep, and no rest since.
  if (number < 2) return bad_line(number + 1, "is missing: nothing was kept");
  return all;
}

Verdict run(const Recording& recording, const std::function<void(const Outcome&)>& show) {
  Verdict verdict;
  auto config = decode_phone_config(recording.config);
  if (!config) {
    verdict.error = std::move(config.error);
    return verdict;
  }
  Phone phone(std::move(*config), recording.seed);
  if (recording.from_checkpoint) {
    verdict.error = phone.restore(recording.checkpoint);
    if (verdict.error) return verdict;
  }
  for (const Step& step : recording.steps) {
    Outcome outcome{step, {}, false};
    if (step.sum.empty()) {
      outcome.reply = phone.checkpoint();
      outcome.same = outcome.reply == step.json;
    } else {
      ++verdict.inputs;
      outcome.reply = handle_json(phone, step.at, step.json);
      outcome.same = checksum(outcome.reply) == step.sum;
    }
    if (!outcome.same && verdict.differences++ == 0) verdict.first_difference = step.line;
    show(outcome);
  }
  return verdict;
}

std::string head_of(std::string_view text) {
  const std::size_t second = text.find('\n') + 1;
  return std::string(text.substr(0, text.find('\n', second) + 1));
}

// Where the phone doesn't rest any more, a recording can't begin.
std::string line_of(const Outcome& outcome) {
  if (outcome.step.sum.empty()) {
    return outcome.reply.empty() ? "" : "{\"checkpoint\":" + outcome.reply + "}\n";
  }
  return "{\"at\":" + std::to_string(to_ms(outcome.step.at)) + ",\"sum\":\"" +
         checksum(outcome.reply) + "\",\"in\":" + std::string(outcome.step.json) + "}\n";
}

std::string checksum(std::string_view text) {
  std::uint32_t sum = 0x811C9DC5U;
  for (const char c : text) sum = (sum ^ static_cast<unsigned char>(c)) * 0x01000193U;
  std::string digits(8, '0');
  for (std::size_t i = digits.size(); i-- > 0; sum >>= 4U)
    digits[i] = "0123456789abcdef"[sum & 15U];
  return digits;
}

}  // namespace ringline::replay
