// Recovery: what clients of socket.io-client have missed while they were cut off, told to them when
// they come back (its "connection state recovery"). Ringline's own clients have their own resume.
//
// A session has a secret name, the pid, and an owner whom the host has verified: nobody else gets
// it. Each event carries its number as last argument, and whoever comes back says the last number seen.
// So it is for clients that know this last argument: to others it would be one more of the event's own.
// It is all or nothing: where one event is no longer held, the client begins anew.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ringline/time.hpp"

namespace ringline {

struct RecoveryConfig {
  Duration window{120'000};        // from the loss of the connection, and the age of a kept event
  std::size_t events = 256;        // kept a session
  std::size_t bytes = 131'072;     // kept a session
  std::size_t sessions = 100'000;  // in all; beyond that the one that is away longest is dropped
};

class Recovery {
 public:
  struct Session {
    std::string pid;
    std::string sid;    // the client's id in its namespace, which stays its own
    std::string owner;  // who it is, as one text
    std::string nsp;
    std::string tag;  // the host's, given back
  };
  struct Found {
    Session session;
    std::vector<std::string> missed;  // as they were sent, oldest first
  };
  // What CONNECT's auth says of an earlier session: "" where it says nothing.
  struct Claim {
    std::string pid;
    std::string offset;
  };
  static Claim read_claim(std::string_view auth_json);

  explicit Recovery(RecoveryConfig config = {}) : config_(config) {}

  void open(Session session);
  // Keeps an event, `["name",{...}]`, and returns it with its number.
  std::string note(TimePoint now, const std::string& pid, std::string_view event_json);
  // The connection broke: the client has `window` to come back.
  void lose(TimePoint now, const std::string& pid);
  // It left, and won't come back.
  void close(const std::string& pid);

  // The session is the client's again, and no longer lost.
  std::optional<Found> recover(TimePoint now, const Claim& claim, const std::string& owner,
                               const std::string& nsp);

  // The pids of those whose time is over by now, or whose place was needed; they are gone.
  std::vector<std::string> expire(TimePoint now);
  [[nodiscard]] std::optional<TimePoint> next() const;
  [[nodiscard]] std::size_t size() const { return held_.size(); }

 private:
  struct Event {
    TimePoint at;
    std::string json;
  };
  struct Held {
    Session session;
    std::uint64_t last = 0;  // the newest event's number
    std::deque<Event> events;
    std::size_t bytes = 0;
    std::optional<TimePoint> lost;
  };

  static void drop_oldest(Held& held);
  void return_from_loss(Held& held);

  RecoveryConfig config_;
  std::unordered_map<std::string, Held> held_;
  std::set<std::pair<TimePoint, std::string>> lost_;  // since when, and the pid
  std::vector<std::string> dropped_;
};

}  // namespace ringline
