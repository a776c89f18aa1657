// What may happen to a call: pure functions of the row, who asks, what he asks, and the time.
//
//              notify                accept                 end, gone, too long
//   INITIATED ────────► RINGING ───────────────► ANSWERED ──────────────────────► COMPLETED
//       │ unreachable, end  │ reject, end, expire, caller gone
//       └───────────────────┴──────────────────► FAILED
//
// Three tables hold all of it: who may call whom (by role), who may ask for what (by his part in the
// call), and what follows (by the row's status). What isn't in them is refused and changes nothing. A row only moves forward.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ringline/exchange.hpp"

namespace ringline {

enum class CallAct : std::uint8_t {
  // asked by a client
  Accept,
  Reject,
  End,
  Signal,
  Resume,
  // by the gateway
  Notify,       // the callee's devices were told
  Unreachable,  // he has none
  Expire,       // the ring deadline has passed
  CallerGone,   // its device left while it rang, and didn't come back
  SidesGone,    // of an answered call one side is gone for good, or both are for too long
  NotPlaced,    // nobody could be told of it, and the caller didn't ask again
  TooLong,
  Drain,  // this gateway stops
};
inline constexpr std::size_t call_act_count = 13;
inline constexpr std::size_t client_act_count = 5;

// Whom somebody may call: staff the customers of their tenant, and customers its staff. For anybody
// else there is no such contact.
[[nodiscard]] bool may_call(const Party& caller, const Party& callee) noexcept;

// The part of a device in a call.
enum class Part : std::uint8_t {
  Stranger,     // another party or tenant: must not learn that the call exists
  Caller,       // the device that dialed
  CallerOther,  // another device of the one who dialed
  Callee,       // the device that accepted; before that, any device of the called
  CalleeOther,  // a device of the called, where another one accepted
};
inline constexpr std::size_t part_count = 5;
inline constexpr std::size_t status_count = 5;

[[nodiscard]] Part part_of(const CallRecord& record, const Party& party,
                           std::string_view session) noexcept;
[[nodiscard]] inline bool is_callers(Part part) {
  return part == Part::Caller || part == Part::CallerOther;
}

enum class Permission : std::uint8_t {
  Granted,
  Unknown,         // "Call not found": the same for a stranger and for an id that never was
  NotYours,        // a party of the call, but not one who may do that
  TakenElsewhere,  // another device has the call
  Over,            // it has ended already
  TooEarly,        // not in this state yet
  Done,            // it stands so already: the same answer again
};
[[nodiscard]] Permission permit(CallAct act, Part part, CallStatus status) noexcept;

// What a client may give as the reason of an end; anything else is the act's own.
struct ActDetails {
  std::string session;                  // Accept: whose device
  bool extended = false;                // Accept: it speaks protocol 2
  EndReason claimed = EndReason::None;  // Reject, End
  bool by_callee = false;               // Reject, End
  std::optional<EpochMs> at;            // when it was, if not now: Accept, End, SidesGone
  // End of a call that still rings as far as the row knows: the phones answered it without the gateway,
  // the one of `session` for the called side. It is ended as the conversation that it was.
  std::optional<EpochMs> answered_at;
};

// The row after it, with its version one higher; nothing where the act means nothing to this status.
[[nodiscard]] std::optional<CallRecord> advance(const CallRecord& record, CallAct act,
                                                const ActDetails& details, EpochMs now,
                                                const ExchangeConfig& config);

// An outage begins, or the one that began last is over: told in the row, whose version stays.
void note_outage(CallRecord& record, bool begins, EpochMs now);
[[nodiscard]] bool has_outage(const CallRecord& record) noexcept;

}  // namespace ringline
