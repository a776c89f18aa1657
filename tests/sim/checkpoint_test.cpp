// A Phone that is made from a checkpoint goes on as the one that it was taken from: in random lives,
// each rest of each device is a place where a recording may begin.
#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <utility>

#include "ringline/phone_json.hpp"
#include "sim/simulation.hpp"

namespace ringline::test {
namespace {

// Follows one device with Phones that were restored at its rests.
struct Shadow {
  explicit Shadow(const Device& followed) : device(followed) {}

  void follow(TimePoint now, const Input& input, const Error& error,
              const std::vector<Output>& outputs) {
    // A page that was loaded again has a Phone of its own.
    if (std::exchange(page, device.page()) != device.page()) phone.reset();
    if (phone && problem.empty()) {
      std::string theirs;
      const Error our_error = phone->handle(now, input);
      for (bool last = false; !last;) {
        const Output output = phone->poll();
        last = std::holds_alternative<output::Wait>(output);
        theirs += encode(output) + "\n";
      }
      std::string ours;
      for (const Output& each : outputs) ours += encode(each) + "\n";
      ++compared;
      if (theirs != ours || our_error.message != error.message) {
        problem = device.name + " at " + encode(input) + "\nwent on with\n" + ours +
                  "and from the checkpoint with\n" + theirs;
      }
    }
    const std::string checkpoint = device.phone().checkpoint();
    if (checkpoint.empty()) return;
    // Where it was restored before, it must have come to the same rest.
    if (phone && problem.empty() && phone->checkpoint() != checkpoint) {
      problem = device.name + " rests at " + checkpoint + "\nand from the checkpoint at " +
                phone->checkpoint();
    }
    if (++rests % 7 != 0) return;
    phone = std::make_unique<Phone>(device.config(), 0);
    if (const Error refused = phone->restore(checkpoint)) {
      problem = device.name + ": " + refused.field + " " + refused.message + " in " + checkpoint;
    }
  }

  const Device& device;
  std::unique_ptr<Phone> phone;
  std::int64_t page = 0;
  int rests = 0;
  int compared = 0;
  std::string problem;
};

}  // namespace

TEST_CASE("a phone goes on from a checkpoint as the one from which it was taken", "[checkpoint]") {
  int compared = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    Simulation simulation(seed);
    std::vector<std::unique_ptr<Shadow>> shadows;
    for (auto& device : simulation.world().devices()) {
      shadows.push_back(std::make_unique<Shadow>(*device));
      device->watcher = [shadow = shadows.back().get()](auto... what) { shadow->follow(what...); };
    }
    REQUIRE(simulation.run() == std::vector<std::string>{});
    for (const auto& shadow : shadows) {
      INFO("seed " << seed);
      REQUIRE(shadow->problem.empty());
      compared += shadow->compared;
    }
  }
  CHECK(compared > 30'000);
}

TEST_CASE("a checkpoint is refused where it is none", "[checkpoint]") {
  Phone phone({}, 1);
  const std::string rest = phone.checkpoint();
  CHECK_FALSE(rest.empty());
  CHECK(phone.restore("").code != Errc::None);
  CHECK(phone.restore("{}").field == "nowMs");
  CHECK(phone.restore(R"({"nowMs":1,"randomLow":4294967296})").field == "randomLow");
  CHECK_FALSE(phone.restore(rest));
  CHECK(phone.checkpoint() == rest);
}

}  // namespace ringline::test
