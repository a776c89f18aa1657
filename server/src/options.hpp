// What the gateway is told on its command line and in its environment.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "auth/auth_options.hpp"
#include "ops/ops_options.hpp"
#include "rest/api_options.hpp"
#include "ringline/exchange.hpp"
#include "ringline/messages.hpp"
#include "store/store_options.hpp"
#include "transport/transport_options.hpp"
#include "turn/turn_options.hpp"

namespace ringline::server_app {

enum class Mode : std::uint8_t { Development, Production };

struct Options {
  std::string address = "0.0.0.0";  // in development 127.0.0.1, if none is given
  std::uint16_t port = 8080;
  Mode mode = Mode::Production;
  std::string database_url = "sqlite:ringline.db";
  StoreOptions store;
  std::vector<std::string> allowed_origins;  // FRONTEND_URL
  AuthOptions auth;
  std::vector<IceServer> ice_servers;
  TurnOptions turn;
  OpsOptions ops;
  std::chrono::milliseconds ring_timeout{45'000};
  std::chrono::milliseconds resume_window{30'000};
  std::string trusted_proxies;  // addresses and ranges, separated by commas
  TransportOptions transport;
  std::size_t calls_per_user = ExchangeConfig{}.calls_per_user;
  std::size_t calls_per_tenant = ExchangeConfig{}.calls_per_tenant;
  // Attempts of one person, and those to one and the same other person; 0: no limit.
  std::size_t dials_per_minute = ExchangeConfig{}.dials_per_minute;
  std::size_t dials_per_minute_to_one = ExchangeConfig{}.dials_per_minute_to_one;
  int events_per_tenant = 2'000;  // in a second for long, and ten times as many at once
  ApiOptions api;
  std::string demo_root;     // served at /
  std::string package_root;  // served at /ringline/
  std::string log_level = "info";
  std::string log_format = "text";  // or "json"

  [[nodiscard]] bool is_development() const { return mode == Mode::Development; }
};

struct ParsedOptions {
  Options options;
  bool run = false;   // false: print `text` and leave with `exit_code`
  int exit_code = 0;  // 0 after --help, 2 after a wrong option
  std::string text;
};

// Flags win over the environment. A wrong value names its option, its limit and what to do.
ParsedOptions parse_options(int argc, const char* const* argv);

}  // namespace ringline::server_app
