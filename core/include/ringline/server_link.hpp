// ServerLink: one client's connection seen from the gateway, without a socket: an EngineSession and
// the Socket.IO namespaces on it.
//
// It does the transports, the framing, the heartbeat, the namespaces' coming and going and the
// putting together of binary packets, and knows nothing of calls. Same contract as the Phone:
// handle, then poll until Wait.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ringline/engine_session.hpp"
#include "ringline/error.hpp"
#include "ringline/read_event.hpp"
#include "ringline/socket_io.hpp"
#include "ringline/time.hpp"

namespace ringline {

struct ServerLinkConfig : EngineConfig {
  std::vector<std::string> namespaces = {"/webrtc"};
  // From the handshake to the first accepted namespace, and after the last one was left.
  Duration connect_timeout{5'000};
  // Between a RetryLater and the end of the connection, so that a client that comes back at once doesn't
  // knock all the time.
  Duration retry_pause{2'000};
};

class ServerLink {
 public:
  // A packet's JSON holds {"_placeholder":true,"num":i} where attachment i belongs.
  using Attachments = std::vector<std::string>;

  // in: what the transports bring
  using Opened = EngineSession::Opened;
  using Poll = EngineSession::Poll;
  using PostBegun = EngineSession::PostBegun;
  using Post = EngineSession::Post;
  using RequestGone = EngineSession::RequestGone;
  using SocketOpened = EngineSession::SocketOpened;
  using Frame = EngineSession::Frame;
  using Closed = EngineSession::Closed;
  using Tick = EngineSession::Tick;
  // clang-format off
  // in: what the host has to say
  struct Allow {  // the answer to Asked
    std::string nsp;
    std::string sid;
    std::string pid;                  // "" where the client can't recover this session
    std::vector<std::string> missed;  // events, said before the answer
  };
  struct Refuse { std::string nsp; std::string refusal_json; };  // encode(Refusal)
  // Not now: after `retry_pause` the connection ends without a word to the namespace. A socket.io-client
  // comes back from that by itself; after a refusal it never does.
  struct RetryLater { std::string nsp; std::string reason; };
  struct Emit { std::string nsp; std::string event_json; Attachments attachments; };
  struct Acknowledge {
    std::string nsp; socket_io::AckId id = 0; std::string args_json; Attachments attachments;
  };
  struct Disconnect { std::string nsp; };  // this namespace only; the client stays away
  struct Shut {  // the whole connection
    std::string reason;
    bool may_return = false;  // socket.io-client comes back by itself, where it is set
  };
  using Input = std::variant<Opened, Poll, PostBegun, Post, RequestGone, SocketOpened, Frame, Closed,
                             Allow, Refuse, RetryLater, Emit, Acknowledge, Disconnect, Shut, Tick>;

  // out
  using Send = EngineSession::Send;
  using Answer = EngineSession::Answer;
  using Drop = EngineSession::Drop;
  struct Asked { std::string nsp; std::string auth_json; };  // CONNECT: who is it? Allow or Refuse
  struct Event {
    std::string nsp; std::string event_json; std::optional<socket_io::AckId> ack;
    Attachments attachments;
    ReadEvent read;  // of event_json
    // Set: it is JSON beyond our limits (too deep, too many values), to be refused by name; then there
    // is nothing to read, and no attachments.
    Error problem;
  };
  struct Left {  // an allowed namespace is gone
    std::string nsp;
    std::string reason;
    bool on_purpose = false;  // one side has said so; else the connection broke
    bool by_client = false;   // the client has
  };
  using Close = EngineSession::Close;
  using Wait = EngineSession::Wait;
  using Output = std::variant<Send, Answer, Drop, Asked, Event, Left, Close, Wait>;
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
