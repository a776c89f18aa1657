// A session of the database and the thread that works on it.
#pragma once

#include <soci/soci.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "store/backoff.hpp"
#include "store/database_url.hpp"
#include "store/watchdog.hpp"

namespace ringline::server_app {

class SessionThread {
 public:
  enum class Kind : unsigned char { Reads, Writes };
  using Post = std::function<void(std::function<void()>)>;
  struct Task {
    std::function<void(soci::session&)> work;
    std::function<void(bool committed)> done;
  };

  SessionThread(DatabaseUrl url, Kind kind, Post post);
  ~SessionThread();  // does what was asked for, then stops
  SessionThread(const SessionThread&) = delete;
  SessionThread& operator=(const SessionThread&) = delete;

  void submit(Task task);
  // Tasks that the thread hasn't taken up yet.
  [[nodiscard]] std::size_t waiting() const;

 private:
  void loop();
  void serve(std::deque<Task> tasks);
  bool is_open();
  // Makes the next use connect anew, and the other sessions too where the server isn't to be asked
  // any more.
  void look_at(const std::exception& error);
  // Whether they were all done and committed.
  bool commit(std::deque<Task>& tasks, std::size_t first, std::size_t count);
  void roll_back();

  const DatabaseUrl url_;
  const Kind kind_;
  const Post post_;
  soci::session session_;
  unsigned departures_ = 0;  // of the leader's, when the session was opened
  bool lost_ = true;         // or was never open
  Backoff backoff_;
  Watchdog watchdog_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> tasks_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace ringline::server_app
