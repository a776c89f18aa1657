// The whole boundary between C++ and JavaScript: one class, its functions, and text.
//
//   const phone = new core.Phone(configJson, seedLow, seedHigh)
//   if (phone.error()) throw new Error(phone.error())      // the configuration was refused
//   const { error, outputs } = JSON.parse(phone.handle(nowMs, inputJson))
//
// `handle` drains by itself, so that JavaScript can't break the order of handle and poll. The texts
// are those of ringline/phone_json.hpp.
#include <emscripten/bind.h>

#include <cstdint>
#include <optional>
#include <string>

#include "ringline/phone_json.hpp"

namespace {

class BoundPhone {
 public:
  BoundPhone(const std::string& config_json, std::uint32_t seed_low, std::uint32_t seed_high) {
    auto config = ringline::decode_phone_config(config_json);
    if (!config) {
      error_ = config.error.field + " " + config.error.message;
      return;
    }
    phone_.emplace(std::move(*config), (std::uint64_t{seed_high} << 32U) | seed_low);
  }

  [[nodiscard]] std::string error() const { return error_; }

  std::string handle(double now_ms, const std::string& input_json) {
    if (!phone_) return {};
    return ringline::handle_json(*phone_, ringline::from_ms(static_cast<std::int64_t>(now_ms)),
                                 input_json);
  }

  [[nodiscard]] std::string checkpoint() const {
    return phone_ ? phone_->checkpoint() : std::string();
  }

 private:
  std::string error_;
  std::optional<ringline::Phone> phone_;
};

}  // namespace

EMSCRIPTEN_BINDINGS(ringline) {
  emscripten::class_<BoundPhone>("Phone")
      .constructor<const std::string&, std::uint32_t, std::uint32_t>()
      .function("error", &BoundPhone::error)
      .function("handle", &BoundPhone::handle)
      .function("checkpoint", &BoundPhone::checkpoint);
}
