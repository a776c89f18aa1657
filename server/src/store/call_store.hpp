// The Exchange's Store: answers its questions from the database, on a thread and a connection of its
// own, so that no list or import is in a call's way. What has gathered while the thread was busy is
// one transaction.
//
// While the database is away, changes of calls that run are taken into the journal and count as
// stored; new calls and questions about others are answered Unavailable. Once it is back the journal
// is replayed before anything else is asked, so that a call's row never goes back.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "store/backoff.hpp"
#include "store/call_connection.hpp"
#include "store/database.hpp"
#include "store/journal.hpp"
#include "store/store_options.hpp"

namespace ringline::server_app {

class CallStore {
 public:
  using Answer = exchange_input::StoreAnswer;
  using Reply = std::function<void(Answer)>;

  // Connects where `database` does and replays what an earlier life left in the journal; throws where
  // it can't. People are looked for in `database`, which must outlive it.
  CallStore(const StoreOptions& options, Database& database, Database::Post post);
  ~CallStore();  // answers what was asked, then stops
  CallStore(const CallStore&) = delete;
  CallStore& operator=(const CallStore&) = delete;

  void ask(store::Request what, Reply reply);
  // Whether calls can be written: one write is tried. The reason where they can't, "" where they can.
  void check(std::function<void(std::string why_not)> done);
  // Questions that the thread hasn't taken up yet.
  [[nodiscard]] std::size_t waiting() const;

 private:
  struct Question {
    store::Request what;
    Reply reply;
  };

  void loop();
  void serve(std::vector<Question> questions);
  std::vector<Answer> answer_all(const std::vector<Question>& questions);
  // What they are answered while the database is there; the rest are left.
  void ask_database(std::vector<const store::Request*>& requests, std::vector<Answer>& answers);
  void ask_rows(const std::vector<const store::Request*>& requests, std::vector<Answer>& answers);
  Answer ask_alone(const store::Request& request);
  // An update that the database refuses: the call goes on with it, and its row follows if it can.
  Answer keep_refused(const store::Update& update, const std::string& why);
  void renew(const std::string& why);
  std::string why_not_writable();
  std::vector<Answer> answer_away(const std::vector<const store::Request*>& requests);
  void lose(const std::string& why);
  void take_back(std::unique_ptr<CallConnection> rows);
  void start_connecting();
  void connect();

  const DatabaseUrl url_;
  const StoreOptions options_;
  Database& database_;
  const Database::Post post_;
  Journal journal_;
  std::unique_ptr<CallConnection> rows_;  // null while the database is away
  std::string why_away_;
  Backoff backoff_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;     // the thread
  std::condition_variable stopped_;  // the connector
  bool idle_ = false;                // the thread waits until it is woken
  std::vector<Question> questions_;
  std::vector<std::function<void(std::string)>> checks_;
  std::unique_ptr<CallConnection> arrived_;  // a new connection, to be taken by the thread
  bool stopping_ = false;
  std::thread connector_;
  std::thread thread_;
};

}  // namespace ringline::server_app
