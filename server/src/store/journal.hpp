// Where the transitions of running calls are kept while the database is away: a SQLite file of the
// gateway's own, written through to the disk before anybody is told. When the database is back they
// are replayed into it, by compare-and-set, and are gone from here.
//
// Of each call the first and the newest entry are kept: the first may have reached the database (its
// answer was lost), the newest is what the call has become.
#pragma once

#include <soci/soci.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "ringline/exchange.hpp"

namespace ringline::server_app {

class Journal {
 public:
  struct Entry {
    std::int64_t number = 0;  // counts up, never used twice
    CallRecord record;
  };
  struct Call {
    std::vector<Entry> entries;  // one or two, in order
  };

  // Opens or creates it; it belongs to one gateway at a time. Throws where it can't.
  explicit Journal(const std::string& file);

  // Its name, made up when the file was: the database keeps by it how far it has been replayed.
  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const std::map<std::string, Call>& calls() const { return calls_; }
  // What a call has become here; null where it isn't in the journal.
  [[nodiscard]] const CallRecord* find(const std::string& call_id) const;
  [[nodiscard]] std::int64_t last_number() const { return last_; }

  // All of them or none, on the disk when it returns; throws where it can't.
  void add(const std::vector<CallRecord>& records);
  // Forgets everything up to this number.
  void drop(std::int64_t upto);
  // Puts a call aside that the database refuses: kept in the file for a person to look at.
  void reject(const std::string& call_id, const std::string& why);

 private:
  void load();
  void add_one(const CallRecord& record);

  soci::session sql_;
  std::string id_;
  std::map<std::string, Call> calls_;
  std::int64_t last_ = 0;
};

// More calls than this aren't kept.
inline constexpr std::size_t journal_calls = 100'000;

}  // namespace ringline::server_app
