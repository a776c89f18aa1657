#include "ringline/engine_session.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "ringline/engine_io.hpp"
#include "support/earliest.hpp"
#include "support/queue.hpp"
#include "support/utf8.hpp"

namespace ringline {
namespace {

using engine_io::PacketType;
using engine_io::Refused;

constexpr std::string_view probe_word = "probe";
constexpr std::size_t packet_overhead = 64;  // what an empty packet costs in the queue
constexpr std::int64_t second_ms = 1'000;

}  // namespace

class EngineSession::State {
 public:
  State(EngineConfig config, std::string sid)
      : config_(config), sid_(std::move(sid)), allowance_(burst()) {}

  void handle(TimePoint now, const Input& input) {
    if (now > now_) {
      refill(now - now_);
      now_ = now;
    }
    check_time();
    std::visit([this](const auto& each) { on(each); }, input);
  }

  Output poll() {
    if (outputs_.empty()) settle();
    if (!outputs_.empty()) return outputs_.take();
    std::optional<TimePoint> next;
    if (stage_ != Stage::Over) {
      for (const auto& each : {ping_at_, dead_at_, probe_by_, noop_at_, linger_by_}) {
        take_earlier(next, each);
      }
    }
    return Wait{next};
  }

 private:
  enum class Stage : std::uint8_t { Polling, WebSocket, Ending, Over };

  // ---- requests

  void on(const Opened& opened) {
    engine_io::Handshake handshake;
    handshake.sid = sid_;
    handshake.ping_interval = config_.ping_interval;
    handshake.ping_timeout = config_.ping_timeout;
    handshake.max_payload = static_cast<std::int64_t>(config_.max_payload);
    handshake.can_upgrade = opened.transport == Transport::Polling;
    std::string packet =
        engine_io::encode(PacketType::Open, engine_io::encode_handshake(handshake));
    if (opened.transport == Transport::Polling) {
      answer(opened.ref, std::move(packet));
    } else {
      stage_ = Stage::WebSocket;
      socket_ = opened.ref;
      outputs_.emplace_back(Send{std::move(packet), false, socket_});
    }
    ping_at_ = now_ + config_.ping_interval;
  }

  void on(const Poll& get) {
    if (stage_ == Stage::Over) return refuse(get.ref, Refused::UnknownSession);
    if (stage_ == Stage::WebSocket) return refuse(get.ref, Refused::BadRequest, moved);
    if (get_) {
      refuse(get.ref, Refused::BadRequest, "two GETs at once");
      return end("two GETs at once", PacketType::Close);
    }
    get_ = get.ref;
    if (is_probed_) noop_at_ = now_ + config_.noop_delay;
  }

  void on(const PostBegun& post) {
    if (stage_ == Stage::Over || stage_ == Stage::Ending) {
      return refuse(post.ref, Refused::UnknownSession);
    }
    if (stage_ == Stage::WebSocket) return refuse(post.ref, Refused::BadRequest, moved);
    if (post_) {
      refuse(post.ref, Refused::BadRequest, "two POSTs at once");
      return end("two POSTs at once", PacketType::Close);
    }
    if (post.length > config_.max_payload) {
      refuse(post.ref, Refused::TooLarge, "longer than maxPayload");
      return end("a body over maxPayload", PacketType::Close);
    }
    post_ = post.ref;
  }

  void on(const Post& post) {
    if (post_ != post.ref) return;
    const auto packets = engine_io::decode_payload(post.body, config_.max_payload);
    if (!packets) {
      return end(packets.error.field + " " + packets.error.message, PacketType::Close);
    }
    is_read_ = true;
    for (const auto& packet : *packets) {
      if (stage_ == Stage::Ending || stage_ == Stage::Over) break;
      receive(packet.type, packet.data, packet.binary);
    }
  }

  void on(const RequestGone& gone) {
    const bool mattered = gone.ref == get_ || gone.ref == post_;
    if (gone.ref == get_) get_.reset();
    if (gone.ref == post_) post_.reset();
    // What it held, or would have brought, is lost; a session with a hole in it is none.
    if (mattered) end("a request was cut off", PacketType::Close);
  }

  // ---- WebSockets

  void on(const SocketOpened& opened) {
    if (stage_ != Stage::Polling || probe_) {
      outputs_.emplace_back(Drop{opened.ref, "this session has its WebSocket"});
      return;
    }
    probe_ = opened.ref;
    probe_by_ = now_ + config_.probe_timeout;
  }

