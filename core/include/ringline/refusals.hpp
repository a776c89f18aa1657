// The codes of refusals: what a gateway says in an ack ({ok: false, code, message}) or in a call:error.
//
// A code either decides, so that the same request would be refused again, or means "not now": nothing
// has changed, and the request is worth being made again after a moment. A client that doesn't know a
// code takes it for one that decides.
#pragma once

#include <string_view>

namespace ringline {

struct RefusalCode {
  std::string_view code;
  bool not_now;
};

// clang-format off
inline constexpr RefusalCode refusal_codes[] = {
    {"limit",              true},   // of a call's lane, a connection, a person or a company
    {"unavailable",        true},   // the database can't be reached, or the gateway is about to stop
    {"peer_away",          true},   // the other side isn't connected: said again when it is back
    {"unknown_call",       false},  // there is no such call, for this person
    {"forbidden",          false},
    {"answered_elsewhere", false},  // another device of this person has the call
    {"call_over",          false},
    {"wrong_state",        false},  // the call isn't so far, or too far
    {"unknown_contact",    false},
    {"ambiguous",          false},  // several contacts have the number
    {"bad_field",          false},
    {"bad_format",         false},
    {"too_large",          false},
    {"unauthorized",       false},
    {"token_expired",      false},  // come with a new token
};
// clang-format on

[[nodiscard]] constexpr const RefusalCode* find_refusal(std::string_view code) {
  for (const RefusalCode& each : refusal_codes) {
    if (each.code == code) return &each;
  }
  return nullptr;
}

[[nodiscard]] constexpr bool is_not_now(std::string_view code) {
  const RefusalCode* found = find_refusal(code);
  return found != nullptr && found->not_now;
}

}  // namespace ringline
