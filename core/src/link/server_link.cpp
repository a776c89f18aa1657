#include "ringline/server_link.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <utility>

#include "ringline/limits.hpp"
#include "ringline/messages.hpp"
#include "support/earliest.hpp"

namespace ringline {
namespace {

// A client that opens namespaces for ever is no client.
constexpr std::size_t namespaces_asked_limit = 8;

}  // namespace

class ServerLink::State {
 public:
  State(ServerLinkConfig config, std::string sid)
      : config_(std::move(config)), sid_(std::move(sid)) {}

  void handle(TimePoint now, const Input& input) {
    now_ = std::max(now_, now);
    if (closed_) return;
    if (!check_time()) return;
    std::visit([this](const auto& each) { on(each); }, input);
  }

  Output poll() {
    if (!outputs_.empty()) {
      Output first = std::move(outputs_.front());
      outputs_.pop_front();
      return first;
    }
    std::optional<TimePoint> next;
    if (!closed_) {
      next = connect_by_;
      take_earlier(next, ping_at_);
      take_earlier(next, dead_at_);
    }
    return Wait{next};
  }

 private:
  enum class Seat : std::uint8_t { Asked, Allowed };

  void on(const Opened&) {
    engine_io::Handshake handshake;
    handshake.sid = sid_;
    handshake.ping_interval = config_.ping_interval;
    handshake.ping_timeout = config_.ping_timeout;
    handshake.max_payload = static_cast<std::int64_t>(config_.max_payload);
    outputs_.emplace_back(Send{
        engine_io::encode(engine_io::PacketType::Open, engine_io::encode_handshake(handshake))});
    connect_by_ = now_ + config_.connect_timeout;
    ping_at_ = now_ + config_.ping_interval;
  }

  void on(const Frame& frame) {
    if (frame.text.size() > config_.max_payload) return shut("a frame over maxPayload");
    // Any byte shows that the other side lives.
    dead_at_.reset();
    const auto packet = engine_io::decode(frame.text);
    if (!packet) return shut(packet.error.field + " " + packet.error.message);
    switch (packet->type) {
      case engine_io::PacketType::Message:
        return on_packet(packet->data);
      case engine_io::PacketType::Ping:  // of the upgrade's probe, and harmless
        outputs_.emplace_back(Send{engine_io::encode(engine_io::PacketType::Pong, packet->data)});
        return;
      case engine_io::PacketType::Pong:
      case engine_io::PacketType::Noop:
      case engine_io::PacketType::Upgrade:
        return;
      case engine_io::PacketType::Close:
        return shut("the client closed the connection");
      case engine_io::PacketType::Open:
        return shut("only the server opens");
    }
  }

  void on_packet(std::string_view text) {
    const auto packet = socket_io::decode(text);
    if (!packet) return shut(packet.error.field + " " + packet.error.message);
    const std::string nsp(packet->nsp);
    switch (packet->type) {
      case socket_io::PacketType::Connect:
        return on_connect(nsp, packet->data);
      case socket_io::PacketType::Disconnect:
        return leave(nsp, "the client left");
      case socket_io::PacketType::Event:
        if (!is_allowed(nsp)) return shut("an event before the namespace was connected");
        outputs_.emplace_back(Event{nsp, std::string(packet->data), packet->id});
        return;
      case socket_io::PacketType::Ack:
        return;  // this server asks for none
      case socket_io::PacketType::ConnectError:
        return shut("only the server refuses a namespace");
      case socket_io::PacketType::BinaryEvent:
      case socket_io::PacketType::BinaryAck:
        return shut("binary packets carry nothing here");
    }
  }

  void on_connect(const std::string& nsp, std::string_view auth) {
    if (seats_.contains(nsp)) return shut("the namespace is connected already");
    const auto& known = config_.namespaces;
    if (std::find(known.begin(), known.end(), nsp) == known.end()) {
      if (++refused_ > namespaces_asked_limit) return shut("asks for too many namespaces");
      return refuse(nsp, encode(Refusal{"Invalid namespace", {}, {}}));
    }
    seats_[nsp] = Seat::Asked;
    outputs_.emplace_back(Asked{nsp, std::string(auth)});
  }

  void on(const Allow& allow) {
    const auto seat = seats_.find(allow.nsp);
    if (seat == seats_.end() || seat->second != Seat::Asked) return;
    seat->second = Seat::Allowed;
    connect_by_.reset();
    // An id is ours and holds nothing that JSON must escape.
    send({.type = socket_io::PacketType::Connect,
          .nsp = allow.nsp,
          .data = "{\"sid\":\"" + allow.sid + "\"}"});
  }

