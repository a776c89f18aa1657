// A call from Amina (connection 1) to Rahim (connection 2), answered, in an Exchange whose Store may
// keep its answers back.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "support/exchange_rig.hpp"

namespace ringline::test {

struct BlockedRig : ExchangeRig {
  explicit BlockedRig(bool extended = true) {
    open(1, amina, extended);
    open(2, rahim, extended);
    say(1, client::Initiate{"k-rahim", "+1", "Rahim", ""});
    id = last<server::Ringing>(1).call_id;
    say(2, client::Accept{id});
  }

  // Like `tell`, but the Store's questions wait.
  void tell_blocked(const ExchangeInput& input) {
    REQUIRE_FALSE(exchange.handle(now, input));
    for (;;) {
      ExchangeOutput output = exchange.poll();
      if (std::holds_alternative<exchange_output::Wait>(output)) return;
      if (auto* ask = std::get_if<exchange_output::AskStore>(&output)) {
        waiting.push_back(*ask);
      } else if (auto* ack = std::get_if<exchange_output::Acknowledge>(&output)) {
        acks[ack->connection].push_back(ack->args_json);
      } else if (auto* emit = std::get_if<exchange_output::Emit>(&output)) {
        heard[emit->connection].push_back(emit->event_json);
      }
    }
  }
  void say_blocked(ConnectionId connection, const ClientMessage& message, std::uint64_t ack = 7) {
    tell_blocked(exchange_input::Event{connection, encode(message), ack});
  }
  void pass_blocked(std::int64_t ms) {
    now += Duration{ms};
    tell_blocked(exchange_input::Tick{});
  }
  void answer_store() {
    for (const auto& each : std::exchange(waiting, {})) {
      auto answer = store.answer(each.what);
      answer.request = each.request;
      REQUIRE_FALSE(tell(answer));
    }
  }
  // The first question about a call; what is asked then waits.
  void answer_one() {
    const auto found = std::find_if(waiting.begin(), waiting.end(), [](const auto& each) {
      return !std::holds_alternative<store::LoadDue>(each.what);
    });
    REQUIRE(found != waiting.end());
    auto answer = store.answer(found->what);
    answer.request = found->request;
    waiting.erase(found);
    tell_blocked(answer);
  }
  std::size_t refused(ConnectionId connection, const std::string& code) {
    std::size_t number = 0;
    for (const std::string& each : acks[connection]) {
      number += decode_ack(each)->code == code ? 1 : 0;
    }
    return number;
  }

  std::string id;
  std::vector<exchange_output::AskStore> waiting;
};

}  // namespace ringline::test
