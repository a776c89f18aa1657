#include "transport/transport_options.hpp"

#include <CLI/CLI.hpp>
#include <cstdint>

#include "ringline/limits.hpp"

namespace ringline::server_app {
namespace {

std::string check_path(const std::string& path) {
  if (path.empty() || path.front() != '/') return "must begin with /";
  if (path.size() > limit::namespace_bytes) {
    return "is longer than " + std::to_string(limit::namespace_bytes) + " bytes";
  }
  if (path.find_first_of(" ,?#") != std::string::npos) return "must not contain ' ', ',', '?', '#'";
  return {};
}

// Trims the parts of a list, drops empty ones, and checks the rest.
std::string tidy(const char* option, std::vector<std::string>& list) {
  std::vector<std::string> kept;
  for (std::string& each : list) {
    if (CLI::detail::trim(each).empty()) continue;
    const std::string problem = check_path(each);
    if (!problem.empty()) return std::string(option) + ": \"" + each + "\" " + problem;
    kept.push_back(std::move(each));
  }
  if (kept.empty()) return std::string(option) + ": names none";
  list = std::move(kept);
  return {};
}

template <class Chrono>
void add_seconds(CLI::App& app, const char* name, const char* environment, Chrono& value, int most,
                 const char* about) {
  const std::string standard =
      std::to_string(std::chrono::duration_cast<std::chrono::seconds>(value).count());
  app.add_option_function<int>(
         name, [&value](const int& seconds) { value = std::chrono::seconds{seconds}; }, about)
      ->envname(environment)
      ->check(CLI::Range(1, most))
      ->default_str(standard);
}

}  // namespace

void add_options(CLI::App& app, TransportOptions& options) {
  app.add_option("--socket-path", options.paths,
                 "Paths of the Engine.IO endpoint, separated by commas")
      ->envname("SOCKET_PATH")
      ->delimiter(',')
      ->capture_default_str();
  app.add_option("--namespaces", options.namespaces,
                 "Socket.IO namespaces, separated by commas; each works on each path, and all of "
                 "them reach the same people")
      ->envname("SOCKET_NAMESPACES")
      ->delimiter(',')
      ->capture_default_str();
  app.add_option("--connections-per-address", options.connections_per_address,
                 "Connections that one address may have; give --trusted-proxies behind a proxy, "
                 "or all of its visitors are one")
      ->envname("CONNECTIONS_PER_ADDRESS")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--connections-per-user", options.connections_per_user,
                 "Connections that one person may have: tabs and devices")
      ->envname("CONNECTIONS_PER_USER")
      ->check(CLI::Range(1, static_cast<int>(limit::sessions_per_party)))
      ->capture_default_str();
  app.add_option("--handshakes-per-second", options.handshakes_per_second,
                 "Sessions that one address may open in a second for long; ten times as many at "
                 "once")
      ->envname("HANDSHAKES_PER_SECOND")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  app.add_option_function<std::string>(
         "--recovery",
         [&options](const std::string& word) {
           options.recovery = word == "all"      ? RecoveryFor::All
                              : word == "nobody" ? RecoveryFor::Nobody
                                                 : RecoveryFor::Browsers;
         },
         "Clients without protocol 2 that get Socket.IO's connection state recovery, and with it "
         "one "
         "argument more in each event. browsers: pages, where the client is socket.io-client. all: "
         "where every client is, or its handlers take any number of arguments (browsers)")
      ->envname("RECOVERY")
      ->check(CLI::IsMember({"browsers", "all", "nobody"}));
  add_seconds(app, "--connect-timeout", "CONNECT_TIMEOUT", options.connect_timeout, 60,
              "Seconds that a connection may stay without having said who it is");
  add_seconds(app, "--request-timeout", "REQUEST_TIMEOUT", options.request_timeout, 600,
              "Seconds within which an HTTP request must have arrived");
}

std::string finish(TransportOptions& options) {
  std::string problem = tidy("--socket-path", options.paths);
  if (problem.empty()) problem = tidy("--namespaces", options.namespaces);
  for (std::string& path : options.paths) {
    if (path.back() != '/') path += '/';
  }
  return problem;
}

}  // namespace ringline::server_app
