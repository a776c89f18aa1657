#include "app/socket_client.hpp"

#include <utility>

#include "app/clock.hpp"

namespace ringline::server_app {
namespace {

namespace websocket = beast::websocket;

constexpr std::size_t queue_limit_bytes = 1'048'576;
constexpr std::chrono::seconds close_deadline{5};

// Four times what events alone are limited to: beyond this it is an attack.
constexpr double frames_at_once = 800;
constexpr double frames_per_second = 100;

}  // namespace

SocketClient::SocketClient(Socket socket, ServerLinkConfig config, std::string sid,
                           Handshake handshake, ConnectionCounter::Place place,
                           SocketListener& listener)
    : socket_(std::move(socket)),
      link_(config, sid),
      sid_(std::move(sid)),
      handshake_(std::move(handshake)),
      place_(std::move(place)),
      listener_(listener),
      timer_(socket_.get_executor()),
      close_timer_(socket_.get_executor()),
      frames_(frames_at_once, frames_per_second, std::chrono::steady_clock::now()) {
  socket_.read_message_max(config.max_payload);
  // Engine.IO has its own heartbeat; the handshake's time is watched by the HTTP session's timer
  // until now, and by this one from here on.
  websocket::stream_base::timeout timeout =
      websocket::stream_base::timeout::suggested(beast::role_type::server);
  timeout.idle_timeout = websocket::stream_base::none();
  socket_.set_option(timeout);
}

void SocketClient::start(const Request& upgrade) {
  socket_.async_accept(upgrade, [self = shared_from_this()](error_code error) {
    if (error) return self->lost(error.message());
    self->drive(ServerLink::Opened{});
    self->read();
  });
}

void SocketClient::tell(const ServerLink::Input& input) {
  if (!gone_) drive(input);
}

void SocketClient::drive(const ServerLink::Input& input) {
  link_.handle(epoch_now(), input);
  drain();
}

// An output may lead to another input (a refusal, an answer); the loop that runs goes on with it.
void SocketClient::drain() {
  if (draining_) return;
  draining_ = true;
  for (;;) {
    ServerLink::Output output = link_.poll();
    if (auto* waiting = std::get_if<ServerLink::Wait>(&output)) {
      wait(waiting->until);
      break;
    }
    perform(output);
  }
  draining_ = false;
}

void SocketClient::perform(ServerLink::Output& output) {
  if (auto* send = std::get_if<ServerLink::Send>(&output)) {
    queue(std::move(send->frame));
  } else if (auto* asked = std::get_if<ServerLink::Asked>(&output)) {
    listener_.on_asked(*this, *asked);
  } else if (auto* event = std::get_if<ServerLink::Event>(&output)) {
    listener_.on_event(*this, *event);
  } else if (auto* left = std::get_if<ServerLink::Left>(&output)) {
    listener_.on_left(*this, *left);
  } else if (auto* end = std::get_if<ServerLink::Close>(&output)) {
    close(end->reason);
  }
}

void SocketClient::read() {
  socket_.async_read(buffer_, [self = shared_from_this()](error_code error, std::size_t) {
    if (error) return self->lost(error.message());
    if (self->closing_) return;
    if (!self->socket_.got_text()) {
      self->drive(ServerLink::Shut{"binary frames carry nothing here"});
    } else if (!self->frames_.take(std::chrono::steady_clock::now())) {
      self->drive(ServerLink::Shut{"too many frames a second"});
    } else {
      const auto data = self->buffer_.cdata();
      self->drive(ServerLink::Frame{{static_cast<const char*>(data.data()), data.size()}});
    }
    self->buffer_.consume(self->buffer_.size());
    if (!self->closing_) self->read();
  });
}

void SocketClient::queue(std::string frame) {
  if (gone_ || closing_) return;
  queued_bytes_ += frame.size();
  if (queued_bytes_ > queue_limit_bytes) {
    queue_.clear();
    return lost("reads too slowly");
  }
  queue_.push_back(std::move(frame));
  write();
}

void SocketClient::write() {
  if (writing_ || gone_) return;
  if (queue_.empty()) {
    if (!closing_) return;
    writing_ = true;
    socket_.async_close(websocket::close_code::normal,
                        [self = shared_from_this()](error_code) { self->lost("closed"); });
    return;
  }
  writing_ = true;
  socket_.text(true);
  socket_.async_write(net::buffer(queue_.front()),
                      [self = shared_from_this()](error_code error, std::size_t) {
                        self->writing_ = false;
                        if (error) return self->lost(error.message());
                        if (self->queue_.empty()) return;
                        self->queued_bytes_ -= self->queue_.front().size();
                        self->queue_.pop_front();
                        self->write();
                      });
}

void SocketClient::wait(std::optional<TimePoint> until_time) {
  if (until_time == wakes_at_) return;
  wakes_at_ = until_time;
  timer_.cancel();
  if (!until_time || gone_) return;
  timer_.expires_after(until(*until_time));
  timer_.async_wait([self = shared_from_this()](error_code error) {
    if (error || self->gone_) return;
    self->wakes_at_.reset();
    self->drive(ServerLink::Tick{});
  });
}

// What is queued is still written (the reason is in it), but nobody waits long for that.
void SocketClient::close(const std::string& reason) {
  if (closing_ || gone_) return;
  closing_ = true;
  close_reason_ = reason;
  close_timer_.expires_after(close_deadline);
  close_timer_.async_wait([self = shared_from_this()](error_code error) {
    if (!error) self->lost("didn't close in time");
  });
  write();
}

void SocketClient::lost(const std::string& reason) {
  if (gone_) return;
  gone_ = true;
  timer_.cancel();
  close_timer_.cancel();
  error_code ignored;
  beast::get_lowest_layer(socket_).close(ignored);
  link_.handle(epoch_now(), ServerLink::Closed{});
  drain();
  listener_.on_gone(*this, close_reason_.empty() ? reason : close_reason_);
}

}  // namespace ringline::server_app