  void on(const Frame& frame) {
    if (frame.ref == probe_) return on_probe(frame);
    if (stage_ != Stage::WebSocket || frame.ref != socket_) return;
    if (frame.text.size() > config_.max_payload) return fail("a frame over maxPayload");
    if (frame.binary) return receive(PacketType::Message, std::string(frame.text), true);
    const auto packet = engine_io::decode(frame.text, config_.max_payload);
    if (!packet) return fail(packet.error.field + " " + packet.error.message);
    if (!is_utf8(frame.text)) return fail("a frame that isn't UTF-8");
    receive(packet->type, std::string(packet->data), false);
  }

  void on_probe(const Frame& frame) {
    const auto packet = engine_io::decode(frame.text, config_.max_payload);
    const bool is_text = packet && !frame.binary;
    if (!is_probed_ && is_text && packet->type == PacketType::Ping && packet->data == probe_word) {
      is_probed_ = true;
      outputs_.emplace_back(Send{engine_io::encode(PacketType::Pong, probe_word), false, *probe_});
      // A client that has said "5" already may have a GET here that overtook it.
      noop_at_ = now_ + config_.noop_delay;
    } else if (is_probed_ && is_text && packet->type == PacketType::Upgrade) {
      change_over();
    } else {
      drop_probe("not what a probe says");
    }
  }

  void change_over() {
    socket_ = *std::exchange(probe_, std::nullopt);
    forget_probe();
    stage_ = Stage::WebSocket;
    // Whoever polls after his own "5" has made a mistake; the session needn't suffer for it.
    if (get_) refuse(*std::exchange(get_, std::nullopt), Refused::BadRequest, moved);
    for (auto& packet : std::exchange(queue_, {})) transmit(std::move(packet));
    queued_bytes_ = 0;
  }

  void on(const Closed& closed) {
    if (closed.ref == probe_) {
      probe_.reset();
      return forget_probe();
    }
    if (stage_ != Stage::WebSocket || closed.ref != socket_) return;
    outputs_.emplace_back(Ended{"the connection is gone"});
    stage_ = Stage::Over;
  }

  void drop_probe(std::string reason) {
    outputs_.emplace_back(Drop{*std::exchange(probe_, std::nullopt), std::move(reason)});
    forget_probe();
  }

  void forget_probe() {
    is_probed_ = false;
    probe_by_.reset();
    noop_at_.reset();
  }

  // ---- packets

  void receive(PacketType type, std::string data, bool binary) {
    if (config_.packets_at_once > 0) {
      if (allowance_ < second_ms) return fail("too many packets a second");
      allowance_ -= second_ms;
    }
    // Any packet shows that the other side lives.
    dead_at_.reset();
    switch (type) {
      case PacketType::Message:
        outputs_.emplace_back(Message{std::move(data), binary});
        return;
      case PacketType::Pong:
        return;
      case PacketType::Close:
        return end("the client closed the connection", PacketType::Noop);
      case PacketType::Open:
        return fail("only the server opens");
      case PacketType::Ping:
        return fail("only the server pings");
      case PacketType::Upgrade:
      case PacketType::Noop:
        return fail("a packet out of its place");
    }
  }

  void on(const Say& say) {
    if (stage_ == Stage::WebSocket && !say.binary) {
      outputs_.emplace_back(Send{engine_io::encode(PacketType::Message, say.data), false, socket_});
      return;
    }
    say_packet({PacketType::Message, say.binary, say.data});
  }

  void say_packet(engine_io::PayloadPacket packet) {
    if (stage_ == Stage::WebSocket) return transmit(std::move(packet));
    if (stage_ != Stage::Polling) return;
    queued_bytes_ += packet.data.size() + packet_overhead;
    queue_.push_back(std::move(packet));
    if (queued_bytes_ > config_.queue_bytes) {
      queue_.clear();
      end("reads too slowly", PacketType::Close);
    }
  }

  void transmit(engine_io::PayloadPacket packet) {
    std::string frame =
        packet.binary ? std::move(packet.data) : engine_io::encode(packet.type, packet.data);
    outputs_.emplace_back(Send{std::move(frame), packet.binary, socket_});
  }

  // ---- answers

  void answer(Ref ref, std::string body) {
    outputs_.emplace_back(Answer{ref, 200, std::move(body)});
  }

  void refuse(Ref ref, Refused why, std::string_view detail = {}) {
    outputs_.emplace_back(
        Answer{ref, engine_io::status_of(why), engine_io::encode_refusal(why, detail)});
  }

  // When all that came has been looked at, and nobody objected: a POST is well, and a GET takes
  // along what there is.
  void settle() {
    if (post_ && is_read_) {
      is_read_ = false;
      answer(*std::exchange(post_, std::nullopt), "ok");
    }
    if (get_ && !queue_.empty()) {
      queued_bytes_ = 0;
      answer(*std::exchange(get_, std::nullopt),
             engine_io::encode_payload(std::exchange(queue_, {})));
      if (stage_ == Stage::Ending) finish();
    } else if (get_ && is_due(noop_at_, now_)) {
      answer(*std::exchange(get_, std::nullopt), engine_io::encode(PacketType::Noop));
    }
    if (!get_) noop_at_.reset();
  }

