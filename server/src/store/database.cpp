#include "store/database.hpp"

#include <stdexcept>

#include "store/schema.hpp"
#include "store/session.hpp"

namespace ringline::server_app {

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
  writer_ = std::make_unique<SessionThread>(url, SessionThread::Kind::Writes, post);
  reader_ = std::make_unique<SessionThread>(url, SessionThread::Kind::Reads, std::move(post));
}

void Database::run_now(const std::function<void(soci::session&)>& work) {
  soci::session session;
  open_session(session, url_);
  soci::transaction transaction(session);
  work(session);
  transaction.commit();
}

}  // namespace ringline::server_app
