// A cable with a bad day: joins two network interfaces and delays, loses or stops what passes.
//
//   impaired_wire INTERFACE_A INTERFACE_B
//
// One line on standard input sets it anew, as often as wanted: `delay_ms jitter_ms loss_percent down`,
// for example `100 10 5 0`; with `down` 1 nothing passes. The end of the input ends it. Frames of one
// direction stay in their order. It stands in for the kernel's netem, which not every kernel has.
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <random>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using Ms = std::chrono::duration<double, std::milli>;

struct Weather {
  double delay_ms = 0;
  double jitter_ms = 0;
  double loss_percent = 0;
  int down = 0;
};

struct Waiting {
  Clock::time_point due;
  std::vector<unsigned char> frame;
};

/** One direction keeps its order: its frames wait in line. */
struct Direction {
  int from;
  int to;
  std::deque<Waiting> line;
};

// Beyond it the cable drops, as a queue of a router does.
constexpr std::size_t max_waiting = 20'000;

int open_interface(const char* name) {
  const int fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, htons(ETH_P_ALL));
  const unsigned index = if_nametoindex(name);
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_ALL);
  address.sll_ifindex = static_cast<int>(index);
  packet_mreq everything{};
  everything.mr_ifindex = static_cast<int>(index);
  everything.mr_type = PACKET_MR_PROMISC;
  if (fd < 0 || index == 0 ||
      bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &everything, sizeof everything) != 0) {
    std::perror(name);
    std::exit(1);
  }
  return fd;
}

bool is_arp(const unsigned char* frame, ssize_t size) {
  return size >= 14 && frame[12] == 0x08 && frame[13] == 0x06;
}

class Wire {
 public:
  Wire(int a, int b) : directions_{Direction{a, b, {}}, Direction{b, a, {}}} {}

  void set(const Weather& weather) { weather_ = weather; }

  void take(Clock::time_point now) {
    for (Direction& direction : directions_) {
      for (;;) {
        sockaddr_ll source{};
        socklen_t size = sizeof source;
        const ssize_t got = recvfrom(direction.from, buffer_.data(), buffer_.size(), 0,
                                     reinterpret_cast<sockaddr*>(&source), &size);
        if (got < 0) break;
        // What we have sent ourselves comes by here, too.
        if (source.sll_pkttype == PACKET_OUTGOING) continue;
        queue(now, direction, got);
      }
    }
  }

  void pass(Clock::time_point now) {
    for (Direction& direction : directions_) {
      while (!direction.line.empty() && direction.line.front().due <= now) {
        const auto& frame = direction.line.front().frame;
        // A full queue on the other side is loss, as everywhere.
        (void)send(direction.to, frame.data(), frame.size(), MSG_DONTWAIT);
        direction.line.pop_front();
      }
    }
  }

  [[nodiscard]] int wait_ms(Clock::time_point now) const {
    int wait = 1'000;
    for (const Direction& direction : directions_) {
      if (direction.line.empty()) continue;
      const Ms left = direction.line.front().due - now;
      wait = std::clamp(static_cast<int>(left.count() + 0.5), 0, wait);
    }
    return wait;
  }

 private:
  void queue(Clock::time_point now, Direction& direction, ssize_t size) {
    if (weather_.down != 0 || direction.line.size() >= max_waiting) return;
    // Addresses are asked for once in a while only: losing that would be another fault.
    if (!is_arp(buffer_.data(), size) && chance_(random_) * 100 < weather_.loss_percent) return;
    const double wobble = (chance_(random_) * 2 - 1) * weather_.jitter_ms;
    auto due = now + std::chrono::duration_cast<Clock::duration>(
                         Ms(std::max(0.0, weather_.delay_ms + wobble)));
    if (!direction.line.empty()) due = std::max(due, direction.line.back().due);
    direction.line.push_back({due, {buffer_.begin(), buffer_.begin() + size}});
  }

  std::array<Direction, 2> directions_;
  Weather weather_;
  std::mt19937 random_{1};
  std::uniform_real_distribution<double> chance_{0, 1};
  std::array<unsigned char, 65'536> buffer_{};
};

}  // namespace

int main(int count, char** given) {
  if (count != 3) {
    std::fputs("usage: impaired_wire INTERFACE_A INTERFACE_B\n", stderr);
    return 2;
  }
  const int a = open_interface(given[1]);
  const int b = open_interface(given[2]);
  Wire wire(a, b);
  std::puts("ready");
  std::fflush(stdout);

  std::array<pollfd, 3> ends{pollfd{a, POLLIN, 0}, {b, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
  std::string said;
  for (;;) {
    (void)poll(ends.data(), ends.size(), wire.wait_ms(Clock::now()));
    if (ends[2].revents != 0) {
      std::array<char, 256> text{};
      const ssize_t got = read(STDIN_FILENO, text.data(), text.size());
      if (got <= 0) return 0;
      said.append(text.data(), static_cast<std::size_t>(got));
      for (std::size_t end = 0; (end = said.find('\n')) != std::string::npos;
           said.erase(0, end + 1)) {
        Weather weather;
        if (std::sscanf(said.c_str(), "%lf %lf %lf %d", &weather.delay_ms, &weather.jitter_ms,
                        &weather.loss_percent, &weather.down) != 4) {
          std::fputs("impaired_wire: say delay_ms jitter_ms loss_percent down\n", stderr);
          return 2;
        }
        wire.set(weather);
        std::puts("set");
        std::fflush(stdout);
      }
    }
    wire.take(Clock::now());
    wire.pass(Clock::now());
  }
}
