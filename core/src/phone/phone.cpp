#include "ringline/phone.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "phone/state.hpp"
#include "support/earliest.hpp"
#include "support/visit.hpp"

namespace ringline {

Phone::Phone(PhoneConfig config, std::uint64_t seed)
    : state_(std::make_unique<State>(std::move(config), seed)) {}
Phone::~Phone() = default;
Phone::Phone(Phone&&) noexcept = default;
Phone& Phone::operator=(Phone&&) noexcept = default;

Error Phone::handle(TimePoint now, const Input& input) { return state_->handle(now, input); }
Output Phone::poll() { return state_->poll(); }
std::list<Output> Phone::drain() { return state_->drain(); }
const Snapshot& Phone::snapshot() const noexcept { return state_->snapshot(); }

Phone::State::State(PhoneConfig config, std::uint64_t seed)
    : config_(std::move(config)), random_(seed), link_(config_, random_, outputs_) {}

Error Phone::State::handle(TimePoint now, const Input& input) {
  now_ = std::max(now_, now);
  fire_timers();
  Error error = perform(input);
  settle();
  show();
  return error;
}

Output Phone::State::poll() {
  if (!outputs_.empty()) return outputs_.pop();
  return output::Wait{next_deadline()};
}

std::list<Output> Phone::State::drain() {
  outputs_.push(output::Wait{next_deadline()});
  return outputs_.take_all();
}

void Phone::State::fire_timers() {
  link_.on_time(now_);
  if (const auto at = ack_deadline(); is_due(at, now_)) {
    if (now_ - *at < slept || std::exchange(given_time_, true)) {
      link_.give_up(now_, "no acknowledgement", pinged_at_.has_value());
    } else {
      requests_.wait_anew(now_);
      if (pinged_at_) pinged_at_ = now_;
      ping();
    }
  }
  if (is_due(next_request(), now_)) send_waiting();
  // By index: the end of a call may let a new one in.
  for (std::size_t i = 0; i < calls_.size(); ++i) {
    check_silence(*calls_[i]);
    calls_[i]->audio.on_time(now_);
    perform_audio(*calls_[i]);
    repeat_open(*calls_[i]);
    say_seen(*calls_[i]);
    if (is_due(calls_[i]->deadline, now_)) apply(*calls_[i], CallEvent::Deadline);
  }
}

std::optional<TimePoint> Phone::State::next_deadline() const {
  std::optional<TimePoint> next = link_.deadline();
  take_earlier(next, ack_deadline());
  take_earlier(next, next_request());
  for (const auto& call : calls_) {
    take_earlier(next, call->deadline);
    take_earlier(next, climb_at(*call));
    take_earlier(next, silence_at(*call));
    take_earlier(next, call->audio.deadline(now_));
    take_earlier(next, repeat_at(*call));
    take_earlier(next, seen_at(*call));
    take_earlier(next, doubt_at(*call));
    take_earlier(next, next_second(*call));
  }
  return next;
}

Error Phone::State::perform(const Input& input) {
  // Only where the host may have made a mistake there is an Error.
  struct Performer {
    State& self;
    void operator()(const input::Connect&) {
      self.left_ = false;
      self.link_.connect(self.now_);
    }
    void operator()(const input::Close&) { self.close(); }
    void operator()(const input::Leave&) { self.leave(); }
    Error operator()(const input::Recall& in) { return self.recall(in); }
    Error operator()(const input::Dial& in) { return self.dial(in); }
    Error operator()(const input::Accept& in) { return self.accept(in.id); }
    Error operator()(const input::Reject& in) { return self.reject(in.id); }
    Error operator()(const input::HangUp& in) { return self.hang_up(in.id); }
    Error operator()(const input::SetMuted& in) { return self.set_muted(in.id, in.muted); }
    Error operator()(const input::SetHold& in) { return self.set_hold(in.id, in.held); }
    void operator()(const input::LinkUp& in) { self.on_link_up(in); }
    void operator()(const input::LinkFrame& in) {
      self.pinged_at_.reset();  // whatever comes shows that it lives
      self.given_time_ = false;
      self.link_.on_frame(self.now_, in);
    }
    void operator()(const input::LinkDown& in) { self.on_link_down(in); }
    void operator()(const input::LinkUpgraded& in) { self.link_.on_upgraded(in); }
    void operator()(const input::FreshAuth& in) { self.refresh_auth(in.auth); }
    Error operator()(const input::PeerDescription& in) { return self.on_peer(in); }
    void operator()(const input::PeerCandidate& in) { self.on_peer(in); }
    void operator()(const input::PeerState& in) { self.on_peer(in); }
    void operator()(const input::PeerFlow& in) { self.on_peer(in); }
    void operator()(const input::PeerFailed& in) { self.on_peer(in); }
    void operator()(const input::PeerQuality& in) { self.on_peer(in); }
    void operator()(const input::ChannelState& in) { self.on_channel(in); }
    void operator()(const input::ChannelMessage& in) { self.on_channel(in); }
    void operator()(const input::Microphone& in) { self.on_microphone(in); }
    void operator()(const input::Network& in) { self.on_network(in); }
    void operator()(const input::Awake&) { self.on_awake(); }
    void operator()(const input::Playback& in) { self.on_playback(in); }
    void operator()(const input::Sound& in) { self.on_sound(in.what); }
    void operator()(const input::Tick&) {}
  };
  Error error;
  Performer perform{*this};
  visit(
      [&](const auto& in) {
        if constexpr (std::is_void_v<decltype(perform(in))>) {
          perform(in);
        } else {
          error = perform(in);
        }
      },
      input);
  return error;
}

// What follows from what happened: the link's news, media that came up or went, the ladder.
void Phone::State::settle() {
  for (LinkEvent& event : link_.take_events()) {
    std::visit([this](auto& each) { on_link_event(each); }, event);
  }
  // By index: a call that waited for its rival may be followed by a new one.
  for (std::size_t i = 0; i < calls_.size(); ++i) {
    check_media(*calls_[i]);
    doubt_side(*calls_[i]);
    climb(*calls_[i]);
    tell_side(*calls_[i]);
  }
  bool waits = false;
  for (auto& call : calls_) {
    if (call->state == CallState::Idle) part(*call);
    waits |= call->media.asked_at || (is_accepted(call->state) && call->state != CallState::Active);
  }
  link_.hurry(now_, waits);
  const auto gone = [](const auto& call) { return call->state == CallState::Idle; };
  calls_.erase(std::remove_if(calls_.begin(), calls_.end(), gone), calls_.end());
}

// The only place where a call's state changes. False: not in the table, and nothing was changed.
bool Phone::State::apply(Call& call, CallEvent event, EndCause cause) {
  const Transition* row = find_transition(call.state, event);
  if (row == nullptr) return false;
  const CallState from = call.state;
  const EndReason reason = row->reason != EndReason::None ? row->reason : cause.reason;
  call.state = row->to;
  tell(call, row->tell, row->to == CallState::Ended ? reason : EndReason::None);
  if (row->to != from) enter(call, from, *row, cause);
  return true;
}

void Phone::State::enter(Call& call, CallState from, const Transition& row, EndCause cause) {
  const Duration limit = state_deadline(config_, call.state);
  call.deadline.reset();
  if (limit.count() > 0) call.deadline = now_ + limit;
  call.media.trouble_since.reset();
  call.media.next_step = 0;
  call.media.trying = Repair::None;
  call.media.attempt = 0;
  if (call.state != CallState::Reconnecting) call.media.witnessed = false;

  switch (call.state) {
    case CallState::Connecting:
      call.was_accepted = true;
      call.media.trouble_since = now_;
      handle_audio(call, MicrophoneEvent::Want);
      outputs_.push(output::Happened{"accepted", call.id, {}});
      refuse_rivals(call);
      break;
    case CallState::Reconnecting:
      call.media.trouble_since = now_;
      call.quality.reset();  // the figures were those of the path that is lost
      outputs_.push(output::Happened{"reconnecting", call.id, {}});
      ping();  // what broke the one may have broken the other
      break;
    case CallState::Active:
      call.resuming = false;
      outputs_.push(output::Happened{
          from == CallState::Reconnecting ? "reconnected" : "connected", call.id, {}});
      break;
    case CallState::Dialing:
    case CallState::Ringing:
    case CallState::Incoming:
      outputs_.push(output::Happened{std::string(to_string(call.state)), call.id, {}});
      if (call.state == CallState::Incoming && config_.early_microphone) {
        handle_audio(call, MicrophoneEvent::Ring);
      }
      break;
    case CallState::Ended:
      enter_ended(call, row, cause);
      break;
    case CallState::Idle:
      break;
  }
}

void Phone::State::enter_ended(Call& call, const Transition& row, EndCause cause) {
  call.reason = row.reason != EndReason::None ? row.reason : cause.reason;
  call.ended_by = row.by == EndedBy::Gateway ? cause.by : row.by;
  if (!call.duration_s) call.duration_s = duration_s(call);
  release_media(call);
  outputs_.push(output::Happened{"ended", call.id, std::string(to_string(call.reason))});
  admit(std::exchange(call.rivals, {}));
}

Call* Phone::State::find(std::string_view id) {
  for (auto& call : calls_) {
    if (call->id == id) return call.get();
  }
  return nullptr;
}

Call* Phone::State::find_by_call_id(std::string_view call_id) {
  if (call_id.empty()) return nullptr;
  for (auto& call : calls_) {
    if (call->call_id == call_id) return call.get();
  }
  return nullptr;
}

void Phone::State::warn(const Call& call, std::string_view what) {
  outputs_.push(output::Happened{"warning", call.id, std::string(what)});
}

}  // namespace ringline
