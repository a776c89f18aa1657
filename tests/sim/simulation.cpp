#include "sim/simulation.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>

#include "ringline/limits.hpp"

namespace ringline::test {
namespace {

constexpr int steps = 60;
constexpr std::uint64_t longest_pause_ms = 2'000;
// The longest thing that a healed world may still have to wait for is a ring.
constexpr Duration settling_time{100'000};
constexpr Duration quiet_time{60'000};

const Identity people[] = {
    {"u-amina", "t1", Role::TenantMember, "", "Amina", ""},
    {"u-otto", "t1", Role::TenantMember, "", "Otto", ""},
    {"u-rahim", "t1", Role::PortalCustomer, "k-rahim", "Rahim", "+1"},
    {"u-sofia", "t1", Role::PortalCustomer, "k-sofia", "Sofia", "+2"},
    {"u-mei", "t2", Role::TenantMember, "", "Mei", ""},
};

bool is(const Device& device, CallState state) {
  return device.call() != nullptr && device.call()->state == state;
}
bool is_talking(const CallView& call) { return call.state == CallState::Active; }
bool is_accepted_view(const CallView& call) {
  return call.state == CallState::Connecting || call.state == CallState::Active ||
         call.state == CallState::Reconnecting;
}

// What a gateway holds for the few people of this world; more would be a leak.
constexpr std::size_t most_questions = 64;
constexpr std::size_t most_calls = 32;

// Two lives of five have several gateways.
std::size_t gateways_of(std::uint64_t seed) { return seed % 5 == 0 ? 3 : seed % 5 == 1 ? 2 : 1; }

}  // namespace

Simulation::Simulation(std::uint64_t seed)
    : seed_(seed),
      random_(seed),
      world_(seed * 7 + 1, {}, gateways_of(seed)),
      clocks_err_(seed % 4 == 3) {
  for (const Identity& each : people) world_.store.add(each);
  PhoneConfig plain;
  PhoneConfig waiting;
  waiting.call_waiting = chance(30);
  waiting.preconnect = chance(30) ? Preconnect::Off : Preconnect::All;
  waiting.early_microphone = seed % 2 == 0;
  world_.add_device("amina", people[0], plain);
  world_.add_device("otto", people[1], waiting);
  world_.add_device("rahim", people[2], waiting);
  world_.add_device("rahim's other tab", people[2], plain);
  world_.add_device("sofia", people[3], plain);
  world_.longest_delay = Duration{20 + static_cast<std::int64_t>(random_.below(400))};
  give_tokens(seed % 6 == 0);
  world_.longest_store_delay = Duration{1 + static_cast<std::int64_t>(random_.below(100))};
}

// In a third of the worlds tokens run out within a ring, in half of these one device forgets to get
// new ones until all is healed: by the seed itself, so that the other worlds stay as they were.
void Simulation::give_tokens(bool one_forgets) {
  if (seed_ % 3 != 0) return;
  const Duration life{20'000 + static_cast<std::int64_t>(seed_ % 40) * 1'000};
  for (auto& device : world_.devices()) {
    world_.give_tokens(*device, life, !one_forgets || device->name != "rahim");
  }
}

std::vector<std::string> Simulation::run() {
  for (auto& device : world_.devices()) press(*device, input::Connect{});
  for (int step = 0; step < steps && problems_.empty(); ++step) {
    world_.schedule.run_for(Duration{static_cast<std::int64_t>(random_.below(longest_pause_ms))});
    act();
    check_safety();
  }
  heal();
  world_.schedule.run_for(settling_time);
  check_safety();
  check_healed();
  hang_up_all();
  world_.schedule.run_for(quiet_time);
  check_safety();
  check_quiet();
  call_once_more();
  vanish();
  check_safety();
  for (const auto& [id, row] : world_.store.rows()) {
    tally_.answered += row.answered_at != 0 ? 1 : 0;
    tally_.ended += row.is_open() ? 0 : 1;
  }
  tally_.survived = survivors_.size() / 2;
  if (!problems_.empty()) {
    problems_.insert(problems_.begin(), "seed " + std::to_string(seed_));
    if (std::getenv("RINGLINE_TRANSCRIPT") != nullptr) add_transcript();
  }
  return problems_;
}

Device& Simulation::any_device() {
  auto& all = world_.devices();
  return *all[random_.below(all.size())];
}

void Simulation::act() {
  if (chance(75)) {
    act_as_user(any_device());
  } else {
    break_something();
  }
}

void Simulation::act_as_user(Device& device) {
  std::string id = "no such call";
  CallState state = CallState::Idle;
  if (!device.screen().calls.empty()) {
    const auto& calls = device.screen().calls;
    const CallView& call = calls[random_.below(calls.size())];
    id = call.id;
    state = call.state;
  }
  switch (random_.below(8)) {
    case 0:
    case 1:
    case 2: {
      const Identity& whom = people[random_.below(std::size(people))];
      const bool customer = whom.role == Role::PortalCustomer;
      return press(device, input::Dial{customer ? whom.contact_id : whom.user_id, "", whom.name});
    }
    case 3:
    case 4:
    case 5:
      // People mostly answer; now and then they press what isn't there.
      if (state == CallState::Incoming || chance(10)) press(device, input::Accept{id});
      return;
    case 6:
      if (chance(40)) press(device, input::HangUp{id});
      if (chance(20)) press(device, input::Reject{id});
      return;
    default:
      press(device, input::SetMuted{id, chance(50)});
      return;
  }
}

// Presses it, sometimes twice. A refusal must have changed nothing.
void Simulation::press(Device& device, const Input& input) {
  for (int times = chance(10) ? 2 : 1; times > 0; --times) {
    if (const Error late = device.act(input::Tick{})) problem("a tick was refused");
    const Snapshot before = device.screen();
    if (device.act(input) && !(device.screen() == before)) {
      problem(device.name + ": a refused input changed something");
    }
  }
}

void Simulation::break_something() {
  switch (random_.below(4)) {
    case 0:
      return break_gateways();
    default:
      return break_device(any_device());
  }
}

void Simulation::break_gateways() {
  const std::size_t which = random_.below(world_.gateways());
  switch (random_.below(7)) {
    case 0:
    case 1:
      if (world_.gateway_runs(which)) return world_.kill_gateway(which);
      return world_.start_gateway(which);
    case 2:
      world_.store.unavailable = chance(40);
      world_.store.written_though_nth = random_.below(4);
      return;
    case 3:
      world_.longest_store_delay = Duration{chance(30) ? 4'000 : 50};
      return;
    case 4:
      world_.bus_parted = chance(40);
      world_.bus_loss_percent = chance(50) ? 30 : 0;
      return;
    case 5:
      // A clock that is set: some seconds wrong, now and then back.
      if (!clocks_err_) return;
      return world_.set_gateway_clock(
          which, Duration{static_cast<std::int64_t>(random_.below(6'000)) - 3'000});
    default:
      return world_.set_media_path(chance(60));
  }
}

void Simulation::break_device(Device& device) {
  switch (random_.below(13)) {
    case 0:
    case 1:
      return world_.cut(device);
    case 11:
      if (device.act(input::Network{true, true})) problem("refused");
      if (device.act(input::Awake{})) problem("refused");
      return;
    case 2:
      return world_.silence(device);
    case 3:
      return world_.deafen(device, chance(50));
    case 4:
      world_.set_reachable(device, false);
      return world_.cut(device);
    case 5:
      return world_.set_reachable(device, true);
    case 6:
      if (device.act(input::Network{false})) problem("refused");
      if (device.act(input::Network{true})) problem("refused");
      return;
    case 7:
      return device.reload(chance(30));
    case 8:
      device.timers_late = Duration{chance(50) ? 1'000 : 0};
      return;
    case 9:
      if (clocks_err_)
        device.sleep_clock(Duration{static_cast<std::int64_t>(random_.below(3'000))});
      return;
    case 10:
      return world_.set_media_path(chance(60));
    default:
      device.grants = chance(70) ? MicrophoneState::Ready : MicrophoneState::Denied;
      device.grants_quietly = chance(70) ? device.grants : MicrophoneState::Prompt;
      return;
  }
}

void Simulation::heal() {
  world_.store.unavailable = false;
  world_.longest_store_delay = Duration{50};
  world_.bus_parted = false;
  world_.bus_loss_percent = 0;
  for (std::size_t i = 0; i < world_.gateways(); ++i) {
    world_.set_gateway_clock(i, Duration{0});
    if (!world_.gateway_runs(i)) world_.start_gateway(i);
  }
  world_.set_media_path(true);
  give_tokens(false);
  for (auto& device : world_.devices()) {
    device->grants = device->grants_quietly = MicrophoneState::Ready;
    device->timers_late = Duration{0};
    world_.set_reachable(*device, true);
  }
}

void Simulation::check_safety() {
  for (auto& device : world_.devices()) check_device(*device);
  check_rows();
  check_gateways();
  for (const std::string& each : world_.faults) problem(each);
  for (const std::string& each : world_.store.faults()) problem(each);
}

void Simulation::check_device(Device& device) {
  device.check_deadlines();
  for (const std::string& each : device.faults) problem(each);
  const auto& calls = device.screen().calls;
  if (calls.size() > limit::calls_per_phone) problem(device.name + ": more calls than it may hold");
  if (std::count_if(calls.begin(), calls.end(), is_accepted_view) > 1) {
    problem(device.name + ": two conversations at once");
  }
  const auto accepted = [&](const std::string& id) {
    return std::any_of(calls.begin(), calls.end(), [&](const CallView& call) {
      return call.id == id && is_accepted_view(call);
    });
  };
  for (const FakePeer& peer : device.peers()) {
    if (peer.microphone && !accepted(peer.call)) {
      problem(device.name + ": a microphone is heard before the call was accepted");
    }
  }
  for (const std::string& id : device.playing) {
    if (!accepted(id)) problem(device.name + ": a voice is played before the call was accepted");
  }
  for (const CallView& call : calls) {
    if (!call.call_id.empty() && world_.store.row(call.call_id) == nullptr) {
      problem(device.name + " was told of " + call.call_id + ", which is not in the log");
    }
  }
}

// Of each side at most one device is in a call.
void Simulation::check_rows() {
  std::map<std::pair<std::string, std::string>, int> talking;
  for (auto& device : world_.devices()) {
    for (const CallView& call : device->screen().calls) {
      if (!is_talking(call)) continue;
      if (++talking[{call.call_id, device->auth.user_id}] > 1) {
        problem(call.call_id + ": two devices of " + device->auth.user_id + " are in it");
      }
    }
  }
}

void Simulation::check_gateways() {
  for (std::size_t i = 0; i < world_.gateways(); ++i) {
    if (!world_.gateway_runs(i)) continue;
    const Exchange::Load load = world_.load(i);
    if (load.questions > most_questions) problem("a gateway has asked more than it is answered");
    if (load.calls > most_calls) problem("a gateway holds more calls than there can be");
  }
}

// Every call is a conversation on exactly two devices and in the log, or it is no more.
void Simulation::check_healed() {
  for (auto& device : world_.devices()) {
    if (device->screen().link != LinkState::Online) problem(device->name + " is not online");
    for (const CallView& call : device->screen().calls) {
      if (!is_talking(call)) {
        problem(device->name + ": a call is still " + std::string(to_string(call.state)));
        continue;
      }
      int sides = 0;
      const std::int64_t apart = clocks_err_ ? 8 : 1;
      for (auto& other : world_.devices()) {
        for (const CallView& theirs : other->screen().calls) {
          sides += theirs.call_id == call.call_id && is_talking(theirs) ? 1 : 0;
          // One may be a moment before the next second, and the other after it.
          if (theirs.call_id == call.call_id &&
              std::abs(theirs.duration_s - call.duration_s) > apart) {
            problem(call.call_id + ": one side shows " + std::to_string(call.duration_s) +
                    " s, the other " + std::to_string(theirs.duration_s) + ", seen by " +
                    device->name);
          }
        }
      }
      if (sides != 2) {
        problem(call.call_id + " has " + std::to_string(sides) + " sides, seen by " + device->name);
      }
      const CallRecord* row = world_.store.row(call.call_id);
      if (row == nullptr || row->status != CallStatus::Answered) {
        problem(call.call_id + " is a conversation, but not in the log");
      }
      survivors_.emplace_back(device.get(), call.id);
    }
  }
}

void Simulation::hang_up_all() {
  for (auto& device : world_.devices()) {
    const auto calls = device->screen().calls;
    // One side is enough.
    if (!calls.empty()) press(*device, input::HangUp{calls.front().id});
    world_.schedule.run_for(Duration{1'200});
  }
}

void Simulation::check_quiet() {
  for (auto& device : world_.devices()) {
    if (!device->screen().calls.empty()) problem(device->name + ": a call is left");
    if (!device->peers().empty()) problem(device->name + ": a peer connection is left");
    if (!device->microphones.empty()) problem(device->name + ": a microphone is left open");
    if (!device->playing.empty()) problem(device->name + ": a voice is left playing");
    if (device->tone != Tone::None) problem(device->name + ": a tone is left");
    for (const CallView& call : device->history) {
      const bool survived = std::find(survivors_.begin(), survivors_.end(),
                                      std::pair<const Device*, std::string>{
                                          device.get(), call.id}) != survivors_.end();
      const CallRecord* row = world_.store.row(call.call_id);
      if (survived && row != nullptr && call.duration_s != row->duration_s) {
        problem(device->name + " shows " + std::to_string(call.duration_s) + " s, the log has " +
                std::to_string(row->duration_s));
      }
    }
  }
  for (const auto& [id, row] : world_.store.rows()) {
    if (row.is_open()) problem(id + " is still " + std::string(to_string(row.status)));
  }
  for (std::size_t i = 0; i < world_.gateways(); ++i) {
    if (world_.load(i).calls != 0) problem("a gateway still holds a call");
    // It asks for what is due, and devices for the next token: each is answered within a moment.
    if (!world_.schedule.run_while_not([&] { return world_.load(i).questions <= 1; },
                                       Duration{2'000})) {
      problem("a gateway waits for answers");
    }
  }
}

bool Simulation::comes(const std::string& what, Duration limit,
                       const std::function<bool()>& condition) {
  const bool came = world_.schedule.run_while_not(condition, limit);
  if (!came) problem("one call more: " + what);
  return came;
}

// The log must come to hold what they did, though the other phone has heard it at once.
void Simulation::call_once_more() {
  if (!problems_.empty()) return;
  Device& caller = *world_.devices().front();
  Device& callee = *world_.devices().back();
  constexpr Duration soon{20'000};
  press(caller, input::Dial{people[3].contact_id, "", ""});
  if (!comes("it never rang", soon, [&] { return is(callee, CallState::Incoming); })) return;
  const std::string id = callee.call()->call_id;
  const auto row_is = [&](CallStatus status) {
    return [this, id, status] { return world_.store.row(id)->status == status; };
  };
  world_.silence(callee);
  press(callee, input::Accept{callee.call()->id});
  if (!comes("the accept never came into the log", soon, row_is(CallStatus::Answered))) return;
  comes("they never talked", soon, [&] { return is(caller, CallState::Active); });
  world_.silence(caller);
  if (caller.call() != nullptr) press(caller, input::HangUp{caller.call()->id});
  if (!comes("the hang-up never came into the log", soon, row_is(CallStatus::Completed))) return;
  if (world_.store.row(id)->reason != EndReason::HungUp) {
    problem("one call more: it was hung up, and the log says otherwise");
  }
}

// Nobody comes back who could remind a gateway of the call.
void Simulation::vanish() {
  if (seed_ % 8 != 0 || !problems_.empty()) return;
  Device& caller = *world_.devices().front();
  Device& callee = *world_.devices().back();
  world_.schedule.run_for(Duration{5'000});
  press(caller, input::Dial{people[3].contact_id, "", ""});
  const auto both = [&](CallState first, CallState second) {
    return [&caller, &callee, first, second] { return is(caller, first) && is(callee, second); };
  };
  constexpr Duration soon{20'000};
  if (!comes("it never rang", soon, both(CallState::Ringing, CallState::Incoming))) return;
  const std::string id = callee.call()->call_id;
  press(callee, input::Accept{callee.call()->id});
  if (!comes("they never talked", soon, both(CallState::Active, CallState::Active))) return;
  world_.schedule.run_for(Duration{2'000});
  for (Device* each : {&caller, &callee}) world_.set_reachable(*each, false);
  for (std::size_t i = 0; i < world_.gateways(); ++i) world_.kill_gateway(i);
  for (std::size_t i = 0; i < world_.gateways(); ++i) world_.start_gateway(i);
  comes("its row stays open when all have gone", Duration{240'000},
        [this, id] { return !world_.store.row(id)->is_open(); });
}

// Everything that anybody reported, by time: `RINGLINE_FIRST_SEED=542 RINGLINE_SEEDS=1
// RINGLINE_TRANSCRIPT=1` shows how a seed went wrong.
void Simulation::add_transcript() {
  std::vector<std::string> lines = world_.happened;
  for (auto& device : world_.devices()) {
    lines.insert(lines.end(), device->happened.begin(), device->happened.end());
  }
  for (const auto& [id, row] : world_.store.rows()) {
    lines.push_back(std::to_string(row.answered_at - 1'790'000'000'000) + " row " + id +
                    " answered, version " + std::to_string(row.version));
  }
  std::stable_sort(lines.begin(), lines.end());  // times of equal length come first
  problems_.insert(problems_.end(), lines.begin(), lines.end());
}

void Simulation::problem(const std::string& what) {
  if (std::find(problems_.begin(), problems_.end(), what) == problems_.end()) {
    problems_.push_back(what);
  }
}

}  // namespace ringline::test
