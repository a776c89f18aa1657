// The inside of the Phone. Its members stand in one file a concern:
//
//   phone.cpp           the contract: handle, poll, time
//   phone_user.cpp      what the user wants
//   phone_gateway.cpp   what the gateway says
//   phone_requests.cpp  what the gateway is asked, and its acknowledgements
//   phone_glare.cpp     both dialed each other
//   phone_signals.cpp   offers, answers, candidates
//   phone_channel.cpp   what the two phones say to each other without the gateway
//   phone_side.cpp      muted and on hold: what each side tells the other
//   phone_media.cpp     peer connections
//   phone_audio.cpp     the microphone and the player of each call
//   phone_repair.cpp    a path that is lost: noticed, and brought back
//   phone_memory.cpp    what a page leaves to the one that takes its place
//   phone_quality.cpp   how the media goes, and what to warn of
//   phone_checkpoint.cpp  what is left between calls, as text
//   phone_view.cpp      what is derived: snapshot, tones, playing and muting
//
// The way of a change is one-directional: an event goes through the call's table (`apply`), which
// alone changes its state; entering a state has its effects; everything that can be derived from
// the state is derived once, at the end of handle().
#pragma once

#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "call/call.hpp"
#include "call/server_clock.hpp"
#include "call/transitions.hpp"
#include "link/client_link.hpp"
#include "phone/outputs.hpp"
#include "phone/requests.hpp"
#include "ringline/limits.hpp"
#include "ringline/phone.hpp"
#include "support/random.hpp"

namespace ringline {

// A timer that fires that late shows that the page has slept, and what it waited for may lie unread.
inline constexpr Duration slept{500};

class Phone::State {
 public:
  State(PhoneConfig config, std::uint64_t seed);

  Error handle(TimePoint now, const Input& input);
  [[nodiscard]] Output poll();
  [[nodiscard]] std::list<Output> drain();
  [[nodiscard]] const Snapshot& snapshot() const { return shown_; }
  [[nodiscard]] std::string checkpoint() const;
  Error restore(std::string_view checkpoint);

 private:
  // phone.cpp
  void fire_timers();
  [[nodiscard]] std::optional<TimePoint> next_deadline() const;
  Error perform(const Input& input);
  bool apply(Call& call, CallEvent event, EndCause cause = {});
  void enter(Call& call, CallState from, const Transition& row, EndCause cause);
  void enter_ended(Call& call, const Transition& row, EndCause cause);
  void settle();
  Call* find(std::string_view id);
  Call* find_by_call_id(std::string_view call_id);
  void warn(const Call& call, std::string_view what);

  // phone_user.cpp
  Error dial(const input::Dial& dial);
  Error accept(const std::string& id);
  Error reject(const std::string& id);
  Error hang_up(const std::string& id);
  Error set_muted(const std::string& id, bool muted);
  Error set_hold(const std::string& id, bool held);
  void close();

  // phone_memory.cpp
  Error recall(const input::Recall& recall);
  void leave();
  [[nodiscard]] std::string memory() const;
  [[nodiscard]] UnsaidEnds unsaid_ends() const;
  void remember();
  bool forget_another(const std::string& user);
  void on_link_up(const input::LinkUp& up);

