// What a page leaves to the one that takes its place when it is loaded again: the proof of its session,
// the calls that were accepted, and the ends that the gateway hasn't acknowledged. The next page makes a
// new peer connection within the same call, and says what is left to say.
#include <utility>

#include "phone/state.hpp"
#include "ringline/limits.hpp"
#include "wire/event.hpp"
#include "wire/field.hpp"
#include "wire/ranges.hpp"

namespace ringline {
namespace {

using namespace wire;

constexpr Range user_range = ranges::up_to(limit::id_bytes * 2 + 1);

struct Remembered {
  std::string id;
  std::string call_id;
  std::string log_id;
  Direction direction = Direction::Outgoing;
  std::string contact_id;
  std::string name;
  std::string phone_number;
  bool muted = false;
  bool held = false;
  bool offerer = false;
  bool peer_extended = false;
  bool confirmed = false;
  EpochMs answered_at = 0;  // by the gateway's clock, where that doesn't know of it
  std::int64_t generation = 0;
  std::int64_t sent = 0;
  std::int64_t seen = 0;
  std::int64_t told = 0;  // SideState's numbers
  std::int64_t heard = 0;
  bool other_muted = false;  // and what was heard: the same isn't said again
  bool other_held = false;
};
struct Memory {
  std::string resume_token;
  std::string user;
  Few<Remembered, limit::calls_per_phone> calls;
  UnsaidEnds ends;
};

constexpr Field remembered_rows[] = {
    WIRE_FIELD(Remembered, id, "id", Presence::Required, ranges::id),
    WIRE_FIELD(Remembered, call_id, "callId", Presence::Required, ranges::id),
    WIRE_FIELD(Remembered, log_id, "logId", Presence::Brief, ranges::optional_id),
    WIRE_FIELD(Remembered, direction, "direction", Presence::Required),
    WIRE_FIELD(Remembered, contact_id, "contactId", Presence::Brief, ranges::optional_id),
    WIRE_WORDS_FIELD(Remembered, name, "name", Presence::Brief, ranges::name),
    WIRE_WORDS_FIELD(Remembered, phone_number, "phoneNumber", Presence::Brief, ranges::phone),
    WIRE_FIELD(Remembered, muted, "muted", Presence::Brief),
    WIRE_FIELD(Remembered, held, "held", Presence::Brief),
    WIRE_FIELD(Remembered, offerer, "offerer", Presence::Brief),
    WIRE_FIELD(Remembered, peer_extended, "peerExtended", Presence::Brief),
    WIRE_FIELD(Remembered, confirmed, "confirmed", Presence::Brief),
    WIRE_FIELD(Remembered, answered_at, "answeredAt", Presence::Brief, ranges::counter),
    WIRE_FIELD(Remembered, generation, "generation", Presence::Brief, ranges::counter),
    WIRE_FIELD(Remembered, sent, "sent", Presence::Brief, ranges::counter),
    WIRE_FIELD(Remembered, seen, "seen", Presence::Brief, ranges::counter),
    WIRE_FIELD(Remembered, told, "told", Presence::Brief, ranges::counter),
    WIRE_FIELD(Remembered, heard, "heard", Presence::Brief, ranges::counter),
    WIRE_FIELD(Remembered, other_muted, "otherMuted", Presence::Brief),
    WIRE_FIELD(Remembered, other_held, "otherHeld", Presence::Brief)};
constexpr Fields remembered = fields(remembered_rows);
constexpr Field remembered_element = element(remembered);
constexpr List remembered_calls = list_of<Remembered, decltype(Memory::calls)>(
    ranges::up_to(limit::calls_per_phone), remembered_element);
constexpr Field end_rows[] = {
    WIRE_FIELD(UnsaidEnd, call_id, "callId", Presence::Brief, ranges::optional_id),
    WIRE_FIELD(UnsaidEnd, reason, "reason", Presence::Brief),
    WIRE_FIELD(UnsaidEnd, at, "at", Presence::Brief, ranges::counter),
    WIRE_FIELD(UnsaidEnd, client_call_id, "clientCallId", Presence::Brief, ranges::optional_id),
    WIRE_FIELD(UnsaidEnd, reject, "reject", Presence::Brief),
    WIRE_FIELD(UnsaidEnd, answered_at, "answeredAt", Presence::Brief, ranges::counter)};
constexpr Fields end_fields = fields(end_rows);
constexpr Field end_element = element(end_fields);
constexpr List ends_list =
    list_of<UnsaidEnd, UnsaidEnds>(ranges::up_to(limit::calls_per_phone), end_element);
constexpr Field memory_rows[] = {
    WIRE_FIELD(Memory, resume_token, "resumeToken", Presence::Brief, ranges::token),
    WIRE_FIELD(Memory, user, "user", Presence::Brief, user_range),
    WIRE_FIELD(Memory, calls, "calls", Presence::Required, remembered_calls),
    WIRE_FIELD(Memory, ends, "ends", Presence::Brief, ends_list)};

}  // namespace

// Only an extended gateway gives a call back, to who proves by the token that he had it. What is over needs
// no proof.
std::string Phone::State::memory() const {
  Memory memory;
  memory.resume_token = link_.resume_token();
  for (const auto& call : calls_) {
    if (memory.resume_token.empty()) break;
    if (!is_accepted(call->state) || call->call_id.empty()) continue;
    Remembered& each = memory.calls.emplace_back();
    each.id = call->id;
    each.call_id = call->call_id;
    each.log_id = call->log_id;
    each.direction = call->direction;
    each.contact_id = call->contact_id;
    each.name = call->name;
    each.phone_number = call->phone_number;
    each.muted = call->muted;
    each.held = call->held;
    each.offerer = call->offerer;
    each.peer_extended = call->peer_extended;
    each.confirmed = call->confirmed;
    if (!call->confirmed) {
      each.answered_at =
          call->answered_at ? clock_.to_stamp(*call->answered_at) : call->recalled_answer;
    }
    each.generation = call->media.generation_there();
    each.sent = call->signals.last_sent();
    each.seen = call->signals.seen();
    each.told = call->own_side.seq;
    each.heard = call->other_side.seq;
    each.other_muted = call->other_side.muted;
    each.other_held = call->other_side.held;
  }
  memory.ends = unsaid_ends();
  if (memory.calls.empty() && memory.ends.empty()) return {};
  memory.user = user_;
  return encode_struct(fields(memory_rows), &memory);
}

// The ends and rejects that no gateway has acknowledged.
UnsaidEnds Phone::State::unsaid_ends() const {
  UnsaidEnds ends = unsaid_;
  for (const Request& each : requests_.items()) {
    if (ends.full()) break;
    // Where no gateway has told its time yet, the end counts from when it is said.
    const EpochMs at = clock_.to_stamp(each.asked_at);
    const EpochMs answered_at =
        each.answered_at ? clock_.to_stamp(*each.answered_at) : each.recalled_answer;
    if (const auto* end = std::get_if<client::End>(&each.message)) {
      ends.emplace_back() = {end->call_id,        end->reason, at,
                             end->client_call_id, false,       answered_at};
    } else if (const auto* reject = std::get_if<client::Reject>(&each.message)) {
      ends.emplace_back() = {reject->call_id, reject->reason, at, {}, true, 0};
    }
  }
  return ends;
}

Error Phone::State::recall(const input::Recall& recall) {
  if (link_.is_wanted() || !calls_.empty()) {
    return {Errc::WrongState, "link", "recall before anything else"};
  }
  Memory memory;
  if (Error error = decode_struct(recall.text, limit::memory_bytes, fields(memory_rows), &memory)) {
    return error;
  }
  link_.take_over(std::move(memory.resume_token));
  recalled_user_ = user_ = std::move(memory.user);
  unsaid_ = std::move(memory.ends);
  for (Remembered& each : memory.calls) {
    auto& call = *calls_.emplace_back(std::make_unique<Call>());
    call.id = std::move(each.id);
    call.call_id = std::move(each.call_id);
    call.log_id = std::move(each.log_id);
    call.direction = each.direction;
    call.contact_id = std::move(each.contact_id);
    call.name = std::move(each.name);
    call.phone_number = std::move(each.phone_number);
    call.muted = each.muted;
    call.held = each.held;
    call.offerer = each.offerer;
    call.peer_extended = each.peer_extended;
    call.answered = call.was_accepted = true;
    call.confirmed = each.confirmed;
    call.recalled_answer = each.answered_at;
    call.resuming = true;
    call.media.generation = each.generation;
    call.signals.go_on_from(each.sent, each.seen, each.generation);
    call.own_side.seq = each.told;
    call.other_side.seq = each.heard;
    call.other_side.muted = each.other_muted;
    call.other_side.held = each.other_held;
    apply(call, CallEvent::Recalled);
    handle_audio(call, MicrophoneEvent::Recall);
    // The gateway may never have heard of it.
    if (!call.confirmed && !call.offerer) tell(call, Tell::Accept, EndReason::None);
  }
  return {};
}

// Who signs in is known to the page before the gateway confirms it.
void Phone::State::on_link_up(const input::LinkUp& up) {
  const Auth& auth = up.auth;
  if (!auth.user_id.empty() && !auth.tenant_id.empty() &&
      forget_another(auth.tenant_id + ' ' + auth.user_id)) {
    link_.take_over({});
  }
  link_.on_up(now_, up);
}

// What somebody else has left in this tab is none of this user's: neither the calls nor the session.
bool Phone::State::forget_another(const std::string& user) {
  const std::string before = std::exchange(recalled_user_, {});
  user_ = user;
  if (before.empty() || before == user) return false;
  for (auto& call : calls_) release_media(*call);
  calls_.clear();
  requests_.items().clear();
  unsaid_ = {};
  return true;
}

void Phone::State::remember() {
  if (left_) return;
  std::string text = memory();
  if (text == told_memory_) return;
  told_memory_ = std::move(text);
  outputs_.push(output::Remember{told_memory_});
}

// What was accepted goes on with the next page. Whoever was called may still answer there; who called
// gives up, for nobody would hear him ring.
void Phone::State::leave() {
  for (std::size_t i = 0; i < calls_.size(); ++i) {
    if (awaits_answer(calls_[i]->state)) apply(*calls_[i], CallEvent::HangUp);
  }
  if (link_.is_online()) send_waiting(true);
  remember();
  left_ = true;
  for (auto& call : calls_) {
    release_media(*call);
    part(*call);
  }
  calls_.clear();
  requests_.items().clear();
  link_.leave();
}

}  // namespace ringline
