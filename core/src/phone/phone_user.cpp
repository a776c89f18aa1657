// What the user wants.
#include <utility>

#include "phone/state.hpp"
#include "ringline/characters.hpp"
#include "ringline/limits.hpp"
#include "support/decimal.hpp"

namespace ringline {
namespace {

Error check_length(std::string_view text, std::size_t limit, const char* field) {
  if (text.size() <= limit) return {};
  return {Errc::BadField, field, "is longer than " + decimal(limit) + " bytes"};
}

Error no_such_call() { return {Errc::UnknownCall, "id", "no such call"}; }

Error wrong_state(const Call& call, const char* what) {
  return {
      Errc::WrongState, "id",
      std::string("a call that is ") + std::string(to_string(call.state)) + " can't be " + what};
}

bool is_same_callee(const Call& call, const input::Dial& dial) {
  return dial.contact_id.empty() ? call.phone_number == dial.phone_number
                                 : call.contact_id == dial.contact_id;
}

}  // namespace

Error Phone::State::dial(const input::Dial& wish) {
  input::Dial dial = wish;
  make_digits_ascii(dial.phone_number);
  cut_characters(dial.name, limit::name_characters);
  if (dial.contact_id.empty() && dial.phone_number.empty()) {
    return {Errc::BadField, "contactId", "give a contactId or a phoneNumber"};
  }
  if (auto error = check_length(dial.contact_id, limit::id_bytes, "contactId")) return error;
  if (count_characters(dial.phone_number) > limit::phone_characters) {
    return {Errc::BadField, "phoneNumber",
            "is longer than " + decimal(limit::phone_characters) + " characters"};
  }
  if (config_.no_media) {
    return {Errc::Unsupported, "host",
            "this browser has no RTCPeerConnection: no call is possible"};
  }
  if (!link_.is_wanted()) return {Errc::WrongState, "link", "connect first"};

  for (const auto& call : calls_) {
    // A double click, or a page that dials again: it is the same wish.
    if (call->direction == Direction::Outgoing && awaits_answer(call->state) &&
        is_same_callee(*call, dial)) {
      outputs_.push(output::Dialed{call->id});
      return {};
    }
    // Who dials the one who is calling him wants to talk to him.
    if (call->state == CallState::Incoming && is_same_callee(*call, dial)) {
      outputs_.push(output::Dialed{call->id});
      return accept(call->id);
    }
  }
  if (is_busy()) return {Errc::WrongState, "call", "hang up the call you are in first"};
  if (calls_.size() >= limit::calls_per_phone) {
    return {Errc::Limit, "calls",
            "no more than " + decimal(limit::calls_per_phone) + " calls at a time"};
  }

  auto& call = *calls_.emplace_back(std::make_unique<Call>());
  call.id = "c" + random_.id();
  call.direction = Direction::Outgoing;
  call.offerer = true;
  call.contact_id = dial.contact_id;
  call.phone_number = dial.phone_number;
  call.name = dial.name;
  outputs_.push(output::Dialed{call.id});
  apply(call, CallEvent::Dial);
  // At once, while it rings: the permission prompt must not stand in the way of the answer.
  handle_audio(call, MicrophoneEvent::Want);
  return {};
}

Error Phone::State::accept(const std::string& id) {
  Call* call = find(id);
  if (call == nullptr) return no_such_call();
  if (is_accepted(call->state)) return {};  // a double click
  if (find_transition(call->state, CallEvent::Accept) == nullptr) {
    return wrong_state(*call, "accepted");
  }
  // One conversation at a time: whoever takes a waiting call leaves the one he is in.
  for (std::size_t i = 0; i < calls_.size(); ++i) {
    Call& other = *calls_[i];
    if (&other != call && is_live(other.state) && other.state != CallState::Incoming) {
      apply(other, CallEvent::HangUp);
    }
  }
  apply(*call, CallEvent::Accept);
  release_held(*call);
  attach_microphone(*call);
  return {};
}

Error Phone::State::reject(const std::string& id) {
  Call* call = find(id);
  if (call == nullptr) return no_such_call();
  if (!apply(*call, CallEvent::Reject)) return wrong_state(*call, "rejected");
  return {};
}

Error Phone::State::hang_up(const std::string& id) {
  Call* call = find(id);
  if (call == nullptr) return no_such_call();
  if (call->state == CallState::Ended) return {};  // both hung up in the same moment
  if (!apply(*call, CallEvent::HangUp)) return wrong_state(*call, "hung up");
  return {};
}

Error Phone::State::set_muted(const std::string& id, bool muted) {
  Call* call = find(id);
  if (call == nullptr) return no_such_call();
  if (!is_live(call->state)) return wrong_state(*call, "muted");
  call->muted = muted;
  return {};
}

Error Phone::State::set_hold(const std::string& id, bool held) {
  Call* call = find(id);
  if (call == nullptr) return no_such_call();
  if (!is_accepted(call->state)) return wrong_state(*call, "put on hold");
  call->held = held;
  return {};
}

// What the connection may not have carried is said on the next one, if the same user makes it.
void Phone::State::close() {
  for (std::size_t i = 0; i < calls_.size(); ++i) apply(*calls_[i], CallEvent::HangUp);
  if (link_.is_online()) send_waiting(true);
  for (auto& call : calls_) part(*call);
  calls_.clear();
  unsaid_ = unsaid_ends();
  recalled_user_ = user_;
  requests_.items().clear();
  link_.disconnect();
}

}  // namespace ringline
