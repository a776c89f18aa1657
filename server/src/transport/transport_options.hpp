// What the transport is told on the command line and in the environment.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace ringline::server_app {

// Which base clients get connection state recovery, for which each event has its number as one argument
// more: socket.io-client knows it, clients of other languages take it for an argument of the event's.
enum class RecoveryFor : std::uint8_t { Browsers, All, Nobody };

struct TransportOptions {
  // Each namespace works on each path. The second of either is the deployed frontend's.
  std::vector<std::string> paths = {"/socket.io/", "/api/socket.io/"};
  std::vector<std::string> namespaces = {"/webrtc", "/api/webrtc"};
  int connections_per_address = 1'000;
  int connections_per_user = 16;
  int handshakes_per_second = 20;  // of one address, and ten times as many at once
  std::chrono::milliseconds connect_timeout{5'000};
  std::chrono::milliseconds request_timeout{15'000};
  RecoveryFor recovery = RecoveryFor::Browsers;
};

void add_options(CLI::App& app, TransportOptions& options);

// Completes them after parsing; "" or what is wrong, with the option's name.
[[nodiscard]] std::string finish(TransportOptions& options);

}  // namespace ringline::server_app