  // phone_gateway.cpp
  void on_link_event(link_event::Told& event);
  void on_link_event(link_event::Acked& event);
  void on_link_event(link_event::Lost& event);
  void on_message(server::Welcome& welcome);
  void on_message(server::Ringing& ringing);
  void on_message(server::Incoming& incoming);
  void on_message(server::Failed& failed);
  void on_message(server::Accepted& accepted);
  void on_message(server::Rejected& rejected);
  void on_message(server::Ended& ended);
  void on_message(server::ErrorNotice& notice);
  void on_message(server::PeerNotice& notice);
  void on_message(server::AuthExpiring& expiring);
  void on_message(server::Draining& draining);
  void on_message(server::Relay& relay);  // in phone_media.cpp
  void on_message(server::PresenceChanged& news);
  void on_message(Seen& seen);
  void on_message(SideState& state);  // in phone_side.cpp
  void on_message(Signal& signal);
  void ring(server::Incoming& incoming);
  bool replace_ring(const server::Incoming& incoming);
  [[nodiscard]] bool is_announced_again(const server::Incoming& incoming) const;
  void heard_from(Call& call);
  void meet_other_device(Call& call, const server::Accepted& accepted);
  void name_call(Call& call, const std::string& call_id, const std::string& log_id,
                 bool is_open = true);
  void rang(Call& call, EpochMs expires_at, bool preconnect);
  void answered(Call& call, const server::Accepted& accepted);
  void answered_by_phone(Call& call, const server::Accepted& accepted);
  void confirmed(Call& call, const server::Accepted& accepted);
  void ended(Call& call, EndReason reason, std::optional<std::int64_t> duration_s);
  void expire_at(Call& call, EpochMs expires_at);
  Call* find_dialing(std::string_view client_call_id);
  [[nodiscard]] bool is_busy() const;

  // phone_glare.cpp
  Call* find_glare(const server::Incoming& incoming);
  Rival* find_rival(std::string_view call_id);
  void drop_rival(std::string_view call_id);
  void keep_rival(Call& call, server::Incoming& incoming);
  static void keep_for_rival(Rival& rival, Signal& signal);
  void compare_rivals(Call& call, bool is_open = true);
  void take_rival(Call& call, Rival& rival);
  void admit(std::list<Rival> rivals);
  void refuse_rivals(Call& call);
  void refuse_busy(const std::string& call_id);

  // phone_requests.cpp
  void tell(Call& call, Tell what, EndReason reason);
  void tell_end(Call& call, EndReason reason);
  void confirm_end(Call& call, EndReason reason);
  Request& add_end(const Call& call, EndReason reason);
  void date_answers();
  void ask(const std::string& id, ClientMessage message, Duration worth);
  void transmit(Request& request);
  void send_waiting(bool goes_away = false);
  [[nodiscard]] bool must_wait(const Request& request) const;
  [[nodiscard]] std::optional<TimePoint> next_request() const;
  void resume(Call& call);
  void ask_how_it_stands(Call& call);
  void ping();
  void refresh_auth(const Auth& auth);
  void on_ack(Request& request, const server::Ack& ack);
  void on_signal_ack(Call* call, const Signal& signal, const server::Ack& ack);
  void on_initiate_ack(Call* call, const server::Ack& ack);
  void adopt(Call& call, const server::Ack& ack);
  [[nodiscard]] std::optional<TimePoint> ack_deadline() const;

  // phone_signals.cpp
  void send_signal(Call& call, std::variant<Description, Candidate> body);
  void transmit_signal(Call& call, const Signal& signal);
  void repeat_signals(Call& call);
  void repeat_from(Call& call, std::int64_t seen);
  void repeat_open(Call& call);
  void say_seen(Call& call);
  void plan_seen(Call& call);
  [[nodiscard]] Signals::Peer signal_peer(const Call& call) const;
  [[nodiscard]] std::optional<TimePoint> repeat_at(const Call& call) const;
  [[nodiscard]] std::optional<TimePoint> seen_at(const Call& call) const;
  void on_signal(Call& call, Signal& signal);
  void take_signal(Call& call, Signal& signal);
  void take_offer(Call& call, std::int64_t generation, Description& offer);
  void take_answer(Call& call, std::int64_t generation, Description& answer);
  void take_candidate(Call& call, std::int64_t generation, Candidate& candidate);
  void set_remote(Call& call, Description& description);
  void release_held(Call& call);

  // phone_side.cpp
  void tell_side(Call& call);
  void repeat_side(Call& call);
  void take_side(Call& call, SideState& state);
  void doubt_side(Call& call);
  [[nodiscard]] std::optional<TimePoint> doubt_at(const Call& call) const;

