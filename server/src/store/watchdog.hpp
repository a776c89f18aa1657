// Ends a wait for a database that has fallen silent: SOCI asks and waits without a limit of its own,
// and a server that is frozen, or whose machine has vanished, never answers.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace ringline::server_app {

class Watchdog {
 public:
  explicit Watchdog(std::chrono::milliseconds patience);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // Between the two the socket is shut down when patience is over; the wait on it fails then.
  void begin(int socket);
  void end();

 private:
  void loop();

  const std::chrono::milliseconds patience_;
  std::mutex mutex_;
  std::condition_variable wake_;
  int socket_ = -1;
  std::chrono::steady_clock::time_point deadline_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace ringline::server_app
