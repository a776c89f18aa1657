#include "ringline/server_link.hpp"

#include <algorithm>
#include <map>
#include <type_traits>
#include <utility>

#include "link/socket_data.hpp"
#include "ringline/messages.hpp"
#include "support/earliest.hpp"
#include "support/queue.hpp"

namespace ringline {
namespace {

// A client that opens namespaces for ever is no client.
constexpr std::size_t namespaces_asked_limit = 8;

// Valid JSON that we don't take: one event's or one namespace's trouble, not the connection's.
bool is_beyond_limits(const Error& error) { return error.code == Errc::TooLarge; }

constexpr const char* unknown_namespace = R"({"message":"Invalid namespace"})";

}  // namespace

class ServerLink::State {
 public:
  State(ServerLinkConfig config, std::string sid)
      : config_(std::move(config)), engine_(config_, std::move(sid)) {}

  void handle(TimePoint now, const Input& input) {
    now_ = std::max(now_, now);
    if (is_due(connect_by_, now_)) fail("no namespace was connected in time");
    if (is_due(retry_at_, now_)) fail(retry_reason_);
    std::visit(
        [this](const auto& each) {
          if constexpr (std::is_constructible_v<EngineSession::Input, decltype(each)>) {
            note(each);
            engine_.handle(now_, each);
          } else if (!ended_) {
            on(each);
          }
        },
        input);
  }

  // The engine is asked only when nothing else is left, so that what one input has led to travels
  // together.
  Output poll() {
    for (;;) {
      if (!outputs_.empty()) return outputs_.take();
      EngineSession::Output output = engine_.poll();
      if (auto* wait = std::get_if<EngineSession::Wait>(&output)) {
        take_earlier(wait->until, connect_by_);
        take_earlier(wait->until, retry_at_);
        return *wait;
      }
      std::visit([this](auto& each) { take(each); }, output);
    }
  }

 private:
  enum class Seat : std::uint8_t { Asked, Allowed };

  // A binary packet whose attachments are still to come.
  struct Gathering {
    socket_io::PacketType type = socket_io::PacketType::BinaryEvent;
    Event event;
    std::size_t due = 0;
    std::size_t bytes = 0;
  };

  void note(const Opened&) { connect_by_ = now_ + config_.connect_timeout; }
  template <class Other>
  void note(const Other&) {}

  // ---- from the engine

  template <class Passed>
  void take(Passed& passed) {
    outputs_.emplace_back(std::move(passed));
  }

  void take(EngineSession::Ended& ended) {
    ended_ = true;
    connect_by_.reset();
    retry_at_.reset();
    gathering_.reset();
    for (const auto& [nsp, seat] : std::exchange(seats_, {})) {
      if (seat == Seat::Allowed) outputs_.emplace_back(Left{nsp, ended.reason, is_shut_});
    }
  }

  void take(EngineSession::Message& message) {
    if (ended_) return;
    if (message.binary) return on_attachment(std::move(message.data));
    if (gathering_) return fail("a packet where an attachment was due");
    on_packet(message.data);
  }

  void take(EngineSession::Wait&) {}

  void on_packet(std::string_view text) {
    const auto packet = socket_io::decode(text, config_.max_payload);
    if (!packet) return fail(packet.error);
    auto data = read_data(*packet, config_.max_payload);
    if (!data && !is_beyond_limits(data.error)) return fail(data.error);
    const std::string nsp(packet->nsp);
    switch (packet->type) {
      case socket_io::PacketType::Connect:
        return on_connect(nsp, packet->data, data.error);
      case socket_io::PacketType::Disconnect:
        return leave(nsp);
      case socket_io::PacketType::Event:
        if (!is_allowed(nsp)) return fail(early);
        if (!data) {
          outputs_.emplace_back(Event{nsp, {}, packet->id, {}, {}, std::move(data.error)});
          return;
        }
        outputs_.emplace_back(Event{nsp,
                                    std::string(packet->data),
                                    packet->id,
                                    {},
                                    std::make_shared<json::Value>(std::move(*data)),
                                    {}});
        return;
      case socket_io::PacketType::Ack:
        if (!is_allowed(nsp)) return fail(early);
        return;  // this server asks for none
      case socket_io::PacketType::ConnectError:
        return fail("only the server refuses a namespace");
      case socket_io::PacketType::BinaryEvent:
      case socket_io::PacketType::BinaryAck:
        if (!is_allowed(nsp)) return fail(early);
        gathering_ = Gathering{packet->type,
                               {nsp, std::string(packet->data), packet->id, {}, {}, data.error},
                               packet->attachments,
                               text.size()};
        return;
    }
  }

  void on_attachment(std::string data) {
    if (!gathering_) return fail("an attachment that no packet announced");
    gathering_->bytes += data.size();
    if (gathering_->bytes > config_.max_payload) {
      return fail("a packet over maxPayload with its attachments");
    }
    gathering_->event.attachments.push_back(std::move(data));
    if (gathering_->event.attachments.size() < gathering_->due) return;
    Gathering whole = *std::exchange(gathering_, std::nullopt);
    const bool is_event = whole.type == socket_io::PacketType::BinaryEvent;
    // It may have been put out of the namespace meanwhile.
    if (!is_event || !is_allowed(whole.event.nsp)) return;
    if (whole.event.problem) whole.event.attachments.clear();
    outputs_.emplace_back(std::move(whole.event));
  }

