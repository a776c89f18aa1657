#include "sim/simulation.hpp"

#include <algorithm>
#include <cstdlib>

#include "ringline/phone_json.hpp"

namespace ringline::test {
namespace {

constexpr int steps = 60;
constexpr std::uint64_t longest_pause_ms = 2'000;
// The longest thing that a healed world may still have to wait for is a ring.
constexpr Duration settling_time{100'000};
constexpr Duration quiet_time{60'000};
// How long a healed world runs between two looks at it.
constexpr Duration look_every{2'000};

const Identity people[] = {
    {"u-amina", "t1", Role::TenantMember, "", "Amina", ""},
    {"u-otto", "t1", Role::TenantMember, "", "Otto", ""},
    {"u-rahim", "t1", Role::PortalCustomer, "k-rahim", "Rahim", "+8801711000001"},
    {"u-sofia", "t1", Role::PortalCustomer, "k-sofia", "Sofia", "+8801711000002"},
    {"u-mei", "t2", Role::TenantMember, "", "Mei", ""},
};

// Two lives of five have several gateways.
std::size_t gateways_of(std::uint64_t seed) { return seed % 5 == 0 ? 3 : seed % 5 == 1 ? 2 : 1; }

// By the seed alone: in a third of the lives one or two of these speak base.
World::Speaks speech(std::uint64_t seed, std::uint64_t of) {
  return seed % 12 == of || seed % 12 == of + 1 ? World::Speaks::Base : World::Speaks::Extended;
}

}  // namespace

Simulation::Simulation(std::uint64_t seed, bool traced)
    : seed_(seed),
      random_(seed),
      world_(seed * 7 + 1, {}, gateways_of(seed)),
      clocks_err_(seed % 4 == 3),
      started_(world_.schedule.now()),
      history_(world_),
      checks_(world_, history_, clocks_err_) {
  history_.traced = traced;
  world_.keeps_words = traced;
  world_.on_written = [this](const CallRecord* before, const CallRecord& now) {
    checks_.written(before, now);
  };
  for (const Identity& each : people) world_.store.add(each);
  PhoneConfig plain;
  PhoneConfig waiting;
  waiting.call_waiting = chance(30);
  waiting.preconnect = chance(30) ? Preconnect::Off : Preconnect::All;
  waiting.early_microphone = seed % 2 == 0;
  world_.add_device("amina", people[0], plain, speech(seed, 8));
  world_.add_device("otto", people[1], waiting, speech(seed, 2));
  world_.add_device("rahim", people[2], waiting);
  world_.add_device("rahim's other tab", people[2], plain);
  world_.add_device("sofia", people[3], plain, speech(seed, 7));
  for (auto& device : world_.devices()) {
    history_.watch(*device);
    device->keeps_words = traced;
    if (traced && std::getenv("RINGLINE_TRACE_ALL") != nullptr) {
      device->watcher = [this, name = device->name](TimePoint, const Input& in, const Error&,
                                                    const std::vector<Output>& outs) {
        history_.note("    > " + name + " " + encode(in));
        for (const Output& each : outs) {
          if (std::holds_alternative<output::Changed>(each) ||
              std::holds_alternative<output::Wait>(each))
            continue;
          history_.note("      < " + name + " " + encode(each));
        }
      };
    }
  }
  world_.longest_delay = Duration{20 + static_cast<std::int64_t>(random_.below(400))};
  give_tokens(seed % 6 == 0);
  world_.longest_store_delay = Duration{1 + static_cast<std::int64_t>(random_.below(100))};
  world_.samples_quality = seed % 4 == 1;
  tally_.happenings.resize(user_acts().size() + faults().size() + endings().size());
}

// In a third of the worlds tokens run out within a ring, in half of these one device forgets to get
// new ones until all is healed: by the seed itself, so that the other worlds stay as they were.
void Simulation::give_tokens(bool one_forgets) {
  if (seed_ % 3 != 0) return;
  const Duration life{20'000 + static_cast<std::int64_t>(seed_ % 40) * 1'000};
  const bool healed = world_.schedule.now() > started_;
  for (auto& device : world_.devices()) {
    // A base client can't refresh its token: it would be thrown out of the last calls.
    const bool lasts = healed && world_.is_base(*device);
    world_.give_tokens(*device, lasts ? Duration{36'000'000} : life,
                       !one_forgets || device->name != "rahim");
  }
}

std::vector<std::string> Simulation::run() {
  for (auto& device : world_.devices()) press(*device, input::Connect{});
  for (int step = 0; step < steps && is_well(); ++step) {
    world_.schedule.run_for(Duration{static_cast<std::int64_t>(random_.below(longest_pause_ms))});
    world_.note_links();
    act();
    checks_.each_step();
  }
  if (is_well()) {
    heal();
    settle(settling_time);
    for (auto& device : world_.devices()) {
      clicks(*device);
      press(*device, input::Sound{SoundNews::Allowed});
    }
    settle(Duration{1'000});
    if (is_well()) checks_.healed();
  }
  if (is_well()) {
    hang_up_all();
    settle(quiet_time);
    if (is_well()) checks_.quiet();
  }
  last_calls();
  checks_.each_step();
  for (const auto& [id, row] : world_.store.rows()) {
    tally_.answered += row.answered_at != 0 ? 1 : 0;
    tally_.ended += row.is_open() ? 0 : 1;
  }
  tally_.survived = checks_.survivors();
  tally_.refused = world_.refused;
  tally_.recovered = world_.recovered;
  tally_.exchange_inputs = world_.inputs;
  for (const auto& device : world_.devices()) {
    for (std::size_t i = 0; i < device->inputs.size(); ++i) {
      tally_.phone_inputs[i] += device->inputs[i];
    }
  }
  std::vector<std::string> problems = checks_.problems();
  if (!problems.empty()) problems.insert(problems.begin(), "seed " + std::to_string(seed_));
  return problems;
}

void Simulation::Tally::add(const Tally& other) {
  answered += other.answered;
  survived += other.survived;
  ended += other.ended;
  refused += other.refused;
  recovered += other.recovered;
  for (std::size_t i = 0; i < phone_inputs.size(); ++i) phone_inputs[i] += other.phone_inputs[i];
  for (std::size_t i = 0; i < exchange_inputs.size(); ++i) {
    exchange_inputs[i] += other.exchange_inputs[i];
  }
  happenings.resize(std::max(happenings.size(), other.happenings.size()));
  for (std::size_t i = 0; i < other.happenings.size(); ++i) happenings[i] += other.happenings[i];
}

// Looked at now and then: what is wrong for a while only is wrong, too.
void Simulation::settle(Duration time) {
  const TimePoint end = world_.schedule.now() + time;
  while (world_.schedule.now() < end && is_well()) {
    world_.schedule.run_for(std::min(look_every, end - world_.schedule.now()));
    world_.note_links();
    checks_.each_step();
  }
}

Device& Simulation::any_device() {
  auto& all = world_.devices();
  return *all[random_.below(all.size())];
}

void Simulation::act() {
  Device& device = any_device();
  if (device.is_gone()) return;
  if (chance(75)) {
    if (!device.is_frozen()) choose(user_acts(), 0, device);
  } else {
    choose(faults(), user_acts().size(), device);
  }
}

void Simulation::choose(const std::vector<Happening>& table, std::size_t offset, Device& device) {
  unsigned all = 0;
  for (const Happening& each : table) all += each.weight;
  auto drawn = random_.below(all);
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (drawn < table[i].weight) return happen(table, offset, i, device);
    drawn -= table[i].weight;
  }
}

void Simulation::happen(const std::vector<Happening>& table, std::size_t offset, std::size_t which,
                        Device& device) {
  ++tally_.happenings[offset + which];
  if (history_.traced) history_.note("-- " + device.name + ": " + table[which].name);
  (this->*table[which].does)(device);
}

// Presses it, sometimes twice. A refusal must have changed nothing.
void Simulation::press(Device& device, const Input& input) {
  for (int times = chance(10) ? 2 : 1; times > 0; --times) {
    if (device.is_gone() || device.is_frozen()) return;
    if (const Error late = device.act(input::Tick{})) problem("a tick was refused");
    const Snapshot before = device.screen();
    const bool linked = world_.is_linked(device);
    if (std::holds_alternative<input::Close>(input)) history_.goes(device);
    if (device.act(input) && !(device.screen() == before)) {
      problem(device.name + ": a refused input changed something");
    }
    history_.pressed(device, before, input, linked);
  }
}

void Simulation::reload(Device& device, bool crashes) {
  const Snapshot before = device.screen();
  const bool linked = world_.is_linked(device);
  history_.goes(device);
  if (!crashes) history_.left(device, before, linked);
  device.reload(crashes);
}

}  // namespace ringline::test
