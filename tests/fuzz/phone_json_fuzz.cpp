// The Phone's text form. The first line is a configuration, each other line an input: no crash,
// inputs survive a round trip, and every answer is well-formed and ends in a wait.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/require.hpp"
#include "ringline/phone_json.hpp"

using namespace ringline;

namespace {

constexpr std::string_view no_error = R"({"error":null,"outputs":[)";
constexpr std::string_view some_error = R"({"error":{"code":")";

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

void check_round_trip(std::string_view line) {
  const auto input = decode_input(line);
  if (!input) return;
  const auto json = encode(*input);
  const auto again = decode_input(json);
  require(again && again->index() == input->index() && encode(*again) == json);
}

void check_answer(std::string_view answer, bool is_input) {
  require(answer.starts_with(no_error) || answer.starts_with(some_error));
  require(is_input || answer.starts_with(some_error));
  require(answer.ends_with("}]}"));
  require(answer.rfind(R"({"type":"wait")") == answer.rfind(R"({"type":)"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  auto config = decode_phone_config(take_line(text));
  Phone phone(config ? *config : PhoneConfig{}, size);
  std::int64_t now_ms = 0;
  while (!text.empty()) {
    const auto line = take_line(text);
    check_round_trip(line);
    now_ms += static_cast<std::int64_t>(line.size()) * 50;  // a long line takes its time
    check_answer(handle_json(phone, from_ms(now_ms), line), static_cast<bool>(decode_input(line)));
  }
  return 0;
}
