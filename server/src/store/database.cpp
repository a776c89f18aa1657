#include "store/database.hpp"

#include <soci/sqlite3/soci-sqlite3.h>

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
  session_.open(soci::sqlite3, "db=" + sqlite_file(url) + " timeout=5");
  // Readers don't wait for the writer; what is committed survives a power cut.
  session_ << "PRAGMA journal_mode=WAL";
  session_ << "PRAGMA synchronous=FULL";
  session_ << "PRAGMA foreign_keys=ON";
  migrate(session_);
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
    soci::transaction transaction(session_);
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      try {
        tasks[i].work(session_);
        worked[i] = 1;
      } catch (const std::exception& error) {
        // SQLite has undone this statement; the others' stand.
        log(Level::Error, "database_task_failed", {{"error", error.what()}});
      }
    }
    transaction.commit();
  } catch (const std::exception& error) {
    log(Level::Error, "database_commit_failed", {{"error", error.what()}});
    worked.assign(tasks.size(), 0);
  }
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    post_([done = std::move(tasks[i].done), ok = worked[i] != 0] { done(ok); });
  }
}

}  // namespace ringline::server_app
