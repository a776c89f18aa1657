#include "support/device.hpp"

#include <algorithm>
#include <utility>

#include "call/transitions.hpp"

namespace ringline::test {
namespace {

// More outputs than this to one input is a loop.
constexpr int outputs_per_input = 1'000;

// A timer may be late, and a ring ends by the gateway's clock, which may err.
constexpr Duration overdue_after{10'000};

// The gateway's call that a frame invites to; "" where it is no invite.
std::string invited_to(const std::string& frame) {
  constexpr std::string_view event = R"(["call:incoming",{"callId":")";
  const auto found = frame.find(event);
  if (found == std::string::npos) return {};
  const auto begin = found + event.size();
  return frame.substr(begin, frame.find('"', begin) - begin);
}

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
  end_page(crashes, random_.next());
  if (!memory_.empty()) feed(input::Recall{memory_});
  feed(input::Connect{});
}

void Device::close_page(bool crashes) {
  end_page(crashes, 0);
  gone_ = true;
}

// What frozen pages have not read goes with them.
void Device::end_page(bool crashes, std::uint64_t next_seed) {
  unread_.clear();
  frozen_until_.reset();
  if (!crashes) feed(input::Leave{});
  troubled_at = schedule_.now();
  wire_.close(*this);
  for (const FakePeer& each : peers_) wire_.close_peer(*this, each);
  peers_.clear();
  microphones.clear();
  silent.clear();
  playing.clear();
  paused.clear();
  entered_.clear();
  tone = Tone::None;
  wake_at_.reset();
  ++wake_count_;
  ++page_;
  attempt = of_page(0);
  phone_ = Phone(config_, next_seed);
  const Snapshot before = std::exchange(shown_, {});
  if (on_shown) on_shown(*this, before);
}

// The browser runs nothing of the page; what comes meanwhile it reads afterwards, and then the timers.
void Device::freeze(Duration time) {
  if (gone_) return;
  frozen_until_ = schedule_.now() + time;
  was_frozen_ = true;
  later(time, [this] {
    if (!frozen_until_ || *frozen_until_ > schedule_.now()) return;
    frozen_until_.reset();
    troubled_at = schedule_.now();
    for (const Input& each : std::exchange(unread_, {})) feed(each);
    feed(input::Tick{});
  });
}

void Device::lose_microphone() {
  if (microphones.empty() || is_frozen()) return;
  troubled_at = schedule_.now();
  feed(input::Microphone{microphones.front(), MicrophoneState::Ended, {}});
}

void Device::pause_player() {
  if (playing.empty() || is_frozen()) return;
  const std::string id = playing.front();
  if (std::find(paused.begin(), paused.end(), id) != paused.end()) return;
  paused.push_back(id);
  feed(input::Playback{id, PlaybackNews::Paused});
}

// What getStats counts; a figure that lies within what people say of real paths.
void Device::sample_quality() {
  for (std::size_t i = 0; i < peers_.size(); ++i) {
    FakePeer& peer = peers_[i];
    if (peer.state != PeerConnectionState::Connected) continue;
    input::PeerQuality sample;
    sample.id = peer.call;
    sample.generation = peer.generation;
    peer.packets += peer.flows.value_or(false) ? 50 : 0;
    sample.packets_received = peer.packets;
    sample.packets_lost = peer.packets / 100;
    sample.jitter_ms = 5 + peer.packets % 40;
    sample.rtt_ms = 80;
    sample.microphone_level = 30;
    sample.path = peer.relay_only ? MediaPath::Relayed : MediaPath::Direct;
    feed(sample);
  }
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
  if (gone_) return;
  if (frozen_until_ && *frozen_until_ > schedule_.now()) {
    if (!std::holds_alternative<input::Tick>(input)) unread_.push_back(input);
    return;
  }
  if (const Error error = tell(input)) fault(error.message);
}

Error Device::tell(const Input& input) {
  const TimePoint at = now();
  ++inputs[input.index()];
  if (const auto* frame = std::get_if<input::LinkFrame>(&input); frame != nullptr && on_invited) {
    const bool is_heard =
        frame->attempt == attempt - of_page(0) && shown_.link == LinkState::Online;
    const std::string call_id = is_heard ? invited_to(frame->text) : std::string{};
    if (!call_id.empty()) on_invited(*this, call_id);
  }
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

void Device::check_deadlines() {
  for (const auto& [id, entered] : entered_) {
    const auto [state, since] = entered;
    const Duration limit = state_deadline(config_, state);
    if (limit.count() > 0 && now() - since > limit + overdue_after) {
      fault("a call stays " + std::string(to_string(state)) + " beyond its deadline");
    }
  }
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
