#include "sim/history.hpp"

#include <algorithm>

#include "ringline/phone_json.hpp"

namespace ringline::test {
namespace {

const CallView* find(const Snapshot& screen, const std::string& id) {
  for (const CallView& each : screen.calls) {
    if (each.id == id) return &each;
  }
  return nullptr;
}

}  // namespace

History::History(World& world) : world_(world) {}

void History::watch(Device& device) {
  device.on_shown = [this](Device& of, const Snapshot& before) { shown(of, before); };
  device.on_invited = [this](Device& of, const std::string& call_id) { invited(of, call_id); };
}

void History::pressed(Device& device, const Snapshot& before, const Input& input, bool linked) {
  if (traced) note(device.name + " presses " + encode(input));
  const bool sealed = std::holds_alternative<input::Close>(input);
  if (sealed) closed_.emplace_back(&device, world_.schedule.now());
  for (const CallView& was : before.calls) {
    const CallView* is = find(device.screen(), was.id);
    const bool over = is == nullptr || is->state == CallState::Ended;
    if (is != nullptr && (is->muted != was.muted || is->held != was.held)) {
      for (Sight& each : sights_) {
        if (each.device == &device && each.local_id == was.id) {
          each.buttons_at = world_.schedule.now();
        }
      }
    }
    if (!is_live_view(was.state)) continue;
    if (over) {
      const Deed deed = was.state == CallState::Incoming ? Deed::Rejected
                        : is_accepted_view(was.state)    ? Deed::HungUp
                                                         : Deed::GaveUp;
      add_press(device, was, deed, linked, sealed);
    } else if (was.state == CallState::Incoming && is_accepted_view(is->state)) {
      add_press(device, was, Deed::Accepted, linked, sealed);
    }
  }
}

void History::goes(Device& device) {
  for (Press& each : presses_) {
    if (each.by != &device || each.sealed) continue;
    each.linked = must_arrive(each);
    each.sealed = true;
  }
}

// A page that goes gives up what it dialed; what rings or was accepted may go on with the next one.
void History::left(Device& device, const Snapshot& before, bool linked) {
  if (traced) note(device.name + ": its page goes");
  for (const CallView& was : before.calls) {
    if (was.state == CallState::Dialing || was.state == CallState::Ringing) {
      add_press(device, was, Deed::GaveUp, linked, true);
    }
  }
}

void History::add_press(Device& device, const CallView& before, Deed deed, bool linked,
                        bool sealed) {
  Press made;
  made.at = world_.schedule.now();
  made.by = &device;
  made.deed = deed;
  made.local_id = before.id;
  made.call_id = before.call_id;
  made.linked = linked;
  made.sealed = sealed;
  for (const Sight& each : sights_) {
    if (each.device == &device && each.local_id == before.id) made.had_sound |= each.had_sound;
  }
  presses_.push_back(std::move(made));
}

bool History::must_arrive(const Press& press) {
  if (press.sealed) return press.linked;
  return press.linked && press.by->troubled_at < press.at;
}

bool History::was_closed(const CallRecord& row) const {
  return std::any_of(invites_.begin(), invites_.end(), [&](const Invite& invite) {
    return invite.call_id == row.id &&
           std::any_of(closed_.begin(), closed_.end(), [&](const auto& closed) {
             return closed.first == invite.device && closed.second >= invite.at;
           });
  });
}

void History::deleted(const std::string& call_id) {
  deleted_.push_back(call_id);
  note("somebody deletes the row of " + call_id);
}

void History::note(const std::string& what) {
  if (traced) notes_.emplace_back(world_.schedule.now(), what);
}

bool History::is_deleted(const std::string& call_id) const {
  return std::find(deleted_.begin(), deleted_.end(), call_id) != deleted_.end();
}

const History::Sight* History::sight(const Device& device, const std::string& call_id) const {
  const Sight* newest = nullptr;
  for (const Sight& each : sights_) {
    if (each.device == &device && each.call_id == call_id) newest = &each;
  }
  return newest;
}

std::vector<const History::Press*> History::presses_on(const CallRecord& row) const {
  std::vector<const Press*> found;
  for (const Press& each : presses_) {
    bool is_its = each.call_id == row.id;
    if (each.call_id.empty()) {
      is_its = row.client_call_id == each.local_id;
      // It may have been named after the page forgot it, or by a base client, which has no key.
      if (world_.is_base(*each.by)) {
        // It gave up what the gateway named a moment later.
        is_its = each.by->auth.user_id == row.caller_user_id &&
                 each.at + Duration{10'000} >= at(row.created_at);
      }
    }
    if (is_its) found.push_back(&each);
  }
  return found;
}

std::vector<Device*> History::devices_of(const Party& party) const {
  std::vector<Device*> found;
  for (const auto& each : world_.devices()) {
    Identity who;
    who.user_id = each->auth.user_id;
    who.tenant_id = each->auth.tenant_id;
    who.role = *each->auth.role;
    who.contact_id = each->auth.contact_id;
    if (who.party() == party) found.push_back(each.get());
  }
  return found;
}

Device* History::other_device(const CallRecord& row, const Device& device) const {
  Device* caller = world_.device_of(row.caller_session);
  Device* callee = world_.device_of(row.callee_session);
  if (caller == &device) return callee;
  return callee == &device ? caller : nullptr;
}

TimePoint History::at(EpochMs stamp) const { return from_ms(stamp - World::epoch_of_origin_ms); }

void History::shown(Device& device, const Snapshot& before) {
  for (const CallView& call : device.screen().calls) show(device, call);
  for (const CallView& was : before.calls) {
    if (find(device.screen(), was.id) != nullptr) continue;
    for (Sight& each : sights_) {
      if (each.device == &device && each.local_id == was.id && is_live_view(each.state)) {
        each.state = CallState::Idle;
        each.since = world_.schedule.now();
      }
    }
  }
}

void History::show(Device& device, const CallView& call) {
  auto known = std::find_if(sights_.rbegin(), sights_.rend(), [&](const Sight& each) {
    return each.device == &device && each.local_id == call.id;
  });
  // A call that rings once more after its end is seen anew.
  const bool again = known != sights_.rend() && call.state == CallState::Incoming &&
                     known->state != CallState::Incoming;
  if (known == sights_.rend() || again) {
    Sight fresh;
    fresh.device = &device;
    fresh.local_id = call.id;
    fresh.buttons_at = world_.schedule.now();
    sights_.push_back(std::move(fresh));
    known = sights_.rbegin();
  }
  Sight& sight = *known;
  sight.page = device.page();
  if (sight.call_id != call.call_id) sight.call_id = call.call_id;
  if (sight.other.empty()) sight.other = call.contact_id;
  if (call.state == CallState::Active || sight.state == CallState::Active) {
    sight.sound_until = world_.schedule.now();
  }
  if (!call.peer_reconnecting) {
    sight.away_since.reset();
  } else if (!sight.away_since) {
    sight.away_since = world_.schedule.now();
  }
  if (sight.state == call.state) return;
  sight.state = call.state;
  sight.since = world_.schedule.now();
  sight.reason = call.reason;
  sight.ended_by = call.ended_by;
  if (traced) {
    note(device.name + " shows " + call.id + " " + std::string(to_string(call.state)) + " " +
         std::string(to_string(call.reason)) + (call.call_id == call.id ? "" : " " + call.call_id));
  }
  if (is_accepted_view(call.state) && !sight.accepted_at) {
    sight.accepted_at = world_.schedule.now();
  }
  if (call.state == CallState::Active) sight.had_sound = true;
  if (call.state == CallState::Incoming) {
    sight.rang = true;
    if (on_ring) on_ring(sight);
  }
}

void History::invited(Device& device, const std::string& call_id) {
  if (traced) note(device.name + " is invited to " + call_id);
  const CallRecord* row = world_.store.row(call_id);
  bool was_busy = false;
  bool was_live = false;
  for (const CallView& each : device.screen().calls) {
    // Both dial each other: that is no reason to be busy.
    const bool dials_caller =
        row != nullptr && (each.state == CallState::Dialing || each.state == CallState::Ringing) &&
        (each.contact_id.empty()
             ? MemoryStore::digits_of(each.phone_number) == MemoryStore::digits_of(row->phone)
             : each.contact_id == row->caller.id);
    if (!is_live_view(each.state) || each.call_id == call_id) continue;
    was_live = true;
    if (!dials_caller) was_busy = true;
  }
  invites_.push_back({&device, call_id, world_.schedule.now(), was_busy, was_live});
}

// Everything that anybody did, saw or reported, by time.
std::vector<std::string> History::trace() const {
  std::vector<std::pair<std::int64_t, std::string>> all;
  for (const auto& [when, what] : notes_) all.emplace_back(to_ms(when), what);
  const auto add = [&](const std::vector<std::string>& happened) {
    for (const std::string& each : happened) {
      all.emplace_back(std::stoll(each), "  " + each.substr(each.find(' ') + 1));
    }
  };
  add(world_.happened);
  for (const auto& device : world_.devices()) add(device->happened);
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> lines;
  for (const auto& [when, what] : all) {
    std::string time = std::to_string((when - 1'000'000) / 1'000) + ".";
    const std::string ms = std::to_string(when % 1'000);
    time += std::string(3 - ms.size(), '0') + ms;
    lines.push_back(std::string(8 - std::min<std::size_t>(8, time.size()), ' ') + time + "  " +
                    what);
  }
  return lines;
}

}  // namespace ringline::test
