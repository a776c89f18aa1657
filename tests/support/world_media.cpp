// The paths between the devices' peer connections: what they carry, and when they are seen to break.
#include <algorithm>
#include <utility>

#include "support/world.hpp"

namespace ringline::test {
namespace {

// As Chromium behaves: how long a broken path goes unnoticed, and when ICE gives up.
constexpr Duration notices_after{6'000};
constexpr Duration gives_up_after{16'000};
constexpr Duration media_tick{250};

// What all offers of one peer connection begin with: while a restart is under way the old path carries.
std::string first_offer(const FakePeer& peer) { return peer.offer.substr(0, peer.offer.find('#')); }

}  // namespace

void World::set_media_path(bool up) {
  if (media_path_ != up) note_trouble();
  media_path_ = up;
}

std::pair<Device*, FakePeer*> World::other_end(const Device& device, const FakePeer& peer) {
  for (auto& other : devices_) {
    if (other.get() == &device) continue;
    for (FakePeer& theirs : other->peers()) {
      if (!peer.offer.empty() && first_offer(peer) == first_offer(theirs)) {
        return {other.get(), &theirs};
      }
    }
  }
  return {nullptr, nullptr};
}

// In order; what is said while the path is down is sent again when it is up, as SCTP does.
void World::say(Device& device, FakePeer& peer, const std::string& text) {
  const auto [other, theirs] = other_end(device, peer);
  if (other != nullptr && media_path_) {
    schedule.at(in_order(peer.last_word),
                [to = other, call = theirs->call, generation = theirs->generation, text] {
                  to->hear_channel(call, generation, text);
                });
    return;
  }
  schedule.at(std::max(schedule.now() + media_tick, peer.last_word),
              [this, &device, call = peer.call, generation = peer.generation, text] {
                FakePeer* still = device.find_peer(call, generation);
                if (still != nullptr) say(device, *still, text);
              });
}

// The other end hears of it, if it hears anything.
void World::close_peer(Device& device, const FakePeer& peer) {
  const auto [other, theirs] = other_end(device, peer);
  if (other == nullptr || !media_path_) return;
  schedule.after(delay(), [to = other, call = theirs->call, generation = theirs->generation] {
    if (FakePeer* left = to->find_peer(call, generation)) to->set_channel(*left, false);
  });
}

void World::watch_peers() {
  schedule.after(media_tick, [this] {
    settle_media();
    settle_flow();
    if (samples_quality && ++media_ticks_ % 4 == 0) {
      for (auto& device : devices_) device->sample_quality();
    }
    watch_peers();
  });
}

// Packets go from a microphone that is attached to whoever listens, however muted it is.
void World::settle_flow() {
  for (auto& device : devices_) {
    std::vector<std::pair<std::string, std::int64_t>> listening;
    for (const FakePeer& peer : device->peers()) {
      const auto& playing = device->playing;
      if (std::find(playing.begin(), playing.end(), peer.call) != playing.end()) {
        listening.emplace_back(peer.call, peer.generation);
      }
    }
    // What is reported may close it.
    for (const auto& [call, generation] : listening) {
      FakePeer* peer = device->find_peer(call, generation);
      if (peer == nullptr) continue;
      const FakePeer* theirs = other_end(*device, *peer).second;
      device->set_flow(*peer, theirs != nullptr && theirs->microphone && media_path_ &&
                                  peer->state == PeerConnectionState::Connected);
    }
  }
}

void World::settle_media() {
  // A peer connection's report may close others, so one change at a time.
  for (bool changed = true; changed;) {
    changed = false;
    for (auto& device : devices_) {
      for (FakePeer& peer : device->peers()) {
        const FakePeer* theirs = other_end(*device, peer).second;
        const bool agreed = theirs != nullptr && peer.offer == theirs->offer &&
                            !peer.answer.empty() && peer.answer == theirs->answer;
        const bool joined = agreed && peer.heard_candidate && theirs->heard_candidate;
        PeerConnectionState next = peer.state;
        if (joined && media_path_) {
          peer.broken_since.reset();
          // What gave up needs a new negotiation.
          if (peer.state != PeerConnectionState::Failed || peer.failed_offer != peer.offer) {
            next = PeerConnectionState::Connected;
          }
        } else if (peer.state == PeerConnectionState::Connected ||
                   peer.state == PeerConnectionState::Disconnected) {
          if (!peer.broken_since) peer.broken_since = schedule.now();
          const Duration broken = schedule.now() - *peer.broken_since;
          if (broken >= gives_up_after) {
            next = PeerConnectionState::Failed;
            peer.failed_offer = peer.offer;
          } else if (broken >= notices_after) {
            next = PeerConnectionState::Disconnected;
          }
        }
        if (next == peer.state) continue;
        const bool opens =
            next == PeerConnectionState::Connected && peer.channel && theirs->channel;
        const auto [call, generation] = std::pair{peer.call, peer.generation};
        device->set_peer_state(peer, next);
        changed = true;
        FakePeer* still = device->find_peer(call, generation);
        if (opens && still != nullptr) device->set_channel(*still, true);
        break;
      }
      if (changed) break;
    }
  }
}

}  // namespace ringline::test
