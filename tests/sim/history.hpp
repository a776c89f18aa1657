// What the users of a life did and what they were shown: against it the screens and the log are held.
//
// Whatever a user's input does to a call is seen by comparing the screens before and after it: a call
// was accepted, rejected, given up before its answer, or hung up.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "support/world.hpp"

namespace ringline::test {

[[nodiscard]] inline bool is_accepted_view(CallState state) {
  return state == CallState::Connecting || state == CallState::Active ||
         state == CallState::Reconnecting;
}
[[nodiscard]] inline bool is_live_view(CallState state) {
  return state != CallState::Idle && state != CallState::Ended;
}

class History {
 public:
  explicit History(World& world);

  enum class Deed : std::uint8_t { Accepted, Rejected, GaveUp, HungUp };
  struct Press {
    TimePoint at;
    Device* by = nullptr;
    Deed deed = Deed::Accepted;
    std::string local_id;
    std::string call_id;  // "" where the gateway hadn't named it
    bool had_sound = false;
    bool linked = false;  // to its gateway, and everything else was well
    bool sealed = false;  // whether it stayed so until the page went is decided
  };
  // One call as one device showed it.
  struct Sight {
    Device* device = nullptr;
    std::int64_t page = 0;
    std::string local_id;
    std::string call_id;
    std::string other;  // whom it is with, as the screen names it
    CallState state = CallState::Idle;
    TimePoint since;  // it is in this state
    bool rang = false;
    bool had_sound = false;
    EndReason reason = EndReason::None;
    EndedBy ended_by = EndedBy::Nobody;
    TimePoint buttons_at;  // when this side was last muted or put on hold, or the other way round
    std::optional<TimePoint> away_since;  // so long it has said that the other side is away
    std::optional<TimePoint> accepted_at;
    std::optional<TimePoint> sound_until;  // the last moment at which it was Active
  };
  struct Invite {
    Device* device = nullptr;
    std::string call_id;
    TimePoint at;
    bool was_busy = false;  // with somebody else
    bool was_live = false;  // in any other call, which may be the other half of a glare
  };

  void watch(Device& device);
  // After each input of a user; `linked`: before it nothing was wrong with the way to the gateway.
  void pressed(Device& device, const Snapshot& before, const Input& input, bool linked);
  // Just before a page goes by the user's wish: what was pressed is on its way, or isn't.
  void goes(Device& device);
  void left(Device& device, const Snapshot& before, bool linked);  // and the page has said so
  void deleted(const std::string& call_id);
  void note(const std::string& what);  // for the trace

  // Whether what was pressed must have come to the gateway: it was linked, and is it still, or went by itself.
  [[nodiscard]] static bool must_arrive(const Press& press);

  [[nodiscard]] const std::vector<Press>& presses() const { return presses_; }
  [[nodiscard]] const std::vector<Sight>& sights() const { return sights_; }
  [[nodiscard]] const std::vector<Invite>& invites() const { return invites_; }
  // A device of that row's callee was closed by its user.
  [[nodiscard]] bool was_closed(const CallRecord& row) const;
  [[nodiscard]] bool has_deleted() const { return !deleted_.empty(); }
  [[nodiscard]] bool is_deleted(const std::string& call_id) const;
  [[nodiscard]] const Sight* sight(const Device& device, const std::string& call_id) const;
  // Presses that were about the call of this row.
  [[nodiscard]] std::vector<const Press*> presses_on(const CallRecord& row) const;
  [[nodiscard]] std::vector<Device*> devices_of(const Party& party) const;
  [[nodiscard]] Device* other_device(const CallRecord& row, const Device& device) const;
  [[nodiscard]] TimePoint at(EpochMs stamp) const;  // of a row, on the schedule

  // Each Sight that has begun to ring, told once.
  std::function<void(const Sight&)> on_ring;

  bool traced = false;
  [[nodiscard]] std::vector<std::string> trace() const;

 private:
  void shown(Device& device, const Snapshot& before);
  void invited(Device& device, const std::string& call_id);
  void show(Device& device, const CallView& call);
  void add_press(Device& device, const CallView& before, Deed deed, bool linked, bool sealed);

  World& world_;
  std::vector<Press> presses_;
  std::vector<Sight> sights_;
  std::vector<Invite> invites_;
  std::vector<std::string> deleted_;
  std::vector<std::pair<const Device*, TimePoint>> closed_;
  std::vector<std::pair<TimePoint, std::string>> notes_;
};

}  // namespace ringline::test
