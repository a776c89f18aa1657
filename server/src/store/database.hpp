// The database for everything but the calls' transitions (those are CallStore's): people, contacts,
// lists. Work goes in, in order, and its result comes back on the caller's thread.
//
// Two sessions, each with a thread: one that reads, one that writes. What has gathered while a thread
// was busy is done in one transaction (group commit), so that a burst of changes costs one write to
// the disk. Nobody hears of a change before it is committed.
//
// A database that can't be reached fails what is asked of it at once, and is tried again with
// growing gaps. No question waits for longer than a few seconds.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "store/people_columns.hpp"
#include "store/session_thread.hpp"

namespace ringline::server_app {

class Database {
 public:
  // Runs something on the thread that owns the results.
  using Post = SessionThread::Post;

  // Opens, creates and migrates it at once; throws where it can't. `url` as DatabaseUrl reads it.
  Database(const std::string& url, Post post, const IdentityColumns& identity = {});

  // What the people's tables had when it was opened.
  [[nodiscard]] const PeopleColumns& people() const { return people_; }

  // At once, on this thread, in a transaction: for what has to be done before anybody asks. Throws.
  void run_now(const std::function<void(soci::session&)>& work);

  // `work` runs in a transaction, perhaps more than once; `done` gets its result, or nothing where
  // the database failed (then nothing of this work was written; what others wrote stands).
  template <class Result>
  void run(std::function<Result(soci::session&)> work,
           std::function<void(std::optional<Result>)> done) {
    writer_->submit(task<Result>(std::move(work), std::move(done)));
  }

  // The same for work that only reads: it waits for no writer, and no writer for it.
  template <class Result>
  void run_read(std::function<Result(soci::session&)> work,
                std::function<void(std::optional<Result>)> done) {
    reader_->submit(task<Result>(std::move(work), std::move(done)));
  }

  [[nodiscard]] const DatabaseUrl& url() const { return url_; }

  // What waits for either of its threads.
  [[nodiscard]] std::size_t reads_waiting() const { return reader_->waiting(); }
  [[nodiscard]] std::size_t writes_waiting() const { return writer_->waiting(); }

 private:
  template <class Result>
  SessionThread::Task task(std::function<Result(soci::session&)> work,
                           std::function<void(std::optional<Result>)> done) {
    auto result = std::make_shared<std::optional<Result>>();
    return {[result, work = std::move(work)](soci::session& sql) { result->emplace(work(sql)); },
            [result, done = std::move(done)](bool committed) {
              if (!committed) result->reset();
              done(std::move(*result));
            }};
  }

  DatabaseUrl url_;
  PeopleColumns people_;
  std::unique_ptr<SessionThread> writer_;
  std::unique_ptr<SessionThread> reader_;
};

}  // namespace ringline::server_app
