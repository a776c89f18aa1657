// What breaks. A row each, with how often.
#include "ringline/limits.hpp"
#include "sim/simulation.hpp"

namespace ringline::test {

const std::vector<Simulation::Happening>& Simulation::faults() {
  static const std::vector<Happening> table = {
      {"a gateway dies, or is started", 6, &Simulation::toggles_gateway},
      {"a gateway is replaced", 3, &Simulation::drains_gateway},
      {"the database goes, or comes back", 4, &Simulation::breaks_store},
      {"the database is slow, or isn't", 4, &Simulation::slows_store},
      {"the bus breaks, or is mended", 4, &Simulation::breaks_bus},
      {"a gateway's clock is set", 4, &Simulation::sets_gateway_clock},
      {"the path of the media breaks, or is mended", 9, &Simulation::breaks_path},
      {"somebody deletes a row", 1, &Simulation::deletes_row},
      {"hosts refuse by a limit, or don't", 3, &Simulation::limits},
      {"a client floods a call", 1, &Simulation::floods},
      {"its connection is cut", 12, &Simulation::is_cut},
      {"its connection goes silent", 6, &Simulation::goes_silent},
      {"its connection goes silent in one direction", 6, &Simulation::goes_deaf},
      {"it goes out of reach", 6, &Simulation::goes_out_of_reach},
      {"it comes into reach", 6, &Simulation::comes_into_reach},
      {"it is offline for a moment", 6, &Simulation::flickers},
      {"its network changes", 6, &Simulation::changes_network},
      {"its page is loaded again", 6, &Simulation::is_reloaded},
      {"its page is closed for good", 1, &Simulation::is_closed},
      {"its page is frozen", 5, &Simulation::freezes},
      {"its timers are late, or aren't", 6, &Simulation::throttles},
      {"its clock stands still", 6, &Simulation::sleeps},
      {"its microphone is granted, or isn't", 6, &Simulation::changes_microphone},
      {"its microphone is lost, or fails once", 4, &Simulation::loses_microphone},
      {"devices are plugged in or pulled out", 3, &Simulation::changes_devices},
      {"its player is paused", 4, &Simulation::pauses_player},
      {"its browser wants a click, or no more", 3, &Simulation::blocks_sound},
      {"its browser refuses a step", 3, &Simulation::fails_steps},
  };
  return table;
}

void Simulation::toggles_gateway(Device&) {
  const std::size_t which = random_.below(world_.gateways());
  if (world_.gateway_runs(which)) return world_.kill_gateway(which);
  world_.start_gateway(which);
}

void Simulation::drains_gateway(Device&) {
  const std::size_t which = random_.below(world_.gateways());
  world_.replace_gateway(which, chance(40), Duration{10'000});
}

void Simulation::breaks_store(Device&) {
  world_.note_trouble();
  world_.store.unavailable = chance(40);
  world_.store.written_though_nth = random_.below(4);
}

void Simulation::slows_store(Device&) {
  world_.note_trouble();
  world_.longest_store_delay = Duration{chance(30) ? 4'000 : 50};
}

void Simulation::breaks_bus(Device&) {
  world_.note_trouble();
  world_.bus_parted = chance(40);
  world_.bus_loss_percent = chance(50) ? 30 : 0;
}

// Some seconds wrong, now and then back.
void Simulation::sets_gateway_clock(Device&) {
  if (!clocks_err_) return;
  const std::size_t which = random_.below(world_.gateways());
  world_.set_gateway_clock(which,
                           Duration{static_cast<std::int64_t>(random_.below(6'000)) - 3'000});
}

void Simulation::breaks_path(Device&) { world_.set_media_path(chance(60)); }

// The CRM shares the table.
void Simulation::deletes_row(Device&) {
  const auto& rows = world_.store.rows();
  if (rows.empty()) return;
  auto row = rows.begin();
  std::advance(row, static_cast<std::ptrdiff_t>(random_.below(rows.size())));
  const std::string id = row->first;
  history_.deleted(id);
  world_.store.delete_row(id);
}

void Simulation::limits(Device&) {
  world_.note_trouble();
  world_.refuse_percent = chance(50) ? 30 : 0;
}

void Simulation::floods(Device& device) {
  CallState state;
  const std::string id = any_call(device, state);
  for (const CallView& call : device.screen().calls) {
    if (call.id != id || call.call_id.empty()) continue;
    world_.note_trouble();
    world_.flood(device, call.call_id, limit::events_queued_per_call + 20);
  }
}

void Simulation::is_cut(Device& device) { world_.cut(device); }
void Simulation::goes_silent(Device& device) { world_.silence(device); }
void Simulation::goes_deaf(Device& device) { world_.deafen(device, chance(50)); }

void Simulation::goes_out_of_reach(Device& device) {
  world_.set_reachable(device, false);
  world_.cut(device);
}

void Simulation::comes_into_reach(Device& device) { world_.set_reachable(device, true); }

void Simulation::flickers(Device& device) {
  press(device, input::Network{false});
  press(device, input::Network{true});
}

void Simulation::changes_network(Device& device) {
  press(device, input::Network{true, true});
  press(device, input::Awake{});
}

void Simulation::is_reloaded(Device& device) { reload(device, chance(30)); }

// The two of the last calls stay.
void Simulation::is_closed(Device& device) {
  if (&device == &caller() || &device == &callee()) return;
  const bool crashes = chance(30);
  const Snapshot before = device.screen();
  const bool linked = world_.is_linked(device);
  history_.goes(device);
  if (!crashes) history_.left(device, before, linked);
  device.close_page(crashes);
}

void Simulation::freezes(Device& device) {
  device.freeze(Duration{1'000 + static_cast<std::int64_t>(random_.below(9'000))});
}

void Simulation::throttles(Device& device) {
  device.troubled_at = world_.schedule.now();
  device.timers_late = Duration{chance(50) ? 1'000 : 0};
}

void Simulation::sleeps(Device& device) {
  if (clocks_err_) device.sleep_clock(Duration{static_cast<std::int64_t>(random_.below(3'000))});
}

void Simulation::changes_microphone(Device& device) {
  device.troubled_at = world_.schedule.now();
  device.grants = chance(70) ? MicrophoneState::Ready : MicrophoneState::Denied;
  device.grants_quietly = chance(70) ? device.grants : MicrophoneState::Prompt;
}

void Simulation::loses_microphone(Device& device) {
  device.troubled_at = world_.schedule.now();
  if (chance(50)) device.lose_microphone();
  device.microphone_fails = 1;
}

void Simulation::changes_devices(Device& device) {
  press(device, input::Sound{SoundNews::Devices});
}

void Simulation::pauses_player(Device& device) { device.pause_player(); }

void Simulation::blocks_sound(Device& device) {
  device.blocks_sound = chance(60);
  if (!device.is_frozen()) press(device, input::Playback{"", PlaybackNews::Blocked});
}

void Simulation::fails_steps(Device& device) {
  device.troubled_at = world_.schedule.now();
  device.steps_that_fail = 1 + static_cast<int>(random_.below(2));
}

}  // namespace ringline::test
