// How a life ends: everything is healed, the users hang up, and a call is made for each of the worst
// moments that there are, between the same two.
#include "sim/simulation.hpp"

namespace ringline::test {
namespace {

constexpr const char* caller_user = "u-amina";
constexpr const char* callee_contact = "k-sofia";
constexpr const char* callee_number = "01711-000002";

constexpr Duration soon{20'000};
constexpr Duration at_once{3'000};

bool is(const Device& device, CallState state) {
  return device.call() != nullptr && device.call()->state == state;
}

}  // namespace

// By the seed alone: the first in every life, the others in some.
const std::vector<Simulation::Happening>& Simulation::endings() {
  static const std::vector<Happening> table = {
      {"answered and hung up on dead connections", 1, &Simulation::answers_on_dead_connection},
      {"called on a half-open connection", 1, &Simulation::is_called_half_open},
      {"both dial", 1, &Simulation::both_dial},
      {"a signal is lost, and then another", 1, &Simulation::loses_two_signals},
      {"one leaves, and then the other", 4, &Simulation::leave_one_by_one},
      {"all vanish at once", 8, &Simulation::vanish},
  };
  return table;
}

void Simulation::last_calls() {
  const std::size_t offset = user_acts().size() + faults().size();
  for (std::size_t i = 0; i < endings().size() && is_well(); ++i) {
    if (seed_ % endings()[i].weight != i % endings()[i].weight) continue;
    happen(endings(), offset, i, caller());
    // Long enough for what ended to leave the screens.
    settle(Duration{5'000});
  }
}

void Simulation::heal() {
  history_.note("-- all is healed");
  world_.note_trouble();
  world_.store.unavailable = false;
  world_.longest_store_delay = Duration{50};
  world_.longest_delay = std::min(world_.longest_delay, Duration{150});
  world_.bus_parted = false;
  world_.bus_loss_percent = 0;
  world_.refuse_percent = 0;
  for (std::size_t i = 0; i < world_.gateways(); ++i) {
    world_.set_gateway_clock(i, Duration{0});
    if (!world_.gateway_runs(i)) world_.start_gateway(i);
  }
  world_.set_media_path(true);
  give_tokens(false);
  for (auto& device : world_.devices()) {
    device->troubled_at = world_.schedule.now();
    device->grants = device->grants_quietly = MicrophoneState::Ready;
    device->microphone_fails = device->steps_that_fail = 0;
    device->timers_late = Duration{0};
    clicks(*device);
    world_.set_reachable(*device, true);
  }
}

void Simulation::hang_up_all() {
  for (auto& device : world_.devices()) {
    const auto calls = device->screen().calls;
    // One side is enough.
    if (!calls.empty()) press(*device, input::HangUp{calls.front().id});
    settle(Duration{1'200});
  }
}

bool Simulation::comes(const std::string& what, Duration limit,
                       const std::function<bool()>& condition) {
  if (!is_well()) return false;
  const bool came = world_.schedule.run_while_not(condition, limit);
  world_.note_links();
  checks_.each_step();
  if (!came) problem("one call more: " + what);
  return came && is_well();
}

bool Simulation::rings(const std::string& contact_id) {
  if (contact_id == callee_number) {
    press(caller(), input::Dial{"", callee_number, ""});
  } else {
    press(caller(), input::Dial{contact_id, "", ""});
  }
  return comes("it never rang", soon, [&] { return is(callee(), CallState::Incoming); });
}

bool Simulation::talks() {
  return comes("who had accepted heard nothing within 3 s", at_once,
               [&] { return is(caller(), CallState::Active) && is(callee(), CallState::Active); });
}

// The log must come to hold what they did, though the other phone has heard it at once.
void Simulation::answers_on_dead_connection(Device&) {
  if (!rings(callee_contact)) return;
  const std::string id = callee().call()->call_id;
  const auto row_is = [&](CallStatus status) {
    return [this, id, status] { return world_.store.row(id)->status == status; };
  };
  if (!world_.is_base(callee())) world_.silence(callee());
  press(callee(), input::Accept{callee().call()->id});
  if (!comes("the accept never came into the log", soon, row_is(CallStatus::Answered))) return;
  if (!comes("they never talked", soon, [&] { return is(caller(), CallState::Active); })) return;
  if (!world_.is_base(caller())) world_.silence(caller());
  if (caller().call() != nullptr) press(caller(), input::HangUp{caller().call()->id});
  if (!comes("the hang-up never came into the log", soon, row_is(CallStatus::Completed))) return;
  if (world_.store.row(id)->reason != EndReason::HungUp) {
    problem("one call more: it was hung up, and the log says otherwise");
  }
}

// What was sent into the dead connection counts for nothing, though a socket took it.
void Simulation::is_called_half_open(Device&) {
  world_.silence(callee());
  press(caller(), input::Dial{callee_contact, "", ""});
  settle(Duration{500});
  if (world_.is_base(callee())) {
    world_.cut(callee());
  } else {
    press(callee(), input::Network{true, true});
  }
  const auto is_ringing = [&] {
    return is(callee(), CallState::Incoming) && callee().screen().link == LinkState::Online;
  };
  if (!comes("it never rang on the new connection", soon, is_ringing)) return;
  settle(Duration{1'000});
  if (!is(callee(), CallState::Incoming)) return problem("one call more: it rings no more");
  press(callee(), input::Accept{callee().call()->id});
  if (!talks()) return;
  press(callee(), input::HangUp{callee().call()->id});
}

void Simulation::both_dial(Device&) {
  press(caller(),
        chance(50) ? input::Dial{callee_contact, "", ""} : input::Dial{"", callee_number, ""});
  world_.schedule.run_for(Duration{static_cast<std::int64_t>(random_.below(400))});
  press(callee(), input::Dial{caller_user, "", ""});
  if (!talks()) return;
  press(caller(), input::HangUp{caller().call()->id});
}

// The bus promises nothing, and each of them is at a gateway of its own.
void Simulation::loses_two_signals(Device&) {
  if (world_.gateways() == 1 || world_.is_base(caller()) || world_.is_base(callee())) return;
  world_.route(caller(), 0);
  world_.route(callee(), 1);
  for (Device* each : {&caller(), &callee()}) world_.cut(*each);
  const auto both_online = [&] { return world_.is_linked(caller()) && world_.is_linked(callee()); };
  if (!comes("they never came online", soon, both_online)) return;
  settle(Duration{1'000});
  if (!rings(callee_contact)) return;
  world_.lose_signal = "webrtc:ice-candidate";
  press(callee(), input::Accept{callee().call()->id});
  if (!talks()) return;
  settle(Duration{2'000});
  world_.lose_signal = "webrtc:offer";
  world_.set_media_path(false);
  world_.schedule.run_for(Duration{2'000});
  world_.set_media_path(true);
  if (!talks()) return;
  world_.lose_signal.reset();
  press(caller(), input::HangUp{caller().call()->id});
}

// The call is over since the second was last there, whoever that is.
void Simulation::leave_one_by_one(Device&) {
  if (!rings(callee_number)) return;
  const std::string id = callee().call()->call_id;
  press(callee(), input::Accept{callee().call()->id});
  if (!talks()) return;
  settle(Duration{4'000});
  Device* order[] = {&caller(), &callee()};
  if (chance(50)) std::swap(order[0], order[1]);
  for (Device* each : order) {
    world_.set_reachable(*each, false);
    world_.cut(*each);
    settle(Duration{5'000});
  }
  if (!comes("its row stays open when both have left", Duration{120'000},
             [&] { return !world_.store.row(id)->is_open(); })) {
    return;
  }
  for (Device* each : order) world_.set_reachable(*each, true);
  // A base client isn't told of what ended while it was at no gateway.
  if (world_.is_base(caller()) || world_.is_base(callee())) {
    settle(Duration{30'000});
    return hang_up_all();
  }
  comes("they never came back", soon, [&] {
    return world_.is_linked(caller()) && world_.is_linked(callee()) && caller().call() == nullptr &&
           callee().call() == nullptr;
  });
}

// Nobody comes back who could remind a gateway of the call.
void Simulation::vanish(Device&) {
  if (!rings(callee_contact)) return;
  const std::string id = callee().call()->call_id;
  press(callee(), input::Accept{callee().call()->id});
  if (!talks()) return;
  settle(Duration{2'000});
  for (Device* each : {&caller(), &callee()}) world_.set_reachable(*each, false);
  for (std::size_t i = 0; i < world_.gateways(); ++i) world_.kill_gateway(i);
  for (std::size_t i = 0; i < world_.gateways(); ++i) world_.start_gateway(i);
  comes("its row stays open when all have gone", Duration{240'000},
        [this, id] { return !world_.store.row(id)->is_open(); });
}

}  // namespace ringline::test
