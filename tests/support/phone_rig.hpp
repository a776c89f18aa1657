// A Phone whose gateway is written by hand, frame by frame: the deployed one speaks base only.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "ringline/phone.hpp"

namespace ringline::test {

struct PhoneRig {
  // `features`: what the gateway announces beyond protocol 2, as in `"seen","cancel"`.
  explicit PhoneRig(bool extended, PhoneConfig config = {}, const std::string& features = {})
      : phone(config, 1) {
    REQUIRE_FALSE(tell(input::Connect{}));
    tell_must(input::LinkUp{1, {}});
    hear(
        R"(0{"sid":"e","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536})");
    hear("40/webrtc,{\"sid\":\"x\"}");
    welcome(extended, features);
    REQUIRE(phone.snapshot().link == LinkState::Online);
    outputs.clear();
  }

  Phone phone;
  TimePoint now = from_ms(1'000);
  std::int64_t attempt = 1;
  std::vector<Output> outputs;  // since they were last cleared

  Error tell(const Input& input) {
    Error error = phone.handle(now, input);
    for (;;) {
      Output output = phone.poll();
      if (std::holds_alternative<output::Wait>(output)) return error;
      outputs.push_back(std::move(output));
    }
  }
  void welcome(bool extended, const std::string& features = {}) {
    const std::string who = R"(["connection:success",{"userId":"u1","tenantId":"t1",)"
                            R"("role":"tenant_member")";
    const std::int64_t at = 1'790'000'000'000 + (now - from_ms(1'000)).count();
    hear_event(!extended
                   ? who + "}]"
                   : who + R"(,"protocol":2,"sessionId":"s","resumeToken":"r","serverTime":)" +
                         std::to_string(at) + R"(,"features":[)" + features + "]}]");
  }
  // The connection breaks, and the next one is made at once.
  void reconnect(const std::string& features = {}) {
    lose();
    come_back(features);
  }
  void lose() {
    tell_must(input::LinkDown{attempt, "cut"});
    REQUIRE(phone.snapshot().link == LinkState::Connecting);
  }
  void come_back(const std::string& features = {}) {
    for (int i = 0; i < 100; ++i) {
      const auto opened = all<output::OpenLink>();
      if (!opened.empty() && opened.back().attempt > attempt) {
        attempt = opened.back().attempt;
        break;
      }
      pass(100);
    }
    tell_must(input::LinkUp{attempt, {}});
    hear(
        R"(0{"sid":"e","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536})");
    hear("40/webrtc,{\"sid\":\"x\"}");
    outputs.clear();
    welcome(true, features);
    REQUIRE(phone.snapshot().link == LinkState::Online);
  }
  // The acknowledgement of the last frame sent that holds `what`.
  void acknowledge(const std::string& what, const std::string& json) {
    const std::string frame = last_sent(what);
    REQUIRE_FALSE(frame.empty());
    hear("43/webrtc," + frame.substr(10, frame.find('[') - 10) + '[' + json + ']');
  }
  [[nodiscard]] std::string last_sent(const std::string& what) const {
    std::string last;
    for (const std::string& frame : sent()) {
      if (frame.find(what) != std::string::npos) last = frame;
    }
    return last;
  }
  [[nodiscard]] std::size_t count_sent(const std::string& what) const {
    std::size_t count = 0;
    for (const std::string& frame : sent()) count += frame.find(what) != std::string::npos ? 1 : 0;
    return count;
  }
  void tell_must(const Input& input) { REQUIRE_FALSE(tell(input)); }
  void hear(const std::string& frame) { tell_must(input::LinkFrame{attempt, frame}); }
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
