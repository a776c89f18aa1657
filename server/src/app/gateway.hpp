// Joins the sockets, the Exchange, and the database. It moves; the Exchange decides.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "app/clock.hpp"
#include "app/tenant_budgets.hpp"
#include "auth/authenticator.hpp"
#include "auth/resume_token.hpp"
#include "log.hpp"
#include "ops/metrics.hpp"
#include "options.hpp"
#include "ringline/exchange.hpp"
#include "ringline/recovery.hpp"
#include "store/call_store.hpp"
#include "transport/socket_client.hpp"
#include "transport/token_bucket.hpp"
#include "turn/relay_credentials.hpp"

namespace ringline::server_app {

// Of one connection. A call is some forty events within its first second, most of them candidates,
// and few later.
inline constexpr double events_at_once = 200;
inline constexpr double events_per_second = 20;
// Of all connections of one person, and ten times as many at once.
inline constexpr int events_per_person = 60;

class Gateway : public SocketListener {
 public:
  Gateway(net::io_context& io, const Options& options, CallStore& calls,
          const Authenticator& authenticator, Metrics& metrics);

  // A session has begun.
  std::shared_ptr<Carrier> make_client(CarrierSeed seed);

  // Takes no new calls, settles what must be, sends every client away within that time, then calls
  // `done`.
  void stop(DrainMode mode, Duration send_away_within, std::function<void()> done);

  // Whether a call to him would ring.
  [[nodiscard]] bool is_reachable(const Party& party) const {
    return exchange_.is_reachable(party);
  }
  [[nodiscard]] Exchange::Load load() const { return exchange_.load(); }
  [[nodiscard]] std::size_t connections() const { return clients_.size(); }

  void on_asked(SocketClient& client, const ServerLink::Asked& asked) override;
  void on_event(SocketClient& client, ServerLink::Event event) override;
  void on_left(SocketClient& client, const ServerLink::Left& left) override;
  void on_gone(SocketClient& client, const std::string& reason) override;

 private:
  struct Seat {
    std::shared_ptr<SocketClient> client;  // none: it is away, and may come back to this session
    std::string nsp;
    std::string owner;
    std::string pid;  // "" where the client has a resume of its own
    Identity who;
    std::string proof;  // Verdict::proof, by which the same person is known without the database
    TokenBucket events;
  };
  struct Held {
    std::shared_ptr<SocketClient> client;
    std::vector<std::pair<std::string, ConnectionId>> seats;  // by namespace: one, seldom two
  };
  // What a client said on connecting.
  struct Hello {
    std::string nsp;
    Auth auth;
    Recovery::Claim claim;
  };

  void admit(const std::shared_ptr<SocketClient>& client, const Hello& hello,
             const Verdict& verdict);
  void seat(const std::shared_ptr<SocketClient>& client, const Hello& hello,
            const Verdict& verdict);
  [[nodiscard]] const Identity* known_without_database(const Hello& hello,
                                                       const Verdict& verdict) const;
  void refuse(SocketClient& client, const Hello& hello, const Refusal& refusal);
  std::string settle_recovery(const Hello& hello, const std::string& owner, ConnectionId id,
                              ServerLink::Allow& allow, std::string session);
  [[nodiscard]] bool has_room(const std::string& owner, bool returns) const;
  void leave(ConnectionId id, const ServerLink::Left& left);
  void forget_away();
  void refuse_event(SocketClient& client, const ServerLink::Event& event, const char* code,
                    const std::string& message);
  void give_up_seat(const SocketClient& client, const std::string& nsp);
  void note(std::string_view event, std::initializer_list<LogField> fields);
  void decide(const ExchangeInput& input);
  void perform(ExchangeOutput& output);
  void check_again(const exchange_output::CheckToken& asked);
  void grant_relay(const exchange_output::GrantRelay& whom);
  void wait(std::optional<TimePoint> until);
  // Looks whether the system's clock was set: before times are compared, and once a second.
  void follow_clock();
  void watch_clock();
  // A time of the world, in seconds, as the Exchange has it; 0 stays 0, which is never.
  [[nodiscard]] std::int64_t own_time(std::int64_t world_s);
  void finish_stopping();
  [[nodiscard]] const Seat* seat_at(ConnectionId id) const;
  [[nodiscard]] ConnectionId seat_of(const SocketClient& client, const std::string& nsp) const;

  net::io_context& io_;
  const Options& options_;
  CallStore& calls_;
  const Authenticator& authenticator_;
  Metrics& metrics_;
  ResumeTokens resume_tokens_;
  RelayCredentials relay_credentials_;
  Exchange exchange_;
  ServerLinkConfig link_config_;
  Recovery recovery_;
  std::unordered_map<std::string, ConnectionId> seat_of_pid_;
  std::unordered_map<std::string, int> present_;  // connections by owner
  TenantBudgets budgets_;
  TenantBudgets person_budgets_;  // by owner
  bool deciding_ = false;
  WorldClock world_;
  Timer timer_;
  Timer clock_timer_;
  std::optional<TimePoint> wakes_at_;
  ConnectionId last_connection_ = 0;
  std::unordered_map<const SocketClient*, Held> clients_;
  std::unordered_map<ConnectionId, Seat> seats_;
  bool flush_posted_ = false;  // of the log
  std::function<void()> stopped_;
  bool shutting_ = false;  // the clients are gone, the last connections are being closed
};

}  // namespace ringline::server_app
