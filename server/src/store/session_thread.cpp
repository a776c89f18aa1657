#include "store/session_thread.hpp"

#include <utility>

#include "log.hpp"
#include "store/session.hpp"

namespace ringline::server_app {
namespace {

constexpr std::size_t tasks_per_commit = 256;
// A statement has its own limit at the server; this is for a server that says nothing at all.
constexpr std::chrono::milliseconds patience{10'000};

}  // namespace

SessionThread::SessionThread(DatabaseUrl url, Kind kind, Post post)
    : url_(std::move(url)), kind_(kind), post_(std::move(post)), watchdog_(patience) {
  thread_ = std::thread([this] { loop(); });
}

SessionThread::~SessionThread() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void SessionThread::submit(Task task) {
  {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
  }
  wake_.notify_one();
}

std::size_t SessionThread::waiting() const {
  const std::lock_guard lock(mutex_);
  return tasks_.size();
}

void SessionThread::loop() {
  for (;;) {
    std::deque<Task> taken;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
      if (tasks_.empty()) return;
      while (!tasks_.empty() && taken.size() < tasks_per_commit) {
        taken.push_back(std::move(tasks_.front()));
        tasks_.pop_front();
      }
    }
    serve(std::move(taken));
  }
}

// All in one transaction; where one of them fails, each in its own. Not so where the connection was
// lost: they may have been committed, and must not be done twice.
void SessionThread::serve(std::deque<Task> tasks) {
  // char: a vector of bool has no elements of its own.
  std::vector<char> worked(tasks.size(), 0);
  if (is_open() && commit(tasks, 0, tasks.size())) {
    worked.assign(tasks.size(), 1);
  } else if (tasks.size() > 1 && !lost_ && !is_lost(session_)) {
    for (std::size_t i = 0; i < tasks.size() && is_open(); ++i) {
      worked[i] = commit(tasks, i, 1) ? 1 : 0;
    }
  }
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    post_([done = std::move(tasks[i].done), ok = worked[i] != 0] { done(ok); });
  }
}

bool SessionThread::is_open() {
  if (url_.leader && url_.leader->departures != departures_) lost_ = true;
  // Not by SOCI's is_connected: it asks the server, and would wait for one that hangs.
  if (!lost_ && !is_lost(session_)) return true;
  if (!backoff_.may_try()) return false;
  try {
    session_.close();
    if (url_.leader) departures_ = url_.leader->departures;
    open_session(session_, url_);
    // In PostgreSQL each transaction says so: what is set for a session could outlive it in a pooler.
    if (!url_.postgres && kind_ == Kind::Reads) session_ << "PRAGMA query_only = 1";
    lost_ = false;
    backoff_.worked();
    return true;
  } catch (const std::exception& error) {
    log(Level::Error, "database_unreachable", {{"error", error.what()}});
    backoff_.failed();
    return false;
  }
}

bool SessionThread::commit(std::deque<Task>& tasks, std::size_t first, std::size_t count) {
  watchdog_.begin(socket_of(session_));
  bool worked = true;
  try {
    // Writers at once: a reader that turns writer would fail if somebody wrote in between.
    const bool reads = kind_ == Kind::Reads;
    session_ << (url_.postgres ? (reads ? "BEGIN READ ONLY" : "BEGIN")
                               : (reads ? "BEGIN" : "BEGIN IMMEDIATE"));
    for (std::size_t i = first; i < first + count; ++i) tasks[i].work(session_);
    session_ << "COMMIT";
  } catch (const std::exception& error) {
    if (count == 1) log(Level::Error, "database_task_failed", {{"error", error.what()}});
    worked = false;
    look_at(error);
    roll_back();
  }
  watchdog_.end();
  return worked;
}

void SessionThread::look_at(const std::exception& error) {
  if (!url_.postgres || !(is_lost(session_) || means_lost(error))) return;
  lost_ = true;
  ++url_.leader->departures;
}

void SessionThread::roll_back() {
  try {
    session_ << "ROLLBACK";
  } catch (const std::exception&) {
    // There is no transaction left to roll back, which is what is wanted.
  }
}

}  // namespace ringline::server_app