  void on(const ServerLink::Refuse& refusal) {
    const auto seat = seats_.find(refusal.nsp);
    if (seat == seats_.end() || seat->second != Seat::Asked) return;
    seats_.erase(seat);
    refuse(refusal.nsp, refusal.refusal_json);
  }

  void on(const Emit& emit) {
    if (is_allowed(emit.nsp)) {
      send({.type = socket_io::PacketType::Event, .nsp = emit.nsp, .data = emit.event_json});
    }
  }

  void on(const Acknowledge& ack) {
    if (is_allowed(ack.nsp)) {
      send({.type = socket_io::PacketType::Ack,
            .nsp = ack.nsp,
            .id = ack.id,
            .data = ack.args_json});
    }
  }

  void on(const Disconnect& gone) {
    if (seats_.erase(gone.nsp) == 0) return;
    send({.type = socket_io::PacketType::Disconnect, .nsp = gone.nsp});
  }

  void on(const Shut& shut_down) {
    // The host knows that its seats are lost; a client is told, so that it doesn't guess.
    for (const auto& [nsp, seat] : seats_) {
      if (shut_down.come_back) break;
      if (seat == Seat::Allowed) send({.type = socket_io::PacketType::Disconnect, .nsp = nsp});
    }
    shut(shut_down.reason);
  }

  void on(const Closed&) { end("the connection is gone", false); }
  void on(const Tick&) {}

  // False: the connection has come to its end.
  bool check_time() {
    if (is_due(connect_by_, now_)) {
      shut("no namespace was connected in time");
    } else if (is_due(dead_at_, now_)) {
      shut("the client is silent");
    } else if (is_due(ping_at_, now_)) {
      outputs_.emplace_back(Send{engine_io::encode(engine_io::PacketType::Ping)});
      ping_at_ = now_ + config_.ping_interval;
      if (!dead_at_) dead_at_ = now_ + config_.ping_timeout;
    }
    return !closed_;
  }

  void leave(const std::string& nsp, std::string_view reason) {
    const auto seat = seats_.find(nsp);
    if (seat == seats_.end()) return;
    // No client leaves before it was let in; the host's answer would find nobody.
    if (seat->second == Seat::Asked) return shut("left a namespace before it was connected");
    seats_.erase(seat);
    outputs_.emplace_back(Left{nsp, std::string(reason)});
    if (seats_.empty()) connect_by_ = now_ + config_.connect_timeout;
  }

  void shut(std::string_view reason) { end(reason, true); }

  void end(std::string_view reason, bool close_socket) {
    closed_ = true;
    for (const auto& [nsp, seat] : std::exchange(seats_, {})) {
      if (seat == Seat::Allowed) outputs_.emplace_back(Left{nsp, std::string(reason)});
    }
    if (close_socket) outputs_.emplace_back(Close{std::string(reason)});
  }

  void refuse(const std::string& nsp, const std::string& json) {
    send({.type = socket_io::PacketType::ConnectError, .nsp = nsp, .data = json});
  }

  // `data` is kept as a text of its own, for a Packet only looks at one.
  struct Outgoing {
    socket_io::PacketType type;
    std::string_view nsp;
    std::optional<socket_io::AckId> id;
    std::string data;
  };
  void send(const Outgoing& packet) {
    outputs_.emplace_back(Send{engine_io::encode(
        engine_io::PacketType::Message,
        socket_io::encode(
            {.type = packet.type, .nsp = packet.nsp, .id = packet.id, .data = packet.data}))});
  }

  bool is_allowed(const std::string& nsp) const {
    const auto seat = seats_.find(nsp);
    return seat != seats_.end() && seat->second == Seat::Allowed;
  }

  ServerLinkConfig config_;
  std::string sid_;
  TimePoint now_;
  bool closed_ = false;
  std::size_t refused_ = 0;
  std::map<std::string, Seat> seats_;
  std::optional<TimePoint> connect_by_;
  std::optional<TimePoint> ping_at_;
  std::optional<TimePoint> dead_at_;  // while an answer to a ping is awaited
  std::deque<Output> outputs_;
};

ServerLink::ServerLink(ServerLinkConfig config, std::string sid)
    : state_(std::make_unique<State>(std::move(config), std::move(sid))) {}
ServerLink::~ServerLink() = default;
ServerLink::ServerLink(ServerLink&&) noexcept = default;
ServerLink& ServerLink::operator=(ServerLink&&) noexcept = default;

void ServerLink::handle(TimePoint now, const Input& input) { state_->handle(now, input); }
ServerLink::Output ServerLink::poll() { return state_->poll(); }

}  // namespace ringline
