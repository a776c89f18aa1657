#include "sim/simulation.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>
#include <string>

namespace ringline::test {
namespace {

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// The seed, what was wrong, and with RINGLINE_TRACE=1 all that happened.
std::string told(std::uint64_t seed, const std::vector<std::string>& problems) {
  std::string text;
  for (const std::string& each : problems) text += each + "\n";
  if (std::getenv("RINGLINE_TRACE") == nullptr) return text;
  Simulation again(seed, true);
  static_cast<void>(again.run());
  for (const std::string& each : again.trace()) text += each + "\n";
  return text;
}

}  // namespace

// RINGLINE_SEEDS says how many, RINGLINE_FIRST_SEED where to begin: `make simulate SEEDS=1000000`.
// RINGLINE_FIRST_SEED=542 RINGLINE_SEEDS=1 RINGLINE_TRACE=1 shows how a seed went wrong.
TEST_CASE("a small Ringline lives through random users and random faults", "[simulation]") {
  const std::uint64_t first = from_environment("RINGLINE_FIRST_SEED", 1);
  const std::uint64_t seeds = from_environment("RINGLINE_SEEDS", 2'000);
  const std::uint64_t most_failures = from_environment("RINGLINE_FAILURES", 5);
  Simulation::Tally total;
  std::uint64_t failed = 0;
  for (std::uint64_t seed = first; seed < first + seeds && failed < most_failures; ++seed) {
    Simulation simulation(seed);
    const auto problems = simulation.run();
    total.add(simulation.tally());
    if (problems.empty()) continue;
    ++failed;
    FAIL_CHECK(told(seed, problems));
  }
  std::cout << "simulated " << seeds << " seeds: " << total.ended << " calls, " << total.answered
            << " answered, " << total.survived << " conversations outlived the faults\n";
  // A simulator in which nobody ever talks would prove nothing.
  CHECK(total.answered >= seeds / 10);
}

TEST_CASE("the same seed gives the same life", "[lives]") {
  for (const std::uint64_t seed : {3U, 8U, 10U, 21U}) {
    Simulation first(seed, true);
    Simulation second(seed, true);
    CHECK(first.run() == second.run());
    CHECK(first.trace() == second.trace());
  }
}

}  // namespace ringline::test
