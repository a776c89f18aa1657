#include "transport/socket_loop.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <system_error>
#include <utility>

namespace ringline::server_app {
namespace {

constexpr std::size_t events_per_turn = 256;
// Before the other handlers of the io_context get theirs.
constexpr int turns_at_once = 4;
constexpr std::size_t scratch_bytes = 65'536;

int open_epoll() {
  const int epoll = epoll_create1(EPOLL_CLOEXEC);
  if (epoll < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
  return epoll;
}

std::uint64_t pack(int socket, std::uint32_t generation) {
  return std::uint64_t{generation} << 32U | static_cast<std::uint32_t>(socket);
}

std::size_t index(int socket) { return static_cast<std::size_t>(socket); }

}  // namespace

net::execution_context::id SocketLoop::id;

SocketLoop::SocketLoop(net::execution_context& context)
    : service(context),
      io_(static_cast<net::io_context&>(context)),
      epoll_(io_.get_executor(), open_epoll()),
      scratch_(scratch_bytes) {}

SocketLoop& SocketLoop::of(const Executor& executor) {
  return net::use_service<SocketLoop>(executor.context());
}

void SocketLoop::shutdown() {
  for (Entry& each : std::exchange(entries_, {})) {
    if (each.member) each.member->abandon();
  }
  members_ = 0;
  error_code ignored;
  epoll_.close(ignored);
}

bool SocketLoop::add(int socket, std::shared_ptr<Member> member) {
  if (entries_.size() <= index(socket)) entries_.resize(index(socket) + 1);
  Entry& entry = entries_[index(socket)];
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.u64 = pack(socket, ++entry.generation);
  if (epoll_ctl(epoll_.native_handle(), EPOLL_CTL_ADD, socket, &event) != 0) return false;
  entry.member = std::move(member);
  ++members_;
  wait();
  return true;
}

void SocketLoop::remove(int socket) {
  if (index(socket) >= entries_.size() || !entries_[index(socket)].member) return;
  Entry& entry = entries_[index(socket)];
  epoll_ctl(epoll_.native_handle(), EPOLL_CTL_DEL, socket, nullptr);
  ++entry.generation;
  entry.flush_due = false;
  // It may be the last who keeps it, and its end may lead back here.
  const auto keep = std::exchange(entry.member, nullptr);
  if (--members_ == 0) epoll_.cancel();
}

void SocketLoop::flush_later(int socket) {
  if (index(socket) >= entries_.size()) return;
  Entry& entry = entries_[index(socket)];
  if (!entry.member || std::exchange(entry.flush_due, true)) return;
  to_flush_.push_back(socket);
  if (!in_turn_) post_flush();
}

void SocketLoop::read_again(int socket) {
  to_read_.push_back(socket);
  post_turn();
}

// Without members nothing is waited for, so that an io_context can run out of work.
void SocketLoop::wait() {
  if (waiting_ || members_ == 0) return;
  waiting_ = true;
  epoll_.async_wait(net::posix::descriptor_base::wait_read, [this](error_code error) {
    waiting_ = false;
    if (!error) take_turns();
    if (epoll_.is_open()) wait();
  });
}

void SocketLoop::post_turn() {
  if (std::exchange(turn_posted_, true)) return;
  net::post(io_, [this] {
    turn_posted_ = false;
    take_turns();
  });
}

void SocketLoop::post_flush() {
  if (std::exchange(flush_posted_, true)) return;
  net::post(io_, [this] {
    flush_posted_ = false;
    flush_all();
  });
}

// To ask the epoll once more is a third of what it takes to wait for it by Asio.
void SocketLoop::take_turns() {
  for (int i = 0; i < turns_at_once && take_turn(); ++i) {
  }
}

// Whether any socket was ready.
bool SocketLoop::take_turn() {
  in_turn_ = true;
  const auto member_at = [this](int socket) {
    return index(socket) < entries_.size() ? entries_[index(socket)].member : nullptr;
  };
  for (const int socket : std::exchange(to_read_, {})) {
    if (const auto member = member_at(socket)) member->on_readable(false);
  }
  std::array<epoll_event, events_per_turn> events{};
  const int count = epoll_wait(epoll_.native_handle(), events.data(), events.size(), 0);
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    const int socket = static_cast<int>(event.data.u64 & 0xFFFF'FFFFU);
    const auto generation = static_cast<std::uint32_t>(event.data.u64 >> 32U);
    // Of the same turn, but of a socket that another one's frame has closed.
    const auto member = member_at(socket);
    if (!member || entries_[index(socket)].generation != generation) continue;
    if ((event.events & EPOLLOUT) != 0) flush_later(socket);
    const bool ended = (event.events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
    if (ended || (event.events & EPOLLIN) != 0) member->on_readable(ended);
  }
  flush_all();
  in_turn_ = false;
  return count > 0;
}

// A flush may close a socket, and that may say something to another one.
void SocketLoop::flush_all() {
  const bool outer = std::exchange(in_turn_, true);
  while (!to_flush_.empty()) {
    for (const int socket : std::exchange(to_flush_, {})) {
      Entry& entry = entries_[index(socket)];
      if (!std::exchange(entry.flush_due, false)) continue;
      const auto member = entry.member;
      if (member) member->flush();
    }
  }
  in_turn_ = outer;
}

}  // namespace ringline::server_app
