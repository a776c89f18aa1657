// What the transport is told on the command line and in the environment.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace ringline::server_app {

struct TransportOptions {
  // Each namespace works on each path. The second of either is the deployed frontend's.
  std::vector<std::string> paths = {"/socket.io/", "/api/socket.io/"};
  std::vector<std::string> namespaces = {"/webrtc", "/api/webrtc"};
  int connections_per_address = 1'000;
  int connections_per_user = 16;
  int handshakes_per_second = 20;  // of one address, and ten times as many at once
  std::chrono::milliseconds connect_timeout{5'000};
  std::chrono::milliseconds request_timeout{15'000};
};

void add_options(CLI::App& app, TransportOptions& options);

// Completes them after parsing; "" or what is wrong, with the option's name.
[[nodiscard]] std::string finish(TransportOptions& options);

}  // namespace ringline::server_app