  // phone_channel.cpp
  void on_channel(const input::ChannelState& channel);
  void on_channel(const input::ChannelMessage& channel);
  void hear(Call& call, ClientMessage& message);
  void peer_ended(Call& call, EndReason claimed);
  void say(const Call& call, const ClientMessage& message);
  void part(Call& call);

  // phone_media.cpp
  Error on_peer(const input::PeerDescription& peer);
  void on_peer(const input::PeerCandidate& peer);
  void on_peer(const input::PeerState& peer);
  void on_peer(const input::PeerFailed& peer);
  Call* find_peer(const std::string& id, std::int64_t generation);
  void create_peer(Call& call, std::int64_t generation, bool channel);
  void push_peer(const Call& call);
  server::Relay* find_relay(std::string_view call_id);
  void offer_anew(Call& call);
  void remake(Call& call);
  void release_media(Call& call);

  // phone_audio.cpp
  void on_microphone(const input::Microphone& microphone);
  void on_playback(const input::Playback& playback);
  void on_sound(SoundNews news);
  void on_awake();
  void handle_audio(Call& call, MicrophoneEvent event);
  void perform_audio(Call& call);
  void attach_microphone(Call& call);
  void show_sound(Call& call);
  void show_audio(const Call& call, CallView& view) const;
  [[nodiscard]] bool needs_gesture() const;

  // phone_repair.cpp
  void on_peer(const input::PeerFlow& flow);
  void on_network(const input::Network& network);
  void on_link_down(const input::LinkDown& down);
  void heard_of(Call& call);
  void lose_media(Call& call, std::string_view why);
  void check_media(Call& call);
  void check_silence(Call& call);
  void climb(Call& call);
  [[nodiscard]] bool network_moved() const;
  [[nodiscard]] static bool needs_new_peer(const Call& call);
  [[nodiscard]] std::size_t next_step(const Call& call) const;
  [[nodiscard]] std::optional<TimePoint> silence_at(const Call& call) const;
  [[nodiscard]] std::optional<TimePoint> climb_at(const Call& call) const;

  // phone_media.cpp
  [[nodiscard]] bool may_preconnect(const Call& call) const;
  [[nodiscard]] bool can_signal(const Call& call) const;

  // phone_quality.cpp
  void on_peer(const input::PeerQuality& sample);
  void show_quality(const Call& call, CallView& view) const;

  // phone_view.cpp
  void show();
  void tell_warnings(const Snapshot& now);
  void show_call(const Call& call, CallView& view) const;
  [[nodiscard]] std::int64_t duration_s(const Call& call) const;
  [[nodiscard]] std::int64_t left_s(const Call& call) const;
  [[nodiscard]] Tone tone() const;
  [[nodiscard]] std::optional<TimePoint> next_second(const Call& call) const;

  PhoneConfig config_;
  Random random_;
  Outputs outputs_;
  ClientLink link_;
  Requests requests_;
  ServerClock clock_;
  TimePoint now_;
  std::vector<std::unique_ptr<Call>> calls_;  // oldest first
  std::vector<IceServer> ice_servers_;        // the gateway's
  server::Relay relays_[limit::relays_kept];  // made for one call each, which may not be known yet
  std::size_t next_relay_ = 0;
  Role own_role_ = Role::TenantMember;
  bool extended_ = false;               // the gateway speaks protocol 2
  Features features_;                   // what else it can do
  EpochMs welcomed_at_ = 0;             // by its clock
  std::string user_;                    // who is connected here, or was: "tenant user"
  std::optional<TimePoint> pinged_at_;  // the link, which is in doubt
  bool given_time_ = false;             // the page had slept: since the last frame, once
  std::optional<TimePoint> network_moved_at_;
  bool tones_blocked_ = false;  // until a click
  std::string told_memory_;
  std::string
      recalled_user_;  // whose calls the page before has left, until it is known who is here
  UnsaidEnds unsaid_;  // of the page before, until the gateway's clock is known
  bool left_ = false;  // the page goes: what is remembered stays as it is
  Tone told_tone_ = Tone::None;
  Snapshot shown_;
};

}  // namespace ringline
