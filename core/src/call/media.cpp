#include "call/media.hpp"

#include <utility>

#include "ringline/limits.hpp"

namespace ringline {

bool Media::keep_early(Candidate candidate) {
  if (early.size() >= limit::candidates_kept) return false;
  early.push_back(std::move(candidate));
  return true;
}

bool Media::hold(Signal signal) {
  if (held.size() >= limit::signals_kept) return false;
  held.push_back(std::move(signal));
  return true;
}

void Media::begin(std::int64_t new_generation, bool only_relay) {
  end();
  generation = new_generation;
  exists = true;
  relay_only = only_relay;
}

void Media::end() {
  exists = false;
  connected = false;
  failed = false;
  broken = false;
  awaiting_answer = false;
  remote_set = false;
  microphone_attached = false;
  channel = false;
  channel_open = false;
  offer_is_first = false;
  lost = false;
  asked_at.reset();
  answered_at.reset();
}

std::optional<RepairStep> repair_step(const PhoneConfig& config, CallState state,
                                      bool peer_restarts, std::size_t index) {
  const RepairStep connecting[] = {{config.rebuild_connecting_after, Repair::Rebuild}};
  // A restart, then new peer connections: one that is in vain isn't made again (Phone::State::climb).
  const RepairStep reconnecting[] = {
      {Duration{0}, Repair::Restart},
      {config.restart_after, Repair::Restart},
      {config.restart_after * 5 / 2, Repair::Restart},
      {config.rebuild_reconnecting_after, Repair::Rebuild},
      {config.rebuild_reconnecting_after * 2, Repair::Rebuild},
  };
  if (state == CallState::Connecting) {
    if (index < std::size(connecting)) return connecting[index];
  } else if (state == CallState::Reconnecting) {
    if (!peer_restarts) index += 3;
    if (index < std::size(reconnecting)) return reconnecting[index];
  }
  return std::nullopt;
}

}  // namespace ringline
