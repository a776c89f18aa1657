#include "store/database.hpp"

#include <stdexcept>

#include "store/schema.hpp"
#include "store/session.hpp"

namespace ringline::server_app {
namespace {

// SQLite's writer is held for so long and the last task's time, and a call may wait for it.
constexpr std::chrono::milliseconds transaction_time{20};
constexpr std::chrono::milliseconds gathering_time{5};

}  // namespace

Database::Database(const std::string& text, Post post, const IdentityColumns& identity) {
  const auto parsed = DatabaseUrl::parse(text);
  if (!parsed) throw std::runtime_error("--database-url " + parsed.error.message);
  const DatabaseUrl& url = *parsed;
  try {
    soci::session first;
    open_session(first, url);
    migrate(first, identity);
    people_ = read_people_columns(first, identity);
  } catch (const std::exception& error) {
    throw std::runtime_error("can't use --database-url " + url.shown + ": " + error.what());
  }
  url_ = url;
  if (!url.postgres) turns_ = std::make_unique<WriteTurns>();
  using Kind = SessionThread::Kind;
  writer_ = std::make_unique<SessionThread>(
      url, SessionThread::Config{Kind::Writes, transaction_time, turns_.get()}, post);
  for (std::size_t i = 0; i < reading_count; ++i) {
    // Many short questions share a transaction; of long ones each is answered when it is done.
    const bool are_short = static_cast<Reading>(i) == Reading::People;
    readers_[i] = std::make_unique<SessionThread>(
        url,
        SessionThread::Config{Kind::Reads,
                              are_short ? gathering_time : std::chrono::milliseconds{0}, nullptr},
        post);
  }
}

std::size_t Database::reads_waiting() const {
  std::size_t sum = 0;
  for (const auto& each : readers_) sum += each->waiting();
  return sum;
}

void Database::run_now(const std::function<void(soci::session&)>& work) {
  soci::session session;
  open_session(session, url_);
  soci::transaction transaction(session);
  work(session);
  transaction.commit();
}

}  // namespace ringline::server_app
