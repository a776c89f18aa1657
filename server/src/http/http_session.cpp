#include "http/http_session.hpp"

#include <boost/beast/websocket.hpp>
#include <utility>

#include "http/headers.hpp"
#include "http/responses.hpp"

namespace ringline::server_app {
namespace {

constexpr std::size_t header_limit = 16'384;  // as Node's: a domain's cookies may be large
constexpr std::size_t followed_body_limit = 65'536;
constexpr std::size_t discard_limit = 1'048'576;  // of a body that is refused unread
constexpr std::size_t discard_piece = 65'536;
constexpr std::chrono::milliseconds discard_deadline{2'000};
constexpr std::chrono::seconds response_deadline{60};

constexpr const char* forwarded_header = "X-Forwarded-For";

Response too_many_connections() {
  return make_error(http::status::too_many_requests, "limit",
                    "Your address has too many connections: close some");
}

Response too_many_bodies() {
  Response response = make_error(http::status::service_unavailable, "busy",
                                 "Too much is being sent at the moment: try again in a second");
  response.set(http::field::retry_after, "1");
  return response;
}

}  // namespace

HttpSession::HttpSession(Socket socket, Address peer, ConnectionCounter::Place place,
                         std::shared_ptr<const Site> site)
    : socket_(std::move(socket)),
      peer_(std::move(peer)),
      place_(std::move(place)),
      site_(std::move(site)),
      timer_(socket_.get_executor()) {}

void HttpSession::start() { read(); }

void HttpSession::start_in_scarcity() {
  scarce_ = true;
  read();
}

Address HttpSession::client_of(const Request& request) const {
  return client_address(peer_, list_of(request, forwarded_header), site_->trusted_proxies);
}

Visitor HttpSession::visitor_of(const Request& request) const {
  const Address client = client_of(request);
  const std::string host = text(request[http::field::host]);
  return {client.to_string(), is_local(peer_, list_of(request, forwarded_header)),
          names_loopback(host), names_address(host), counting_key(client)};
}

void HttpSession::expect_within(std::chrono::milliseconds time) {
  timer_.expires_after(time);
  timer_.async_wait([weak = weak_from_this()](error_code error) {
    if (error) return;
    if (auto self = weak.lock()) self->close();
  });
}

void HttpSession::close() {
  timer_.cancel();
  error_code ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
  socket_.close(ignored);
  if (const auto follower = std::exchange(follower_, nullptr)) follower->on_gone();
}

void HttpSession::read() {
  parser_.emplace();
  parser_->header_limit(header_limit);
  parser_->body_limit(boost::none);  // its length is looked at before it is read
  answered_ = false;
  sent_ = false;
  pass_.reset();
  body_share_ = {};
  request_place_ = {};
  expect_within(site_->request_deadline);
  http::async_read_header(socket_, buffer_, *parser_,
                          [self = shared_from_this()](error_code error, std::size_t) {
                            if (!error) return self->on_header();
                            self->on_unreadable(error);
                          });
}

std::optional<Response> HttpSession::refusal_of(const Request& request) const {
  if (const std::string why = ambiguity_of(request); !why.empty()) {
    return make_error(http::status::bad_request, "bad_request", why);
  }
  if (scarce_ && !(site_->always && site_->always(request))) {
    if (site_->refused) site_->refused("no_descriptors");
    Response response = make_error(http::status::service_unavailable, "limit",
                                   "The gateway has no room for more connections");
    response.set(http::field::retry_after, "1");
    return response;
  }
  return std::nullopt;
}

void HttpSession::on_header() {
  const Request& request = parser_->get();
  if (auto refusal = refusal_of(request)) return respond(std::move(*refusal));
  // Two readers could disagree about where such a request ends (request smuggling).
  if (request.find(http::field::transfer_encoding) != request.end()) {
    return respond(make_error(http::status::not_implemented, "bad_request",
                              "Transfer-Encoding isn't taken: give a Content-Length"));
  }
  if (beast::websocket::is_upgrade(request)) return on_upgrade(request);
  if (!place_) {
    request_place_ = site_->connections.take(counting_key(client_of(request)));
    if (!request_place_) {
      if (site_->refused) site_->refused("too_many_connections");
      return respond(too_many_connections());
    }
  }
  follow(request);
  if (answered_) return;
  if (parser_->is_done()) return on_request();
  if (follower_) return read_body(followed_body_limit);
  admit_body(request);
}

// Memory is for those who are known: nothing of a body is read before the Site has let it in.
void HttpSession::admit_body(const Request& request) {
  if (!site_->admit) return on_request();
  const auto once = [self = shared_from_this()](Response response) {
    if (!self->answered_) self->respond(std::move(response));
  };
  site_->admit(request, visitor_of(request), once,
               [self = shared_from_this()](std::size_t most, std::shared_ptr<Pass> pass) {
                 if (self->answered_ || !self->socket_.is_open()) return;
                 self->pass_ = std::move(pass);
                 self->read_body(most);
               });
}

void HttpSession::read_body(std::size_t most) {
  body_limit_ = most;
  const auto length = static_cast<std::size_t>(parser_->content_length().value_or(0));
  // A follower has said already what it takes of this one.
  if (!follower_ && length > body_limit_) {
    return on_unreadable(make_error_code(http::error::body_limit));
  }
  if (length > 0) {
    body_share_ = site_->bodies.take(counting_key(client_of(parser_->get())), length);
    if (!body_share_) {
      if (const auto follower = std::exchange(follower_, nullptr)) follower->on_gone();
      return respond(too_many_bodies());
    }
  }
  reading_ = true;
  http::async_read(socket_, buffer_, *parser_,
                   [self = shared_from_this()](error_code error, std::size_t) {
                     self->reading_ = false;
                     if (self->answered_) return self->sent_ ? self->close() : void();
                     if (!error) return self->on_request();
                     self->on_unreadable(error);
                   });
}

void HttpSession::follow(const Request& request) {
  if (!site_->follow) return;
  follower_ =
      site_->follow(request, visitor_of(request), [self = shared_from_this()](Response response) {
        if (self->answered_) return;
        self->follower_.reset();
        self->respond(std::move(response));
      });
  if (answered_) follower_.reset();
}

// While a request waits for its answer nothing is to be read, except that the other side is gone.
// What it sends ahead (pipelining) is left where it is.
void HttpSession::watch() {
  socket_.async_wait(Socket::wait_read, [weak = weak_from_this()](error_code error) {
    const auto self = weak.lock();
    if (error || !self || !self->follower_) return;
    char next = 0;
    self->socket_.non_blocking(true, error);
    self->socket_.receive(net::buffer(&next, 1), Socket::message_peek, error);
    if (error && error != net::error::would_block) self->close();
  });
}

void HttpSession::on_unreadable(error_code error) {
  if (error == http::error::header_limit) {
    return respond(
        make_error(http::status::request_header_fields_too_large, "too_large",
                   "The header is longer than " + std::to_string(header_limit) + " bytes"));
  }
  if (error == http::error::body_limit) {
    return respond(make_error(http::status::payload_too_large, "too_large",
                              "The body is longer than " + std::to_string(body_limit_) + " bytes"));
  }
  const bool is_http = error.category() == make_error_code(http::error::bad_method).category();
  const bool is_end = error == http::error::end_of_stream || error == http::error::partial_message;
  if (!is_http || is_end) return close();
  respond(make_error(http::status::bad_request, "bad_request",
                     "This is no HTTP request: " + error.message()));
}

void HttpSession::on_request() {
  const Request& request = parser_->get();
  if (const auto follower = follower_) {
    // It knows how long it may take.
    timer_.cancel();
    follower->on_request(request);
    if (follower_) watch();
    return;
  }
  expect_within(response_deadline);
  site_->answer(
      request, visitor_of(request), std::move(pass_),
      [self = shared_from_this()](Response response) { self->respond(std::move(response)); });
}

void HttpSession::on_upgrade(const Request& request) {
  if (!has_socket_key(request)) {
    return respond(make_error(http::status::bad_request, "bad_request",
                              "Sec-WebSocket-Key must be 16 bytes in base64"));
  }
  const Visitor visitor = visitor_of(request);
  if (auto refusal = site_->check_upgrade(request, visitor)) return respond(std::move(*refusal));
  if (!place_) place_ = site_->connections.take(counting_key(client_of(request)));
  if (!place_) {
    if (site_->refused) site_->refused("too_many_connections");
    return respond(too_many_connections());
  }
  timer_.cancel();
  site_->upgrade(std::move(socket_), request, visitor, std::move(place_));
}

void HttpSession::respond(Response response) {
  if (!socket_.is_open()) return;
  answered_ = true;
  const Request& request = parser_->get();
  add_security_headers(response);
  // After a request that wasn't read to its end, or whose end is in doubt, nothing can follow.
  const bool ended = parser_->is_done() && !scarce_ &&
                     request.find(http::field::transfer_encoding) == request.end();
  response.version(11);
  response.keep_alive(ended && request.keep_alive());
  response_.emplace(std::move(response));
  if (response_->result() == http::status::not_modified) {
    response_->body().clear();
  } else if (response_->rest) {
    response_->chunked(true);
  } else {
    response_->prepare_payload();
  }
  serializer_.emplace(*response_);
  expect_within(response_deadline);
  const auto sent = [self = shared_from_this()](error_code error, std::size_t) {
    self->on_sent(error);
  };
  // To HEAD the header alone, with the length that the body would have.
  const bool is_head = request.method() == http::verb::head;
  if (is_head || response_->rest) {
    if (is_head) response_->rest.reset();
    serializer_->split(true);
    http::async_write_header(socket_, *serializer_,
                             [self = shared_from_this()](error_code error, std::size_t) {
                               if (error || !self->response_->rest) return self->on_sent(error);
                               self->send_piece(std::move(self->response_->body()));
                             });
  } else {
    http::async_write(socket_, *serializer_, sent);
  }
}

void HttpSession::send_rest() {
  response_->rest->next([self = shared_from_this()](std::optional<std::string> piece) {
    if (!self->socket_.is_open()) return;
    // Without its last chunk nobody takes the body for a whole one.
    if (!piece) return self->close();
    self->send_piece(std::move(*piece));
  });
}

void HttpSession::send_piece(std::string piece) {
  piece_ = std::move(piece);
  expect_within(response_deadline);
  if (piece_.empty()) {
    response_->rest.reset();
    net::async_write(
        socket_, http::make_chunk_last(),
        [self = shared_from_this()](error_code error, std::size_t) { self->on_sent(error); });
    return;
  }
  net::async_write(socket_, http::make_chunk(net::const_buffer(piece_.data(), piece_.size())),
                   [self = shared_from_this()](error_code error, std::size_t) {
                     if (error) return self->on_sent(error);
                     self->send_rest();
                   });
}

void HttpSession::on_sent(error_code error) {
  sent_ = true;
  if (error) return close();
  if (response_->keep_alive()) return read();
  if (parser_->is_done()) return close();
  // To close with bytes unread would take the answer away from whoever is still sending.
  socket_.shutdown(Socket::shutdown_send, error);
  expect_within(discard_deadline);
  if (!reading_) discard();
}

void HttpSession::discard() {
  buffer_.clear();
  socket_.async_read_some(buffer_.prepare(discard_piece),
                          [self = shared_from_this()](error_code error, std::size_t bytes) {
                            self->discarded_bytes_ += bytes;
                            if (error || self->discarded_bytes_ > discard_limit) {
                              return self->close();
                            }
                            self->discard();
                          });
}

}  // namespace ringline::server_app
