#include "load/scenarios.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <stdexcept>

#include "load/usage.hpp"

namespace ringline::bench {
namespace {

using Clock = std::chrono::steady_clock;
using Side = Pair::Side;

constexpr std::chrono::seconds step_limit{120};
constexpr int connecting_at_once = 64;
// After the last connection, until what it took to make them has been given back.
constexpr std::chrono::seconds settling{5};

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

class Measurement {
 public:
  explicit Measurement(const Load& load) : load_(load), begin_(Clock::now()) {
    gateway_ = cpu_seconds(load.gateway_pid);
    if (load.database_pid != 0) database_ = cpu_seconds(load.database_pid);
    client_ = own_cpu_seconds();
  }
  void end(Figures& figures) const {
    figures.wall_s = seconds_since(begin_);
    figures.gateway_s = cpu_seconds(load_.gateway_pid) - gateway_;
    if (load_.database_pid != 0) figures.database_s = cpu_seconds(load_.database_pid) - database_;
    figures.client_s = own_cpu_seconds() - client_;
  }

 private:
  const Load& load_;
  Clock::time_point begin_;
  double gateway_ = 0;
  double database_ = 0;
  double client_ = 0;
};

class Fleet {
 public:
  explicit Fleet(const Load& load) : load_(load) {
    for (int i = 0; i < load.pairs; ++i) {
      pairs_.push_back(std::make_unique<Pair>(io_, load_.target, i));
    }
    each_pair(connecting_at_once, load.pairs,
              [](Pair& pair, const auto& done) { pair.connect(done); });
  }

  Pair& at(std::size_t i) { return *pairs_[i]; }
  net::io_context& io() { return io_; }

  // Runs until `finished`; a step that takes too long is an error.
  void run_until(const bool& finished) {
    const auto end = Clock::now() + step_limit;
    io_.restart();
    while (!finished) {
      if (io_.run_one_until(end) == 0) throw std::runtime_error("a step took too long");
    }
  }

  // Does something `count` times, with one pair after the other, some of them at a time.
  template <class Do>
  void each_pair(int at_once, int count, Do act) {
    int begun = 0;
    int ended = 0;
    bool finished = count == 0;
    std::function<void()> next = [&] {
      if (begun == count) return;
      Pair& pair = at(static_cast<std::size_t>(begun++ % load_.pairs));
      act(pair, [&] {
        finished = ++ended == count;
        next();
      });
    };
    for (int i = 0; i < std::min(at_once, count); ++i) next();
    run_until(finished);
  }

  void call_all() {
    each_pair(load_.in_flight, load_.pairs,
              [](Pair& pair, const auto& done) { pair.call(false, done); });
  }
  void hang_up_all() {
    each_pair(load_.in_flight, load_.pairs,
              [](Pair& pair, const auto& done) { pair.hang_up(done); });
  }

 private:
  const Load& load_;
  net::io_context io_{1};
  std::vector<std::unique_ptr<Pair>> pairs_;
};

Side side_of(std::int64_t i) { return i % 2 == 0 ? Side::Staff : Side::Customer; }

}  // namespace

Figures measure_calls(const Load& load) {
  // A pair that still talks can't call: between two calls of one, all others have their turn.
  if (load.in_flight > load.pairs) throw std::runtime_error("more calls at a time than pairs");
  Fleet fleet(load);
  Figures figures;
  const Measurement measurement(load);
  fleet.each_pair(load.in_flight, load.calls, [](Pair& pair, const auto& done) {
    pair.call(true, [&pair, done] { pair.hang_up(done); });
  });
  measurement.end(figures);
  figures.count = load.calls;
  return figures;
}

Figures measure_signals(const Load& load) {
  Fleet fleet(load);
  fleet.call_all();
  Figures figures;
  const Measurement measurement(load);
  // Each client sends its next ones when the last have arrived.
  std::function<void(Pair&, Side, int, const std::function<void()>&)> send =
      [&](Pair& pair, Side side, int left, const std::function<void()>& done) {
        if (left == 0) return done();
        const int count = std::min(load.burst, left);
        pair.signals(side, count,
                     [&, side, left, count, done] { send(pair, side, left - count, done); });
      };
  for (const Side side : {Side::Staff, Side::Customer}) {
    fleet.each_pair(load.in_flight, load.pairs, [&](Pair& pair, const std::function<void()>& done) {
      send(pair, side, load.signals_a_client, done);
    });
  }
  measurement.end(figures);
  figures.count = std::int64_t{2} * load.pairs * load.signals_a_client;
  fleet.hang_up_all();
  return figures;
}

Figures measure_relay_time(const Load& load) {
  Fleet fleet(load);
  fleet.call_all();
  Figures figures;
  const Measurement measurement(load);
  const std::int64_t count = std::int64_t{load.signals_a_second} * load.seconds;
  const auto gap = std::chrono::nanoseconds(std::chrono::seconds{1}) / load.signals_a_second;
  std::vector<double> took_ms;
  took_ms.reserve(static_cast<std::size_t>(count));
  bool finished = false;
  net::steady_timer timer(fleet.io());
  const auto begin = Clock::now();
  std::int64_t sent = 0;
  // By the clock, whatever has arrived: a gateway that stalls is not spared its load. And from when
  // it was due: a client that is late itself doesn't make a gateway look quick.
  std::function<void()> offer = [&] {
    for (; sent < count && begin + sent * gap <= Clock::now(); ++sent) {
      Pair& pair = fleet.at(static_cast<std::size_t>(sent / 2 % load.pairs));
      const auto due = begin + sent * gap;
      pair.signal(side_of(sent), [&, due] {
        took_ms.push_back(seconds_since(due) * 1'000);
        finished = static_cast<std::int64_t>(took_ms.size()) == count;
      });
    }
    if (sent == count) return;
    timer.expires_at(begin + sent * gap);
    timer.async_wait([&](boost::system::error_code) { offer(); });
  };
  offer();
  fleet.run_until(finished);
  measurement.end(figures);
  figures.count = count;
  std::sort(took_ms.begin(), took_ms.end());
  figures.p50_ms = took_ms[took_ms.size() / 2];
  figures.p99_ms = took_ms[took_ms.size() * 99 / 100];
  fleet.hang_up_all();
  return figures;
}

Figures measure_idle(const Load& load) {
  Figures figures;
  const auto before = resident_bytes(load.gateway_pid);
  const Measurement measurement(load);
  Fleet fleet(load);
  measurement.end(figures);
  bool settled = false;
  net::steady_timer timer(fleet.io(), settling);
  timer.async_wait([&](boost::system::error_code) { settled = true; });
  fleet.run_until(settled);
  figures.count = std::int64_t{2} * load.pairs;
  figures.bytes_a_connection = static_cast<double>(resident_bytes(load.gateway_pid) - before) /
                               static_cast<double>(figures.count);
  return figures;
}

}  // namespace ringline::bench
