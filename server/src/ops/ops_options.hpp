// How the gateway is watched, and how it ends.
#pragma once

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdint>
#include <string>

#include "ringline/error.hpp"

namespace ringline::server_app {

// What becomes of answered calls when the gateway is told to stop. Their sound goes from browser to
// browser, with or without a gateway.
enum class DrainMode : std::uint8_t {
  Settle,    // they end: every row is closed when the process leaves
  HandOver,  // they go on: their rows stay open for the gateway that starts next
};

struct OpsOptions {
  std::string metrics_address;   // address:port of a listener for /metrics alone, "" for none
  std::string drain = "settle";  // or "hand-over"
  std::chrono::seconds drain_deadline{10};

  [[nodiscard]] DrainMode drain_mode() const {
    return drain == "settle" ? DrainMode::Settle : DrainMode::HandOver;
  }
};

void add_options(CLI::App& app, OpsOptions& options);
[[nodiscard]] Error check(const OpsOptions& options);

// "127.0.0.1:9090", "[::1]:9090". An Error quotes what is neither.
struct AddressAndPort {
  std::string address;
  std::uint16_t port = 0;
};
Result<AddressAndPort> read_address_and_port(const std::string& text);

}  // namespace ringline::server_app
