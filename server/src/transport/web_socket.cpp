#include "transport/web_socket.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace ringline::server_app {
namespace {

namespace websocket = beast::websocket;
using web_socket::Event;
using web_socket::Opcode;

constexpr std::chrono::seconds close_deadline{5};
// Of a frame that arrives in pieces.
constexpr std::size_t read_bytes = 4'096;
// So often one socket is read in one turn.
constexpr int reads_per_turn = 4;

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK; }
std::string last_error() { return std::generic_category().message(errno); }

// A handler that is destroyed unheard, because the io_context has ended: socket and owner keep each
// other, and the loop doesn't know of this one yet.
class Waiting {
 public:
  explicit Waiting(std::shared_ptr<WebSocket> socket) : socket_(std::move(socket)) {}
  Waiting(Waiting&&) = default;
  Waiting& operator=(Waiting&&) = delete;
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  ~Waiting() {
    if (socket_) socket_->abandon();
  }
  std::shared_ptr<WebSocket> take() { return std::exchange(socket_, nullptr); }

 private:
  std::shared_ptr<WebSocket> socket_;
};

}  // namespace

WebSocket::WebSocket(Socket socket, EngineSession::Ref ref, Limits limits,
                     ConnectionCounter::Place place)
    : executor_(socket.get_executor()),
      loop_(SocketLoop::of(executor_)),
      upgrade_(std::make_shared<Upgrade>(std::move(socket))),
      ref_(ref),
      queue_limit_(limits.queue_bytes),
      place_(std::move(place)),
      reader_(limits.frame_bytes) {
  // The handshake's time is watched by the HTTP session's timer until now, and by this one from here
  // on.
  upgrade_->set_option(websocket::stream_base::timeout::suggested(beast::role_type::server));
}

WebSocket::~WebSocket() {
  if (socket_ >= 0) ::close(socket_);
}

void WebSocket::start(const Request& upgrade, std::shared_ptr<WebSocketOwner> owner) {
  owner_ = std::move(owner);
  upgrade_->async_accept(
      upgrade, [waiting = Waiting(shared_from_this()), keep = upgrade_](error_code error) mutable {
        waiting.take()->on_upgraded(error);
      });
}

void WebSocket::on_upgraded(error_code error) {
  const auto upgrade = std::exchange(upgrade_, nullptr);
  if (gone_) return;
  if (error) return lost(error.message());
  if (!open_socket(std::move(upgrade->next_layer()))) return lost(last_error());
  owner_->on_socket_open(ref_);
  if (!gone_ && queued_bytes() > 0) loop_.flush_later(socket_);
}

// It leaves Asio's epoll for that of the loop.
bool WebSocket::open_socket(Socket socket) {
  error_code error;
  socket.native_non_blocking(true, error);
  if (error) return false;
  socket_ = socket.release(error);
  if (error) {
    socket_ = -1;
    return false;
  }
  return loop_.add(socket_, shared_from_this());
}

void WebSocket::on_readable(bool ended) {
  ended_ = ended_ || ended;
  const auto self = shared_from_this();
  for (int i = 0; i < reads_per_turn && !gone_; ++i) {
    if (!read_some()) return;
  }
  if (!gone_) loop_.read_again(socket_);
}

// Whole frames are taken where they were read to; only a frame's beginning is kept.
bool WebSocket::read_some() {
  std::span<char> room = loop_.scratch();
  const std::size_t before = unread_.size();
  if (before > 0) {
    unread_.resize(before + read_bytes);
    room = {unread_.data() + before, read_bytes};
  }
  const ssize_t count = ::recv(socket_, room.data(), room.size(), 0);
  if (count <= 0) {
    unread_.resize(before);
    if (count < 0 && errno == EINTR) return true;
    if (count == 0 || !would_block()) lost(count == 0 ? "the client hung up" : last_error());
    return false;
  }
  const auto got = static_cast<std::size_t>(count);
  std::span<char> bytes = room.first(got);
  if (before > 0) {
    unread_.resize(before + got);
    bytes = unread_;
  }
  take(bytes);
  if (before > 0) {
    unread_.erase(0, unread_.size() - bytes.size());
    if (unread_.empty()) unread_ = {};
  } else if (!bytes.empty()) {
    unread_.assign(bytes.data(), bytes.size());
  }
  // Less than there was room for was all.
  return ended_ || got == room.size();
}

