// One Engine.IO session: moves what its requests and WebSockets bring to the machine that decides
// (an EngineSession or a ServerLink), performs what the machine says, and keeps its time.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/connection_counter.hpp"
#include "http/net.hpp"
#include "ringline/engine_session.hpp"
#include "transport/handshake.hpp"
#include "transport/web_socket.hpp"

namespace ringline::server_app {

// What a session is made of.
struct CarrierSeed {
  Executor executor;
  std::string sid;
  Handshake handshake;
  ConnectionCounter::Place place;  // given back when the session is gone
  std::function<void()> forget;    // the session is over: no request may find it any more
};

class Carrier : public WebSocketOwner, public std::enable_shared_from_this<Carrier> {
 public:
  using Ref = EngineSession::Ref;
  using Reply = std::function<void(int status, std::string body)>;

  explicit Carrier(CarrierSeed seed, const EngineConfig& config);

  // The first of it all: a GET, or a WebSocket.
  void open(Reply reply);
  void open(Socket socket, const Request& upgrade, ConnectionCounter::Place place);

  // Each reply is called exactly once, now or later, unless its request is gone before.
  Ref get(Reply reply);
  Ref begin_post(std::uint64_t length, Reply reply);
  void post(Ref ref, std::string_view body);
  void request_gone(Ref ref);
  void probe(Socket socket, const Request& upgrade, ConnectionCounter::Place place);

  [[nodiscard]] const std::string& sid() const { return seed_.sid; }
  [[nodiscard]] const Handshake& handshake() const { return seed_.handshake; }
  // Neither gone nor about to be.
  [[nodiscard]] bool is_open() const { return !over_; }

  void on_socket_open(Ref ref) override;
  void on_socket_frame(Ref ref, std::string_view data, bool binary) override;
  void on_socket_gone(Ref ref, const std::string& reason) override;

 protected:
  // What the outside brings; every machine takes these.
  using Brought =
      std::variant<EngineSession::Opened, EngineSession::Poll, EngineSession::PostBegun,
                   EngineSession::Post, EngineSession::RequestGone, EngineSession::SocketOpened,
                   EngineSession::Frame, EngineSession::Closed, EngineSession::Tick>;
  // Hands it to the machine and performs what follows.
  virtual void drive(const Brought& brought) = 0;
  virtual void on_gone(const std::string& reason) = 0;

  // Polls the machine until Wait. An output may lead to another input (a refusal, an answer); the
  // loop that runs goes on with it.
  template <class Machine, class Perform>
  void drain(Machine& machine, Perform perform_other) {
    if (draining_) return;
    draining_ = true;
    bool more = true;
    while (more) {
      auto output = machine.poll();
      std::visit(
          [&](auto& each) {
            using Each = std::decay_t<decltype(each)>;
            if constexpr (std::is_same_v<Each, EngineSession::Wait>) {
              more = false;
              wait(each.until);
            } else if constexpr (std::is_same_v<Each, EngineSession::Send> ||
                                 std::is_same_v<Each, EngineSession::Answer> ||
                                 std::is_same_v<Each, EngineSession::Drop> ||
                                 std::is_same_v<Each, EngineSession::Close>) {
              perform(each);
            } else {
              perform_other(each);
            }
          },
          output);
    }
    draining_ = false;
    finish();
  }

 private:
  void perform(EngineSession::Send& send);
  void perform(EngineSession::Answer& answer);
  void perform(EngineSession::Drop& drop);
  void perform(EngineSession::Close& close);
  void wait(std::optional<TimePoint> until);
  void finish();
  std::shared_ptr<WebSocket> make_socket(Ref ref, Socket socket, ConnectionCounter::Place place);

  CarrierSeed seed_;
  WebSocket::Limits limits_;
  Ref last_ref_ = 0;
  std::map<Ref, Reply> replies_;
  std::map<Ref, std::shared_ptr<WebSocket>> sockets_;
  Ref first_ = 0;  // the WebSocket that opened the session, which is its handshake
  bool draining_ = false;
  bool over_ = false;
  bool gone_ = false;
  std::string reason_;
  Timer timer_;
  std::optional<TimePoint> wakes_at_;
};

}  // namespace ringline::server_app
