// Phone::handle with any inputs in any order, as text, through the function that WebAssembly exports.
// A line `@123` passes time. Whatever comes: no crash, and every live call has a deadline.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "ringline/phone_json.hpp"

namespace {

constexpr int lines_at_most = 400;

bool has_live_call(const ringline::Snapshot& now) {
  for (const auto& call : now.calls) {
    if (call.state != ringline::CallState::Ended) return true;
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  ringline::Phone phone({}, 1);
  std::int64_t now_ms = 1'000;
  for (int line = 0; line < lines_at_most && !rest.empty(); ++line) {
    const std::string_view text = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), text.size() + 1));
    if (!text.empty() && text.front() == '@') {
      now_ms += std::strtoll(std::string(text.substr(1, 9)).c_str(), nullptr, 10);
      (void)ringline::handle_json(phone, ringline::from_ms(now_ms), R"({"type":"tick"})");
    } else {
      (void)ringline::handle_json(phone, ringline::from_ms(now_ms), text);
    }
    const auto wait = std::get<ringline::output::Wait>(phone.poll());
    if (has_live_call(phone.snapshot()) && !wait.until) std::abort();
  }
  return 0;
}
