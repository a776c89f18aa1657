// A browser tab without a browser: a real Phone, and a host that performs its outputs on a faked
// WebSocket, peer connection and microphone, with the order and the delays of real ones.
//
// It checks what a browser would check (no operation on a closed peer connection, an answer only to
// an offer, ...) and records what the user would see and hear.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ringline/phone.hpp"
#include "support/random.hpp"
#include "support/schedule.hpp"

namespace ringline::test {

// What a fake peer connection has. Two are connected when they hold the same offer and its answer,
// each has heard a candidate of the other, and the path between their devices is up.
struct FakePeer {
  std::string call;  // the phone's id of the call
  std::int64_t generation = 0;
  std::int64_t offers = 0;
  std::string offer;  // of the last negotiation
  std::string answer;
  bool is_offerer = false;
  bool remote_set = false;
  bool heard_candidate = false;
  bool microphone = false;
  bool relay_only = false;
  bool channel = false;
  bool channel_open = false;
  std::optional<bool> flows;  // whether packets come, once some have
  TimePoint flowed_at;
  TimePoint last_word;  // when what was said last on its channel arrives
  std::vector<IceServer> servers;
  PeerConnectionState state = PeerConnectionState::New;
  std::optional<TimePoint> broken_since;
  std::string failed_offer;  // the negotiation that ICE gave up
  std::int64_t packets = 0;
};

class Device {
 public:
  // How it reaches the gateway; the world provides it.
  struct Wire {
    std::function<void(Device&, std::int64_t attempt)> open;
    std::function<void(Device&, std::string frame)> send;
    std::function<void(Device&)> close;
    // A data channel's: the peer connection by its call and generation.
    std::function<void(Device&, FakePeer&, const std::string& text)> say;
    std::function<void(Device&, const FakePeer&)> close_peer;
  };

  Device(std::string name, Schedule& schedule, Wire wire, PhoneConfig config, Auth auth,
         std::uint64_t seed);

  // The user.
  Error act(const Input& input);
  [[nodiscard]] const CallView* call() const;  // the newest
  [[nodiscard]] const Snapshot& screen() const { return phone_.snapshot(); }
  [[nodiscard]] std::size_t live_calls() const;
  // The page is loaded again; a page that crashes doesn't say that it goes.
  void reload(bool crashes = false);

  // The page is closed for good.
  void close_page(bool crashes = false);
  [[nodiscard]] bool is_gone() const { return gone_; }
  // The browser stops the page for so long, and keeps what comes for it.
  void freeze(Duration time);
  [[nodiscard]] bool is_frozen() const { return frozen_until_.has_value(); }
  [[nodiscard]] bool was_frozen() const { return was_frozen_; }
  void lose_microphone();  // its track ends
  void pause_player();     // by a media key, a headset or the system
  void sample_quality();   // once a second, where somebody asks for it

  // What comes of each input, for those who keep or compare it.
  std::function<void(TimePoint, const Input&, const Error&, const std::vector<Output>&)> watcher;
  [[nodiscard]] const std::string& memory() const { return memory_; }
  [[nodiscard]] const Phone& phone() const { return phone_; }
  [[nodiscard]] const PhoneConfig& config() const { return config_; }
  [[nodiscard]] std::uint64_t seed() const { return seed_; }
  [[nodiscard]] std::int64_t page() const { return page_; }  // how often it was loaded again

  // Finds a fault in a call that has stayed in a state beyond its deadline, by the clock of this page.
  void check_deadlines();

  // Its timers are late by up to this: a page in the background.
  Duration timers_late{0};
  // Its clock stood still meanwhile, as in a laptop that sleeps.
  void sleep_clock(Duration time) { clock_behind_ += time; }

  // Told whenever the screen has changed, and of each invite before the Phone hears it.
  std::function<void(Device&, const Snapshot& before)> on_shown;
  std::function<void(Device&, const std::string& call_id)> on_invited;
  std::array<std::uint64_t, std::variant_size_v<Input>> inputs{};  // how many of each kind

