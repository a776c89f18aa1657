// One HTTP connection: reads requests one after the other, and hands the socket on where a WebSocket
// is asked for.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/addresses.hpp"
#include "http/body_budget.hpp"
#include "http/connection_counter.hpp"
#include "http/net.hpp"

namespace ringline::server_app {

// Whom a request is from.
struct Visitor {
  std::string address;
  bool is_local = false;        // from this machine, as far as is known
  bool names_loopback = false;  // and to it, by one of its own names
  bool names_address = false;   // and to it, by such a name or by an address
  std::string counted_as;       // what its connections are counted by
};

// Follows a request from its header on: may answer it before its body is read, and hears when
// whoever asked has gone.
class Follower {
 public:
  virtual ~Follower() = default;
  // All of the request is there.
  virtual void on_request(const Request& request) = 0;
  // No answer will reach anybody any more.
  virtual void on_gone() = 0;
};

// What was found out of a request when its header had come: the Site's own, kept until its answer.
class Pass {
 public:
  virtual ~Pass() = default;
};

// What a request meets; made once, by the Server.
struct Site {
  using Reply = std::function<void(Response)>;
  // Whoever follows this request, of which only the header is there; the reply may be called from
  // now on. Nobody: `answer` gets it when it is whole.
  std::function<std::shared_ptr<Follower>(const Request&, const Visitor&, Reply)> follow;
  // Whether the body of this request, which nobody follows, may be read: calls `go_on`, now or later,
  // with the most that it may have, or answers. Where there is no such function nothing is read.
  using GoOn = std::function<void(std::size_t most, std::shared_ptr<Pass>)>;
  std::function<void(const Request&, const Visitor&, Reply, GoOn)> admit;
  // Answers now or later, exactly once. `pass` is what `admit` gave, null where there was no body.
  std::function<void(const Request&, const Visitor&, std::shared_ptr<Pass> pass, Reply)> answer;
  // Nothing: this upgrade is welcome. Otherwise why not.
  std::function<std::optional<Response>(const Request&, const Visitor&)> check_upgrade;
  std::function<void(Socket, const Request&, const Visitor&, ConnectionCounter::Place)> upgrade;

  // This request, of which only the header is there, is answered also where there is hardly room for
  // connections: whoever watches over the gateway must not take it for dead.
  std::function<bool(const Request&)> always;

  // Somebody was turned away before he had asked for anything; nobody need listen.
  std::function<void(std::string_view cause)> refused;

  AddressRanges trusted_proxies;
  ConnectionCounter connections;
  BodyBudget bodies;
  // From the first byte of a request to the last, and for an idle connection until the next one.
  std::chrono::milliseconds request_deadline{15'000};
};

// Of a header, of a line between two chunks, of a piece of a body.
inline constexpr std::size_t most_buffered = 131'072;

class HttpSession : public std::enable_shared_from_this<HttpSession> {
 public:
  // A trusted proxy has no `place`: each request, and each WebSocket, that comes through it takes
  // one of its visitor's.
  HttpSession(Socket socket, Address peer, ConnectionCounter::Place place,
              std::shared_ptr<const Site> site);
  void start();
  // There is hardly room for it: it is told so and closed, unless the site answers always.
  void start_in_scarcity();

 private:
  void read();
  void on_header();
  // What the header refuses by itself.
  [[nodiscard]] std::optional<Response> refusal_of(const Request& request) const;
  void admit_body(const Request& request);
  void read_body(std::size_t most);
  void on_request();
  void on_upgrade(const Request& request);
  void on_unreadable(error_code error);
  void follow(const Request& request);
  void watch();
  void respond(Response response);
  void send_rest();
  void send_piece(std::string piece);
  void on_sent(error_code error);
  void discard();
  void expect_within(std::chrono::milliseconds time);
  void close();
  [[nodiscard]] Address client_of(const Request& request) const;
  [[nodiscard]] Visitor visitor_of(const Request& request) const;

  Socket socket_;
  Address peer_;
  ConnectionCounter::Place place_;
  std::shared_ptr<const Site> site_;        // a session may outlive the listener
  ConnectionCounter::Place request_place_;  // where the connection has none
  BodyBudget::Share body_share_;
  std::shared_ptr<Pass> pass_;
  Timer timer_;
  beast::flat_buffer buffer_{most_buffered};
  std::optional<http::request_parser<http::string_body>> parser_;
  std::shared_ptr<Follower> follower_;  // until it has answered
  bool answered_ = false;               // this request is
  bool sent_ = false;                   // and so is its answer
  bool reading_ = false;                // its body
  bool scarce_ = false;
  std::size_t discarded_bytes_ = 0;
  std::size_t body_limit_ = 0;
  std::optional<Response> response_;
  std::optional<http::response_serializer<http::string_body>> serializer_;
  std::string piece_;  // of the response's rest, while it is sent
};

}  // namespace ringline::server_app
