// What Prometheus reads of the gateway. Every name is listed in docs/metrics.md; a test holds one
// against the other.
//
// Everything is counted on the one thread that decides, where it happens. No label holds what a
// client could choose: their values are few, and known.
#pragma once

#include <chrono>
#include <cstddef>
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

  // In Prometheus' text format.
  [[nodiscard]] std::string text(const Exchange::Load& load, std::size_t connections);

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace ringline::server_app
