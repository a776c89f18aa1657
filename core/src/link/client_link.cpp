#include "link/client_link.hpp"

#include <algorithm>
#include <utility>

#include "ringline/engine_io.hpp"
#include "ringline/limits.hpp"
#include "support/earliest.hpp"

namespace ringline {
namespace {

// While a call waits for the connection. What a dead path has swallowed, TCP says again only after a
// second, and then ever more seldom: so an attempt that hangs makes room for the next as soon as it has
// had several times what the last one took that worked; every eighth gets all the time that a gateway
// needs which is farther away by now. After the first few they are fewer, each with a second packet of
// TCP's: Chromium holds a page's WebSockets back the longer, the more have failed in the last minutes
// (measured: a tenth of a second after 33, four and a half seconds after 66).
constexpr int quick_tries = 4;
constexpr Duration quick_opening{600};
constexpr Duration hurried_opening{2'000};
constexpr Duration patient_opening{3'000};
constexpr int times_the_last = 3;
constexpr int patient_every = 8;
constexpr Duration quick_delay{400};
constexpr Duration hurried_delay{1'500};

// WebSockets in a row that never opened, before every second attempt is by HTTP. More where one has
// worked before: then the gateway or the network is down rather than a proxy in the way. An attempt that
// hung, as through a proxy that swallows it, counts as two.
constexpr std::int64_t failures_unproven = 2;
constexpr std::int64_t failures_proven = 6;

constexpr const char* unreachable = "unreachable";
constexpr const char* blocked = "websocket_blocked";

// Of HTTP: something answers that isn't the gateway (nor a proxy that says that the gateway is down).
bool is_answered(std::int64_t status) { return status >= 200 && status < 500; }

}  // namespace

ClientLink::ClientLink(const PhoneConfig& config, Random& random, Outputs& outputs)
    : config_(config),
      random_(random),
      outputs_(outputs),
      backoff_(config.backoff_base, config.backoff_cap) {}

void ClientLink::connect(TimePoint now) {
  if (stage_ != Stage::Off) return;
  backoff_.reset();
  open(now);
}

void ClientLink::disconnect() {
  if (stage_ == Stage::Online) {
    send_packet({.type = socket_io::PacketType::Disconnect, .nsp = config_.nsp});
  }
  if (stage_ != Stage::Off && stage_ != Stage::Waiting) outputs_.push(output::CloseLink{});
  stage_ = Stage::Off;
  deadline_.reset();
  resume_token_.clear();
  error_code_.clear();
  error_message_.clear();
  trouble_since_.reset();
  upgrade_at_.reset();
}

void ClientLink::open(TimePoint now) {
  stage_ = Stage::Opening;
  if (!trouble_since_) trouble_since_ = now;
  const auto most = socket_worked_ ? failures_proven : failures_unproven;
  transport_ = socket_failures_ < most ? Transport::WebSocket : next_;
  greeted_ = false;
  refused_ = false;
  expired_ = false;
  stay_away_.reset();
  if (hurried_) ++hurried_tries_;
  outputs_.push(output::OpenLink{++attempt_, transport_});
  opened_at_ = now;
  deadline_ = now + opening_deadline();
}

Duration ClientLink::opening_deadline() const {
  if (!hurried_) return config_.handshake_deadline;
  if (attempt_ % patient_every == 0) return patient_opening;
  const Duration least = hurried_tries_ <= quick_tries ? quick_opening : hurried_opening;
  return std::clamp(opening_took_ * times_the_last, least, patient_opening);
}

Duration ClientLink::longest_delay() const {
  return hurried_tries_ < quick_tries ? quick_delay : hurried_delay;
}

void ClientLink::hurry(TimePoint now, bool hurried) {
  if (std::exchange(hurried_, hurried) == hurried) return;
  hurried_tries_ = 0;
  if (!hurried) {
    // Its path is there again, so the network is. Where the call has ended instead, it costs one attempt.
    on_sign_of_life(now);
  } else if (stage_ == Stage::Opening) {
    take_earlier(deadline_, now + opening_deadline());
  } else if (stage_ == Stage::Waiting && !refused_ && !stay_away_) {
    take_earlier(deadline_, now + longest_delay());
  }
}

// What was begun before hangs; one that has just been begun gets the time that the last one took.
void ClientLink::on_sign_of_life(TimePoint now) {
  if (refused_ || stay_away_) return;
  if (stage_ == Stage::Waiting) {
    open(now);
  } else if (stage_ == Stage::Opening && now - opened_at_ >= opening_took_) {
    lose(now, "the network is there again", true);
  } else if (stage_ == Stage::Opening) {
    take_earlier(deadline_, now + opening_took_);
  }
}

// Everything that ends a connection ends here. `at_once`: the reason is known to be over.
void ClientLink::lose(TimePoint now, std::string_view why, bool at_once) {
  const bool was_online = stage_ == Stage::Online;
  upgrade_at_.reset();
  outputs_.push(output::CloseLink{});
  outputs_.push(output::Happened{"link_lost", {}, std::string(why)});
  if (!trouble_since_) trouble_since_ = now;
  if (!was_online && !refused_) explain(now, why);
  Duration delay{0};
  if (stay_away_) {
    delay = *stay_away_;
  } else if (refused_) {
    delay = config_.backoff_cap;
  } else if (!at_once && !(hurried_ && was_online)) {
    delay = backoff_.next(random_);
    if (hurried_) delay = std::min(delay, longest_delay());
  }
  stage_ = Stage::Waiting;
  deadline_ = now + delay;
  if (was_online) events_.emplace_back(std::in_place_type<link_event::Lost>);
  if (delay.count() == 0) open(now);
}

// A failed attempt, before the Engine.IO handshake has come.
void ClientLink::note_failure(bool timed_out) {
  if (greeted_ || stage_ == Stage::Online) return;
  if (transport_ == Transport::WebSocket) socket_failures_ += timed_out ? 2 : 1;
  next_ = transport_ == Transport::WebSocket ? Transport::Polling : Transport::WebSocket;
}

// Whoever waits for longer than a moment is told why. What the gateway itself has said stands.
void ClientLink::explain(TimePoint now, std::string_view why) {
  const bool own = error_code_.empty() || error_code_ == unreachable || error_code_ == blocked;
  if (!own || now - *trouble_since_ < config_.link_patience) return;
  error_code_ = is_answered(http_status_) ? blocked : unreachable;
  error_message_ = why;
}

std::optional<TimePoint> ClientLink::deadline() const {
  std::optional<TimePoint> next = deadline_;
  take_earlier(next, upgrade_at_);
  return next;
}

void ClientLink::on_upgraded(const input::LinkUpgraded& upgraded) {
  if (upgraded.attempt != attempt_ || stage_ != Stage::Online) return;
  transport_ = Transport::WebSocket;
  socket_failures_ = 0;
  socket_worked_ = true;
  upgrade_at_.reset();
}

void ClientLink::on_time(TimePoint now) {
  if (is_due(upgrade_at_, now)) {
    outputs_.push(output::UpgradeLink{attempt_});
    upgrade_at_ = now + upgrade_pause_;
    upgrade_pause_ = std::min(upgrade_pause_ * 2, config_.upgrade_pause);
  }
  if (!deadline_ || *deadline_ > now) return;
  switch (stage_) {
    case Stage::Off:
      break;
    case Stage::Waiting:
      open(now);
      break;
    case Stage::Opening:
    case Stage::Greeting:
      note_failure(true);
      // Who hurries has waited long enough.
      lose(now, "handshake took too long", hurried_);
      break;
    case Stage::Online:
      lose(now, "the gateway is silent", false);
      break;
  }
}

void ClientLink::give_up(TimePoint now, std::string_view why, bool at_once) {
  if (stage_ == Stage::Online) lose(now, why, at_once);
}

void ClientLink::leave() {
  if (stage_ != Stage::Off && stage_ != Stage::Waiting) outputs_.push(output::CloseLink{});
  stage_ = Stage::Off;
  deadline_.reset();
  upgrade_at_.reset();
  trouble_since_.reset();
}

// The browser says `offline` when the last interface went, and `online` when there is one again:
// the old connection went through an address that is no longer ours, so it isn't waited for.
void ClientLink::on_network(TimePoint now, bool online) {
  const bool came_back = online && was_offline_;
  was_offline_ = !online;
  if (!came_back || stage_ == Stage::Off) return;
  backoff_.reset();
  socket_failures_ = 0;
  socket_worked_ = false;
  if (stage_ == Stage::Waiting) {
    open(now);
  } else {
    lose(now, "the network changed", true);
  }
}

void ClientLink::on_up(TimePoint now, const input::LinkUp& up) {
  if (up.attempt != attempt_ || stage_ != Stage::Opening) return;
  auth_ = up.auth;
  stage_ = Stage::Greeting;
  deadline_ = now + config_.handshake_deadline;
}

void ClientLink::on_down(TimePoint now, const input::LinkDown& down) {
  if (down.attempt != attempt_ || stage_ == Stage::Off || stage_ == Stage::Waiting) return;
  if (transport_ == Transport::Polling && stage_ != Stage::Online) http_status_ = down.status;
  note_failure(false);
  lose(now, down.reason, false);
}

void ClientLink::heard(TimePoint now) {
  if (stage_ == Stage::Online) deadline_ = now + silence_limit_;
}

void ClientLink::on_frame(TimePoint now, const input::LinkFrame& frame) {
  if (frame.attempt != attempt_ || (stage_ != Stage::Greeting && stage_ != Stage::Online)) return;
  heard(now);
  const auto packet = engine_io::decode(frame.text);
  if (!packet) return drop_frame(packet.error);
  switch (packet->type) {
    case engine_io::PacketType::Open:
      if (!greeted_) on_handshake(now, packet->data);
      break;
    case engine_io::PacketType::Ping:
      outputs_.push(
          output::SendFrame{engine_io::encode(engine_io::PacketType::Pong, packet->data)});
      break;
    case engine_io::PacketType::Close:
      lose(now, "the gateway closed the connection", false);
      break;
    case engine_io::PacketType::Message:
      if (greeted_) on_packet(now, packet->data);
      break;
    case engine_io::PacketType::Pong:
    case engine_io::PacketType::Upgrade:
    case engine_io::PacketType::Noop:
      break;
  }
}

void ClientLink::on_handshake(TimePoint now, std::string_view json) {
  const auto handshake = engine_io::decode_handshake(json);
  if (!handshake) return lose(now, handshake.error.message, false);
  greeted_ = true;
  silence_limit_ = handshake->ping_interval + handshake->ping_timeout;
  max_payload_ = handshake->max_payload;
  auth_.protocol = protocol_version;
  auth_.features = {Feature::Seen};
  auth_.resume_token = resume_token_;
  const std::string json_auth = encode(auth_);
  send_packet({.type = socket_io::PacketType::Connect, .nsp = config_.nsp, .data = json_auth});
}

void ClientLink::on_packet(TimePoint now, std::string_view text) {
  const auto packet = socket_io::decode(text);
  if (!packet) return drop_frame(packet.error);
  if (packet->nsp != config_.nsp) return;
  switch (packet->type) {
    case socket_io::PacketType::Connect:
      break;  // the Welcome follows; until then the handshake's deadline stands
    case socket_io::PacketType::ConnectError:
      on_refusal(now, packet->data);
      break;
    case socket_io::PacketType::Disconnect:
      if (expired_) return lose(now, "the token has run out", true);
      // The gateway doesn't want this session any more. Coming back with the same one would make
      // two tabs throw each other out for ever.
      resume_token_.clear();
      refused_ = true;
      lose(now, "the gateway ended the session", false);
      break;
    case socket_io::PacketType::Event:
      on_event(now, packet->data);
      break;
    case socket_io::PacketType::Ack:
      if (packet->id && stage_ == Stage::Online) {
        LinkEvents event(1);
        auto& acked = event.front().emplace<link_event::Acked>();
        acked.id = *packet->id;
        if (Error error = decode_ack(packet->data, acked.ack)) return drop_frame(error);
        events_.splice(events_.end(), event);
      }
      break;
    case socket_io::PacketType::BinaryEvent:
    case socket_io::PacketType::BinaryAck:
      break;  // nothing in the contract is binary; its attachments are no text frames
  }
}

void ClientLink::on_refusal(TimePoint now, std::string_view json) {
  const auto refusal = decode_refusal(json);
  error_code_ = refusal && !refusal->code.empty() ? refusal->code : "unauthorized";
  error_message_ = refusal ? (refusal->detail.empty() ? refusal->message : refusal->detail) : "";
  refused_ = true;
  lose(now, error_message_, false);
}

void ClientLink::on_event(TimePoint now, std::string_view json) {
  LinkEvents event(1);
  auto& message = std::get<link_event::Told>(event.front()).message;
  if (Error error = decode_server_message(json, message)) return drop_frame(error);
  const auto* notice = std::get_if<server::ErrorNotice>(&message);
  if (const auto* welcome = std::get_if<server::Welcome>(&message)) {
    if (stage_ == Stage::Online) return;
    come_online(now);
    resume_token_ = welcome->resume_token;
    outputs_.push(output::Happened{"link_online", {}, welcome->session_id});
  } else if (stage_ == Stage::Online) {
    expired_ = expired_ || (notice != nullptr && notice->code == token_expired);
  } else {
    if (notice == nullptr) return;
    // A base gateway refuses with an event instead of a CONNECT_ERROR, then disconnects.
    error_code_ = notice->code.empty() ? "unauthorized" : notice->code;
    error_message_ = notice->message;
    refused_ = true;
    return;
  }
  events_.splice(events_.end(), event);
}

void ClientLink::come_online(TimePoint now) {
  stage_ = Stage::Online;
  opening_took_ = now - opened_at_;
  heard(now);
  backoff_.reset();
  error_code_.clear();
  error_message_.clear();
  trouble_since_.reset();
  http_status_ = 0;
  if (transport_ == Transport::WebSocket) {
    socket_failures_ = 0;
    socket_worked_ = true;
  } else {
    next_ = Transport::Polling;  // what has worked comes first
    upgrade_pause_ = config_.upgrade_after;
    upgrade_at_ = now + upgrade_pause_;
  }
}

// The gateway's mistake is not ours: it is told to the log and nothing else happens.
void ClientLink::drop_frame(const Error& error) {
  outputs_.push(output::Happened{"frame_dropped", {}, error.field + ": " + error.message});
}

void ClientLink::send(const ClientMessage& message, std::optional<socket_io::AckId> id) {
  const std::string json = encode(message);
  send_packet({.type = socket_io::PacketType::Event, .nsp = config_.nsp, .id = id, .data = json});
}

void ClientLink::send_packet(const socket_io::Packet& packet) {
  std::string frame = engine_io::encode(engine_io::PacketType::Message, socket_io::encode(packet));
  if (max_payload_ > 0 && std::cmp_greater(frame.size(), max_payload_)) {
    return drop_frame({Errc::TooLarge, "frame", "over the gateway's maxPayload"});
  }
  outputs_.push(output::SendFrame{std::move(frame)});
}

LinkState ClientLink::state() const {
  switch (stage_) {
    case Stage::Off:
      return LinkState::Offline;
    case Stage::Online:
      return LinkState::Online;
    default:
      return LinkState::Connecting;
  }
}

LinkEvents ClientLink::take_events() { return std::exchange(events_, {}); }

}  // namespace ringline
