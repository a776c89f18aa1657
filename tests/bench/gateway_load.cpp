// Puts one load on a gateway that runs already, and prints what it took as a line of JSON:
//   gateway_load calls --port 8080 --gateway-pid 4711
// The gateway must believe claims, and its database must know the people that compare.mjs makes.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <map>
#include <string>

#include "load/scenarios.hpp"

int main(int argc, char** argv) {
  using namespace ringline::bench;
  const std::map<std::string, Figures (*)(const Load&)> measures = {
      {"calls", measure_calls},            // whole ones, from initiate to end
      {"signals", measure_signals},        // relayed during calls
      {"relay-time", measure_relay_time},  // of one signal, under a given load
      {"idle", measure_idle},              // connections that do nothing
  };
  Load load;
  std::string wanted;
  CLI::App app{"Puts one load on a gateway and says what it took.", "gateway_load"};
  app.add_option("load", wanted, "Which load")->required()->check(CLI::IsMember(measures));
  app.add_option("--port", load.target.port, "Where the gateway listens on 127.0.0.1")->required();
  app.add_option("--path", load.target.path, "Path of its Engine.IO endpoint");
  app.add_option("--namespace", load.target.nsp, "Its Socket.IO namespace");
  app.add_option("--gateway-pid", load.gateway_pid, "Its process")->required();
  app.add_option("--database-pid", load.database_pid, "The process of its database, if it has one");
  app.add_option("--pairs", load.pairs, "Members of staff, and as many customers")
      ->check(CLI::Range(1, 9'500));
  app.add_option("--in-flight", load.in_flight, "Calls or signals at a time")
      ->check(CLI::Range(1, 10'000));
  app.add_option("--calls", load.calls, "Calls in all")->check(CLI::Range(1, 10'000'000));
  app.add_option("--signals", load.signals_a_client, "Signals of each client")
      ->check(CLI::Range(1, 1'000'000));
  app.add_option("--burst", load.burst, "Signals that a client sends at a time")
      ->check(CLI::Range(1, 100));
  app.add_option("--rate", load.signals_a_second, "Signals a second, for the time of a relay")
      ->check(CLI::Range(1, 1'000'000));
  app.add_option("--seconds", load.seconds, "How long they are offered")
      ->check(CLI::Range(1, 86'400));
  CLI11_PARSE(app, argc, argv);

  try {
    const Figures got = measures.at(wanted)(load);
    std::printf(
        "{\"count\":%lld,\"wallS\":%.3f,\"gatewayS\":%.3f,\"databaseS\":%.3f,\"clientS\":%.3f,"
        "\"p50Ms\":%.4f,\"p99Ms\":%.4f,\"bytesAConnection\":%.0f}\n",
        static_cast<long long>(got.count), got.wall_s, got.gateway_s, got.database_s, got.client_s,
        got.p50_ms, got.p99_ms, got.bytes_a_connection);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "gateway_load: %s\n", error.what());
    return 1;
  }
  return 0;
}
