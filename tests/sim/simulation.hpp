// One life of a small Ringline under random users and random faults, from one seed: one to three
// gateways on one store, customers with two tabs, base clients, users who click everything at the
// worst moment.
//
//   simulation.cpp     who is there, and a life from its beginning to its end
//   users.cpp          what users do: a table
//   faults.cpp         what breaks: a table
//   endings.cpp        it heals, and what is tried then
//   checks.hpp         what must hold, at every step, at the end of each call, and at last
//   history.hpp        what the users did and saw
//
// First safety: whatever happens, nothing forbidden happens. Then everything is healed, and liveness:
// within a bound every call is either a conversation on both sides and in the log, or over; and when
// the users hang up, nothing is left and both screens show the log's seconds. At last some calls more,
// each with a fault of its own at its worst moment.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/checks.hpp"
#include "sim/history.hpp"
#include "support/world.hpp"

namespace ringline::test {

class Simulation {
 public:
  // A traced one keeps what happened as text, for people.
  explicit Simulation(std::uint64_t seed, bool traced = false);

  // What was wrong; empty if nothing was. The first line names the seed.
  [[nodiscard]] std::vector<std::string> run();
  [[nodiscard]] std::vector<std::string> trace() const { return history_.trace(); }

  struct Happening {
    const char* name;
    unsigned weight;
    void (Simulation::*does)(Device& device);
  };
  static const std::vector<Happening>& user_acts();
  static const std::vector<Happening>& faults();
  static const std::vector<Happening>& endings();

  // How much was lived, to be added up over many lives.
  struct Tally {
    std::uint64_t answered = 0;
    std::uint64_t survived = 0;  // conversations that outlived the faults
    std::uint64_t ended = 0;
    std::uint64_t refused = 0;    // by a limit
    std::uint64_t recovered = 0;  // base clients
    std::array<std::uint64_t, std::variant_size_v<Input>> phone_inputs{};
    std::array<std::uint64_t, std::variant_size_v<ExchangeInput>> exchange_inputs{};
    std::vector<std::uint64_t> happenings;  // user acts, faults and endings, in this order
    void add(const Tally& other);
  };
  [[nodiscard]] const Tally& tally() const { return tally_; }
  [[nodiscard]] World& world() { return world_; }

 private:
  void give_tokens(bool one_forgets);
  void act();
  void settle(Duration time);
  void press(Device& device, const Input& input);
  void reload(Device& device, bool crashes);
  void choose(const std::vector<Happening>& table, std::size_t offset, Device& device);
  void happen(const std::vector<Happening>& table, std::size_t offset, std::size_t which,
              Device& device);
  [[nodiscard]] std::string any_call(const Device& device, CallState& state);

  // users.cpp
  void dials(Device& device);
  void dials_number(Device& device);
  void dials_back(Device& device);
  void accepts(Device& device);
  void presses_accept_blindly(Device& device);
  void hangs_up(Device& device);
  void rejects(Device& device);
  void mutes(Device& device);
  void holds(Device& device);
  void closes(Device& device);
  void connects(Device& device);
  void clicks(Device& device);
  void chooses_microphone(Device& device);
  void dials_into_silence(Device& device);

  // faults.cpp
  void toggles_gateway(Device& device);
  void drains_gateway(Device& device);
  void breaks_store(Device& device);
  void slows_store(Device& device);
  void breaks_bus(Device& device);
  void sets_gateway_clock(Device& device);
  void breaks_path(Device& device);
  void deletes_row(Device& device);
  void limits(Device& device);
  void floods(Device& device);
  void is_cut(Device& device);
  void goes_silent(Device& device);
  void goes_deaf(Device& device);
  void goes_out_of_reach(Device& device);
  void comes_into_reach(Device& device);
  void flickers(Device& device);
  void changes_network(Device& device);
  void is_reloaded(Device& device);
  void is_closed(Device& device);
  void freezes(Device& device);
  void throttles(Device& device);
  void sleeps(Device& device);
  void changes_microphone(Device& device);
  void loses_microphone(Device& device);
  void changes_devices(Device& device);
  void pauses_player(Device& device);
  void blocks_sound(Device& device);
  void fails_steps(Device& device);

  // endings.cpp
  void heal();
  void hang_up_all();
  void last_calls();
  void answers_on_dead_connection(Device& device);
  void is_called_half_open(Device& device);
  void both_dial(Device& device);
  void loses_two_signals(Device& device);
  void leave_one_by_one(Device& device);
  void vanish(Device& device);
  bool rings(const std::string& contact_id);
  bool talks();
  bool comes(const std::string& what, Duration limit, const std::function<bool()>& condition);

  void problem(const std::string& what) { checks_.problem(what); }
  [[nodiscard]] bool is_well() const { return checks_.problems().empty(); }
  [[nodiscard]] Device& any_device();
  [[nodiscard]] bool chance(std::uint64_t percent) { return random_.below(100) < percent; }
  // Who makes and gets the last calls; neither is ever closed for good.
  [[nodiscard]] Device& caller() { return *world_.devices().front(); }
  [[nodiscard]] Device& callee() { return *world_.devices().back(); }

  std::uint64_t seed_;
  Random random_;
  World world_;
  // Of the clocks of gateways and devices, in a quarter of the lives. While they talk, both count from
  // the gateway's `answeredAt` on the clock of the gateway that each has met last, as it was then: the
  // one up to 3 s fast, the other up to 3 s slow, and either page asleep since. Nothing tells them
  // better before they connect again. Once it is over the gateway's figure counts, to the second.
  bool clocks_err_;
  TimePoint started_;
  History history_;
  Checks checks_;
  Tally tally_;
};

}  // namespace ringline::test