  // The world.
  void link_up(std::int64_t attempt);
  void link_frame(std::int64_t attempt, const std::string& frame);
  void link_down(std::int64_t attempt, const std::string& reason);
  [[nodiscard]] std::vector<FakePeer>& peers() { return peers_; }
  [[nodiscard]] const std::vector<FakePeer>& peers() const { return peers_; }
  FakePeer* find_peer(const std::string& call, std::int64_t generation);
  void set_peer_state(FakePeer& peer, PeerConnectionState state);
  void set_channel(FakePeer& peer, bool open);
  void set_flow(FakePeer& peer, bool flows);
  void hear_channel(const std::string& call, std::int64_t generation, const std::string& text);

  // What the user grants, sees and hears.
  MicrophoneState grants = MicrophoneState::Ready;
  MicrophoneState grants_quietly = MicrophoneState::Ready;
  int microphone_fails = 0;   // so many times, before it does what is granted
  int steps_that_fail = 0;    // so many steps of peer connections
  bool blocks_sound = false;  // until the user clicks
  std::string name;
  Auth auth;
  std::function<std::string()> next_token;  // what signing in gives; nothing where it is not set
  Tone tone = Tone::None;
  std::vector<std::string> microphones;  // the calls for which it is open, or being opened
  std::vector<std::string> silent;       // of these, the muted ones
  std::vector<std::string> playing;      // the calls whose voice is heard
  std::vector<std::string> paused;       // of these, those whose player doesn't run
  std::vector<CallView> history;         // ended calls, as last shown
  std::vector<std::string> happened;     // "name detail"
  bool keeps_words = true;               // in `happened`
  std::vector<std::string> faults;       // what a browser would have thrown
  std::int64_t attempt = 0;              // of the connection that it wants, as the world names it
  std::optional<TimePoint> step_failed_at;
  TimePoint linked_until{};  // when all was last seen to be well between them, for a while
  TimePoint
      troubled_at{};  // when something between it and its gateway was last not as it should be

 private:
  void feed(const Input& input);
  Error tell(const Input& input);
  void later(Duration delay, std::function<void()> action);
  [[nodiscard]] TimePoint now() const { return schedule_.now() - clock_behind_; }
  // Names of attempts that no other page has.
  [[nodiscard]] std::int64_t of_page(std::int64_t own) const { return page_ * 1'000'000 + own; }
  void perform(output::OpenLink& out);
  void perform(output::UpgradeLink& out);
  void perform(output::SendFrame& out);
  void perform(output::CloseLink& out);
  void perform(output::RefreshAuth& out);
  void perform(output::CreatePeer& out);
  void perform(output::SendChannel& out);
  void perform(output::CreateOffer& out);
  void perform(output::SetRemote& out);
  void perform(output::AddCandidate& out);
  void perform(output::ClosePeer& out);
  void perform(output::AcquireMicrophone& out);
  void perform(output::AttachMicrophone& out);
  void perform(output::ReleaseMicrophone& out);
  void perform(output::SetMuted& out);
  void perform(output::PlayRemote& out);
  void perform(output::PlayTone& out);
  void perform(output::Remember& out);
  void perform(output::Presence& out);
  void perform(output::Dialed& out);
  void perform(output::Changed& out);
  void perform(output::Happened& out);
  void perform(output::Wait& out);

  void end_page(bool crashes, std::uint64_t next_seed);
  bool fails_step(const FakePeer& peer, const std::string& step);
  void describe(const std::string& call, std::int64_t generation, Description description);
  void fault(const std::string& what);
  void close_microphone(const std::string& call);

  Schedule& schedule_;
  Wire wire_;
  PhoneConfig config_;
  std::uint64_t seed_;
  Random random_;
  std::int64_t requests_ = 0;
  std::map<std::string, std::int64_t> latest_request_;  // for a call's microphone
  Phone phone_;
  std::string memory_;                                              // what sessionStorage holds
  std::map<std::string, std::pair<CallState, TimePoint>> entered_;  // each call's state, since when
  std::int64_t page_ = 0;
  bool gone_ = false;
  std::optional<TimePoint> frozen_until_;
  bool was_frozen_ = false;
  std::vector<Input> unread_;
  Snapshot shown_;
  std::vector<FakePeer> peers_;
  std::optional<TimePoint> wake_at_;
  std::uint64_t wake_count_ = 0;
  int immediate_ = 0;
  Duration clock_behind_{0};
};

}  // namespace ringline::test
