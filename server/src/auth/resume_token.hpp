// Proves that a device is the one that had a session: "<sessionId>.<expiry>.<mac>", bound to the
// identity that it was given to. Opaque to clients.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "ringline/exchange.hpp"

namespace ringline::server_app {

class ResumeTokens {
 public:
  // With a key of its own for each gateway a restart would make strangers of all devices, so it is
  // derived from the secret that the gateways share.
  explicit ResumeTokens(const std::string& secret) : key_("ringline resume " + secret) {}

  [[nodiscard]] std::string issue(const std::string& session_id, const Identity& who,
                                  std::int64_t expires_at_s) const;
  // The session id, where the token is ours, for this identity, and hasn't run out.
  [[nodiscard]] std::optional<std::string> verify(const std::string& token, const Identity& who,
                                                  std::int64_t now_s) const;

 private:
  [[nodiscard]] std::string mac(const std::string& text, const Identity& who) const;

  std::string key_;
};

// Random bytes of the system as hexadecimal digits.
[[nodiscard]] std::string random_hex(std::size_t bytes);

}  // namespace ringline::server_app
