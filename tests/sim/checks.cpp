#include "sim/checks.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>

#include "ringline/limits.hpp"

namespace ringline::test {
namespace {

// What a gateway holds for the few people of this world; more would be a leak.
constexpr std::size_t most_questions = 64;
constexpr std::size_t most_calls = 32;

}  // namespace

const std::vector<Checks::Invariant>& Checks::at_each_step() {
  static const std::vector<Invariant> table = {
      {"a browser, a gateway and a database take what they are told", &Checks::no_fault},
      {"no call stays in a state beyond its deadline", &Checks::deadlines},
      {"a device is in one conversation, and holds no more calls than it may",
       &Checks::one_conversation},
      {"no microphone and no voice before the call was accepted", &Checks::microphones},
      {"who shows a call is told of one that is in the log", &Checks::known_calls},
      {"one device of each side is in a call", &Checks::one_device_a_side},
      {"what a gateway holds is bounded", &Checks::bounded_gateways},
      {"the other side's mute and hold are its buttons", &Checks::buttons_are_told},
      {"the other side is away only while it is", &Checks::away_is_away},
      {"who has accepted hears within 3 s", &Checks::accepted_is_heard},
      {"a lost path is found again in time", &Checks::lost_sound_returns},
      {"who is called rings", &Checks::called_devices_ring},
      {"nothing rings that was rejected or given up", &Checks::no_ghost_rings},
      {"a call that another device has is not shown", &Checks::others_calls_are_not_shown},
      {"a hang-up is in the log", &Checks::hang_ups_arrive},
  };
  return table;
}

const std::vector<Checks::Closing>& Checks::at_each_end() {
  static const std::vector<Closing> table = {
      {"somebody gave its reason", &Checks::reason_was_given},
      {"who ended it had it", &Checks::ender_did_it},
      {"it was over when it was ended", &Checks::ended_when_it_was},
      {"no invite was lost", &Checks::no_invite_was_lost},
      {"it was answered when it was accepted", &Checks::answered_when_it_was},
      {"it lasted for as long as one of them was there", &Checks::talked_until_then},
  };
  return table;
}

const std::vector<Checks::Invariant>& Checks::when_healed() {
  static const std::vector<Invariant> table = {
      {"every page is online", &Checks::all_online},
      {"every call is a conversation of two devices, and in the log", &Checks::two_sides},
      {"who talks has a microphone, and a player that runs", &Checks::has_sound},
  };
  return table;
}

const std::vector<Checks::Invariant>& Checks::when_quiet() {
  static const std::vector<Invariant> table = {
      {"nothing is left on any device", &Checks::nothing_on_screens},
      {"both sides show the log's seconds", &Checks::same_seconds},
      {"no row is left open", &Checks::no_open_rows},
      {"a gateway at rest holds nothing", &Checks::empty_gateways},
  };
  return table;
}

std::vector<std::string> Checks::all() {
  std::vector<std::string> says;
  for (const auto* each : {&at_each_step(), &when_healed(), &when_quiet()}) {
    for (const Invariant& one : *each) says.emplace_back(one.says);
  }
  for (const Closing& one : at_each_end()) says.emplace_back(one.says);
  return says;
}

Checks::Checks(World& world, History& history, bool clocks_err)
    : world_(world), history_(history), clocks_err_(clocks_err) {}

void Checks::each_step() {
  for (const Invariant& each : at_each_step()) {
    says_ = each.says;
    (this->*each.holds)();
  }
}

void Checks::healed() {
  each_step();
  for (const Invariant& each : when_healed()) {
    says_ = each.says;
    (this->*each.holds)();
  }
}

void Checks::quiet() {
  each_step();
  for (const Invariant& each : when_quiet()) {
    says_ = each.says;
    (this->*each.holds)();
  }
}

void Checks::written(const CallRecord* before, const CallRecord& now) {
  if (history_.traced) {
    history_.note(
        "row " + now.id + " v" + std::to_string(now.version) + " " +
        std::string(to_string(now.status)) + " " + std::string(to_string(now.reason)) +
        (before == nullptr ? " by " + now.caller_user_id + " " + now.caller_session : ""));
  }
  if (now.is_open() || before == nullptr || !before->is_open()) return;
  for (const Closing& each : at_each_end()) {
    says_ = each.says;
    (this->*each.holds)(now);
  }
}

void Checks::fail(const std::string& detail) { problem(std::string(says_) + ": " + detail); }

void Checks::problem(const std::string& what) {
  if (std::find(problems_.begin(), problems_.end(), what) != problems_.end()) return;
  problems_.push_back(what);
  history_.note("PROBLEM " + what);
}

bool Checks::was_well(Device* device, Duration time) {
  return device != nullptr && world_.trouble(*device) + time < world_.schedule.now();
}

bool Checks::was_well_since(Device* device, TimePoint since) {
  return device != nullptr && world_.trouble(*device) <= since;
}

void Checks::no_fault() {
  for (const std::string& each : world_.faults) fail(each);
  for (const std::string& each : world_.store.faults()) fail(each);
  for (auto& device : world_.devices()) {
    for (const std::string& each : device->faults) fail(each);
  }
}

void Checks::deadlines() {
  for (auto& device : world_.devices()) {
    if (!device->is_gone() && !device->is_frozen()) device->check_deadlines();
  }
}

void Checks::one_conversation() {
  for (auto& device : world_.devices()) {
    const auto& calls = device->screen().calls;
    if (calls.size() > limit::calls_per_phone) fail(device->name + ": more calls than it may hold");
    const auto accepted = std::count_if(calls.begin(), calls.end(), [](const CallView& each) {
      return is_accepted_view(each.state);
    });
    if (accepted > 1) fail(device->name + ": two conversations at once");
  }
}

void Checks::microphones() {
  for (auto& device : world_.devices()) {
    const auto& calls = device->screen().calls;
    const auto accepted = [&](const std::string& id) {
      return std::any_of(calls.begin(), calls.end(), [&](const CallView& call) {
        return call.id == id && is_accepted_view(call.state);
      });
    };
    for (const FakePeer& peer : device->peers()) {
      if (peer.microphone && !accepted(peer.call)) fail(device->name + ": a microphone");
    }
    for (const std::string& id : device->playing) {
      if (!accepted(id)) fail(device->name + ": a voice");
    }
  }
}

void Checks::known_calls() {
  for (auto& device : world_.devices()) {
    for (const CallView& call : device->screen().calls) {
      if (call.call_id.empty() || world_.store.row(call.call_id) != nullptr) continue;
      if (!history_.is_deleted(call.call_id)) fail(device->name + " shows " + call.call_id);
    }
  }
}

void Checks::one_device_a_side() {
  std::vector<std::pair<std::string_view, std::string_view>> talking;
  for (auto& device : world_.devices()) {
    for (const CallView& call : device->screen().calls) {
      if (call.state != CallState::Active) continue;
      const std::pair<std::string_view, std::string_view> side{call.call_id, device->auth.user_id};
      if (std::find(talking.begin(), talking.end(), side) != talking.end()) {
        fail(call.call_id + ": two devices of " + device->auth.user_id);
      }
      talking.push_back(side);
    }
  }
}

void Checks::bounded_gateways() {
  for (std::size_t i = 0; i < world_.gateways(); ++i) {
    if (!world_.gateway_runs(i)) continue;
    const Exchange::Load load = world_.load(i);
    if (load.questions > most_questions) fail("it has asked more than it is answered");
    if (load.calls > most_calls) fail("it holds more calls than there can be");
  }
}

void Checks::all_online() {
  for (auto& device : world_.devices()) {
    // A token that has run out in this moment takes a moment.
    const bool comes = world_.schedule.run_while_not(
        [&] { return device->is_gone() || device->screen().link == LinkState::Online; },
        Duration{2'000});
    if (!comes) fail(device->name);
  }
}

void Checks::two_sides() {
  for (auto& device : world_.devices()) {
    for (const CallView& call : device->screen().calls) {
      if (call.state != CallState::Active) {
        // Nobody tells a base client of what ended while it was away: it ends its call by itself.
        if (!world_.is_base(*device)) {
          fail(device->name + ": a call is still " + std::string(to_string(call.state)));
        }
        continue;
      }
      int sides = 0;
      int base = world_.is_base(*device) ? 1 : 0;
      const std::int64_t apart = clocks_err_ ? 8 : 1;
      for (auto& other : world_.devices()) {
        for (const CallView& theirs : other->screen().calls) {
          if (theirs.call_id != call.call_id || theirs.state != CallState::Active) continue;
          ++sides;
          base += &other != &device && world_.is_base(*other) ? 1 : 0;
          // A base gateway's clock isn't known: such a client counts from what it has heard.
          if (world_.is_base(*device) || world_.is_base(*other)) continue;
          // A page that reads the gateway's time late takes it for later than it is.
          if (device->was_frozen() || other->was_frozen()) continue;
          // One may be a moment before the next second, and the other after it.
          if (std::abs(theirs.duration_s - call.duration_s) > apart) {
            fail(call.call_id + ": one shows " + std::to_string(call.duration_s) +
                 " s, the other " + std::to_string(theirs.duration_s) + ", seen by " +
                 device->name);
          }
        }
      }
      if (sides != 2) {
        fail(call.call_id + " has " + std::to_string(sides) + " sides, seen by " + device->name);
      }
      // Base clients aren't told of an end while they are at no gateway, and go on talking.
      if (base == 2) continue;
      const CallRecord* row = world_.store.row(call.call_id);
      if ((row == nullptr || row->status != CallStatus::Answered) &&
          !history_.is_deleted(call.call_id)) {
        fail(call.call_id + " is not in the log");
      }
      survivors_.emplace_back(device.get(), call.id);
    }
  }
}

void Checks::has_sound() {
  const auto has = [](const std::vector<std::string>& ids, const std::string& id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
  };
  for (auto& device : world_.devices()) {
    for (const CallView& call : device->screen().calls) {
      if (call.state != CallState::Active) continue;
      const auto& peers = device->peers();
      const bool is_heard = std::any_of(peers.begin(), peers.end(), [&](const FakePeer& peer) {
        return peer.call == call.id && peer.microphone;
      });
      if (!is_heard) fail(device->name + ": no microphone in " + call.id);
      if (call.held) continue;
      if (!has(device->playing, call.id)) fail(device->name + ": no voice in " + call.id);
      if (has(device->paused, call.id)) fail(device->name + ": a player is paused in " + call.id);
    }
  }
}

void Checks::nothing_on_screens() {
  for (auto& device : world_.devices()) {
    if (!device->screen().calls.empty()) fail(device->name + ": a call");
    if (!device->peers().empty()) fail(device->name + ": a peer connection");
    if (!device->microphones.empty()) fail(device->name + ": a microphone is open");
    if (!device->playing.empty()) fail(device->name + ": a voice");
    if (device->tone != Tone::None) fail(device->name + ": a tone");
  }
}

void Checks::same_seconds() {
  for (auto& device : world_.devices()) {
    if (world_.is_base(*device)) continue;
    for (const CallView& call : device->history) {
      const std::pair<const Device*, std::string> side{device.get(), call.id};
      if (std::find(survivors_.begin(), survivors_.end(), side) == survivors_.end()) continue;
      const CallRecord* row = world_.store.row(call.call_id);
      if (row != nullptr && call.duration_s != row->duration_s) {
        fail(device->name + " shows " + std::to_string(call.duration_s) + " s, the log has " +
             std::to_string(row->duration_s));
      }
    }
  }
}

// A base client can't say that it has its call no more: where its hang-up was lost, the call is its as
// long as it is connected.
bool Checks::is_base_clients(const CallRecord& row) const {
  for (const std::string* session : {&row.caller_session, &row.callee_session}) {
    const Device* device = world_.device_of(*session);
    if (device != nullptr && world_.is_base(*device)) return true;
  }
  return false;
}

void Checks::no_open_rows() {
  for (const auto& [id, row] : world_.store.rows()) {
    if (row.is_open() && !is_base_clients(row))
      fail(id + " is still " + std::string(to_string(row.status)));
  }
}

void Checks::empty_gateways() {
  const auto& rows = world_.store.rows();
  const auto kept =
      static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), [this](const auto& each) {
        return each.second.is_open() && is_base_clients(each.second);
      }));
  for (std::size_t i = 0; i < world_.gateways(); ++i) {
    if (world_.load(i).calls > kept) fail("it holds a call");
    // It asks for what is due, and devices for the next token: each is answered within a moment.
    if (!world_.schedule.run_while_not([&] { return world_.load(i).questions <= 1; },
                                       Duration{2'000})) {
      fail("it waits for answers");
    }
  }
}

}  // namespace ringline::test
