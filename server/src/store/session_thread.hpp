// A session of the database and the thread that works on it. Its tasks are done in the fair order of
// fair_queue.hpp.
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
#include "store/fair_queue.hpp"
#include "store/watchdog.hpp"
#include "store/write_turns.hpp"

namespace ringline::server_app {

class SessionThread {
 public:
  enum class Kind : unsigned char { Reads, Writes };
  using Post = std::function<void(std::function<void()>)>;
  struct Task {
    std::function<void(soci::session&)> work;
    std::function<void(bool committed)> done;
  };
  struct Config {
    Kind kind = Kind::Reads;
    // A transaction takes no further task once it has worked for so long. 0: each has its own.
    std::chrono::milliseconds transaction_time{0};
    WriteTurns* turns = nullptr;  // null where writers need no turns
  };

  SessionThread(DatabaseUrl url, Config config, Post post);
  ~SessionThread();  // does what was asked for, then stops
  SessionThread(const SessionThread&) = delete;
  SessionThread& operator=(const SessionThread&) = delete;

  // Fails at once where too many wait already.
  void submit(const TaskOwner& owner, Task task);
  // Tasks that the thread hasn't taken up yet.
  [[nodiscard]] std::size_t waiting() const;

 private:
  void loop();
  std::optional<Task> next(bool wait);
  void serve(Task first);
  bool is_open();
  // Makes the next use connect anew, and the other sessions too where the server isn't to be asked
  // any more.
  void look_at(const std::exception& error);
  // Whether they were all done and committed. Those that wait join them while `may_grow`.
  bool commit(std::deque<Task>& tasks, std::size_t first, bool may_grow);
  void roll_back();

  const DatabaseUrl url_;
  const Config config_;
  const Post post_;
  soci::session session_;
  unsigned departures_ = 0;  // of the leader's, when the session was opened
  bool lost_ = true;         // or was never open
  Backoff backoff_;
  Watchdog watchdog_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  FairQueue<Task> tasks_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace ringline::server_app
