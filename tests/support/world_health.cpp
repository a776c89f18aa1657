// Base clients (socket.io-client without protocol 2), and what is wrong at a moment.
//
// A base client is a Phone that takes its gateway for a base one: the world leaves out what such a
// client doesn't say, and does what socket.io-client does when it comes back to a session.
#include <algorithm>
#include <charconv>

#include "support/world.hpp"

namespace ringline::test {
namespace {

// The number that a gateway gave an event, its last argument; 0 where it has none.
std::int64_t number_of(const std::string& frame) {
  if (frame.size() < 4 || frame.compare(frame.size() - 2, 2, "\"]") != 0) return 0;
  const auto begin = frame.rfind(",\"", frame.size() - 3);
  if (begin == std::string::npos) return 0;
  std::int64_t number = 0;
  const char* end = frame.data() + frame.size() - 2;
  const auto read = std::from_chars(frame.data() + begin + 2, end, number);
  return read.ec == std::errc{} && read.ptr == end ? number : 0;
}

// A base client reads no numbers of signals, and not what the other side's protocol is.
std::string without_numbers(std::string frame) {
  const bool is_signal = frame.find("[\"webrtc:") != std::string::npos;
  if (!is_signal && frame.find("[\"call:accepted\"") == std::string::npos) return frame;
  for (const std::string_view field :
       {",\"seq\":", ",\"generation\":", ",\"seen\":", ",\"protocol\":"}) {
    const auto begin = frame.rfind(field);
    if (begin == std::string::npos) continue;
    const auto end = frame.find_first_not_of("0123456789", begin + field.size());
    frame.erase(begin, end - begin);
  }
  return frame;
}

constexpr Duration slow_store{200};

}  // namespace

bool World::is_base(const Device& device) const { return base_.count(device.name) != 0; }

// A base client gives its calls no key.
void World::forget_key(std::string& frame) {
  if (frame.find("call:initiate") == std::string::npos) return;
  const auto begin = frame.find(",\"clientCallId\":\"");
  if (begin == std::string::npos) return;
  const auto end = frame.find('"', begin + 17);
  frame.erase(begin, end + 1 - begin);
}

// Whatever it missed comes before the Welcome, and socket.io-client gives it to the page.
void World::hear_as_base(Device& device, std::int64_t attempt, const std::string& frame) {
  if (attempt != device.attempt) return;
  BaseClient& client = base_[device.name];
  if (client.attempt != attempt) {
    // What the page was given it has, though the connection ended before the Welcome.
    if (client.page != device.page()) client.early.clear();
    client.attempt = attempt;
    client.greeted = false;
  }
  if (frame.compare(0, 2, "40") == 0) {
    const auto begin = frame.find("\"pid\":\"");
    if (begin != std::string::npos) {
      const std::string pid = frame.substr(begin + 7, frame.find('"', begin + 7) - begin - 7);
      if (pid != client.claim.pid || client.page != device.page()) client.claim = {pid, {}};
      client.page = device.page();
    }
  }
  if (frame.compare(0, 2, "42") == 0) {
    if (const std::int64_t number = number_of(frame); number != 0) {
      const std::int64_t last = client.claim.offset.empty() ? 0 : std::stoll(client.claim.offset);
      if (client.page == device.page() && number != last + 1 && last != 0) {
        faults.push_back(device.name + ": event " + std::to_string(number) + " comes after " +
                         std::to_string(last));
      }
      client.claim.offset = std::to_string(number);
    }
    if (!client.greeted && frame.find("connection:success") == std::string::npos) {
      client.early.push_back(without_numbers(frame));
      return;
    }
    client.greeted = true;
  }
  device.link_frame(attempt, without_numbers(frame));
  if (!client.greeted) return;
  for (const std::string& each : std::exchange(client.early, {})) {
    device.link_frame(attempt, each);
  }
}

Device* World::device_of(const std::string& session) const {
  const auto found = session_devices_.find(session);
  return found == session_devices_.end() ? nullptr : found->second;
}

bool World::is_linked(const Device& device) {
  const Connection* connection = current(device);
  return connection != nullptr && connection->open && connection->allowed &&
         !connection->deaf_client && !connection->deaf_gateway && !device.is_frozen() &&
         device.timers_late.count() == 0 && device.screen().link == LinkState::Online &&
         reachable_[device.name] && !nodes_[connection->node].drains;
}

bool World::is_calm() const {
  const bool all_run = std::all_of(nodes_.begin(), nodes_.end(),
                                   [](const Node& node) { return node.exchange && !node.drains; });
  return all_run && !store.unavailable && longest_store_delay <= slow_store && !bus_parted &&
         bus_loss_percent == 0 && refuse_percent == 0 && media_path_;
}

TimePoint World::link_trouble(Device& device) {
  return is_linked(device) ? device.troubled_at : schedule.now();
}

void World::note_links() {
  constexpr Duration a_while{2'000};
  for (auto& each : devices_) {
    if (is_linked(*each) && each->troubled_at + a_while < schedule.now()) {
      each->linked_until = schedule.now();
    }
  }
}

void World::strike(Device& device) {
  note_links();
  device.troubled_at = schedule.now();
}

TimePoint World::trouble(Device& device) {
  const bool granted = device.grants == MicrophoneState::Ready && device.microphone_fails == 0 &&
                       device.steps_that_fail == 0;
  if (!granted || !is_calm()) return schedule.now();
  return std::max(link_trouble(device), troubled_at_);
}

Duration World::latency() const {
  return longest_delay * 2 + longest_store_delay * 3 + Duration{100};
}

}  // namespace ringline::test
