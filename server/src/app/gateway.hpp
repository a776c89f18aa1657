// Joins the sockets, the Exchange, and the database. It moves; the Exchange decides.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "app/tenant_budgets.hpp"
#include "auth/authenticator.hpp"
#include "auth/resume_token.hpp"
#include "ops/metrics.hpp"
#include "options.hpp"
#include "ringline/exchange.hpp"
#include "ringline/recovery.hpp"
#include "store/call_store.hpp"
#include "transport/socket_client.hpp"
#include "transport/token_bucket.hpp"
#include "turn/relay_credentials.hpp"

namespace ringline::server_app {

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
  void on_event(SocketClient& client, const ServerLink::Event& event) override;
  void on_left(SocketClient& client, const ServerLink::Left& left) override;
  void on_gone(SocketClient& client, const std::string& reason) override;

 private:
  struct Seat {
    std::shared_ptr<SocketClient> client;  // none: it is away, and may come back to this session
    std::string nsp;
    std::string owner;
    std::string pid;  // "" where the client has a resume of its own
    Identity who;
    TokenBucket events;
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
  std::string settle_recovery(const Hello& hello, const std::string& owner, ConnectionId id,
                              ServerLink::Allow& allow, std::string session);
  [[nodiscard]] bool has_room(const std::string& owner, bool returns) const;
  void leave(ConnectionId id, bool may_return);
  void forget_away();
  void refuse_event(SocketClient& client, const ServerLink::Event& event, const char* code,
                    const std::string& message);
  void decide(const ExchangeInput& input);
  void perform(ExchangeOutput& output);
  void check_again(const exchange_output::CheckToken& asked);
  void grant_relay(const exchange_output::GrantRelay& whom);
  void wait(std::optional<TimePoint> until);
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
  std::map<std::string, ConnectionId> seat_of_pid_;
  std::map<std::string, int> present_;  // connections by owner
  TenantBudgets budgets_;
  bool deciding_ = false;
  Timer timer_;
  std::optional<TimePoint> wakes_at_;
  ConnectionId last_connection_ = 0;
  std::map<const SocketClient*, std::shared_ptr<SocketClient>> clients_;
  std::map<ConnectionId, Seat> seats_;
  std::map<std::pair<const SocketClient*, std::string>, ConnectionId> seat_ids_;
  std::function<void()> stopped_;
  bool shutting_ = false;  // the clients are gone, the last connections are being closed
};

}  // namespace ringline::server_app
