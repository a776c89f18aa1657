// The log against what was lived: each row when it is closed.
#include <algorithm>

#include "sim/checks.hpp"

namespace ringline::test {
namespace {

using Deed = History::Deed;

// What the phones and the gateway wait for, and a second less: so long something must have been wrong.
constexpr Duration path_lost_for{29'000};
constexpr Duration media_failed_for{16'000};
constexpr Duration dialing_for{9'000};
constexpr Duration caller_lost_for{9'000};
constexpr Duration ring_for{44'000};
constexpr Duration microphone_ago{20'000};
constexpr Duration named_within{60'000};
// By how much a device's notion of the gateway's time may err.
constexpr Duration a_moment{1'000};

bool is_party(const Device& device, const Party& party) {
  const std::string& id =
      party.role == Role::PortalCustomer ? device.auth.contact_id : device.auth.user_id;
  return id == party.id && device.auth.tenant_id == party.tenant_id;
}

}  // namespace

Device* Checks::caller_of(const CallRecord& row) const {
  return world_.device_of(row.caller_session);
}
Device* Checks::callee_of(const CallRecord& row) const {
  return world_.device_of(row.callee_session);
}

bool Checks::has_pressed(const CallRecord& row, const Party& party, Deed deed) {
  for (const History::Press* each : history_.presses_on(row)) {
    if (each->deed == deed && is_party(*each->by, party)) return true;
  }
  return false;
}

// A side had the call no more, with its page or for a hang-up that was lost, and the other one, or the
// gateway, has noticed.
bool Checks::has_gone(const CallRecord& row) const {
  const Device* caller = caller_of(row);
  const Device* callee = callee_of(row);
  const bool callers = caller == nullptr || !has_call(*caller, row.id);
  const bool callees = row.answered_at != 0 && (callee == nullptr || !has_call(*callee, row.id));
  switch (row.ended_by) {
    case Ender::Caller:
      return callees;
    case Ender::Callee:
      return callers;
    default:
      return callers || callees;
  }
}

// It was kept for as long as it might have been the other half of a glare.
bool Checks::became_busy(const History::Invite& invite) const {
  return std::any_of(
      history_.sights().begin(), history_.sights().end(), [&](const History::Sight& each) {
        return each.device == invite.device && each.call_id != invite.call_id &&
               (each.accepted_at >= invite.at || (each.rang && each.since >= invite.at));
      });
}

// Who calls again is taken to have given up the call before.
bool Checks::is_called_again(const CallRecord& row, const History::Invite& invite) const {
  return std::any_of(history_.invites().begin(), history_.invites().end(),
                     [&](const History::Invite& each) {
                       const CallRecord* other = world_.store.row(each.call_id);
                       return each.device == invite.device && other != nullptr &&
                              other->id != row.id && other->caller == row.caller;
                     });
}

// A base client learns its call's name with `call:ringing`, and ends by it what it has given up before,
// by itself or with its page.
bool Checks::base_gave_up(const CallRecord& row) {
  const Device* caller = caller_of(row);
  if (caller == nullptr || !world_.is_base(*caller)) return false;
  const TimePoint created = history_.at(row.created_at) - clock_error();
  return std::any_of(history_.sights().begin(), history_.sights().end(),
                     [&](const History::Sight& each) {
                       return each.device == caller && each.call_id.empty() &&
                              !is_live_view(each.state) && each.since + named_within > created;
                     });
}

bool Checks::has_cause(const CallRecord& row) {
  const TimePoint now = world_.schedule.now();
  const bool drained = world_.drained_at() + Duration{5'000} > now;
  Device* caller = caller_of(row);
  Device* callee = callee_of(row);
  switch (row.reason) {
    case EndReason::HungUp:
      return has_pressed(row, row.caller, Deed::HungUp) ||
             has_pressed(row, row.callee, Deed::HungUp) ||
             has_pressed(row, row.caller, Deed::GaveUp) ||
             has_pressed(row, row.callee, Deed::Rejected) || base_gave_up(row);
    case EndReason::Cancelled:
      return has_pressed(row, row.caller, Deed::GaveUp) || base_gave_up(row);
    case EndReason::Declined:
      // Also who has accepted, and no gateway heard of it before the call was over for him.
      return has_pressed(row, row.callee, Deed::Rejected) ||
             has_pressed(row, row.callee, Deed::HungUp) ||
             has_pressed(row, row.callee, Deed::Accepted) ||
             // It waited as the other half of a glare, and rang while the phone was closed.
             history_.was_closed(row);
    case EndReason::Busy:
      return std::any_of(
          history_.invites().begin(), history_.invites().end(), [&](const History::Invite& each) {
            return each.call_id == row.id &&
                   (each.was_busy || became_busy(each) || is_called_again(row, each));
          });
    case EndReason::NoAnswer:
      return history_.at(row.created_at) + ring_for < history_.at(row.ended_at) + clock_error() * 2;
    case EndReason::Offline: {
      const auto devices = history_.devices_of(row.callee);
      const TimePoint asked = history_.at(row.created_at) - Duration{1'000} - clock_error();
      return std::none_of(devices.begin(), devices.end(),
                          [&](Device* each) { return was_well_since(each, asked); });
    }
    case EndReason::ConnectionLost:
      if (drained || world_.gateways() > 1) return true;
      // The caller's phone never heard that it was answered.
      if (row.ended_by == Ender::Caller && !was_well(caller, ring_for)) return true;
      if (has_gone(row)) return true;
      if (row.answered_at == 0) return !was_well(caller, caller_lost_for);
      return !was_well(caller, path_lost_for) || !was_well(callee, path_lost_for);
    case EndReason::MediaFailed:
      if (has_gone(row)) return true;
      return !was_well(caller, media_failed_for) || !was_well(callee, media_failed_for);
    case EndReason::MicrophoneDenied:
      return !was_well(caller, microphone_ago) || !was_well(callee, microphone_ago);
    case EndReason::Replaced:
      return history_.has_deleted() ||
             std::any_of(
                 world_.store.rows().begin(), world_.store.rows().end(), [&](const auto& each) {
                   return each.second.caller == row.callee && each.second.callee == row.caller;
                 });
    case EndReason::Error:
      return !was_well(caller, dialing_for);
    default:
      return false;
  }
}

void Checks::reason_was_given(const CallRecord& row) {
  if (history_.is_deleted(row.id)) return;
  if (!has_cause(row)) fail(row.id + " by " + std::string(to_string(row.reason)));
}

void Checks::ender_did_it(const CallRecord& row) {
  if (row.ended_by == Ender::Nobody || row.answered_at == 0) return;
  if (row.reason != EndReason::HungUp || base_gave_up(row)) return;
  const Device* sides[] = {caller_of(row), callee_of(row)};
  bool hung_up[] = {false, false};
  bool arrives = world_.is_calm();
  bool any = false;
  for (const History::Press* each : history_.presses_on(row)) {
    if (each->deed == Deed::Accepted) continue;
    // Another page of the same device may have had it, on a session of its own.
    any |= each->had_sound || is_party(*each->by, row.caller) || is_party(*each->by, row.callee);
    for (const std::size_t side : {0U, 1U}) hung_up[side] |= each->by == sides[side];
    arrives = arrives && History::must_arrive(*each) && world_.all_trouble() < each->at;
  }
  if (!any) fail(row.id);
  // A phone that hears it from the other one leaves it to that one to say so.
  const bool wrong = hung_up[row.ended_by == Ender::Caller ? 1 : 0] &&
                     !hung_up[row.ended_by == Ender::Caller ? 0 : 1];
  if (arrives && wrong) fail(row.id + " says that the other side did");
}

// Who presses it may be offline, and says later how long ago that was; never may it be earlier.
void Checks::ended_when_it_was(const CallRecord& row) {
  if (clocks_err_ || row.ended_by == Ender::Nobody) return;
  // What a phone ends by itself isn't pressed.
  const bool is_pressed = row.reason == EndReason::HungUp || row.reason == EndReason::Cancelled ||
                          row.reason == EndReason::Declined;
  if (!is_pressed) return;
  const Party& party = row.ended_by == Ender::Caller ? row.caller : row.callee;
  const History::Press* first = nullptr;
  for (const History::Press* each : history_.presses_on(row)) {
    if (each->deed == Deed::Accepted || !is_party(*each->by, party)) continue;
    const bool is_its = each->by == caller_of(row) || each->by == callee_of(row);
    if (row.answered_at != 0 && !is_its) continue;
    // A page that reads the gateway's time late takes it for later than it is.
    if (each->by->was_frozen()) return;
    if (first == nullptr || each->at < first->at) first = each;
  }
  if (first == nullptr) return;
  const TimePoint ended = history_.at(row.ended_at);
  if (ended + a_moment < first->at) {
    fail(row.id + " is over " + std::to_string((first->at - ended).count()) +
         " ms before it was ended");
  }
  const bool arrives = History::must_arrive(*first) && world_.all_trouble() < first->at &&
                       world_.is_calm() && !first->call_id.empty();
  if (arrives && ended > first->at + world_.latency()) {
    fail(row.id + " is over " + std::to_string((ended - first->at).count()) +
         " ms after it was ended");
  }
}

void Checks::answered_when_it_was(const CallRecord& row) {
  if (clocks_err_ || row.answered_at == 0) return;
  const TimePoint answered = history_.at(row.answered_at);
  const History::Press* first = nullptr;
  for (const History::Press* each : history_.presses_on(row)) {
    if (each->deed != Deed::Accepted || each->by != callee_of(row)) continue;
    if (first == nullptr || each->at < first->at) first = each;
  }
  // Both dialed each other; a base page that was loaded again knows nothing of that.
  if (first == nullptr || world_.is_base(*first->by)) return;
  if (answered + a_moment < first->at) fail(row.id + ": before anybody accepted");
  // The caller's phone may hear it from the other one, and the gateway a good while later.
  Device* caller = caller_of(row);
  const History::Sight* sight = caller == nullptr ? nullptr : history_.sight(*caller, row.id);
  if (sight == nullptr || !sight->accepted_at || caller->was_frozen()) return;
  if (*sight->accepted_at < first->at) return;  // from another device, which was too late
  if (answered > *sight->accepted_at + a_moment) {
    fail(row.id + ": " + std::to_string((answered - *sight->accepted_at).count()) +
         " ms after the caller saw it");
  }
}

// Closed by the gateway because both are gone: nobody was there any more.
void Checks::talked_until_then(const CallRecord& row) {
  if (clocks_err_ || row.answered_at == 0 || row.ended_by != Ender::Nobody) return;
  // A gateway doesn't know since when a side is gone that was at another one.
  if (world_.gateways() > 1) return;
  if (row.reason != EndReason::ConnectionLost || world_.drained_at() > history_.at(row.answered_at))
    return;
  const TimePoint ended = history_.at(row.ended_at);
  Device* const sides[] = {caller_of(row), callee_of(row)};
  // A base client that is gone can't come back to its call: that is over when the first has left.
  for (Device* each : sides) {
    if (each == nullptr || world_.is_base(*each)) return;
  }
  for (Device* each : sides) {
    const History::Sight* sight = history_.sight(*each, row.id);
    if (sight == nullptr || !is_accepted_view(sight->state)) continue;
    if (world_.is_linked(*each)) {
      const bool stays = world_.link_trouble(*each) + Duration{5'000} < world_.schedule.now();
      if (stays) fail(row.id + ": " + each->name + " is still there");
    } else if (each->linked_until > ended + a_moment) {
      fail(row.id + ": " + each->name + " was there " +
           std::to_string((each->linked_until - ended).count()) + " ms longer");
    }
  }
}

void Checks::no_invite_was_lost(const CallRecord& row) {
  if (row.reason != EndReason::NoAnswer || world_.gateways() > 1) return;
  for (const History::Invite& each : history_.invites()) {
    if (each.call_id != row.id || each.device->is_gone() || each.was_live) continue;
    // An invite with little time left doesn't ring.
    if (each.at + Duration{5'000} + clock_error() > history_.at(row.ended_at)) continue;
    if (!was_well_since(each.device, each.at)) continue;
    if (history_.sight(*each.device, row.id) == nullptr) {
      fail(each.device->name + " was told of " + row.id + " and never showed it");
    }
  }
}

}  // namespace ringline::test
