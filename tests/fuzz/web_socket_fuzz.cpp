// WebSocket frames: no crash, whatever arrives and in whatever pieces; what is heard doesn't depend on
// the pieces, no message is over the limit, a text is UTF-8, and after the end nothing follows.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "fuzz/require.hpp"
#include "ringline/web_socket.hpp"
#include "support/utf8.hpp"

using namespace ringline;
using web_socket::Event;

namespace {

constexpr std::size_t most = 300;
constexpr std::size_t most_of_control = 125;

struct Heard {
  Event::Kind kind;
  std::uint16_t code;
  std::string data;

  bool operator==(const Heard&) const = default;
};

std::vector<Heard> hear(const std::string& bytes, std::size_t piece) {
  web_socket::FrameReader reader(most);
  std::vector<Heard> all;
  std::string unread;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    unread += bytes.substr(at, piece);
    std::span<char> rest = unread;
    while (const auto event = reader.next(rest)) {
      if (!all.empty()) {
        require(all.back().kind != Event::Kind::Close && all.back().kind != Event::Kind::Failed);
      }
      all.push_back({event->kind, event->code, std::string(event->data)});
    }
    unread.erase(0, unread.size() - rest.size());
    // Only the beginning of one frame is ever kept.
    require(unread.size() < most + 14);
  }
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto whole = hear(bytes, bytes.size() + 1);
  for (const Heard& each : whole) {
    const bool is_message = each.kind == Event::Kind::Text || each.kind == Event::Kind::Binary;
    require(each.data.size() <= (is_message ? most : most_of_control));
    if (each.kind == Event::Kind::Text) require(is_utf8(each.data));
    if (each.kind == Event::Kind::Failed) require(each.code != 0 && !each.data.empty());
  }
  require(hear(bytes, 1) == whole);
  require(hear(bytes, 5) == whole);
  return 0;
}
