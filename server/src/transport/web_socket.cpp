#include "transport/web_socket.hpp"

#include <utility>

namespace ringline::server_app {
namespace {

namespace websocket = beast::websocket;

constexpr std::chrono::seconds close_deadline{5};

}  // namespace

WebSocket::WebSocket(Socket socket, EngineSession::Ref ref, Limits limits,
                     ConnectionCounter::Place place)
    : socket_(std::move(socket)),
      ref_(ref),
      queue_limit_(limits.queue_bytes),
      place_(std::move(place)),
      close_timer_(socket_.get_executor()) {
  socket_.read_message_max(limits.frame_bytes);
  // Engine.IO has its own heartbeat; the handshake's time is watched by the HTTP session's timer
  // until now, and by this one from here on.
  websocket::stream_base::timeout timeout =
      websocket::stream_base::timeout::suggested(beast::role_type::server);
  timeout.idle_timeout = websocket::stream_base::none();
  socket_.set_option(timeout);
}

void WebSocket::start(const Request& upgrade, std::shared_ptr<WebSocketOwner> owner) {
  owner_ = owner;
  socket_.async_accept(upgrade,
                       [self = shared_from_this(), owner = std::move(owner)](error_code error) {
                         if (error) return self->lost(error.message());
                         if (self->gone_) return;
                         self->open_ = true;
                         owner->on_socket_open(self->ref_);
                         self->write();
                         if (!self->closing_) self->read();
                       });
}

void WebSocket::read() {
  if (gone_) return;
  socket_.async_read(
      buffer_, [self = shared_from_this(), owner = owner_.lock()](error_code error, std::size_t) {
        if (error) return self->lost(error.message());
        if (self->closing_ || self->gone_ || !owner) return;
        const auto data = self->buffer_.cdata();
        owner->on_socket_frame(self->ref_, {static_cast<const char*>(data.data()), data.size()},
                               self->socket_.got_binary());
        self->buffer_.consume(self->buffer_.size());
        if (!self->closing_) self->read();
      });
}

void WebSocket::send(std::string frame, bool binary) {
  if (gone_ || closing_) return;
  queued_bytes_ += frame.size();
  if (queued_bytes_ > queue_limit_) {
    queue_.clear();
    return lost("reads too slowly");
  }
  queue_.push_back({std::move(frame), binary});
  write();
}

void WebSocket::write() {
  if (writing_ || !open_ || gone_) return;
  if (queue_.empty()) {
    if (!closing_) return;
    writing_ = true;
    socket_.async_close(websocket::close_code::normal,
                        [self = shared_from_this()](error_code) { self->lost("closed"); });
    return;
  }
  writing_ = true;
  socket_.binary(queue_.front().binary);
  socket_.async_write(net::buffer(queue_.front().data),
                      [self = shared_from_this()](error_code error, std::size_t) {
                        self->writing_ = false;
                        if (error) return self->lost(error.message());
                        if (self->queue_.empty()) return;
                        self->queued_bytes_ -= self->queue_.front().data.size();
                        self->queue_.pop_front();
                        self->write();
                      });
}

void WebSocket::close(const std::string& reason) {
  if (closing_ || gone_) return;
  closing_ = true;
  close_reason_ = reason;
  close_timer_.expires_after(close_deadline);
  close_timer_.async_wait([self = shared_from_this()](error_code error) {
    if (!error) self->lost("didn't close in time");
  });
  write();
}

void WebSocket::lost(const std::string& reason) {
  if (std::exchange(gone_, true)) return;
  close_timer_.cancel();
  error_code ignored;
  beast::get_lowest_layer(socket_).close(ignored);
  place_ = {};
  if (const auto owner = owner_.lock()) {
    owner->on_socket_gone(ref_, close_reason_.empty() ? reason : close_reason_);
  }
}

}  // namespace ringline::server_app
