// What is asked of a gateway, the same of each: calls, relayed signals, one relay's time under a
// given load, and idle connections.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "load/pair.hpp"

namespace ringline::bench {

struct Load {
  Target target;
  int gateway_pid = 0;
  int database_pid = 0;  // 0: it has none of its own
  int pairs = 1'000;
  int in_flight = 64;             // calls, or clients that send signals, at a time
  int calls = 4'000;              // in all
  int signals_a_client = 50;      // relayed by each client of each pair
  int burst = candidates_a_side;  // of them at a time
  int signals_a_second = 2'000;   // offered, for the time of one relay
  int seconds = 6;                // how long they are offered
};

struct Figures {
  std::int64_t count = 0;  // of what was asked for
  double wall_s = 0;
  double gateway_s = 0;   // CPU
  double database_s = 0;  // CPU
  double client_s = 0;    // CPU: near wall_s the client would be the limit
  double p50_ms = 0;
  double p99_ms = 0;
  double bytes_a_connection = 0;
};

// Each connects its own clients; throws where anything goes wrong.
Figures measure_calls(const Load& load);
Figures measure_signals(const Load& load);
Figures measure_relay_time(const Load& load);
Figures measure_idle(const Load& load);

}  // namespace ringline::bench
