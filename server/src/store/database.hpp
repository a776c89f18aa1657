// A database thread: work goes in, in order, and its result comes back on the caller's thread.
//
// What has gathered while the thread was busy is done in one transaction (group commit), so that a
// burst of changes costs one write to the disk. Nobody hears of a change before it is committed.
#pragma once

#include <soci/soci.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace ringline::server_app {

class Database {
 public:
  // Runs something on the thread that owns the results.
  using Post = std::function<void(std::function<void()>)>;

  // Opens (and creates) it at once; throws where it can't be. `url` is sqlite:<file>.
  Database(const std::string& url, Post post);
  ~Database();  // does what was asked for, then stops
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // `work` runs in the transaction; `done` gets its result, or nothing where the database failed
  // (then nothing of this work was written; what others wrote stands).
  template <class Result>
  void run(std::function<Result(soci::session&)> work,
           std::function<void(std::optional<Result>)> done) {
    auto result = std::make_shared<std::optional<Result>>();
    submit({[result, work = std::move(work)](soci::session& sql) { result->emplace(work(sql)); },
            [result, done = std::move(done)](bool committed) {
              if (!committed) result->reset();
              done(std::move(*result));
            }});
  }

 private:
  struct Task {
    std::function<void(soci::session&)> work;
    std::function<void(bool committed)> done;
  };

  void submit(Task task);
  void loop();
  void commit(std::deque<Task> tasks);
  bool attempt(const Task& task);
  void roll_back();

  Post post_;
  soci::session session_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> tasks_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace ringline::server_app
