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

}  // namespace

// RINGLINE_SEEDS says how many, RINGLINE_FIRST_SEED where to begin: `make simulate SEEDS=1000000`.
TEST_CASE("a small Ringline lives through random users and random faults", "[simulation]") {
  const std::uint64_t first = from_environment("RINGLINE_FIRST_SEED", 1);
  const std::uint64_t seeds = from_environment("RINGLINE_SEEDS", 10'000);
  Simulation::Tally total;
  int failed = 0;
  for (std::uint64_t seed = first; seed < first + seeds && failed < 5; ++seed) {
    Simulation simulation(seed);
    const auto problems = simulation.run();
    total.answered += simulation.tally().answered;
    total.survived += simulation.tally().survived;
    total.ended += simulation.tally().ended;
    if (problems.empty()) continue;
    ++failed;
    std::string text;
    for (const std::string& each : problems) text += each + "\n";
    FAIL_CHECK(text);
  }
  std::cout << "simulated " << seeds << " seeds: " << total.ended << " calls, " << total.answered
            << " answered, " << total.survived << " conversations outlived the faults\n";
  // A simulator in which nobody ever talks would prove nothing.
  CHECK(total.answered >= seeds / 10);
}

}  // namespace ringline::test
