// What a browser does: a device performs what its Phone asks for, on faked connections.
#include <algorithm>
#include <utility>

#include "support/device.hpp"

namespace ringline::test {
namespace {

template <class T>
bool contains(const std::vector<T>& items, const T& item) {
  return std::find(items.begin(), items.end(), item) != items.end();
}

// To be woken at once so many times in a row is a loop.
constexpr int immediate_wakes = 20;

// Signing in anew asks somebody.
constexpr Duration token_takes{150};
constexpr Duration upgrade_takes{60};

}  // namespace

void Device::perform(output::OpenLink& out) {
  attempt = of_page(out.attempt);
  wire_.open(*this, attempt);
}

// This network has no proxies: a WebSocket can always be had.
void Device::perform(output::UpgradeLink& out) {
  later(upgrade_takes, [this, upgraded = out.attempt] { feed(input::LinkUpgraded{upgraded}); });
}

void Device::perform(output::SendFrame& out) { wire_.send(*this, std::move(out.text)); }
void Device::perform(output::CloseLink&) { wire_.close(*this); }

void Device::perform(output::RefreshAuth&) {
  if (!next_token) return;
  later(token_takes, [this] {
    auth.token = next_token();
    feed(input::FreshAuth{auth});
  });
}

void Device::perform(output::CreatePeer& out) {
  if (FakePeer* standing = find_peer(out.id, out.generation)) {
    standing->servers = out.ice_servers;
    return;
  }
  for (const FakePeer& each : peers_) {
    if (each.call == out.id) fault("two peers of one call");
  }
  FakePeer peer;
  peer.call = out.id;
  peer.generation = out.generation;
  peer.relay_only = out.relay_only;
  peer.channel = out.channel;
  peer.servers = out.ice_servers;
  peers_.push_back(std::move(peer));
}

void Device::perform(output::SendChannel& out) {
  FakePeer* peer = find_peer(out.id, out.generation);
  if (peer == nullptr || !peer->channel) return fault("sendChannel without a channel");
  // It has closed in this moment, and a timer that is due comes before the news of it.
  if (!peer->channel_open) return;
  wire_.say(*this, *peer, out.text);
}

void Device::perform(output::CreateOffer& out) {
  FakePeer* peer = find_peer(out.id, out.generation);
  if (peer == nullptr) return fault("createOffer without a peer");
  if (out.ice_restart && !peer->remote_set) fault("ICE restart before an answer");
  if (fails_step(*peer, "createOffer")) return;
  peer->is_offerer = true;
  const std::string sdp = "offer " + name + " " + out.id + " " + std::to_string(out.generation) +
                          (peer->channel ? " m=application #" : " #") +
                          std::to_string(++peer->offers);
  peer->offer = sdp;
  peer->answer.clear();
  describe(out.id, out.generation, {DescriptionType::Offer, sdp});
}

void Device::perform(output::SetRemote& out) {
  FakePeer* peer = find_peer(out.id, out.generation);
  if (peer == nullptr) return fault("setRemote without a peer");
  peer->remote_set = true;
  if (fails_step(*peer, "setRemote")) return;
  if (out.description.type == DescriptionType::Offer) {
    peer->offer = out.description.sdp;
    peer->answer = "answer " + name + " to " + peer->offer;
    describe(out.id, out.generation, {DescriptionType::Answer, peer->answer});
  } else {
    if (!peer->is_offerer || !peer->answer.empty()) fault("an answer that was not asked for");
    peer->answer = out.description.sdp;
  }
}

// The browser refuses a step of a peer connection, and says so.
bool Device::fails_step(const FakePeer& peer, const std::string& step) {
  if (steps_that_fail == 0) return false;
  --steps_that_fail;
  step_failed_at = troubled_at = schedule_.now();
  later(Duration{1}, [this, call = peer.call, generation = peer.generation, step] {
    if (find_peer(call, generation) == nullptr) return;
    feed(input::PeerFailed{call, generation, step, "OperationError"});
  });
  return true;
}

// The description, then two candidates and the end of them, each some time later.
void Device::describe(const std::string& call, std::int64_t generation, Description description) {
  Duration delay{1 + static_cast<std::int64_t>(random_.below(20))};
  later(delay, [this, call, generation, description] {
    if (find_peer(call, generation) == nullptr) return;
    feed(input::PeerDescription{call, generation, description});
  });
  for (const char* candidate : {"candidate:1 host", "candidate:2 srflx", ""}) {
    delay += Duration{1 + static_cast<std::int64_t>(random_.below(30))};
    later(delay, [this, call, generation, text = std::string(candidate)] {
      if (find_peer(call, generation) == nullptr) return;
      feed(input::PeerCandidate{call, generation, {text, "0", 0, std::nullopt}});
    });
  }
}

void Device::perform(output::AddCandidate& out) {
  FakePeer* peer = find_peer(out.id, out.generation);
  if (peer == nullptr) return fault("addCandidate without a peer");
  if (!peer->remote_set) return fault("addCandidate before setRemote");
  peer->heard_candidate = true;
}

void Device::perform(output::ClosePeer& out) {
  FakePeer* peer = find_peer(out.id, out.generation);
  if (peer == nullptr) return fault("closePeer without a peer");
  wire_.close_peer(*this, *peer);
  peers_.erase(peers_.begin() + (peer - peers_.data()));
}

void Device::perform(output::AcquireMicrophone& out) {
  if (!contains(microphones, out.id)) microphones.push_back(out.id);
  const Duration delay{static_cast<std::int64_t>(random_.below(300))};
  later(delay, [this, out, request = ++requests_] {
    // Released, or asked for again.
    if (request < latest_request_[out.id] || !contains(microphones, out.id)) return;
    MicrophoneState state = out.quiet ? grants_quietly : grants;
    if (!out.quiet && microphone_fails > 0) {
      --microphone_fails;
      troubled_at = schedule_.now();
      state = MicrophoneState::Failed;
    }
    if (out.quiet && state != MicrophoneState::Ready) close_microphone(out.id);
    feed(input::Microphone{out.id, state, {}});
  });
  latest_request_[out.id] = requests_;
}

void Device::perform(output::AttachMicrophone& out) {
  FakePeer* peer = find_peer(out.id, out.generation);
  if (peer == nullptr) return fault("attachMicrophone without a peer");
  if (!contains(microphones, out.id)) fault("attachMicrophone without a microphone");
  peer->microphone = true;
}

void Device::perform(output::ReleaseMicrophone& out) {
  if (!contains(microphones, out.id)) fault("releaseMicrophone twice");
  close_microphone(out.id);
  for (FakePeer& each : peers_) {
    if (each.call == out.id) each.microphone = false;  // its track has ended
  }
}

void Device::close_microphone(const std::string& call) {
  microphones.erase(std::remove(microphones.begin(), microphones.end(), call), microphones.end());
  silent.erase(std::remove(silent.begin(), silent.end(), call), silent.end());
}

void Device::perform(output::SetMuted& out) {
  if (!contains(microphones, out.id)) fault("setMuted without a microphone");
  silent.erase(std::remove(silent.begin(), silent.end(), out.id), silent.end());
  if (out.muted) silent.push_back(out.id);
}

void Device::perform(output::PlayRemote& out) {
  // Once more, it is to be started again.
  if (!contains(playing, out.id) && !out.on) fault("playRemote says nothing new");
  playing.erase(std::remove(playing.begin(), playing.end(), out.id), playing.end());
  paused.erase(std::remove(paused.begin(), paused.end(), out.id), paused.end());
  if (!out.on) return;
  playing.push_back(out.id);
  if (blocks_sound) paused.push_back(out.id);
  later(Duration{1}, [this, id = out.id] {
    if (!contains(playing, id)) return;
    feed(input::Playback{id, contains(paused, id) ? PlaybackNews::Blocked : PlaybackNews::Playing});
  });
}

void Device::perform(output::PlayTone& out) { tone = out.tone; }
void Device::perform(output::Remember& out) { memory_ = out.text; }
void Device::perform(output::Presence&) {}
void Device::perform(output::Dialed&) {}

void Device::perform(output::Changed& out) {
  const Snapshot before = std::exchange(shown_, out.now);
  if ((before.link == LinkState::Online) != (shown_.link == LinkState::Online)) {
    troubled_at = schedule_.now();
  }
  if (on_shown) on_shown(*this, before);
  decltype(entered_) entered;
  for (const CallView& each : out.now.calls) {
    const auto known = entered_.find(each.id);
    const bool same = known != entered_.end() && known->second.first == each.state;
    entered[each.id] = same ? known->second : std::pair{each.state, now()};
  }
  entered_ = std::move(entered);
  for (const CallView& each : out.now.calls) {
    if (each.state != CallState::Ended) continue;
    const auto known = std::find_if(history.begin(), history.end(),
                                    [&](const CallView& old) { return old.id == each.id; });
    if (known == history.end()) {
      history.push_back(each);
    } else {
      *known = each;
    }
  }
}

void Device::perform(output::Happened& out) {
  if (!keeps_words) return;
  happened.push_back(std::to_string(to_ms(schedule_.now())) + " " + name + " " + out.name + " " +
                     out.id + " " + out.detail);
}

void Device::perform(output::Wait& out) {
  if (!out.until && live_calls() > 0) fault("a call without a deadline");
  // At once is allowed, but not for ever.
  immediate_ = out.until && *out.until <= now() ? immediate_ + 1 : 0;
  if (immediate_ == immediate_wakes) {
    fault("a deadline that has passed and stays");
    out.until = now() + Duration{1'000};
  }
  if (out.until == wake_at_) return;
  wake_at_ = out.until;
  ++wake_count_;
  if (!wake_at_) return;
  const Duration late{static_cast<std::int64_t>(
      timers_late.count() == 0 ? 0
                               : random_.below(static_cast<std::uint64_t>(timers_late.count())))};
  schedule_.at(*wake_at_ + clock_behind_ + late, [this, count = wake_count_] {
    if (count != wake_count_) return;
    wake_at_.reset();
    feed(input::Tick{});
  });
}

}  // namespace ringline::test
