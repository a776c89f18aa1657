#include "transport/carrier.hpp"

#include <utility>

#include "app/clock.hpp"

namespace ringline::server_app {

Carrier::Carrier(CarrierSeed seed, const EngineConfig& config)
    : seed_(std::move(seed)),
      limits_{config.max_payload, config.queue_bytes},
      timer_(seed_.executor) {}

void Carrier::open(Reply reply) {
  const Ref ref = ++last_ref_;
  replies_.emplace(ref, std::move(reply));
  drive(EngineSession::Opened{EngineSession::Transport::Polling, ref});
}

void Carrier::open(Socket socket, const Request& upgrade, ConnectionCounter::Place place) {
  first_ = ++last_ref_;
  make_socket(first_, std::move(socket), std::move(place))->start(upgrade, shared_from_this());
}

Carrier::Ref Carrier::get(Reply reply) {
  const Ref ref = ++last_ref_;
  replies_.emplace(ref, std::move(reply));
  drive(EngineSession::Poll{ref});
  return ref;
}

Carrier::Ref Carrier::begin_post(std::uint64_t length, Reply reply) {
  const Ref ref = ++last_ref_;
  replies_.emplace(ref, std::move(reply));
  drive(EngineSession::PostBegun{ref, length});
  return ref;
}

void Carrier::post(Ref ref, std::string_view body) { drive(EngineSession::Post{ref, body}); }

void Carrier::request_gone(Ref ref) {
  if (replies_.erase(ref) > 0) drive(EngineSession::RequestGone{ref});
}

void Carrier::probe(Socket socket, const Request& upgrade, ConnectionCounter::Place place) {
  make_socket(++last_ref_, std::move(socket), std::move(place))->start(upgrade, shared_from_this());
}

std::shared_ptr<WebSocket> Carrier::make_socket(Ref ref, Socket socket,
                                                ConnectionCounter::Place place) {
  auto made = std::make_shared<WebSocket>(std::move(socket), ref, limits_, std::move(place));
  sockets_.emplace(ref, made);
  return made;
}

void Carrier::on_socket_open(Ref ref) {
  if (ref == first_) return drive(EngineSession::Opened{EngineSession::Transport::WebSocket, ref});
  drive(EngineSession::SocketOpened{ref});
}

void Carrier::on_socket_frame(Ref ref, std::string_view data, bool binary) {
  drive(EngineSession::Frame{data, binary, ref});
}

void Carrier::on_socket_gone(Ref ref, const std::string& reason) {
  const auto self = shared_from_this();
  sockets_.erase(ref);
  if (reason_.empty()) reason_ = reason;
  // One that never opened tells the machine nothing, and leaves a session that it was to open
  // without any.
  if (ref == first_) over_ = true;
  drive(EngineSession::Closed{ref});
  if (!over_) reason_.clear();
}

void Carrier::perform(EngineSession::Send& send) {
  const auto found = sockets_.find(send.ref);
  if (found == sockets_.end()) return;
  // It may be lost by this, and then it is no longer in the map.
  const auto socket = found->second;
  socket->send(send.frame, send.binary);
}

void Carrier::perform(EngineSession::Answer& answer) {
  const auto found = replies_.find(answer.ref);
  if (found == replies_.end()) return;
  const Reply reply = std::move(found->second);
  replies_.erase(found);
  reply(answer.status, std::move(answer.body));
}

void Carrier::perform(EngineSession::Drop& drop) {
  const auto socket = sockets_.find(drop.ref);
  if (socket != sockets_.end()) socket->second->close(drop.reason);
}

void Carrier::perform(EngineSession::Close& close) {
  reason_ = close.reason;
  const auto sockets = sockets_;
  for (const auto& [ref, socket] : sockets) socket->close(close.reason);
}

// A machine that waits for nothing has come to its end.
void Carrier::wait(std::optional<TimePoint> until_time) {
  if (!until_time) over_ = true;
  if (until_time == wakes_at_) return;
  wakes_at_ = until_time;
  timer_.cancel();
  if (!until_time) return;
  timer_.expires_after(until(*until_time));
  timer_.async_wait([self = shared_from_this()](error_code error) {
    if (error) return;
    self->wakes_at_.reset();
    self->drive(EngineSession::Tick{});
  });
}

void Carrier::finish() {
  if (!over_) return;
  timer_.cancel();
  if (const auto forget = std::exchange(seed_.forget, nullptr)) forget();
  if (!sockets_.empty() || std::exchange(gone_, true)) return;
  seed_.place = {};
  on_gone(reason_);
}

}  // namespace ringline::server_app
