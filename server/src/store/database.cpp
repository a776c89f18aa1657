#include "store/database.hpp"

#include <soci/sqlite3/soci-sqlite3.h>

#include <stdexcept>
#include <utility>
#include <vector>

#include "log.hpp"
#include "store/schema.hpp"

namespace ringline::server_app {
namespace {

constexpr std::size_t tasks_per_commit = 256;

std::string sqlite_file(const std::string& url) {
  return url.substr(std::string("sqlite:").size());
}

}  // namespace

Database::Database(const std::string& url, Post post) : post_(std::move(post)) {
  const std::string file = sqlite_file(url);
  try {
    session_.open(soci::sqlite3, "db=\"" + file + "\" timeout=5");
    // Readers don't wait for the writer; what is committed survives a power cut.
    session_ << "PRAGMA journal_mode=WAL";
    session_ << "PRAGMA synchronous=FULL";
    session_ << "PRAGMA foreign_keys=ON";
    migrate(session_);
  } catch (const std::exception& error) {
    throw std::runtime_error("can't use --database-url sqlite:" + file + ": " + error.what());
  }
  thread_ = std::thread([this] { loop(); });
}

Database::~Database() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Database::submit(Task task) {
  {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
  }
  wake_.notify_one();
}

void Database::loop() {
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
    commit(std::move(taken));
  }
}

void Database::commit(std::deque<Task> tasks) {
  // char: a vector of bool has no elements of its own.
  std::vector<char> worked(tasks.size(), 0);
  try {
    // At once for writing: a reader that turns writer would fail if somebody wrote in between.
    session_ << "BEGIN IMMEDIATE";
    for (std::size_t i = 0; i < tasks.size(); ++i) worked[i] = attempt(tasks[i]) ? 1 : 0;
    session_ << "COMMIT";
  } catch (const std::exception& error) {
    log(Level::Error, "database_commit_failed", {{"error", error.what()}});
    worked.assign(tasks.size(), 0);
    roll_back();
  }
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    post_([done = std::move(tasks[i].done), ok = worked[i] != 0] { done(ok); });
  }
}

// A task that fails takes back what it has done, and nothing of the others'. Where SQLite has given
// up the whole transaction (the disk is full), there is no savepoint any more, and this throws.
bool Database::attempt(const Task& task) {
  session_ << "SAVEPOINT task";
  bool worked = true;
  try {
    task.work(session_);
  } catch (const std::exception& error) {
    log(Level::Error, "database_task_failed", {{"error", error.what()}});
    worked = false;
  }
  if (!worked) session_ << "ROLLBACK TO task";
  session_ << "RELEASE task";
  return worked;
}

void Database::roll_back() {
  try {
    session_ << "ROLLBACK";
  } catch (const std::exception&) {
    // There is no transaction left to roll back, which is what is wanted.
  }
}

}  // namespace ringline::server_app
