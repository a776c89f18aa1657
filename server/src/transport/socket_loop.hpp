// What all WebSockets of an io_context have in common: one epoll of their own, in which a socket is
// registered once, and turns.
//
// In a turn every socket that is ready is read, then what was said to any of them leaves, for each
// socket in one go. So frames that arrive together travel together, and a frame costs no system call
// of its own. Asio waits for the epoll as a whole. What is said outside of a turn (the answers of the
// database, timers) leaves when the handlers that were ready have run.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "http/net.hpp"

namespace ringline::server_app {

class SocketLoop : public net::execution_context::service {
 public:
  using key_type = SocketLoop;
  static net::execution_context::id id;

  class Member {
   public:
    virtual ~Member() = default;
    // May be read; not again before all of it has been read or read_again was asked. `ended`: nothing
    // follows what is there.
    virtual void on_readable(bool ended) = 0;
    // The end of a turn, where flush_later was asked, or there is room again.
    virtual void flush() = 0;
    // The loop ends: nobody is to be told of anything any more.
    virtual void abandon() = 0;
  };

  explicit SocketLoop(net::execution_context& context);
  static SocketLoop& of(const Executor& executor);

  // Kept until it is removed. The socket doesn't block. False: the system has no room for it.
  [[nodiscard]] bool add(int socket, std::shared_ptr<Member> member);
  void remove(int socket);
  void flush_later(int socket);
  // There is more to be read than one turn should give to one socket.
  void read_again(int socket);

  // What a turn reads into: it is the reader's until he returns.
  [[nodiscard]] std::span<char> scratch() { return scratch_; }

  // Bytes that wait to be sent to slow readers, in all.
  void count_waiting(std::ptrdiff_t more) { waiting_bytes_ += static_cast<std::size_t>(more); }
  [[nodiscard]] std::size_t waiting_bytes() const { return waiting_bytes_; }

 private:
  struct Entry {
    std::shared_ptr<Member> member;
    std::uint32_t generation = 0;  // a socket's number is given again: its events are not
    bool flush_due = false;
  };

  void shutdown() override;
  void wait();
  void take_turns();
  bool take_turn();
  void flush_all();
  void post_turn();
  void post_flush();

  net::io_context& io_;
  net::posix::basic_stream_descriptor<Executor> epoll_;
  std::vector<Entry> entries_;  // by the socket's number
  std::size_t members_ = 0;
  std::vector<int> to_flush_;
  std::vector<int> to_read_;
  bool waiting_ = false;
  bool in_turn_ = false;
  bool flush_posted_ = false;
  bool turn_posted_ = false;
  std::size_t waiting_bytes_ = 0;
  std::vector<char> scratch_;
};

}  // namespace ringline::server_app
