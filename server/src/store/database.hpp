// The database for everything but the calls' transitions (those are CallStore's): people, contacts,
// lists. Work goes in with its owner, tenants take turns, and its result comes back on the caller's
// thread.
//
// Each kind of reading has a session and a thread of its own, and so has writing, so that nobody's
// sign-in waits for somebody's list, and no list for a report. Small changes that gather are one
// transaction (group commit), so that a burst of them costs one write to the disk; a transaction
// takes no further task once it has worked for 20 ms. Nobody hears of a change before it is committed.
//
// A database that can't be reached fails what is asked of it at once, and is tried again with
// growing gaps. No question waits for longer than a few seconds.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "ringline/exchange.hpp"
#include "store/people_columns.hpp"
#include "store/session_thread.hpp"

namespace ringline::server_app {

enum class Reading : unsigned char {
  People,   // who somebody is: what a sign-in waits for
  Pages,    // what a person looks at: a page of a list, one item, a number that is dialed
  Reports,  // what goes through many rows: exports, imports, figures
};
inline constexpr std::size_t reading_count = 3;

[[nodiscard]] inline TaskOwner task_owner(const Identity& who) {
  return {who.tenant_id, who.user_id};
}

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
  void run(const TaskOwner& owner, std::function<Result(soci::session&)> work,
           std::function<void(std::optional<Result>)> done) {
    writer_->submit(owner, task<Result>(std::move(work), std::move(done)));
  }

  // The same for work that only reads: it waits for no writer, and no writer for it.
  template <class Result>
  void read(Reading kind, const TaskOwner& owner, std::function<Result(soci::session&)> work,
            std::function<void(std::optional<Result>)> done) {
    reader(kind).submit(owner, task<Result>(std::move(work), std::move(done)));
  }

  [[nodiscard]] const DatabaseUrl& url() const { return url_; }

  // What waits for any of its threads.
  [[nodiscard]] std::size_t reads_waiting() const;
  [[nodiscard]] std::size_t writes_waiting() const { return writer_->waiting(); }

  // For others who write to it; null where writers need no turns.
  [[nodiscard]] WriteTurns* write_turns() const { return turns_.get(); }

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
  SessionThread& reader(Reading kind) { return *readers_[static_cast<std::size_t>(kind)]; }

  DatabaseUrl url_;
  PeopleColumns people_;
  std::unique_ptr<WriteTurns> turns_;
  std::unique_ptr<SessionThread> writer_;
  std::array<std::unique_ptr<SessionThread>, reading_count> readers_;
};

}  // namespace ringline::server_app
