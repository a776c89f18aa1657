// What users do. A row each, with how often.
#include "sim/simulation.hpp"

namespace ringline::test {
namespace {

struct Dialled {
  const char* contact_id;
  const char* name;
};
constexpr Dialled whom[] = {
    {"u-amina", "Amina"}, {"u-otto", "Otto"}, {"k-rahim", "Rahim"},
    {"k-sofia", "Sofia"}, {"u-mei", "Mei"},
};

// As people write the numbers of these customers, and two that are nobody's.
constexpr const char* numbers[] = {
    "+8801711000001", "01711000001", "+880 1711-000001", "+8801711000002",
    "01711-000002",   "+49301234",   "no number",
};

}  // namespace

const std::vector<Simulation::Happening>& Simulation::user_acts() {
  static const std::vector<Happening> table = {
      {"dials", 24, &Simulation::dials},
      {"dials a number", 8, &Simulation::dials_number},
      {"dials who is calling", 5, &Simulation::dials_back},
      {"accepts", 34, &Simulation::accepts},
      {"accepts what isn't there", 3, &Simulation::presses_accept_blindly},
      {"hangs up", 5, &Simulation::hangs_up},
      {"rejects", 3, &Simulation::rejects},
      {"mutes", 8, &Simulation::mutes},
      {"holds", 6, &Simulation::holds},
      {"closes the phone, and connects it again", 1, &Simulation::closes},
      {"connects the phone", 2, &Simulation::connects},
      {"clicks somewhere", 3, &Simulation::clicks},
      {"chooses another microphone, or allows one", 2, &Simulation::chooses_microphone},
      {"is dialed though its connection is dead", 4, &Simulation::dials_into_silence},
  };
  return table;
}

std::string Simulation::any_call(const Device& device, CallState& state) {
  const auto& calls = device.screen().calls;
  state = CallState::Idle;
  if (calls.empty()) return "no such call";
  const CallView& call = calls[random_.below(calls.size())];
  state = call.state;
  return call.id;
}

void Simulation::dials(Device& device) {
  const Dialled& each = whom[random_.below(std::size(whom))];
  press(device, input::Dial{each.contact_id, "", each.name});
}

void Simulation::dials_number(Device& device) {
  press(device, input::Dial{"", numbers[random_.below(std::size(numbers))], "a number"});
}

// Both dial each other, by whatever stands on the screen.
void Simulation::dials_back(Device& device) {
  const bool customer = *device.auth.role == Role::PortalCustomer;
  for (auto& other : world_.devices()) {
    if ((*other->auth.role == Role::PortalCustomer) == customer || other->is_gone()) continue;
    if (!chance(50)) continue;
    const std::string theirs = customer ? other->auth.user_id : other->auth.contact_id;
    const std::string ours = customer ? device.auth.contact_id : device.auth.user_id;
    press(device, input::Dial{theirs, "", ""});
    world_.schedule.run_for(Duration{static_cast<std::int64_t>(random_.below(300))});
    const bool by_number = !customer ? false : chance(30);
    if (by_number) {
      press(*other, input::Dial{"", ours == "k-rahim" ? "01711000001" : "01711000002", ""});
    } else {
      press(*other, input::Dial{ours, "", ""});
    }
    return;
  }
}

// People mostly answer.
void Simulation::accepts(Device& device) {
  CallState state;
  const std::string id = any_call(device, state);
  if (state == CallState::Incoming) press(device, input::Accept{id});
}

void Simulation::presses_accept_blindly(Device& device) {
  CallState state;
  press(device, input::Accept{any_call(device, state)});
}

void Simulation::hangs_up(Device& device) {
  CallState state;
  press(device, input::HangUp{any_call(device, state)});
}

void Simulation::rejects(Device& device) {
  CallState state;
  press(device, input::Reject{any_call(device, state)});
}

void Simulation::mutes(Device& device) {
  CallState state;
  press(device, input::SetMuted{any_call(device, state), chance(50)});
}

void Simulation::holds(Device& device) {
  CallState state;
  press(device, input::SetHold{any_call(device, state), chance(50)});
}

// Nobody closes it for ever without closing the page.
void Simulation::closes(Device& device) {
  press(device, input::Close{});
  world_.schedule.run_for(Duration{static_cast<std::int64_t>(random_.below(3'000))});
  press(device, input::Connect{});
}

void Simulation::connects(Device& device) { press(device, input::Connect{}); }

void Simulation::clicks(Device& device) {
  device.blocks_sound = false;
  press(device, input::Sound{SoundNews::Gesture});
}

void Simulation::chooses_microphone(Device& device) {
  press(device, input::Sound{chance(70) ? SoundNews::Chosen : SoundNews::Allowed});
}

// The gateway doesn't know yet that nobody hears it there.
void Simulation::dials_into_silence(Device& device) {
  world_.silence(device);
  const bool customer = *device.auth.role == Role::PortalCustomer;
  Device& other = any_device();
  if ((*other.auth.role == Role::PortalCustomer) == customer || other.is_gone()) return;
  press(other, input::Dial{customer ? device.auth.contact_id : device.auth.user_id, "", ""});
  world_.schedule.run_for(Duration{500 + static_cast<std::int64_t>(random_.below(1'500))});
  press(device, input::Network{true, true});
}

}  // namespace ringline::test
