// What Prometheus reads of the gateway. Every name is listed in docs/metrics.md; a test holds one
// against the other.
//
// Everything is counted on the one thread that decides, where it happens. No label holds what a
// client could choose: their values are few, and known.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "ringline/exchange.hpp"

namespace ringline::server_app {

inline constexpr std::size_t refusal_causes_kept = 64;  // beyond them: "other"
inline constexpr std::size_t calls_timed = 100'000;     // whose set-up is being measured

class Metrics {
 public:
  using Time = std::chrono::steady_clock::time_point;

  Metrics();
  ~Metrics();

  void connection_opened();
  void event_in(std::size_t bytes);
  void event_out(std::size_t bytes);
  void refused(std::string_view cause);
  void relay_granted();
  // `question`: which of store::Request it was, by its index.
  void store_answered(std::size_t question, store::Status status,
                      std::chrono::duration<double> took);
  void happened(const exchange_output::Happened& news, Time now);

  // What stands at this moment.
  struct Now {
    Exchange::Load load;
    std::size_t connections = 0;
    std::size_t send_queue_bytes = 0;  // that slow readers leave waiting, in all
    // Work that a thread of the database hasn't begun.
    std::size_t calls_waiting = 0;
    std::size_t reads_waiting = 0;
    std::size_t writes_waiting = 0;
    std::uint64_t log_lines_dropped = 0;
  };
  // In Prometheus' text format.
  [[nodiscard]] std::string text(const Now& now);

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace ringline::server_app
