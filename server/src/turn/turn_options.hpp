// The relay (a TURN server such as coturn) as the operator names it. It shares a secret with the
// gateway, which makes credentials of it for the sides of each call.
#pragma once

#include <CLI/CLI.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "ringline/error.hpp"

namespace ringline::server_app {

inline constexpr std::size_t recommended_turn_secret_bytes = 32;  // a shorter one is warned of

struct TurnOptions {
  std::vector<std::string> urls;  // turn: and turns:, all of them the same relay
  std::string secret;             // coturn's static-auth-secret
  // For how long credentials may open or refresh a place at the relay. While a call lasts its sides
  // get fresh ones at half of it.
  std::chrono::seconds ttl{900};

  [[nodiscard]] bool has_relay() const { return !urls.empty(); }
};

void add_options(CLI::App& app, TurnOptions& options);

// After the command line was read: an Error names the option and says what to do.
[[nodiscard]] Error check(const TurnOptions& options);

}  // namespace ringline::server_app
