// What the simulated lives contain: a check that is never met shows nothing.
#include <catch2/catch.hpp>
#include <string>

#include "sim/simulation.hpp"

namespace ringline::test {
namespace {

constexpr std::uint64_t some_seeds = 240;

Simulation::Tally lived() {
  Simulation::Tally total;
  for (std::uint64_t seed = 1; seed <= some_seeds; ++seed) {
    Simulation simulation(seed);
    static_cast<void>(simulation.run());
    total.add(simulation.tally());
  }
  return total;
}

}  // namespace

TEST_CASE("lives contain every input, every act, every fault and every ending", "[lives]") {
  const Simulation::Tally total = lived();
  for (std::size_t i = 0; i < total.phone_inputs.size(); ++i) {
    INFO("the Phone's input " << i);
    CHECK(total.phone_inputs[i] > 0);
  }
  for (std::size_t i = 0; i < total.exchange_inputs.size(); ++i) {
    INFO("the Exchange's input " << i);
    CHECK(total.exchange_inputs[i] > 0);
  }
  std::size_t at = 0;
  for (const auto* table :
       {&Simulation::user_acts(), &Simulation::faults(), &Simulation::endings()}) {
    for (const Simulation::Happening& each : *table) {
      INFO(each.name);
      CHECK(total.happenings[at++] > 0);
    }
  }
  CHECK(total.refused > 0);
  CHECK(total.recovered > 0);
  CHECK(total.survived > 0);
}

}  // namespace ringline::test
