#include "store/call_store.hpp"

#include <utility>

#include "log.hpp"
#include "store/callee.hpp"
#include "store/replay.hpp"

namespace ringline::server_app {
namespace {

using store::Status;

constexpr std::size_t questions_per_commit = 256;
// While calls come in numbers, so much longer is waited for more of them: a transaction, and the
// writing through to the disk, is for all that have gathered. A single call doesn't wait.
constexpr std::chrono::microseconds gathering_time{500};
constexpr std::size_t gathering_from = 4;  // questions at once
constexpr int tries_alone = 3;             // of what may succeed by itself

CallStore::Answer answered(Status status, std::vector<CallRecord> records = {}) {
  CallStore::Answer answer;
  answer.status = status;
  answer.records = std::move(records);
  return answer;
}

}  // namespace

CallStore::CallStore(const StoreOptions& options, Database& database, Database::Post post)
    : url_(database.url()),
      options_(options),
      database_(database),
      post_(std::move(post)),
      journal_(options.journal_of(url_)),
      rows_(open_call_connection(url_, database.write_turns())) {
  replay(journal_, *rows_);
  thread_ = std::thread([this] { loop(); });
}

CallStore::~CallStore() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  stopped_.notify_one();
  thread_.join();
  if (connector_.joinable()) connector_.join();
}

void CallStore::ask(store::Request what, Reply reply) {
  if (auto* whom = std::get_if<store::Resolve>(&what); whom != nullptr && is_by_number(*whom)) {
    return find_by_number(database_, options_, std::move(*whom), std::move(reply));
  }
  bool is_idle = false;
  {
    const std::lock_guard lock(mutex_);
    questions_.push_back({std::move(what), std::move(reply)});
    is_idle = std::exchange(idle_, false);
  }
  // One wake for what is asked in a row.
  if (is_idle) wake_.notify_one();
}

void CallStore::check(std::function<void(std::string)> done) {
  {
    const std::lock_guard lock(mutex_);
    checks_.push_back(std::move(done));
  }
  wake_.notify_one();
}

std::size_t CallStore::waiting() const {
  const std::lock_guard lock(mutex_);
  return questions_.size();
}

void CallStore::loop() {
  std::size_t last_count = 0;
  for (;;) {
    std::vector<Question> taken;
    std::vector<std::function<void(std::string)>> checks;
    std::unique_ptr<CallConnection> arrived;
    {
      std::unique_lock lock(mutex_);
      idle_ = questions_.empty();
      wake_.wait(lock, [this] {
        return stopping_ || !questions_.empty() || !checks_.empty() || arrived_;
      });
      idle_ = false;
      if (last_count >= gathering_from && questions_.size() < last_count) {
        wake_.wait_for(lock, gathering_time, [this] { return stopping_ || arrived_; });
      }
      if (questions_.empty() && checks_.empty() && !arrived_) return;
      arrived = std::move(arrived_);
      checks.swap(checks_);
      if (questions_.size() <= questions_per_commit) {
        taken.swap(questions_);
      } else {
        const auto end = questions_.begin() + questions_per_commit;
        taken.assign(std::make_move_iterator(questions_.begin()), std::make_move_iterator(end));
        questions_.erase(questions_.begin(), end);
      }
    }
    last_count = taken.size();
    if (arrived) take_back(std::move(arrived));
    if (!taken.empty()) serve(std::move(taken));
    if (checks.empty()) continue;
    post_([checks = std::move(checks), why_not = why_not_writable()] {
      for (const auto& done : checks) done(why_not);
    });
  }
}

void CallStore::serve(std::vector<Question> questions) {
  auto answers = answer_all(questions);
  post_([questions = std::move(questions), answers = std::move(answers)]() mutable {
    for (std::size_t i = 0; i < questions.size(); ++i) {
      questions[i].reply(std::move(answers[i]));
    }
  });
}

std::vector<CallStore::Answer> CallStore::answer_all(const std::vector<Question>& questions) {
  std::vector<const store::Request*> requests;
  requests.reserve(questions.size());
  for (const Question& each : questions) requests.push_back(&each.what);
  std::vector<Answer> answers;
  ask_database(requests, answers);
  if (!requests.empty()) {
    for (Answer& each : answer_away(requests)) answers.push_back(std::move(each));
  }
  return answers;
}

void CallStore::ask_database(std::vector<const store::Request*>& requests,
                             std::vector<Answer>& answers) {
  bool renewed = false;
  while (rows_ && !requests.empty()) {
    const std::size_t before = answers.size();
    try {
      ask_rows(requests, answers);
    } catch (const DatabaseChanged& error) {
      // A migration of the CRM's: the same statement, made for the tables as they are now, may do.
      if (std::exchange(renewed, true)) {
        lose(error.what());
      } else {
        renew(error.what());
      }
    } catch (const DatabaseAway& error) {
      lose(error.what());
    }
    const auto done = static_cast<std::ptrdiff_t>(answers.size() - before);
    requests.erase(requests.begin(), requests.begin() + done);
  }
}

