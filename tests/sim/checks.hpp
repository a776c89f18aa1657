// What must hold in every life, whatever happens: a table of invariants for each moment.
//
//   at each step   nothing forbidden happens, and where all has been well for a while the screens are
//                  right: who is called rings, who has accepted hears, buttons are told
//   at each end    of a call: its reason was given by somebody, its times are those that were lived
//   healed         every call is a conversation of two devices and in the log, or it is no more
//   quiet          nothing is left, on any screen and in any gateway
//
// "Well" is what the world says of a device's way to its gateway (World::trouble): a check that needs
// it is silent while anything is broken.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/history.hpp"

namespace ringline::test {

class Checks {
 public:
  struct Invariant {
    const char* says;
    void (Checks::*holds)();
  };
  struct Closing {
    const char* says;
    void (Checks::*holds)(const CallRecord& row);
  };

  // `clocks_err`: of gateways and devices, so that times are compared with less.
  Checks(World& world, History& history, bool clocks_err);

  void each_step();
  void healed();
  void quiet();
  void written(const CallRecord* before, const CallRecord& now);

  [[nodiscard]] const std::vector<std::string>& problems() const { return problems_; }
  void problem(const std::string& what);
  [[nodiscard]] std::size_t survivors() const { return survivors_.size() / 2; }

  // Every invariant that there is, for who wants to read them.
  [[nodiscard]] static std::vector<std::string> all();

 private:
  static const std::vector<Invariant>& at_each_step();
  static const std::vector<Closing>& at_each_end();
  static const std::vector<Invariant>& when_healed();
  static const std::vector<Invariant>& when_quiet();

  // at each step: checks.cpp
  void no_fault();
  void deadlines();
  void one_conversation();
  void microphones();
  void known_calls();
  void one_device_a_side();
  void bounded_gateways();
  // at each step, where all is well: screen_checks.cpp
  void away_is_away();
  void buttons_are_told();
  void accepted_is_heard();
  void lost_sound_returns();
  void called_devices_ring();
  void no_ghost_rings();
  void ghost_ring(const History::Sight& sight);
  void others_calls_are_not_shown();
  void hang_ups_arrive();
  // healed and quiet: checks.cpp
  void all_online();
  void two_sides();
  void has_sound();
  void nothing_on_screens();
  void same_seconds();
  void no_open_rows();
  void empty_gateways();
  // at each end: log_checks.cpp
  void reason_was_given(const CallRecord& row);
  void ender_did_it(const CallRecord& row);
  void ended_when_it_was(const CallRecord& row);
  void answered_when_it_was(const CallRecord& row);
  void talked_until_then(const CallRecord& row);
  void no_invite_was_lost(const CallRecord& row);

  [[nodiscard]] Duration clock_error() const { return Duration{clocks_err_ ? 3'500 : 0}; }
  [[nodiscard]] bool was_well(Device* device, Duration time);
  [[nodiscard]] bool was_well_since(Device* device, TimePoint since);
  [[nodiscard]] bool has_failed(const CallRecord& row, const Device& device) const;
  [[nodiscard]] bool has_call(const Device& device, const std::string& call_id) const;
  [[nodiscard]] bool has_pressed(const CallRecord& row, const Party& party, History::Deed deed);
  // Who has the row's sides; nullptr: nobody that is known.
  [[nodiscard]] Device* caller_of(const CallRecord& row) const;
  [[nodiscard]] Device* callee_of(const CallRecord& row) const;
  [[nodiscard]] bool is_base_clients(const CallRecord& row) const;
  [[nodiscard]] bool became_busy(const History::Invite& invite) const;
  [[nodiscard]] bool is_called_again(const CallRecord& row, const History::Invite& invite) const;
  [[nodiscard]] bool has_gone(const CallRecord& row) const;
  [[nodiscard]] bool base_gave_up(const CallRecord& row);
  [[nodiscard]] bool has_cause(const CallRecord& row);
  void fail(const std::string& detail);

  World& world_;
  History& history_;
  bool clocks_err_;
  const char* says_ = "";  // of the invariant that is looked at
  std::vector<std::string> problems_;
  std::vector<std::pair<const Device*, std::string>> survivors_;  // by side: its name for the call
};

}  // namespace ringline::test
