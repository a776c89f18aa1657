#include "support/device.hpp"

#include <algorithm>
#include <utility>

#include "call/transitions.hpp"

namespace ringline::test {
namespace {

template <class T>
bool contains(const std::vector<T>& items, const T& item) {
  return std::find(items.begin(), items.end(), item) != items.end();
}

// More outputs than this to one input is a loop.
constexpr int outputs_per_input = 1'000;

// To be woken at once so many times in a row is a loop.
constexpr int immediate_wakes = 20;

// A timer may be late, and a ring ends by the gateway's clock, which may err.
constexpr Duration overdue_after{10'000};

// Signing in anew asks somebody.
constexpr Duration token_takes{150};

}  // namespace

Device::Device(std::string device_name, Schedule& schedule, Wire wire, PhoneConfig config,
               Auth device_auth, std::uint64_t seed)
    : name(std::move(device_name)),
      auth(std::move(device_auth)),
      schedule_(schedule),
      wire_(std::move(wire)),
      config_(std::move(config)),
      seed_(seed),
      random_(seed),
      phone_(config_, seed) {}

void Device::reload(bool crashes) {
  if (!crashes) feed(input::Leave{});
  wire_.close(*this);
  for (const FakePeer& each : peers_) wire_.close_peer(*this, each);
  peers_.clear();
  microphones.clear();
  silent.clear();
  playing.clear();
  entered_.clear();
  tone = Tone::None;
  wake_at_.reset();
  ++wake_count_;
  ++page_;
  attempt = of_page(0);
  phone_ = Phone(config_, random_.next());
  if (!memory_.empty()) feed(input::Recall{memory_});
  feed(input::Connect{});
}

Error Device::act(const Input& input) { return tell(input); }

const CallView* Device::call() const {
  return screen().calls.empty() ? nullptr : &screen().calls.back();
}

std::size_t Device::live_calls() const {
  return static_cast<std::size_t>(
      std::count_if(screen().calls.begin(), screen().calls.end(),
                    [](const CallView& each) { return each.state != CallState::Ended; }));
}

void Device::link_up(std::int64_t up) {
  if (next_token) auth.token = next_token();
  if (up > of_page(0)) feed(input::LinkUp{up - of_page(0), auth});
}
void Device::link_frame(std::int64_t of, const std::string& frame) {
  if (of > of_page(0)) feed(input::LinkFrame{of - of_page(0), frame});
}
void Device::link_down(std::int64_t of, const std::string& reason) {
  if (of > of_page(0)) feed(input::LinkDown{of - of_page(0), reason});
}

void Device::set_peer_state(FakePeer& peer, PeerConnectionState state) {
  if (peer.state == state) return;
  peer.state = state;
  feed(input::PeerState{peer.call, peer.generation, state});
}

void Device::later(Duration delay, std::function<void()> action) {
  schedule_.after(delay, [this, page = page_, action = std::move(action)] {
    if (page == page_) action();
  });
}

void Device::set_channel(FakePeer& peer, bool open) {
  if (peer.channel_open == open) return;
  peer.channel_open = open;
  feed(input::ChannelState{peer.call, peer.generation, open});
}

// Told when packets come again, and in every sample in which none came.
void Device::set_flow(FakePeer& peer, bool flows) {
  const bool is_news = !peer.flows || !*peer.flows;
  if (flows) {
    peer.flows = true;
    peer.flowed_at = schedule_.now();
    if (is_news) feed(input::PeerFlow{peer.call, peer.generation, 0});
  } else if (peer.flows) {
    peer.flows = false;
    const Duration quiet = schedule_.now() - peer.flowed_at;
    feed(input::PeerFlow{peer.call, peer.generation, quiet.count()});
  }
}

void Device::hear_channel(const std::string& of, std::int64_t generation, const std::string& text) {
  // It is open at both ends before anything arrives.
  if (FakePeer* peer = find_peer(of, generation)) set_channel(*peer, true);
  if (find_peer(of, generation) != nullptr) feed(input::ChannelMessage{of, generation, text});
}

// A report of the host's is never refused.
void Device::feed(const Input& input) {
  if (const Error error = tell(input)) fault(error.message);
}

Error Device::tell(const Input& input) {
  const TimePoint at = now();
  Error error = phone_.handle(at, input);
  std::vector<Output> outputs;
  for (int count = 0;; ++count) {
    if (count == outputs_per_input) {
      fault("outputs without end");
      break;
    }
    Output output = phone_.poll();
    const bool last = std::holds_alternative<output::Wait>(output);
    if (watcher) outputs.push_back(output);
    std::visit([this](auto& each) { perform(each); }, output);
    if (last) break;
  }
  if (watcher) watcher(at, input, error, outputs);
  return error;
}

void Device::perform(output::OpenLink& out) {
  attempt = of_page(out.attempt);
  wire_.open(*this, attempt);
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
  if (out.description.type == DescriptionType::Offer) {
    peer->offer = out.description.sdp;
    peer->answer = "answer " + name + " to " + peer->offer;
    describe(out.id, out.generation, {DescriptionType::Answer, peer->answer});
  } else {
    if (!peer->is_offerer || !peer->answer.empty()) fault("an answer that was not asked for");
    peer->answer = out.description.sdp;
  }
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
    const MicrophoneState state = out.quiet ? grants_quietly : grants;
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
  if (out.on) playing.push_back(out.id);
}

void Device::perform(output::PlayTone& out) { tone = out.tone; }
void Device::perform(output::Remember& out) { memory_ = out.text; }
void Device::perform(output::Presence&) {}
void Device::perform(output::Dialed&) {}

void Device::check_deadlines() {
  for (const auto& [id, entered] : entered_) {
    const auto [state, since] = entered;
    const Duration limit = state_deadline(config_, state);
    if (limit.count() > 0 && now() - since > limit + overdue_after) {
      fault("a call stays " + std::string(to_string(state)) + " beyond its deadline");
    }
  }
}

void Device::perform(output::Changed& out) {
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

FakePeer* Device::find_peer(const std::string& call, std::int64_t generation) {
  for (FakePeer& each : peers_) {
    if (each.call == call && each.generation == generation) return &each;
  }
  return nullptr;
}

void Device::fault(const std::string& what) {
  faults.push_back(name + " at " + std::to_string(to_ms(schedule_.now())) + ": " + what);
}

}  // namespace ringline::test
