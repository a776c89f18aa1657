// Exchange: the gateway's brain. Sessions, routing, ringing, and the one row per call that is both
// the call and its log entry. Same contract as the Phone: handle, then poll until Wait.
//
// The row is the truth. A transition is a pure function (record, event) -> (record', effects); the
// Exchange asks the Store to replace `version` by `version + 1` and lets the effects out only when
// the Store says that it held. A conflict brings the newer record and the event is tried on that.
// So no caller is ever told what the log doesn't hold, and any gateway may handle any event.
//
// Signals (offer, answer, candidate) never touch the Store.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "ringline/error.hpp"
#include "ringline/messages.hpp"
#include "ringline/time.hpp"

namespace ringline {

using ConnectionId = std::uint64_t;  // the host's name for one connected client
using RequestId = std::uint64_t;     // the Exchange's name for one question to Store or Bus

// Whom a call rings: a staff member by user id, a customer by contact id. All connections of a
// party are its devices.
struct Party {
  std::string tenant_id;
  Role role = Role::TenantMember;
  std::string id;

  bool operator==(const Party&) const = default;
  // Not <=>: the C++ library of older Emscriptens can't compare texts by it.
  bool operator<(const Party& other) const {
    return std::tie(tenant_id, role, id) < std::tie(other.tenant_id, other.role, other.id);
  }
};

// Who a connection is: verified by the host (token, database), never claimed by the client.
struct Identity {
  std::string user_id;
  std::string tenant_id;
  Role role = Role::TenantMember;
  std::string contact_id;  // customers only
  std::string name;
  std::string phone;  // customers: the contact's number

  [[nodiscard]] Party party() const;
};

// The part of an answered call in which one of its sides heard nothing of the other and said so.
struct Outage {
  EpochMs from = 0;
  EpochMs to = 0;  // 0: not over, or the call ended in it

  bool operator==(const Outage&) const = default;
};

// Nobody: it isn't over, or time ended it.
enum class Ender : std::uint8_t { Nobody, Caller, Callee };

struct CallRecord {
  std::string id;  // callId and callLogId: one row, one name
  std::int64_t version = 0;
  CallStatus status = CallStatus::Initiated;
  EndReason reason = EndReason::None;

  Party caller;
  Party callee;
  std::string caller_user_id;
  std::string caller_name;
  std::string callee_name;
  std::string phone;       // the customer's number, whoever called
  std::string contact_id;  // the customer's contact, whoever called
  std::string staff_user_id;
  std::string client_call_id;  // "" from a base client

  std::string caller_session;      // the device that dialed
  std::string callee_session;      // the device that accepted, "" before
  std::string preconnect_session;  // the callee's device with which ICE may run while it rings
  bool caller_extended = false;    // speaks protocol 2
  bool callee_extended = false;

  EpochMs created_at = 0;
  EpochMs rang_at = 0;      // 0: it never rang
  EpochMs answered_at = 0;  // 0: never
  EpochMs ended_at = 0;     // 0: not yet
  std::int64_t duration_s = 0;
  EpochMs due_at = 0;  // when the Exchange must look at an open call again; 0 once it is closed

  // How it went. It is written with what is written anyway: an outage with the next change.
  Ender ended_by = Ender::Nobody;
  std::int64_t outage_count = 0;
  std::vector<Outage> outages;  // the first limit::outages_per_call of them

