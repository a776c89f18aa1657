#include "store/watchdog.hpp"

#include <sys/socket.h>

namespace ringline::server_app {

using std::chrono::steady_clock;

Watchdog::Watchdog(std::chrono::milliseconds patience)
    : patience_(patience), thread_([this] { loop(); }) {}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Watchdog::begin(int socket) {
  if (socket < 0) return;
  {
    const std::lock_guard lock(mutex_);
    socket_ = socket;
    deadline_ = steady_clock::now() + patience_;
  }
  wake_.notify_one();
}

void Watchdog::end() {
  const std::lock_guard lock(mutex_);
  socket_ = -1;
}

void Watchdog::loop() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (socket_ < 0) {
      wake_.wait(lock);
    } else if (steady_clock::now() < deadline_) {
      wake_.wait_until(lock, deadline_);
    } else {
      shutdown(socket_, SHUT_RDWR);
      socket_ = -1;
    }
  }
}

}  // namespace ringline::server_app