  void on_connect(const std::string& nsp, std::string_view auth, const Error& problem) {
    if (seats_.contains(nsp)) return fail("the namespace is connected already");
    const auto& known = config_.namespaces;
    if (std::find(known.begin(), known.end(), nsp) == known.end()) {
      if (++refused_ > namespaces_asked_limit) return fail("asks for too many namespaces");
      return refuse(nsp, unknown_namespace);
    }
    if (problem) {
      if (++refused_ > namespaces_asked_limit) return fail("asks for too many namespaces");
      return refuse(nsp, encode(Refusal{"Bad request", std::string(to_string(problem.code)),
                                        problem.field + " " + problem.message}));
    }
    seats_[nsp] = Seat::Asked;
    outputs_.emplace_back(Asked{nsp, std::string(auth)});
  }

  void leave(const std::string& nsp) {
    const auto seat = seats_.find(nsp);
    if (seat == seats_.end()) return;
    // No client leaves before it was let in; the host's answer would find nobody.
    if (seat->second == Seat::Asked) return fail("left a namespace before it was connected");
    seats_.erase(seat);
    outputs_.emplace_back(Left{nsp, "the client left", true, true});
    if (seats_.empty()) connect_by_ = now_ + config_.connect_timeout;
  }

  // ---- from the host

  void on(const Allow& allow) {
    const auto seat = seats_.find(allow.nsp);
    if (seat == seats_.end() || seat->second != Seat::Asked) return;
    seat->second = Seat::Allowed;
    connect_by_.reset();
    for (const std::string& event : allow.missed) {
      send({.type = socket_io::PacketType::Event, .nsp = allow.nsp, .data = event}, {});
    }
    // Ids are ours and hold nothing that JSON must escape.
    std::string data = "{\"sid\":\"" + allow.sid + "\"";
    if (!allow.pid.empty()) data += ",\"pid\":\"" + allow.pid + "\"";
    data += "}";
    send({.type = socket_io::PacketType::Connect, .nsp = allow.nsp, .data = data}, {});
  }

  void on(const Refuse& refusal) {
    const auto seat = seats_.find(refusal.nsp);
    if (seat == seats_.end() || seat->second != Seat::Asked) return;
    seats_.erase(seat);
    refuse(refusal.nsp, refusal.refusal_json);
  }

  void on(const RetryLater& later) {
    const auto seat = seats_.find(later.nsp);
    if (seat == seats_.end() || seat->second != Seat::Asked) return;
    retry_at_ = now_ + config_.retry_pause;
    retry_reason_ = later.reason;
    connect_by_.reset();
  }

  void on(const Emit& emit) {
    if (!is_allowed(emit.nsp)) return;
    const bool binary = !emit.attachments.empty();
    send({.type = binary ? socket_io::PacketType::BinaryEvent : socket_io::PacketType::Event,
          .nsp = emit.nsp,
          .data = emit.event_json},
         emit.attachments);
  }

  void on(const Acknowledge& ack) {
    if (!is_allowed(ack.nsp)) return;
    const bool binary = !ack.attachments.empty();
    send({.type = binary ? socket_io::PacketType::BinaryAck : socket_io::PacketType::Ack,
          .nsp = ack.nsp,
          .id = ack.id,
          .data = ack.args_json},
         ack.attachments);
  }

  void on(const Disconnect& gone) {
    if (seats_.erase(gone.nsp) == 0) return;
    send({.type = socket_io::PacketType::Disconnect, .nsp = gone.nsp}, {});
  }

  void on(const Shut& shut) {
    is_shut_ = !shut.may_return;
    // The host knows that its seats are lost; a client is told, so that it doesn't guess.
    for (const auto& [nsp, seat] : seats_) {
      if (seat == Seat::Allowed && is_shut_) {
        send({.type = socket_io::PacketType::Disconnect, .nsp = nsp}, {});
      }
    }
    engine_.handle(now_, EngineSession::Shut{shut.reason});
  }

  // ---- both

  void fail(std::string_view reason) {
    engine_.handle(now_, EngineSession::Fail{std::string(reason)});
  }
  void fail(const Error& error) { fail(error.field + " " + error.message); }

  void refuse(const std::string& nsp, const std::string& json) {
    send({.type = socket_io::PacketType::ConnectError, .nsp = nsp, .data = json}, {});
  }

  void send(socket_io::Packet packet, const Attachments& attachments) {
    packet.attachments = static_cast<std::uint32_t>(attachments.size());
    engine_.handle(now_, EngineSession::Say{socket_io::encode(packet), false});
    for (const std::string& each : attachments) {
      engine_.handle(now_, EngineSession::Say{each, true});
    }
  }

  [[nodiscard]] bool is_allowed(const std::string& nsp) const {
    const auto seat = seats_.find(nsp);
    return seat != seats_.end() && seat->second == Seat::Allowed;
  }

  static constexpr std::string_view early = "an event before the namespace was connected";

  ServerLinkConfig config_;
  EngineSession engine_;
  TimePoint now_;
  bool ended_ = false;
  bool is_shut_ = false;
  std::size_t refused_ = 0;
  std::map<std::string, Seat> seats_;
  std::optional<Gathering> gathering_;
  std::optional<TimePoint> connect_by_;
  std::optional<TimePoint> retry_at_;  // when it ends, after a RetryLater
  std::string retry_reason_;
  Queue<Output> outputs_;
};

ServerLink::ServerLink(ServerLinkConfig config, std::string sid)
    : state_(std::make_unique<State>(std::move(config), std::move(sid))) {}
ServerLink::~ServerLink() = default;
ServerLink::ServerLink(ServerLink&&) noexcept = default;
ServerLink& ServerLink::operator=(ServerLink&&) noexcept = default;

void ServerLink::handle(TimePoint now, const Input& input) { state_->handle(now, input); }
ServerLink::Output ServerLink::poll() { return state_->poll(); }

}  // namespace ringline
