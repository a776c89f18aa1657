// The calls in the database, as one connection sees and changes them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ringline/exchange.hpp"
#include "store/database_url.hpp"
#include "store/failures.hpp"
#include "store/write_turns.hpp"

namespace ringline::server_app {

class CallConnection {
 public:
  using Answer = exchange_input::StoreAnswer;

  virtual ~CallConnection() = default;

  // Answers them in their order, all in one transaction; of Resolve only those by id. Throws
  // DatabaseAway (whether they took place is unknown), DatabaseChanged or DatabaseRefused (none did).
  virtual std::vector<Answer> serve(const std::vector<const store::Request*>& requests) = 0;

  // Writes something of no account, so that it is known whether calls can be written. Throws.
  virtual void try_write() = 0;

  // The outage journal (journal.hpp): how far the journal of this name has been replayed, and a part
  // of it, with the rows as they are to be whatever stands there. All or nothing, throws as above.
  virtual std::int64_t replayed(const std::string& journal) = 0;
  struct Replay {
    CallRecord record;
    std::int64_t standing_version = 0;  // it is an error if another one stands
  };
  virtual void replay(const std::string& journal, std::int64_t upto,
                      const std::vector<Replay>& changes) = 0;
};

// By which the journals' table keeps the rows that try_write writes.
inline constexpr const char* write_trial = "trial";

// Connects, and sees whether calls can be written; throws as above. SQLite's writer is taken in `turns`,
// where there are some.
std::unique_ptr<CallConnection> open_call_connection(const DatabaseUrl& url, WriteTurns* turns);

inline constexpr int due_at_once = 256;

}  // namespace ringline::server_app
