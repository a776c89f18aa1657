// How a database fails: as a whole, or in one thing that it was asked for.
#pragma once

#include <stdexcept>
#include <string>

namespace ringline::server_app {

// It can't be reached, or can't write (the disk is full, it is locked or read-only). Whether the
// last change took place is unknown; what was asked for is to be asked again later.
class DatabaseAway : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The tables have changed under the statements that were prepared for them (a migration of the CRM's):
// nothing of what was asked for has taken place, and a new connection may do it.
class DatabaseChanged : public DatabaseAway {
 public:
  using DatabaseAway::DatabaseAway;
};

// It refused what it was asked for, and nothing of that has changed.
class DatabaseRefused : public std::runtime_error {
 public:
  explicit DatabaseRefused(const std::string& why, bool again = false)
      : std::runtime_error(why), again_(again) {}
  // Two transactions were in each other's way: by itself it may succeed.
  [[nodiscard]] bool may_succeed_again() const { return again_; }

 private:
  bool again_;
};

}  // namespace ringline::server_app
