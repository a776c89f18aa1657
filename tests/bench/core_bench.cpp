// How fast the core is here: core_bench [WORD...], with words only the rows that have one of them.
//
// Each row is run in rounds of at least `shortest_round`; the median and the fastest are shown. Only
// figures of one machine and one evening compare.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "ringline/engine_io.hpp"
#include "ringline/messages.hpp"
#include "ringline/socket_io.hpp"
#include "support/world.hpp"

namespace ringline::test {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int rounds = 9;
constexpr std::chrono::milliseconds shortest_round{100};

void require(bool held, const char* what) {
  if (held) return;
  std::fprintf(stderr, "core_bench: %s\n", what);
  std::exit(1);
}

struct Row {
  const char* name;
  void (*run)();
};

double seconds_for(const Row& row, int times) {
  const auto begin = Clock::now();
  for (int done = 0; done < times; ++done) row.run();
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

void measure(const Row& row) {
  int times = 1;
  while (seconds_for(row, times) < std::chrono::duration<double>(shortest_round).count()) {
    times *= 2;
  }
  std::vector<double> each;
  for (int round = 0; round < rounds; ++round) each.push_back(seconds_for(row, times) / times);
  std::sort(each.begin(), each.end());
  const double median = each[rounds / 2];
  std::printf("%-34s %10.2f us  (fastest %10.2f us) %12.0f a second\n", row.name, median * 1e6,
              each.front() * 1e6, 1 / median);
}

constexpr std::string_view invite =
    R"(42/webrtc,["call:incoming",{"callId":"c1","callLogId":"l1","callerId":"u1",)"
    R"("callerName":"Amina Rahman","phoneNumber":"+8801711000001","contactId":"k1"}])";
constexpr std::string_view candidate =
    R"(42/webrtc,["webrtc:ice-candidate",{"callId":"c1","candidate":{"candidate":)"
    R"("candidate:1 1 udp 2122260223 10.99.1.1 51234 typ host generation 0","sdpMid":"0",)"
    R"("sdpMLineIndex":0}}])";

void decode(std::string_view frame) {
  const auto engine = engine_io::decode(frame);
  require(engine.value.has_value(), "the frame is none of Engine.IO");
  const auto socket = socket_io::decode(engine->data);
  require(socket.value.has_value(), "the frame is none of Socket.IO");
  require(decode_server_message(socket->data).value.has_value(), "the message wasn't understood");
}

// Two devices connect, one calls the other, they talk for a minute, one hangs up.
void whole_call() {
  const Identity staff{"u1", "t1", Role::TenantMember, "", "Amina", ""};
  const Identity customer{"u2", "t1", Role::PortalCustomer, "k2", "Rahim", "+8801711000001"};
  World world(1);
  world.store.add(staff);
  world.store.add(customer);
  Device& caller = world.add_device("caller", staff);
  Device& callee = world.add_device("callee", customer);
  const auto until = [&](const char* what, auto condition) {
    require(world.schedule.run_while_not(condition, Duration{20'000}), what);
  };
  const auto in_state = [](const Device& device, CallState state) {
    return [&device, state] { return device.call() != nullptr && device.call()->state == state; };
  };
  const auto done = [](const Error& error) { require(!error, "the Phone refused"); };

  done(caller.act(input::Connect{}));
  done(callee.act(input::Connect{}));
  until("nobody is online", [&] {
    return caller.screen().link == LinkState::Online && callee.screen().link == LinkState::Online;
  });
  done(caller.act(input::Dial{"k2", "", "Rahim"}));
  until("it doesn't ring", in_state(callee, CallState::Incoming));
  done(callee.act(input::Accept{callee.call()->id}));
  until("the caller hears nothing", in_state(caller, CallState::Active));
  until("the callee hears nothing", in_state(callee, CallState::Active));
  world.schedule.run_for(Duration{60'000});
  done(caller.act(input::HangUp{caller.call()->id}));
  until("it doesn't end",
        [&] { return caller.screen().calls.empty() && callee.screen().calls.empty(); });
}

const Row rows[] = {
    {"decode call:incoming", [] { decode(invite); }},
    {"decode webrtc:ice-candidate", [] { decode(candidate); }},
    {"a whole call, gateway and both ends", whole_call},
};

}  // namespace
}  // namespace ringline::test

int main(int argc, char** argv) {
  const std::vector<std::string_view> words(argv + 1, argv + argc);
  for (const auto& row : ringline::test::rows) {
    const bool chosen = words.empty() || std::any_of(words.begin(), words.end(), [&](auto word) {
                          return std::string_view(row.name).find(word) != std::string_view::npos;
                        });
    if (chosen) ringline::test::measure(row);
  }
  return 0;
}
