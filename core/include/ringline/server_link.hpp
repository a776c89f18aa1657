// ServerLink: one Engine.IO connection over a WebSocket, seen from the gateway, without a socket.
//
// It does the framing, the heartbeat and the Socket.IO namespaces' coming and going, and knows
// nothing of calls. Same contract as the Phone: handle, then poll until Wait.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ringline/engine_io.hpp"
#include "ringline/socket_io.hpp"
#include "ringline/time.hpp"

namespace ringline {

struct ServerLinkConfig {
  std::vector<std::string> namespaces = {"/webrtc"};
  Duration ping_interval{25'000};
  Duration ping_timeout{20'000};
  // From the handshake to the first accepted namespace, and after the last one was left.
  Duration connect_timeout{5'000};
  std::size_t max_payload = 65'536;
};

class ServerLink {
 public:
  // clang-format off
  // in
  struct Opened {};                     // the WebSocket is there: says the handshake
  struct Frame { std::string_view text; };
  struct Closed {};                     // the WebSocket is gone
  struct Allow { std::string nsp; std::string sid; };  // the answer to Asked
  struct Refuse { std::string nsp; std::string refusal_json; };  // encode(Refusal)
  struct Emit { std::string nsp; std::string event_json; };
  struct Acknowledge { std::string nsp; socket_io::AckId id = 0; std::string args_json; };
  struct Disconnect { std::string nsp; };  // this namespace only
  // The whole connection. Who may come back isn't told to leave: a socket.io-client would obey.
  struct Shut { std::string reason; bool come_back = false; };
  struct Tick {};
  using Input = std::variant<Opened, Frame, Closed, Allow, Refuse, Emit, Acknowledge, Disconnect,
                             Shut, Tick>;

  // out
  struct Send { std::string frame; };
  struct Asked { std::string nsp; std::string auth_json; };  // CONNECT: who is it? Allow or Refuse
  struct Event { std::string nsp; std::string event_json; std::optional<socket_io::AckId> ack; };
  struct Left { std::string nsp; std::string reason; };      // an allowed namespace is gone
  struct Close { std::string reason; };                      // close the WebSocket
  struct Wait { std::optional<TimePoint> until; };
  using Output = std::variant<Send, Asked, Event, Left, Close, Wait>;
  // clang-format on

  ServerLink(ServerLinkConfig config, std::string sid);
  ~ServerLink();
  ServerLink(ServerLink&&) noexcept;
  ServerLink& operator=(ServerLink&&) noexcept;

  // The peer's mistakes (a bad packet, an event before CONNECT, an over-long frame) close the
  // connection at once with a reason; nothing it sends makes this fail.
  void handle(TimePoint now, const Input& input);
  [[nodiscard]] Output poll();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace ringline
