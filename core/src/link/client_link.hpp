// ClientLink: one signaling connection kept alive, without a socket.
//
//   Off ──connect──► Waiting ──its time──► Opening ──LinkUp──► Greeting ──connection:success──► Online
//    ▲                  ▲                     │                   │                               │
//    └──── disconnect   └──────── LinkDown, handshake deadline, silence, refusal, Disconnect ─────┘
//
// Greeting is the Engine.IO handshake, then CONNECT with the auth, then the gateway's Welcome.
// Each attempt is by a WebSocket, until some have failed that never opened: then every second one is by
// HTTP long-polling, which gets through where a proxy lets no WebSocket pass. A connection by HTTP is
// upgraded to a WebSocket as soon as one can be had.
//
// The gateway pings; no byte for pingInterval + pingTimeout means that the connection is dead. The
// client never pings by itself, so that a tab with throttled timers can't miss its turn.
#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "json/writer.hpp"
#include "link/backoff.hpp"
#include "phone/checkpoint.hpp"
#include "phone/outputs.hpp"
#include "ringline/phone.hpp"
#include "ringline/socket_io.hpp"
#include "support/random.hpp"

namespace ringline {

namespace link_event {
struct Told {
  ServerMessage message;  // of a connection, the first is the Welcome, and no other is one
};
struct Acked {
  socket_io::AckId id = 0;
  server::Ack ack;
};
struct Lost {};
}  // namespace link_event

using LinkEvent = std::variant<link_event::Told, link_event::Acked, link_event::Lost>;
// Read where they stand: to move one costs WebAssembly dear.
using LinkEvents = std::list<LinkEvent>;

class ClientLink {
 public:
  ClientLink(const PhoneConfig& config, Random& random, Outputs& outputs);

  void connect(TimePoint now);
  void disconnect();
  void on_up(TimePoint now, const input::LinkUp& up);
  void on_frame(TimePoint now, const input::LinkFrame& frame);
  void on_down(TimePoint now, const input::LinkDown& down);
  void on_upgraded(const input::LinkUpgraded& upgraded);
  void on_network(TimePoint now, bool online);
  void on_time(TimePoint now);

  // An online connection that the caller knows to be dead: a new one is made, `at_once` or when the
  // backoff lets it.
  void give_up(TimePoint now, std::string_view why, bool at_once);

  // Whether a call waits for this connection: then it is tried more often, and less patiently.
  void hurry(TimePoint now, bool hurried);

  // Something has come through the network: an attempt that was begun before makes room for the next.
  void on_sign_of_life(TimePoint now);

  // The page goes: closed without a word, for the session goes on with the next page.
  void leave();

  // What proves the session to the gateway. Another's is taken before the first connection.
  [[nodiscard]] const std::string& resume_token() const { return resume_token_; }
  void take_over(std::string resume_token) { resume_token_ = std::move(resume_token); }

  // The gateway will end this connection; the next one is not to be made sooner, whoever hurries.
  void stay_away(Duration time) { stay_away_ = time; }

  // Sends an event at once. Requires Online. `id` asks for an ack.
  void send(const ClientMessage& message, std::optional<socket_io::AckId> id);

  [[nodiscard]] std::optional<TimePoint> deadline() const;
  [[nodiscard]] LinkState state() const;
  [[nodiscard]] bool is_wanted() const { return stage_ != Stage::Off; }
  [[nodiscard]] bool is_online() const { return stage_ == Stage::Online; }
  [[nodiscard]] const std::string& error_code() const { return error_code_; }
  [[nodiscard]] const std::string& error_message() const { return error_message_; }

  // While it isn't being made: all that is to be known of it, and a fresh link that goes on from there.
  [[nodiscard]] bool is_at_rest() const;
  void write_checkpoint(json::Writer& writer) const;
  void restore(LinkCheckpoint checkpoint);

  // What happened since the last call, in order.
  [[nodiscard]] LinkEvents take_events();

 private:
  enum class Stage : std::uint8_t { Off, Waiting, Opening, Greeting, Online };

  void open(TimePoint now);
  [[nodiscard]] Duration opening_deadline() const;
  [[nodiscard]] Duration longest_delay() const;
  void lose(TimePoint now, std::string_view why, bool at_once);
  void heard(TimePoint now);
  void note_failure(bool timed_out);
  void explain(TimePoint now, std::string_view why);
  void come_online(TimePoint now);
  void on_handshake(TimePoint now, std::string_view json);
  void on_packet(TimePoint now, std::string_view text);
  void on_event(TimePoint now, std::string_view json);
  void on_refusal(TimePoint now, std::string_view json);
  void drop_frame(const Error& error);
  void send_packet(const socket_io::Packet& packet);

  const PhoneConfig& config_;
  Random& random_;
  Outputs& outputs_;
  Backoff backoff_;
  Stage stage_ = Stage::Off;
  std::int64_t attempt_ = 0;
  std::optional<TimePoint> deadline_;
  Duration silence_limit_{45'000};
  std::int64_t max_payload_ = 0;
  Auth auth_;
  bool greeted_ = false;  // the Engine.IO handshake of this attempt has come
  bool expired_ = false;  // the gateway has said so: a new token is all that it wants
  bool refused_ = false;  // the last attempt: don't hammer a gateway that says no
  bool was_offline_ = false;
  bool hurried_ = false;
  int hurried_tries_ = 0;
  TimePoint opened_at_;
  Duration opening_took_{0};                    // the last time that it worked
  std::optional<Duration> stay_away_;           // until the next attempt
  Transport transport_ = Transport::WebSocket;  // of this attempt
  Transport next_ = Transport::WebSocket;       // of the next one, where WebSockets fail
  std::int64_t socket_failures_ = 0;            // in a row, of those that never opened
  bool socket_worked_ = false;                  // in this network
  std::int64_t http_status_ = 0;                // of the last attempt by HTTP
  std::optional<TimePoint> trouble_since_;      // wanted, and not online
  std::optional<TimePoint> upgrade_at_;
  Duration upgrade_pause_{0};
  std::string resume_token_;
  std::string error_code_;
  std::string error_message_;
  LinkEvents events_;
};

}  // namespace ringline
