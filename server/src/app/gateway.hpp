// Joins the sockets, the Exchange, and the database. It moves; the Exchange decides.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "app/socket_client.hpp"
#include "auth/authenticator.hpp"
#include "auth/resume_token.hpp"
#include "options.hpp"
#include "ringline/exchange.hpp"
#include "store/database.hpp"

namespace ringline::server_app {

class Gateway : public SocketListener {
 public:
  Gateway(net::io_context& io, const Options& options, Database& database,
          const Authenticator& authenticator);

  // Takes over a socket on which an upgrade was asked for.
  void adopt(Socket socket, const Request& upgrade, Handshake handshake,
             ConnectionCounter::Place place);

  // Takes no new calls, settles every row, closes every connection, then calls `done`.
  void stop(std::function<void()> done);

  // Whether a call to him would ring.
  [[nodiscard]] bool is_reachable(const Party& party) const {
    return exchange_.is_reachable(party);
  }
  [[nodiscard]] Exchange::Load load() const { return exchange_.load(); }

  void on_asked(SocketClient& client, const ServerLink::Asked& asked) override;
  void on_event(SocketClient& client, const ServerLink::Event& event) override;
  void on_left(SocketClient& client, const ServerLink::Left& left) override;
  void on_gone(SocketClient& client, const std::string& reason) override;

 private:
  struct Seat {
    std::shared_ptr<SocketClient> client;
    std::string nsp;
    TokenBucket events;
  };

  void admit(const std::shared_ptr<SocketClient>& client, const std::string& nsp, const Auth& auth,
             const Verdict& verdict);
  void refuse_event(SocketClient& client, const ServerLink::Event& event);
  void decide(const ExchangeInput& input);
  void perform(ExchangeOutput& output);
  void wait(std::optional<TimePoint> until);
  void finish_stopping();
  [[nodiscard]] const Seat* seat_at(ConnectionId id) const;
  [[nodiscard]] ConnectionId seat_of(const SocketClient& client, const std::string& nsp) const;

  net::io_context& io_;
  const Options& options_;
  Database& database_;
  const Authenticator& authenticator_;
  ResumeTokens resume_tokens_;
  Exchange exchange_;
  bool deciding_ = false;
  Timer timer_;
  std::optional<TimePoint> wakes_at_;
  ConnectionId last_connection_ = 0;
  std::map<const SocketClient*, std::shared_ptr<SocketClient>> clients_;
  std::map<ConnectionId, Seat> seats_;
  std::map<std::pair<const SocketClient*, std::string>, ConnectionId> seat_ids_;
  std::function<void()> stopped_;
  bool shutting_ = false;  // every row is settled, the connections are being closed
};

}  // namespace ringline::server_app
