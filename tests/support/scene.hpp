// A member of staff and a customer of the same tenant, each with a device, and what most tests ask
// of them.
#pragma once

#include <catch2/catch.hpp>
#include <string>

#include "support/world.hpp"

namespace ringline::test {

struct Scene {
  explicit Scene(PhoneConfig staff_config = {}, PhoneConfig customer_config = {},
                 std::uint64_t seed = 1, ExchangeConfig exchange = {})
      : world(seed, exchange),
        staff(world.add_device("staff", amina, std::move(staff_config))),
        customer(world.add_device("customer", rahim, std::move(customer_config))) {
    for (const Identity& each : {amina, colleague, rahim, nobody}) world.store.add(each);
  }

  const Identity amina{"u-amina", "t1", Role::TenantMember, "", "Amina Rahman", ""};
  const Identity colleague{"u-otto", "t1", Role::TenantMember, "", "Otto", ""};
  const Identity rahim{"u-rahim", "t1", Role::PortalCustomer, "k-rahim", "Rahim", "+8801711000001"};
  const Identity nobody{"u-nobody", "t1", Role::PortalCustomer, "k-nobody", "Nobody", "+1"};
  World world;
  Device& staff;
  Device& customer;

  void connect() {
    REQUIRE_FALSE(staff.act(input::Connect{}));
    REQUIRE_FALSE(customer.act(input::Connect{}));
    REQUIRE(world.schedule.run_while_not(
        [&] {
          return staff.screen().link == LinkState::Online &&
                 customer.screen().link == LinkState::Online;
        },
        Duration{10'000}));
  }

  // The staff member dials the customer.
  void dial() {
    connect();
    REQUIRE_FALSE(staff.act(input::Dial{"k-rahim", "", "Rahim"}));
  }
  void accept() { REQUIRE_FALSE(customer.act(input::Accept{customer.call()->id})); }

  // Both in a conversation.
  void talk() {
    dial();
    REQUIRE(wait_for(customer, CallState::Incoming));
    accept();
    REQUIRE(wait_for(staff, CallState::Active));
    REQUIRE(wait_for(customer, CallState::Active));
  }

  bool wait_for(const Device& device, CallState state, Duration limit = Duration{20'000}) {
    return world.schedule.run_while_not(
        [&] { return device.call() != nullptr && device.call()->state == state; }, limit);
  }

  bool wait_until_idle(Duration limit = Duration{10'000}) {
    return world.schedule.run_while_not(
        [&] {
          for (const auto& device : world.devices()) {
            if (!device->screen().calls.empty()) return false;
          }
          return true;
        },
        limit);
  }

  // The only row.
  const CallRecord& row() const {
    REQUIRE(world.store.rows().size() == 1);
    return world.store.rows().begin()->second;
  }

  void check_nothing_left() {
    for (const auto& device : world.devices()) {
      CHECK(device->peers().empty());
      CHECK(device->microphones.empty());
      CHECK(device->playing.empty());
      CHECK(device->tone == Tone::None);
      CHECK(device->faults == std::vector<std::string>{});
    }
    CHECK(world.load().calls == 0);
    CHECK(world.faults == std::vector<std::string>{});
    CHECK(world.store.faults() == std::vector<std::string>{});
  }
};

}  // namespace ringline::test
