// The Store of the tests: rows in memory, with the faults that a database can have. It also checks
// what a database couldn't: that a row only ever moves forward.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ringline/exchange.hpp"

namespace ringline::test {

class MemoryStore {
 public:
  void add(const Identity& person) { people_.push_back(person); }
  void block(const Party& blocker, const Party& blocked) { blocks_.insert({blocker, blocked}); }

  [[nodiscard]] exchange_input::StoreAnswer answer(const store::Request& what);

  // While this is set every question is answered Unavailable. Of the writes that are then lost for
  // the asker, each `written_though_th` is done all the same: a database can die after its commit.
  bool unavailable = false;
  std::set<std::string> deactivated;  // contacts all of whose accounts are
  std::uint64_t written_though_nth = 0;

  // The digits of a number with its country code, however it was typed: the store's work, for which
  // the real one has a library.
  [[nodiscard]] static std::string digits_of(const std::string& number);

  // Somebody deletes it: the CRM shares the table.
  void delete_row(const std::string& id) { rows_.erase(id); }
  // Told of each row that is written, and how it stood before; nullptr: it is new.
  std::function<void(const CallRecord* before, const CallRecord& now)> on_written;

  [[nodiscard]] const std::map<std::string, CallRecord>& rows() const { return rows_; }
  [[nodiscard]] const CallRecord* row(const std::string& id) const;
  [[nodiscard]] const std::vector<std::string>& faults() const { return faults_; }

 private:
  using Answer = exchange_input::StoreAnswer;
  Answer on(const store::Resolve& what);
  Answer on(const store::Insert& what);
  Answer on(const store::Update& what);
  Answer on(const store::Load& what);
  Answer on(const store::LoadOpen& what);
  Answer on(const store::LoadDue& what);
  void check_forward(const CallRecord& old_row, const CallRecord& new_row);

  std::vector<Identity> people_;
  std::set<std::pair<Party, Party>> blocks_;
  std::map<std::string, CallRecord> rows_;
  std::vector<std::string> faults_;
  std::uint64_t lost_writes_ = 0;
};

}  // namespace ringline::test
