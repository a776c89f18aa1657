#include "call/transitions.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace ringline {
namespace {

constexpr const char* states[] = {"idle",       "dialing", "ringing",      "incoming",
                                  "connecting", "active",  "reconnecting", "ended"};

// The whole table once more, by hand: a row a state, a column an event, "." where it is refused.
constexpr const char* expected[call_state_count][call_event_count] = {
    // Dial       Invited     Recalled        Accept        Reject   HangUp   Rang       Answered
    // GlareLost     GatewayEnded PeerEnded MicLost  NoPeer  MediaUp   MediaLost       Deadline
    {"dialing", "incoming", "reconnecting", ".", ".", ".", ".", ".", ".", ".", ".", ".", ".", ".",
     ".", "."},
    {".", ".", ".", ".", ".", "ended", "ringing", "connecting", "connecting", "ended", ".", "ended",
     ".", ".", ".", "ended"},
    {".", ".", ".", ".", ".", "ended", ".", "connecting", "connecting", "ended", "ended", "ended",
     "ended", ".", ".", "ended"},
    {".", ".", ".", "connecting", "ended", "ended", ".", ".", ".", "ended", "ended", ".", "ended",
     ".", ".", "ended"},
    {".", ".", ".", ".", ".", "ended", ".", "connecting", ".", "ended", "ended", "ended", "ended",
     "active", ".", "ended"},
    {".", ".", ".", ".", ".", "ended", ".", ".", ".", "ended", "ended", "ended", ".", ".",
     "reconnecting", "ended"},
    {".", ".", ".", ".", ".", "ended", ".", ".", ".", "ended", "ended", "ended", ".", "active", ".",
     "ended"},
    {".", ".", ".", ".", ".", ".", ".", ".", ".", ".", ".", ".", ".", ".", ".", "idle"},
};

CallState state_at(std::size_t index) { return static_cast<CallState>(index); }
CallEvent event_at(std::size_t index) { return static_cast<CallEvent>(index); }

}  // namespace

TEST_CASE("every pair of state and event is in the table, or refused", "[transitions]") {
  for (std::size_t state = 0; state < call_state_count; ++state) {
    REQUIRE(to_string(state_at(state)) == states[state]);
    for (std::size_t event = 0; event < call_event_count; ++event) {
      INFO("state " << states[state] << ", event " << event);
      const Transition* row = find_transition(state_at(state), event_at(event));
      CHECK((row == nullptr ? "." : std::string(to_string(row->to))) == expected[state][event]);
    }
  }
}

TEST_CASE("every state but idle has a deadline, and it leads out", "[transitions]") {
  const PhoneConfig config;
  CHECK(state_deadline(config, CallState::Idle) == Duration{0});
  for (std::size_t state = 1; state < call_state_count; ++state) {
    INFO(states[state]);
    CHECK(state_deadline(config, state_at(state)) > Duration{0});
    const Transition* row = find_transition(state_at(state), CallEvent::Deadline);
    REQUIRE(row != nullptr);
    CHECK(row->to != state_at(state));
  }
}

TEST_CASE("from every state idle is reached by deadlines alone", "[transitions]") {
  for (std::size_t state = 1; state < call_state_count; ++state) {
    CallState at = state_at(state);
    int steps = 0;
    while (at != CallState::Idle && steps < 10) {
      at = find_transition(at, CallEvent::Deadline)->to;
      ++steps;
    }
    CHECK(at == CallState::Idle);
  }
}

TEST_CASE("who ends a call by himself tells the gateway, and gives a reason", "[transitions]") {
  for (std::size_t state = 0; state < call_state_count; ++state) {
    for (std::size_t event = 0; event < call_event_count; ++event) {
      const Transition* row = find_transition(state_at(state), event_at(event));
      if (row == nullptr || row->to != CallState::Ended) continue;
      INFO(states[state] << ", event " << event);
      if (row->on == CallEvent::GatewayEnded) {
        CHECK(row->tell == Tell::Nothing);
        CHECK(row->reason == EndReason::None);
        continue;
      }
      if (row->on == CallEvent::PeerEnded) {
        // While it rings the other phone's own word will do: the gateway ends what it can't reach.
        const bool accepted = row->from != CallState::Ringing && row->from != CallState::Incoming;
        CHECK(row->tell == (accepted ? Tell::Confirm : Tell::Nothing));
        CHECK(row->reason == EndReason::None);
        continue;
      }
      CHECK(row->reason != EndReason::None);
      // An invite that nobody answered is the caller's and the gateway's to end.
      const bool silent = row->from == CallState::Incoming && row->on == CallEvent::Deadline;
      CHECK((row->tell != Tell::Nothing) == !silent);
    }
  }
}

}  // namespace ringline
