// A Phone whose gateway is written by hand, frame by frame: the deployed one speaks base only.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "ringline/phone.hpp"

namespace ringline::test {

struct PhoneRig {
  explicit PhoneRig(bool extended, PhoneConfig config = {}) : phone(config, 1) {
    REQUIRE_FALSE(tell(input::Connect{}));
    tell_must(input::LinkUp{1, {}});
    hear(
        R"(0{"sid":"e","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536})");
    hear("40/webrtc,{\"sid\":\"x\"}");
    hear_event(
        extended
            ? R"(["connection:success",{"userId":"u1","tenantId":"t1","role":"tenant_member",)"
              R"("protocol":2,"sessionId":"s","resumeToken":"r","serverTime":1790000000000}])"
            : R"(["connection:success",{"userId":"u1","tenantId":"t1","role":"tenant_member"}])");
    REQUIRE(phone.snapshot().link == LinkState::Online);
    outputs.clear();
  }

  Phone phone;
  TimePoint now = from_ms(1'000);
  std::vector<Output> outputs;  // since they were last cleared

  Error tell(const Input& input) {
    Error error = phone.handle(now, input);
    for (;;) {
      Output output = phone.poll();
      if (std::holds_alternative<output::Wait>(output)) return error;
      outputs.push_back(std::move(output));
    }
  }
  void tell_must(const Input& input) { REQUIRE_FALSE(tell(input)); }
  void hear(const std::string& frame) { tell_must(input::LinkFrame{1, frame}); }
  void hear_event(const std::string& json) { hear("42/webrtc," + json); }
  void pass(std::int64_t ms) {
    now += Duration{ms};
    tell_must(input::Tick{});
  }

  [[nodiscard]] const CallView& call() const {
    REQUIRE(phone.snapshot().calls.size() == 1);
    return phone.snapshot().calls[0];
  }
  [[nodiscard]] std::vector<std::string> sent() const {
    std::vector<std::string> frames;
    for (const Output& each : outputs) {
      if (const auto* frame = std::get_if<output::SendFrame>(&each)) frames.push_back(frame->text);
    }
    return frames;
  }
  template <class T>
  [[nodiscard]] std::vector<T> all() const {
    std::vector<T> found;
    for (const Output& each : outputs) {
      if (const auto* one = std::get_if<T>(&each)) found.push_back(*one);
    }
    return found;
  }
};

}  // namespace ringline::test
