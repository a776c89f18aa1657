// What the users see, where all has been well for a while.
#include <algorithm>

#include "sim/checks.hpp"

namespace ringline::test {
namespace {

// For news to come round: a word to the gateway and to the other side, and what it asks for.
constexpr Duration news_within{4'000};
// Whoever is told that the other side is away asks every 4 s.
constexpr Duration back_within{6'000};
constexpr Duration sound_within{3'000};
// A bus that keeps no order costs a repetition for each signal that comes too early.
constexpr Duration sound_over_bus_within{5'000};
// The ladder's next step may have to be waited for.
constexpr Duration lost_sound_within{9'000};
// What the bus loses is said again after 2 s, then every 4 s.
constexpr Duration lost_sound_over_bus_within{12'000};
// A base client hears nothing of a reload at the other end, and can't restart ICE.
constexpr Duration lost_sound_of_base_within{25'000};

}  // namespace

// A browser that refuses a step: the ladder's next one may be 10 s away.
bool Checks::has_failed(const CallRecord& row, const Device& device) const {
  return device.step_failed_at >= history_.at(row.created_at) - clock_error();
}

// Not where its page was loaded again while it rang out, nor where a base client has hung up on a
// connection that was dead: it says so once.
bool Checks::has_call(const Device& device, const std::string& call_id) const {
  const History::Sight* sight = history_.sight(device, call_id);
  return sight != nullptr && is_live_view(sight->state);
}

void Checks::away_is_away() {
  for (auto& device : world_.devices()) {
    for (const CallView& call : device->screen().calls) {
      if (!call.peer_reconnecting || !is_live_view(call.state)) continue;
      const History::Sight* own = history_.sight(*device, call.call_id);
      if (own == nullptr || !own->away_since) continue;
      if (*own->away_since + back_within > world_.schedule.now()) continue;
      const CallRecord* row = world_.store.row(call.call_id);
      if (row == nullptr || row->status != CallStatus::Answered) continue;
      Device* other = history_.other_device(*row, *device);
      const History::Sight* theirs =
          other == nullptr ? nullptr : history_.sight(*other, call.call_id);
      if (theirs == nullptr || !is_accepted_view(theirs->state)) continue;
      // A base client that came back on a new session while its old connection counted as there has lost
      // its call: it can't say which one it had.
      if (world_.is_base(*other)) continue;
      if (was_well(device.get(), back_within) && was_well(other, back_within)) {
        fail(device->name + " says so of " + other->name + " in " + call.call_id);
      }
    }
  }
}

void Checks::buttons_are_told() {
  for (auto& device : world_.devices()) {
    if (!was_well(device.get(), news_within)) continue;
    for (const CallView& call : device->screen().calls) {
      if (call.state != CallState::Active) continue;
      const CallRecord* row = world_.store.row(call.call_id);
      if (row == nullptr || row->status != CallStatus::Answered) continue;
      Device* other = history_.other_device(*row, *device);
      if (!was_well(other, news_within)) continue;
      const auto& theirs = other->screen().calls;
      const auto there = std::find_if(theirs.begin(), theirs.end(), [&](const CallView& each) {
        return each.call_id == call.call_id && each.state == CallState::Active;
      });
      if (there == theirs.end()) continue;
      const bool is_told = !world_.is_base(*device) && !world_.is_base(*other);
      const History::Sight* sight = history_.sight(*other, call.call_id);
      const TimePoint settled = world_.schedule.now() - news_within;
      if (sight == nullptr || sight->buttons_at > settled || sight->since > settled) continue;
      if (call.other_muted != (is_told && there->muted)) {
        fail(device->name + ": " + other->name + (there->muted ? " is" : " isn't") + " muted");
      }
      if (call.other_held != (is_told && there->held)) {
        fail(device->name + ": " + other->name + (there->held ? " holds" : " doesn't hold"));
      }
    }
  }
}

// From the moment at which this side said yes, or was told so.
void Checks::accepted_is_heard() {
  const TimePoint now = world_.schedule.now();
  const Duration within = world_.gateways() > 1 ? sound_over_bus_within : sound_within;
  for (const History::Sight& sight : history_.sights()) {
    if (sight.state != CallState::Connecting || sight.since + within >= now) continue;
    const CallRecord* row = world_.store.row(sight.call_id);
    if (row == nullptr || !row->is_open()) continue;
    if (!was_well_since(sight.device, sight.since)) continue;
    Device* caller = world_.device_of(row->caller_session);
    Device* callee =
        row->status == CallStatus::Answered ? world_.device_of(row->callee_session) : sight.device;
    if (!was_well_since(caller, sight.since) || !was_well_since(callee, sight.since)) continue;
    // What a base client misses while it is at no gateway nobody repeats.
    const TimePoint before = sight.since - news_within;
    const bool missed = (world_.is_base(*caller) && !was_well_since(caller, before)) ||
                        (world_.is_base(*callee) && !was_well_since(callee, before));
    if (missed) continue;
    // The caller has heard it from a phone, and the log doesn't say yet which one that is.
    const auto callees = history_.devices_of(row->callee);
    const auto is_well = [&](Device* each) { return was_well_since(each, sight.since); };
    const bool is_unknown = row->status != CallStatus::Answered && sight.device == caller;
    if (is_unknown && !std::all_of(callees.begin(), callees.end(), is_well)) continue;
    if (has_failed(*row, *caller) || has_failed(*row, *callee)) continue;
    if (!has_call(*caller, row->id) || !has_call(*callee, row->id)) continue;
    fail(sight.device->name + " has waited for 3 s in " + sight.call_id);
  }
}

void Checks::lost_sound_returns() {
  for (const History::Sight& sight : history_.sights()) {
    if (sight.state != CallState::Reconnecting) continue;
    const CallRecord* row = world_.store.row(sight.call_id);
    if (row == nullptr || row->status != CallStatus::Answered) continue;
    Device* caller = world_.device_of(row->caller_session);
    Device* callee = world_.device_of(row->callee_session);
    if (caller == nullptr || callee == nullptr) continue;
    if (sight.device != caller && sight.device != callee) continue;
    // That it was answered a base client may have missed, and nobody repeats it.
    const History::Sight* callers = history_.sight(*caller, row->id);
    if (world_.is_base(*caller) && (callers == nullptr || !callers->accepted_at)) continue;
    const bool is_base = world_.is_base(*caller) || world_.is_base(*callee);
    const Duration within = is_base                 ? lost_sound_of_base_within
                            : world_.gateways() > 1 ? lost_sound_over_bus_within
                                                    : lost_sound_within;
    if (sight.since + within >= world_.schedule.now()) continue;
    if (!was_well(caller, within) || !was_well(callee, within)) continue;
    if (!has_call(*caller, row->id) || !has_call(*callee, row->id)) continue;
    if (has_failed(*row, *caller) || has_failed(*row, *callee)) continue;
    fail(sight.device->name + " has waited for " + std::to_string(within.count()) + " ms in " +
         sight.call_id);
  }
}

void Checks::called_devices_ring() {
  for (const auto& [id, row] : world_.store.rows()) {
    if (row.status != CallStatus::Ringing) continue;
    const TimePoint rang = history_.at(row.rang_at);
    if (rang + news_within + clock_error() >= world_.schedule.now()) continue;
    for (Device* each : history_.devices_of(row.callee)) {
      // A bus promises nothing: what it loses isn't told again.
      const bool was_reached = world_.gateways() > 1 ? was_well_since(each, rang - news_within)
                                                     : was_well(each, news_within);
      if (each->is_gone() || !was_reached || history_.sight(*each, id) != nullptr) continue;
      // It is busy, or this is the other half of a glare.
      if (each->live_calls() > 0) continue;
      // A base client tells its gateway what it has received, and our phone reads it too late.
      if (world_.is_base(*each) && each->was_frozen()) continue;
      // It was busy, and says so; a base client once.
      const std::string& called = row.id;
      const auto is_told = [&](const History::Invite& invite) {
        return invite.call_id == called && invite.device == each &&
               (invite.was_busy || world_.is_base(*each));
      };
      const auto& invites = history_.invites();
      if (std::any_of(invites.begin(), invites.end(), is_told)) continue;
      fail(each->name + " doesn't show " + id);
    }
  }
}

void Checks::no_ghost_rings() {
  for (const History::Sight& each : history_.sights()) {
    if (each.state == CallState::Incoming) ghost_ring(each);
  }
}

void Checks::ghost_ring(const History::Sight& sight) {
  const CallRecord* row = world_.store.row(sight.call_id);
  if (row == nullptr) return;
  const TimePoint now = world_.schedule.now();
  for (const History::Press* press : history_.presses_on(*row)) {
    // A base client says it once.
    const bool is_kept = !world_.is_base(*sight.device);
    if (press->by == sight.device && press->deed == History::Deed::Rejected && is_kept) {
      return fail(sight.device->name + " rings for " + row->id + ", which its user has rejected");
    }
    if (press->deed != History::Deed::GaveUp) continue;
    if (press->call_id.empty() && world_.is_base(*press->by)) continue;  // it may be another call
    const bool late = !clocks_err_ &&
                      history_.at(row->created_at) > press->at + world_.latency() + Duration{4'000};
    if (late) {
      return fail(sight.device->name + " rings for " + row->id +
                  ", which was made when its caller had given up");
    }
    const Duration most = world_.latency() * 2;
    // It was over before, and what the bus loses isn't told again.
    if (!row->is_open() && history_.at(row->ended_at) + most < press->at) continue;
    if (press->at + most < now && History::must_arrive(*press) && world_.is_calm() &&
        was_well_since(sight.device, press->at)) {
      fail(sight.device->name + " rings for " + row->id + ", which its caller has given up");
    }
  }
}

void Checks::others_calls_are_not_shown() {
  for (const History::Sight& sight : history_.sights()) {
    if (!is_accepted_view(sight.state)) continue;
    const CallRecord* row = world_.store.row(sight.call_id);
    if (row == nullptr || row->status != CallStatus::Answered) continue;
    if (!was_well(sight.device, news_within)) continue;
    const TimePoint now = world_.schedule.now();
    const TimePoint answered = history_.at(row->answered_at) + clock_error();
    if (answered + news_within >= now || sight.since + news_within >= now) continue;
    const bool is_its = world_.device_of(row->caller_session) == sight.device ||
                        world_.device_of(row->callee_session) == sight.device;
    if (!is_its) fail(sight.device->name + " shows " + row->id);
  }
}

void Checks::hang_ups_arrive() {
  for (const History::Press& press : history_.presses()) {
    if (press.deed == History::Deed::Accepted || press.call_id.empty()) continue;
    if (press.at + world_.latency() * 2 + Duration{1'000} >= world_.schedule.now()) continue;
    if (!press.had_sound || !History::must_arrive(press)) continue;
    if (!world_.is_calm() || world_.all_trouble() > press.at) continue;
    const CallRecord* row = world_.store.row(press.call_id);
    if (row == nullptr || !row->is_open()) continue;
    Device* caller = world_.device_of(row->caller_session);
    Device* callee = world_.device_of(row->callee_session);
    if (press.by != caller && press.by != callee) continue;
    fail(press.by->name + " has hung up " + row->id);
  }
}

}  // namespace ringline::test
