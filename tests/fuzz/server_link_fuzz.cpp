// ServerLink with anything that a transport may bring, a line each:
//
//   @123   that many ms pass      !      the asked namespace is let in
//   <body  a POST (a tab stands for U+001E)   >   a GET      x   the GET is cut off
//   ^      a second WebSocket     ~text  a frame on it       %   it is gone
//   #bytes a binary frame         *bytes one on the second WebSocket
//   other  a text frame
//
// A first line `polling` begins the session so.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

#include "fuzz/require.hpp"
#include "ringline/server_link.hpp"

namespace {

using ringline::ServerLink;

constexpr std::uint64_t main_socket = 1;
constexpr std::uint64_t second_socket = 2;

class Host {
 public:
  void tell(const ServerLink::Input& input) {
    link_.handle(now_, input);
    for (;;) {
      const ServerLink::Output output = link_.poll();
      if (const auto* wait = std::get_if<ServerLink::Wait>(&output)) {
        // Either it is over, or it will be looked at again.
        require(!closed_ || !wait->until.has_value());
        if (!wait->until) over_ = true;
        return;
      }
      std::visit([this](const auto& each) { hear(each); }, output);
    }
  }

  void open(bool polling) {
    using Transport = ringline::EngineSession::Transport;
    tell(ServerLink::Opened{polling ? Transport::Polling : Transport::WebSocket,
                            polling ? request() : main_socket});
  }

  void take(std::string_view line) {
    const std::string rest(line.substr(std::min<std::size_t>(1, line.size())));
    switch (line.empty() ? '\0' : line.front()) {
      case '@':
        now_ += ringline::Duration{std::strtoll(rest.substr(0, 9).c_str(), nullptr, 10)};
        return tell(ServerLink::Tick{});
      case '!':
        return tell(ServerLink::Allow{asked_, "x", "pid", {"[\"missed\",\"1\"]"}});
      case '<': {
        std::string body = rest;
        std::replace(body.begin(), body.end(), '\t', '\x1e');
        const auto ref = request();
        tell(ServerLink::PostBegun{ref, body.size()});
        return tell(ServerLink::Post{ref, body});
      }
      case '>':
        get_ = request();
        return tell(ServerLink::Poll{get_});
      case 'x':
        open_.erase(get_);
        return tell(ServerLink::RequestGone{get_});
      case '^':
        return tell(ServerLink::SocketOpened{second_socket});
      case '~':
        return tell(ServerLink::Frame{rest, false, second_socket});
      case '%':
        return tell(ServerLink::Closed{second_socket});
      case '#':
        return tell(ServerLink::Frame{rest, true, main_socket});
      case '*':
        return tell(ServerLink::Frame{rest, true, second_socket});
      default:
        return tell(ServerLink::Frame{line, false, main_socket});
    }
  }

  // Whoever is still waiting would wait for ever.
  void end() { require(!over_ || open_.empty()); }

 private:
  std::uint64_t request() {
    open_[++last_request_] = true;
    return last_request_;
  }

  // Each request is answered once, and nothing is sent after the end but refusals.
  void hear(const ServerLink::Answer& answer) {
    require(open_.erase(answer.ref) == 1);
    require(answer.status == 200 || answer.status == 400 || answer.status == 413);
    require(!over_ || answer.status == 400);
  }
  void hear(const ServerLink::Send&) { require(!over_ && !closed_); }
  void hear(const ServerLink::Close&) {
    require(!closed_);
    closed_ = true;
  }
  void hear(const ServerLink::Asked& asked) {
    require(!over_);
    asked_ = asked.nsp;
  }
  void hear(const ServerLink::Event& event) {
    require(!over_);
    require(event.attachments.size() <= ringline::socket_io::max_attachments);
    std::size_t bytes = event.event_json.size();
    for (const std::string& each : event.attachments) bytes += each.size();
    require(bytes <= ringline::limit::frame_bytes);
  }
  void hear(const ServerLink::Drop&) {}
  void hear(const ServerLink::Left&) {}
  void hear(const ServerLink::Wait&) {}

  ServerLink link_{{}, "sid"};
  ringline::TimePoint now_ = ringline::from_ms(1'000);
  bool closed_ = false;  // it has said so
  bool over_ = false;    // nothing more can come of it
  std::string asked_;
  std::uint64_t last_request_ = 100;
  std::uint64_t get_ = 0;
  std::map<std::uint64_t, bool> open_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  Host host;
  bool first = true;
  while (!rest.empty() || first) {
    const std::string_view text = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), text.size() + 1));
    const bool polling = first && text == "polling";
    if (first) host.open(polling);
    if (!polling) host.take(text);
    first = false;
  }
  host.end();
  return 0;
}
