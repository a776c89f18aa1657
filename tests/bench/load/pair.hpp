// Two people who call each other, a member of staff and a customer, each on one connection: takes a
// call through the base contract's order and passes on the signals that arrive.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "load/client.hpp"

namespace ringline::bench {

inline constexpr int candidates_a_side = 10;  // what a browser with two networks gathers

class Pair {
 public:
  enum class Side { Staff, Customer };

  // The people of this number, as the comparison's database has them.
  Pair(net::io_context& io, const Target& target, int number);

  // `done` when both were welcomed.
  void connect(std::function<void()> done);
  // From initiate to the answer and, where wanted, the candidates of both sides.
  void call(bool with_candidates, std::function<void()> done);
  void hang_up(std::function<void()> done);
  // During a call: one candidate; `arrived` when the other side has it. In the order of sending.
  void signal(Side from, std::function<void()> arrived);
  // So many candidates at a time; `arrived` when the other side has the last of them.
  void signals(Side from, int count, std::function<void()> arrived);

 private:
  void heard_by(Side side, const ServerMessage& message);
  void on(Side side, const server::Welcome& message);
  void on(Side side, const server::Ringing& message);
  void on(Side side, const server::Incoming& message);
  void on(Side side, const server::Accepted& message);
  void on(Side side, const server::Ended& message);
  void on(Side side, const Signal& message);
  template <class Other>
  void on(Side side, const Other& message);
  void say(Side side, const ClientMessage& message);
  void say_candidates(Side side);
  void step_done();

  int number_;
  Client staff_;
  Client customer_;
  std::string call_id_;
  bool with_candidates_ = false;
  int awaited_ = 0;  // messages until the step under way is done
  std::function<void()> done_;
  std::deque<std::function<void()>> arrivals_[2];  // by the receiving side
};

}  // namespace ringline::bench