void WebSocket::take(std::span<char>& bytes) {
  while (!gone_) {
    const auto event = reader_.next(bytes);
    if (!event) return;
    take(*event);
  }
  bytes = {};
}

void WebSocket::take(const Event& event) {
  switch (event.kind) {
    case Event::Kind::Text:
    case Event::Kind::Binary:
      if (!closing_) owner_->on_socket_frame(ref_, event.data, event.kind == Event::Kind::Binary);
      return;
    case Event::Kind::Ping:
      if (!closing_ && queue(Opcode::Pong, event.data)) loop_.flush_later(socket_);
      return;
    case Event::Kind::Pong:
      return;
    case Event::Kind::Close:
      if (!closing_) {
        say_close(event.code == 0 ? web_socket::close_normal : event.code);
        flush();
      }
      return lost("closed");
    case Event::Kind::Failed:
      return fail(event);
  }
}

bool WebSocket::queue(Opcode opcode, std::string_view data) {
  if (queued_bytes() + data.size() > queue_limit_) {
    lost("reads too slowly");
    return false;
  }
  web_socket::append_frame(out_, opcode, data);
  return true;
}

void WebSocket::send(std::string_view frame, bool binary) {
  if (gone_ || closing_) return;
  if (queue(binary ? Opcode::Binary : Opcode::Text, frame) && socket_ >= 0) {
    loop_.flush_later(socket_);
  }
}

void WebSocket::flush() {
  const auto self = shared_from_this();
  while (!gone_ && queued_bytes() > 0) {
    const ssize_t count = ::send(socket_, out_.data() + sent_, queued_bytes(), MSG_NOSIGNAL);
    if (count < 0) {
      if (errno == EINTR) continue;
      if (!would_block()) return lost(last_error());
      break;
    }
    sent_ += static_cast<std::size_t>(count);
  }
  if (gone_) return;
  release_queue();
  // Who broke the rules may still be sending; to close with bytes unread would take the close frame
  // away from him.
  if (failed_ && out_.empty()) ::shutdown(socket_, SHUT_WR);
}

void WebSocket::release_queue() {
  if (queued_bytes() == 0) {
    out_ = {};
    sent_ = 0;
  } else if (sent_ > out_.size() / 2) {
    out_.erase(0, std::exchange(sent_, 0));
  }
  loop_.count_waiting(static_cast<std::ptrdiff_t>(queued_bytes()) -
                      static_cast<std::ptrdiff_t>(counted_));
  counted_ = queued_bytes();
}

void WebSocket::say_close(std::uint16_t code) {
  closing_ = true;
  web_socket::append_close(out_, code);
  if (socket_ >= 0) loop_.flush_later(socket_);
}

void WebSocket::expect_end() {
  close_timer_.emplace(executor_, close_deadline);
  close_timer_->async_wait([weak = weak_from_this()](error_code error) {
    if (error) return;
    if (const auto self = weak.lock()) self->lost("didn't close in time");
  });
}

void WebSocket::close(const std::string& reason) {
  if (closing_ || gone_) return;
  close_reason_ = reason;
  say_close(web_socket::close_normal);
  expect_end();
}

// The owner needn't wait until the client has understood.
void WebSocket::fail(const Event& event) {
  if (closing_) return lost(close_reason_);
  failed_ = true;
  const std::string reason(event.data);
  say_close(event.code);
  expect_end();
  tell_gone(reason);
}

void WebSocket::tell_gone(const std::string& reason) {
  if (const auto owner = std::exchange(owner_, nullptr)) {
    owner->on_socket_gone(ref_, close_reason_.empty() ? reason : close_reason_);
  }
}

void WebSocket::lost(const std::string& reason) {
  if (std::exchange(gone_, true)) return;
  const auto self = shared_from_this();
  if (close_timer_) close_timer_->cancel();
  if (upgrade_) {
    error_code ignored;
    upgrade_->next_layer().close(ignored);
  }
  out_ = {};
  sent_ = 0;
  release_queue();
  if (socket_ >= 0) {
    loop_.remove(socket_);
    ::close(std::exchange(socket_, -1));
  }
  place_ = {};
  tell_gone(reason);
}

void WebSocket::abandon() {
  gone_ = true;
  owner_.reset();
}

}  // namespace ringline::server_app