  // ---- the end

  void on(const Fail& failed) { fail(failed.reason); }
  void on(const Tick&) {}

  void on(const Shut& shut) {
    if (stage_ == Stage::Over || stage_ == Stage::Ending) return;
    if (stage_ == Stage::WebSocket) return end(shut.reason, PacketType::Close);
    // It takes a GET to say so.
    say_packet({PacketType::Close, false, {}});
    if (stage_ != Stage::Polling) return;
    stage_ = Stage::Ending;
    linger_by_ = now_ + config_.linger;
    ending_reason_ = shut.reason;
    say_ended(shut.reason);
  }

  void fail(std::string_view reason) {
    // What else it said isn't worth hearing.
    outputs_.remove_if([](const Output& each) { return std::holds_alternative<Message>(each); });
    is_read_ = false;
    end(reason, PacketType::Close);
  }

  // At once. An open GET brings `farewell`, a POST that wasn't taken is refused.
  void end(std::string_view reason, PacketType farewell) {
    if (stage_ == Stage::Over) return;
    if (get_) answer(*std::exchange(get_, std::nullopt), engine_io::encode(farewell));
    if (post_ && !is_read_) {
      refuse(*std::exchange(post_, std::nullopt), Refused::BadRequest, "the session is closed");
    }
    if (stage_ != Stage::Ending) say_ended(std::string(reason));
    ending_reason_ = reason;
    finish();
  }

  void say_ended(std::string reason) {
    if (probe_) drop_probe("the session is over");
    ping_at_.reset();
    dead_at_.reset();
    outputs_.emplace_back(Ended{std::move(reason)});
  }

  void finish() {
    if (post_ && is_read_) answer(*std::exchange(post_, std::nullopt), "ok");
    stage_ = Stage::Over;
    outputs_.emplace_back(Close{ending_reason_});
  }

  void check_time() {
    if (stage_ == Stage::Over) return;
    if (is_due(linger_by_, now_)) return end(ending_reason_, PacketType::Close);
    if (is_due(probe_by_, now_)) drop_probe("the probe took too long");
    if (is_due(dead_at_, now_)) return end("the client is silent", PacketType::Close);
    if (!is_due(ping_at_, now_)) return;
    ping_at_ = now_ + config_.ping_interval;
    if (!dead_at_) dead_at_ = now_ + config_.ping_timeout;
    say_packet({PacketType::Ping, false, {}});
  }

  // Packets that may still come, in thousandths.
  [[nodiscard]] std::int64_t burst() const {
    return static_cast<std::int64_t>(config_.packets_at_once) * second_ms;
  }
  void refill(Duration passed) {
    const auto rate = static_cast<std::int64_t>(config_.packets_per_second);
    const std::int64_t ms = std::min<std::int64_t>(passed.count(), burst());
    allowance_ = std::min(burst(), allowance_ + ms * rate);
  }

  static constexpr std::string_view moved = "the session has moved to its WebSocket";

  EngineConfig config_;
  std::string sid_;
  TimePoint now_;
  Stage stage_ = Stage::Polling;
  Ref socket_ = 0;            // the WebSocket, once there is one
  std::optional<Ref> probe_;  // the one that wants to become it
  bool is_probed_ = false;
  std::optional<Ref> get_;   // that waits
  std::optional<Ref> post_;  // that is being read
  bool is_read_ = false;     // its packets are among the outputs
  std::vector<engine_io::PayloadPacket> queue_;
  std::size_t queued_bytes_ = 0;
  std::int64_t allowance_;
  std::string ending_reason_;
  std::optional<TimePoint> ping_at_;
  std::optional<TimePoint> dead_at_;  // while an answer to a ping is awaited
  std::optional<TimePoint> probe_by_;
  std::optional<TimePoint> noop_at_;
  std::optional<TimePoint> linger_by_;
  Queue<Output> outputs_;
};

EngineSession::EngineSession(EngineConfig config, std::string sid)
    : state_(std::make_unique<State>(config, std::move(sid))) {}
EngineSession::~EngineSession() = default;
EngineSession::EngineSession(EngineSession&&) noexcept = default;
EngineSession& EngineSession::operator=(EngineSession&&) noexcept = default;

void EngineSession::handle(TimePoint now, const Input& input) { state_->handle(now, input); }
EngineSession::Output EngineSession::poll() { return state_->poll(); }

}  // namespace ringline