// Appends as many answers as there are, when it throws.
void CallStore::ask_rows(const std::vector<const store::Request*>& requests,
                         std::vector<Answer>& answers) {
  // What is in the journal is newer than its row.
  const bool journaled = !journal_.calls().empty();
  if (requests.size() > 1 && !journaled) {
    try {
      for (Answer& each : rows_->serve(requests)) answers.push_back(std::move(each));
      return;
    } catch (const DatabaseRefused&) {
      // One of them; the others needn't suffer for it.
    }
  }
  for (const store::Request* each : requests) answers.push_back(ask_alone(*each));
}

CallStore::Answer CallStore::ask_alone(const store::Request& request) {
  const auto* update = std::get_if<store::Update>(&request);
  const auto* load = std::get_if<store::Load>(&request);
  if (update != nullptr && journal_.find(update->record.id) != nullptr) {
    return keep_refused(*update, {});
  }
  if (load != nullptr && journal_.find(load->call_id) != nullptr) {
    return answered(Status::Done, {*journal_.find(load->call_id)});
  }
  for (int tries = 1;; ++tries) {
    try {
      return std::move(rows_->serve({&request}).front());
    } catch (const DatabaseRefused& error) {
      if (error.may_succeed_again() && tries < tries_alone) continue;
      log(Level::Error, "database_refused", {{"error", error.what()}});
      return update == nullptr ? answered(Status::Unavailable)
                               : keep_refused(*update, error.what());
    }
  }
}

// As while the database is away, but for this call alone. When it has ended its row gets what the
// database takes of it, or it is put aside in the journal's file, for a person to look at.
CallStore::Answer CallStore::keep_refused(const store::Update& update, const std::string& why) {
  const store::Request request = update;
  Answer answer = std::move(answer_away({&request}).front());
  if (!why.empty())
    log(Level::Error, "call_journaled", {{"call", update.record.id}, {"error", why}});
  if (answer.status != Status::Done || update.record.is_open()) return answer;
  try {
    replay(journal_, *rows_);
  } catch (const std::exception& error) {
    // Whoever asks next finds out what is wrong with the connection; the next one replays.
    log(Level::Warn, "replay_failed", {{"error", error.what()}});
  }
  return answer;
}

// Throws DatabaseAway where it can't.
void CallStore::renew(const std::string& why) {
  log(Level::Warn, "database_changed",
      {{"error", why}, {"meaning", "its tables are looked at anew"}});
  rows_.reset();
  try {
    rows_ = open_call_connection(url_, database_.write_turns());
  } catch (const std::exception& error) {
    lose(error.what());
  }
}

std::string CallStore::why_not_writable() {
  if (!rows_) return why_away_;
  try {
    rows_->try_write();
    return {};
  } catch (const std::exception& error) {
    lose(error.what());
    return error.what();
  }
}

std::vector<CallStore::Answer> CallStore::answer_away(
    const std::vector<const store::Request*>& requests) {
  std::vector<Answer> answers;
  std::vector<CallRecord> changed;
  std::vector<std::size_t> whose;
  for (const store::Request* each : requests) {
    answers.push_back(answered(Status::Unavailable));
    if (const auto* update = std::get_if<store::Update>(each)) {
      const CallRecord* standing = journal_.find(update->record.id);
      if (standing != nullptr && standing->version != update->record.version - 1) {
        answers.back() = answered(Status::Conflict, {*standing});
        continue;
      }
      changed.push_back(update->record);
      whose.push_back(answers.size() - 1);
    } else if (const auto* load = std::get_if<store::Load>(each)) {
      const CallRecord* standing = journal_.find(load->call_id);
      if (standing != nullptr) answers.back() = answered(Status::Done, {*standing});
    }
  }
  if (changed.empty()) return answers;
  try {
    journal_.add(changed);
    for (const std::size_t i : whose) answers[i].status = Status::Done;
  } catch (const std::exception& error) {
    log(Level::Error, "journal_failed", {{"error", error.what()}});
  }
  return answers;
}

void CallStore::lose(const std::string& why) {
  rows_.reset();
  why_away_ = why;
  if (url_.leader) ++url_.leader->departures;
  log(Level::Error, "database_lost",
      {{"error", why}, {"meaning", "running calls go on, new ones are refused"}});
  start_connecting();
}

void CallStore::take_back(std::unique_ptr<CallConnection> rows) {
  const std::size_t calls = journal_.calls().size();
  try {
    replay(journal_, *rows);
  } catch (const std::exception& error) {
    log(Level::Error, "replay_failed", {{"error", error.what()}});
    return start_connecting();
  }
  rows_ = std::move(rows);
  backoff_.worked();
  log(Level::Info, "database_back", {{"calls_replayed", std::to_string(calls)}});
}

void CallStore::start_connecting() {
  if (connector_.joinable()) connector_.join();
  connector_ = std::thread([this] { connect(); });
}

void CallStore::connect() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      const auto gap = backoff_.gap();
      backoff_.failed();
      if (stopped_.wait_for(lock, gap, [this] { return stopping_; })) return;
    }
    try {
      auto rows = open_call_connection(url_, database_.write_turns());
      {
        const std::lock_guard lock(mutex_);
        arrived_ = std::move(rows);
      }
      wake_.notify_one();
      return;
    } catch (const std::exception& error) {
      log(Level::Debug, "database_still_away", {{"error", error.what()}});
    }
  }
}

}  // namespace ringline::server_app
