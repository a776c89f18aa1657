// One life of a small Ringline under random users and random faults, from one seed: one to three
// gateways on one store, customers with two tabs, users who click everything at the worst moment.
//
// First safety: whatever happens, nothing forbidden happens. Then everything is healed, and liveness:
// within a bound every call is either a conversation on both sides and in the log, or over; and when
// the users hang up, nothing is left and both screens show the log's seconds. At last one call more,
// in which what each user does is said into a connection that is dead; and, in some lives, one whose
// people and gateways are gone at once, so that only its row is left.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "support/world.hpp"

namespace ringline::test {

class Simulation {
 public:
  explicit Simulation(std::uint64_t seed);

  // What was wrong; empty if nothing was. The first line names the seed.
  [[nodiscard]] std::vector<std::string> run();

  struct Tally {
    std::uint64_t answered = 0;
    std::uint64_t survived = 0;  // conversations that outlived the faults
    std::uint64_t ended = 0;
  };
  [[nodiscard]] const Tally& tally() const { return tally_; }
  [[nodiscard]] World& world() { return world_; }

 private:
  void give_tokens(bool one_forgets);
  void act();
  void act_as_user(Device& device);
  void press(Device& device, const Input& input);
  void break_something();
  void break_gateways();
  void break_device(Device& device);
  void heal();
  void check_safety();
  void check_device(Device& device);
  void check_rows();
  void check_gateways();
  void check_healed();
  void check_quiet();
  void hang_up_all();
  void call_once_more();
  void vanish();
  bool comes(const std::string& what, Duration limit, const std::function<bool()>& condition);
  void add_transcript();
  void problem(const std::string& what);
  [[nodiscard]] Device& any_device();
  [[nodiscard]] bool chance(std::uint64_t percent) { return random_.below(100) < percent; }

  std::uint64_t seed_;
  Random random_;
  World world_;
  // Of the clocks of gateways and devices, in a quarter of the lives. While they talk, both count from
  // the gateway's `answeredAt` on the clock of the gateway that each has met last, as it was then: the
  // one up to 3 s fast, the other up to 3 s slow, and either page asleep since. Nothing tells them
  // better before they connect again. Once it is over the gateway's figure counts, to the second.
  bool clocks_err_;
  std::vector<std::string> problems_;
  std::vector<std::pair<const Device*, std::string>> survivors_;  // by side: its name for the call
  Tally tally_;
};

}  // namespace ringline::test
