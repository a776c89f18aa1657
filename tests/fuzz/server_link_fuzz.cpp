// ServerLink with any frames: each line is one, `@123` passes time, `!` lets the asked namespace in.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "ringline/server_link.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using ringline::ServerLink;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  ServerLink link({}, "sid");
  ringline::TimePoint now = ringline::from_ms(1'000);
  bool closed = false;
  std::string asked;
  const auto tell = [&](const ServerLink::Input& input) {
    link.handle(now, input);
    for (;;) {
      const ServerLink::Output output = link.poll();
      if (const auto* wait = std::get_if<ServerLink::Wait>(&output)) {
        // Either it is over, or it will be looked at again.
        if (!closed && !wait->until) std::abort();
        return;
      }
      // After the end nothing may come.
      if (closed) std::abort();
      if (std::holds_alternative<ServerLink::Close>(output)) closed = true;
      if (const auto* question = std::get_if<ServerLink::Asked>(&output)) asked = question->nsp;
    }
  };
  tell(ServerLink::Opened{});
  while (!rest.empty()) {
    const std::string_view text = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), text.size() + 1));
    if (!text.empty() && text.front() == '@') {
      now += ringline::Duration{std::strtoll(std::string(text.substr(1, 9)).c_str(), nullptr, 10)};
      tell(ServerLink::Tick{});
    } else if (text == "!") {
      tell(ServerLink::Allow{asked, "x"});
    } else {
      tell(ServerLink::Frame{text});
    }
  }
  return 0;
}
