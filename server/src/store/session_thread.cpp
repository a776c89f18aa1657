#include "store/session_thread.hpp"

#include <utility>

#include "log.hpp"
#include "store/session.hpp"

namespace ringline::server_app {
namespace {

constexpr std::size_t tasks_per_commit = 256;
// Beyond this nobody would wait for the answer. The first is of one person.
constexpr std::size_t most_of_one_owner = 256;
constexpr std::size_t most_waiting = 20'000;
// A statement has its own limit at the server; this is for a server that says nothing at all.
constexpr std::chrono::milliseconds patience{10'000};

}  // namespace

SessionThread::SessionThread(DatabaseUrl url, Config config, Post post)
    : url_(std::move(url)), config_(config), post_(std::move(post)), watchdog_(patience) {
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

void SessionThread::submit(const TaskOwner& owner, Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (tasks_.size() < most_waiting && tasks_.size_of(owner) < most_of_one_owner) {
      tasks_.push(owner, std::move(task));
      task = {};
    }
  }
  if (task.done) return post_([done = std::move(task.done)] { done(false); });
  wake_.notify_one();
}

std::size_t SessionThread::waiting() const {
  const std::lock_guard lock(mutex_);
  return tasks_.size();
}

void SessionThread::loop() {
  while (auto first = next(true)) serve(std::move(*first));
}

// Nothing: it is to stop, or (where it doesn't wait) there is none.
std::optional<SessionThread::Task> SessionThread::next(bool wait) {
  std::unique_lock lock(mutex_);
  if (wait) wake_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
  if (tasks_.empty()) return std::nullopt;
  return tasks_.pop();
}

// With others in one transaction; where one of them fails, each in its own. Not so where the
// connection was lost: they may have been committed, and must not be done twice.
void SessionThread::serve(Task first) {
  std::deque<Task> tasks;
  tasks.push_back(std::move(first));
  const bool all = is_open() && commit(tasks, 0, true);
  // char: a vector of bool has no elements of its own.
  std::vector<char> worked(tasks.size(), all ? 1 : 0);
  if (!all && tasks.size() > 1 && !lost_ && !is_lost(session_)) {
    for (std::size_t i = 0; i < tasks.size() && is_open(); ++i) {
      worked[i] = commit(tasks, i, false) ? 1 : 0;
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
    if (!url_.postgres && config_.kind == Kind::Reads) session_ << "PRAGMA query_only = 1";
    lost_ = false;
    backoff_.worked();
    return true;
  } catch (const std::exception& error) {
    log(Level::Error, "database_unreachable", {{"error", error.what()}});
    backoff_.failed();
    return false;
  }
}

bool SessionThread::commit(std::deque<Task>& tasks, std::size_t first, bool may_grow) {
  const WriteTurns::Turn turn(config_.turns);
  const auto ends = std::chrono::steady_clock::now() + config_.transaction_time;
  watchdog_.begin(socket_of(session_));
  bool worked = true;
  try {
    // Writers at once: a reader that turns writer would fail if somebody wrote in between.
    const bool reads = config_.kind == Kind::Reads;
    session_ << (url_.postgres ? (reads ? "BEGIN READ ONLY" : "BEGIN")
                               : (reads ? "BEGIN" : "BEGIN IMMEDIATE"));
    tasks[first].work(session_);
    while (may_grow && tasks.size() < tasks_per_commit && std::chrono::steady_clock::now() < ends) {
      auto another = next(false);
      if (!another) break;
      tasks.push_back(std::move(*another));
      tasks.back().work(session_);
    }
    session_ << "COMMIT";
  } catch (const std::exception& error) {
    if (!may_grow || tasks.size() == 1) {
      log(Level::Error, "database_task_failed", {{"error", error.what()}});
    }
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
