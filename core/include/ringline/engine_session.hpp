// EngineSession: one Engine.IO session seen from the server, over HTTP long-polling, a WebSocket, or
// first the one and then the other; without a socket. Same contract as the Phone: handle, then poll
// until Wait.
//
//   Polling ── SocketOpened, "2probe" ──► probed ── "5" ──► WebSocket
//
// What is said while nobody polls waits, within queue_bytes; on "5" it moves to the WebSocket, so
// that each packet arrives once and in order. While a probe is under way events still flow by
// polling, and a GET that has nothing to bring is answered with a noop, so that the client can stop.
//
// Requests and sockets are named by the host (Ref). The peer's mistakes end the session at once.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "ringline/limits.hpp"
#include "ringline/time.hpp"

namespace ringline {

struct EngineConfig {
  Duration ping_interval{25'000};
  Duration ping_timeout{20'000};
  Duration probe_timeout{10'000};  // from a WebSocket's opening to its "5"
  Duration noop_delay{50};         // an empty GET is kept so long once the probe has been answered
  Duration linger{5'000};          // an ended session waits so long for the GET that fetches why
  std::size_t max_payload = limit::frame_bytes;
  std::size_t queue_bytes = 1'048'576;
  std::size_t packets_at_once = 0;     // 0: as many as the client likes; else it is closed
  std::size_t packets_per_second = 0;  // where it sends more than this for long
};

class EngineSession {
 public:
  enum class Transport : std::uint8_t { Polling, WebSocket };
  using Ref = std::uint64_t;  // the host's name for one HTTP request or one WebSocket

  // clang-format off
  // in
  struct Opened { Transport transport = Transport::WebSocket; Ref ref = 0; };  // the first of it all
  struct Poll { Ref ref = 0; };                                 // a GET: one Answer follows
  struct PostBegun { Ref ref = 0; std::uint64_t length = 0; };  // a POST's header: one Answer follows
  struct Post { Ref ref = 0; std::string_view body; };          // and its body
  struct RequestGone { Ref ref = 0; };                          // cut off before it was answered
  struct SocketOpened { Ref ref = 0; };                         // a WebSocket to change over to
  struct Frame { std::string_view text; bool binary = false; Ref ref = 0; };
  struct Closed { Ref ref = 0; };                               // a WebSocket is gone
  struct Say { std::string data; bool binary = false; };        // to the client
  struct Fail { std::string reason; };                          // what the client said is wrong
  struct Shut { std::string reason; };                          // after all that was said
  struct Tick {};
  using Input = std::variant<Opened, Poll, PostBegun, Post, RequestGone, SocketOpened, Frame, Closed,
                             Say, Fail, Shut, Tick>;

  // out
  struct Send { std::string frame; bool binary = false; Ref ref = 0; };
  struct Answer { Ref ref = 0; int status = 200; std::string body; };
  struct Drop { Ref ref = 0; std::string reason; };       // close this WebSocket; the session goes on
  struct Message { std::string data; bool binary = false; };  // from the client
  struct Ended { std::string reason; };                   // no Message follows
  struct Close { std::string reason; };  // forget the session and close what is open; the last of all
  struct Wait { std::optional<TimePoint> until; };
  using Output = std::variant<Send, Answer, Drop, Message, Ended, Close, Wait>;
  // clang-format on

  EngineSession(EngineConfig config, std::string sid);
  ~EngineSession();
  EngineSession(EngineSession&&) noexcept;
  EngineSession& operator=(EngineSession&&) noexcept;

  // A WebSocket that is Closed ends its session without a Close: the host knows.
  void handle(TimePoint now, const Input& input);
  [[nodiscard]] Output poll();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace ringline