  [[nodiscard]] bool is_open() const noexcept;
  bool operator==(const CallRecord&) const = default;
};

// Questions to the Store. Each gets exactly one StoreAnswer.
// clang-format off
namespace store {
struct Resolve {  // whom does this caller mean?
  Identity caller;
  std::string contact_id;
  std::string phone;  // used where contact_id is empty
};
struct Insert { CallRecord record; };  // idempotent by (caller, client_call_id) where that is given
struct Update { CallRecord record; };  // record.version is the new one; it held if the old was - 1
struct Load { std::string call_id; };
struct LoadOpen { Party party; };        // open calls in which the party is caller or callee
struct LoadDue {  // open calls with due_at <= at, at most 256, oldest first
  EpochMs at = 0;
  EpochMs answered_at = 0;  // of answered ones, those with due_at <= answered_at
};
using Request = std::variant<Resolve, Insert, Update, Load, LoadOpen, LoadDue>;

struct Callee {
  Party party;
  std::string name;
  std::string phone;
  std::string contact_id;
  bool may_ring = true;  // false: the call is made, and fails as one to somebody who is offline
};
enum class Status : std::uint8_t {
  Done,         // Insert, Update held; Load, LoadOpen, LoadDue found what is in `records`
  Conflict,     // Insert: it exists; Update: another version stands; `records` has that one
  NotFound,     // Resolve, Load, Update
  Ambiguous,    // Resolve: several contacts have this number
  BadNumber,    // Resolve: the number can be none
  Unavailable,  // the database can't be reached; nothing is known to have changed
};
}  // namespace store
// clang-format on

// clang-format off
namespace exchange_input {
struct Opened {  // a client passed the host's checks
  ConnectionId connection = 0;
  Identity identity;
  bool extended = false;     // it announced protocol 2
  std::string session_id;    // new, or the one its resume token proved
  std::string resume_token;  // for the Welcome
  EpochMs expires_at = 0;    // when its token has run out; 0: never
  std::vector<IceServer> ice_servers;
  bool recovered = false;  // the host has told it all that it missed since it was last here
  Features features;       // that it announced, where it is extended
  bool returns = false;    // a base client that says that it was here before: it may have a call
};
struct Event {  // the data of a Socket.IO event packet
  ConnectionId connection = 0;
  std::string event_json;
  std::optional<std::uint64_t> ack;
  ReadEvent read;  // event_json need not be read again where the link has done so
};
struct Closed {
  ConnectionId connection = 0;
  // The host keeps what is still emitted to it, until the device returns (Opened, recovered) or
  // the connection is Closed for good. Meanwhile it counts as gone.
  bool may_return = false;
  bool goodbye = false;  // it said that it leaves: it won't come back to its calls
};
struct StoreAnswer {
  RequestId request = 0;
  store::Status status = store::Status::Done;
  std::vector<CallRecord> records;
  std::optional<store::Callee> callee;
};
struct BusAnswer {  // devices of the party at the other gateways
  RequestId request = 0;
  std::int64_t devices = 0;
  bool all_extended = true;
};
struct BusMessage {  // what another gateway published for a party that has a connection here
  Party to;                 // with an empty id: presence:changed, for all staff of the tenant
  std::string session;      // "" for all of the party's devices
  std::string not_session;  // "" for no exception
  std::string event_json;   // "" where `session` has come to that gateway: it is here no more
  std::optional<CallRecord> record;  // the row that this came from
};
struct TokenAnswer {  // to CheckToken: whose it is, or why it is refused
  RequestId request = 0;
  std::optional<Identity> identity;
  EpochMs expires_at = 0;  // 0: never
  std::string code;
  std::string message;
};
struct Drain {  // take no new calls, end what only rings, then send the clients away
  bool settle_answered = false;  // and end answered calls too: their row says COMPLETED, connection_lost
  Duration send_away_within{0};  // how long the sending away may take
};
struct Tick {};
}  // namespace exchange_input
// clang-format on

using ExchangeInput =
    std::variant<exchange_input::Opened, exchange_input::Event, exchange_input::Closed,
                 exchange_input::StoreAnswer, exchange_input::BusAnswer, exchange_input::BusMessage,
                 exchange_input::TokenAnswer, exchange_input::Drain, exchange_input::Tick>;

// clang-format off
namespace exchange_output {
struct Emit { ConnectionId connection = 0; std::string event_json; };
struct Acknowledge { ConnectionId connection = 0; std::uint64_t id = 0; std::string args_json; };
struct Disconnect {
  ConnectionId connection = 0;
  std::string reason;
  bool come_back = false;  // it is welcome again, here or elsewhere: only this connection ends
};
struct AskStore { RequestId request = 0; store::Request what; };
struct CheckToken { RequestId request = 0; ConnectionId connection = 0; std::string token; };
struct AskBus { RequestId request = 0; Party party; };  // how many devices has it elsewhere?
struct Publish { exchange_input::BusMessage message; };  // for connections at other gateways
struct GrantRelay {  // make it credentials for the relay, and send it server::Relay with them
  ConnectionId connection = 0;
  std::string call_id;
  std::string tenant_id;
  std::string user_id;
  bool rings = false;        // the call does: they need last no longer than that
  std::string charged_user;  // on whose account they go: while a call rings the caller's
};
struct Happened {  // for logs and metrics; holds no SDP, candidate or token
  std::string name;
  std::string call_id;
  std::string detail;
};
struct Wait { std::optional<TimePoint> until; };  // always last
}  // namespace exchange_output
// clang-format on

using ExchangeOutput =
    std::variant<exchange_output::Emit, exchange_output::Acknowledge, exchange_output::Disconnect,
                 exchange_output::AskStore, exchange_output::CheckToken, exchange_output::AskBus,
                 exchange_output::Publish, exchange_output::GrantRelay, exchange_output::Happened,
                 exchange_output::Wait>;

struct ExchangeConfig {
  Duration ring_timeout{45'000};
  Duration resume_window{30'000};  // an answered call lives this long without a side that it needs
  Duration ringing_grace{10'000};  // a ringing call whose caller is gone lives this long
  Duration silence{45'000};        // a dead connection is found out within this, by its heartbeat
  Duration call_length_limit{12 * 3'600'000};
  Duration due_poll{1'000};           // how often the Store is asked for due calls
  Duration due_check{20'000};         // how far ahead an answered call's due_at is kept
  Duration store_retry{500};          // after the Store was unavailable
  Duration presence_grace{3'000};     // who comes back within this has never been away
  Duration presence_interval{1'000};  // a tenant's staff are told of changes at most this often
  Duration relay_renewal{0};  // how often the sides of a call get fresh relay credentials; 0: never
  std::size_t calls_per_user = 8;  // open ones that somebody has placed or taken
  std::size_t calls_per_tenant = 1'000;
  // Attempts of one caller, and those to one and the same callee: so many at once, and as many again
  // within each minute. 0: no limit.
  std::size_t dials_per_minute = 60;
  std::size_t dials_per_minute_to_one = 10;
  // A client is told that its token runs out so long before (or when half of a shorter life is
  // over), and again whenever half of the rest is over, but not more often than the gap.
  Duration expiry_notice{60'000};
  Duration expiry_notice_gap{5'000};
  std::size_t drain_batch = 100;  // clients that are sent away at once, at least
  Duration drain_gap{100};        // between two batches
  Duration retry_after{1'000};    // a client that is sent away comes back after it to twice it
  bool has_bus = false;           // there are other gateways: AskBus and Publish mean something
};

class Exchange {
 public:
  Exchange(ExchangeConfig config, std::uint64_t seed);
  ~Exchange();
  Exchange(Exchange&&) noexcept;
  Exchange& operator=(Exchange&&) noexcept;

  // `now` counts from the Unix epoch. An Error is the host's mistake (an unknown connection or
  // request) and has changed nothing; a client's mistake is answered to the client.
  Error handle(TimePoint now, const ExchangeInput& input);
  [[nodiscard]] ExchangeOutput poll();

  // Whether a call to this party would ring here; a moment's absence doesn't count.
  [[nodiscard]] bool is_reachable(const Party& party) const;

  // Calls, sessions and questions held, for limits and metrics.
  struct Load {
    std::size_t connections = 0;
    std::size_t calls = 0;
    std::array<std::size_t, 5> calls_by_status{};  // by the place of each CallStatus
    std::size_t questions = 0;                     // to Store, Bus and token check, unanswered
    std::size_t lanes = 0;                         // calls of which something is under way
    std::size_t longest_lane = 0;                  // turns in it, the one under way among them
    std::size_t terms = 0;                         // connections whose token runs out
    std::size_t delayed = 0;                       // what is tried again when the Store may be back
    std::size_t recoveries = 0;  // devices that are gone and may return to what is kept for them
    bool drained = false;  // after Drain: every row that must be is settled, every client sent away
  };
  [[nodiscard]] Load load() const noexcept;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace ringline
