// All that a Phone knows while it rests: no call, nothing asked and unanswered, no connection in the
// making. A recording begins with it, so that what follows can be replayed without what came before.
//
// Whatever the Phone or its link remembers beyond a call belongs in here; the simulator compares a
// Phone that was made from its checkpoint with the one that went on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ringline/messages.hpp"

namespace ringline {

// In the order of ClientLink::Stage. The two between are not at rest.
struct LinkCheckpoint {
  std::int64_t stage = 0;
  std::int64_t attempt = 0;
  std::int64_t tries = 0;
  std::int64_t opening_took_ms = 0;
  std::optional<std::int64_t> deadline_ms;
  std::int64_t silence_limit_ms = 0;
  std::int64_t max_payload = 0;
  std::int64_t expired = 0;
  std::int64_t refused = 0;
  std::int64_t was_offline = 0;
  std::optional<std::int64_t> stay_away_ms;
  std::int64_t polling = 0;
  std::int64_t polling_next = 0;
  std::int64_t socket_failures = 0;
  std::int64_t socket_worked = 0;
  std::int64_t http_status = 0;
  std::optional<std::int64_t> trouble_since_ms;
  std::optional<std::int64_t> upgrade_at_ms;
  std::int64_t upgrade_pause_ms = 0;
  std::string resume_token;
  std::string error_code;
  std::string error_message;
};

struct PhoneCheckpoint {
  std::int64_t now_ms = 0;
  std::int64_t random_low = 0;  // the halves of the generator's state
  std::int64_t random_high = 0;
  std::int64_t last_ack = 0;
  std::optional<std::int64_t> clock_offset_ms;
  std::optional<std::int64_t> network_moved_ms;
  std::int64_t role = 0;
  std::int64_t extended = 0;
  Features features;
  std::int64_t welcomed_at = 0;
  std::string user;
  std::vector<IceServer> ice_servers;
  std::vector<server::Relay> relays;
  std::int64_t next_relay = 0;
  LinkCheckpoint link;
};

}  // namespace ringline
