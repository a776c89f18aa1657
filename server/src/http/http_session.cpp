#include "http/http_session.hpp"

#include <boost/beast/websocket.hpp>
#include <utility>

#include "http/responses.hpp"

namespace ringline::server_app {
namespace {

constexpr std::size_t header_limit = 8'192;
constexpr std::chrono::seconds request_deadline{15};
constexpr std::chrono::seconds response_deadline{60};

constexpr const char* forwarded_header = "X-Forwarded-For";

Response too_many_connections() {
  return make_error(http::status::too_many_requests, "limit",
                    "Your address has too many connections: close some");
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

Address HttpSession::client_of(const Request& request) const {
  return client_address(peer_, text(request[forwarded_header]), site_->trusted_proxies);
}

Visitor HttpSession::visitor_of(const Request& request) const {
  return {client_of(request).to_string(), is_local(peer_, text(request[forwarded_header])),
          names_loopback(text(request[http::field::host]))};
}

void HttpSession::expect_within(std::chrono::seconds time) {
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
}

void HttpSession::read() {
  parser_.emplace();
  parser_->header_limit(header_limit);
  // The header decides; before it is read none may be too long.
  parser_->body_limit(boost::none);
  expect_within(request_deadline);
  http::async_read_header(socket_, buffer_, *parser_,
                          [self = shared_from_this()](error_code error, std::size_t) {
                            if (!error) return self->read_body();
                            self->on_unreadable(error);
                          });
}

void HttpSession::read_body() {
  body_limit_ = site_->body_limit(parser_->get());
  parser_->body_limit(body_limit_);
  // What the header announces is refused before it is read.
  const auto announced = parser_->content_length();
  if (announced && *announced > body_limit_) return on_unreadable(http::error::body_limit);
  http::async_read(socket_, buffer_, *parser_,
                   [self = shared_from_this()](error_code error, std::size_t) {
                     if (!error) return self->on_request();
                     self->on_unreadable(error);
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
  // Two readers could disagree about where such a request ends (request smuggling).
  if (request.find(http::field::transfer_encoding) != request.end()) {
    return respond(make_error(http::status::not_implemented, "bad_request",
                              "Transfer-Encoding isn't taken: give a Content-Length"));
  }
  if (beast::websocket::is_upgrade(request)) {
    return on_upgrade(request);
  }
  expect_within(response_deadline);
  site_->answer(request, visitor_of(request), [self = shared_from_this()](Response response) {
    self->respond(std::move(response));
  });
}

void HttpSession::on_upgrade(const Request& request) {
  const Visitor visitor = visitor_of(request);
  if (auto refusal = site_->check_upgrade(request, visitor)) return respond(std::move(*refusal));
  if (!place_) place_ = site_->connections.take(counting_key(client_of(request)));
  if (!place_) return respond(too_many_connections());
  timer_.cancel();
  site_->upgrade(std::move(socket_), request, visitor, std::move(place_));
}

void HttpSession::respond(Response response) {
  const Request& request = parser_->get();
  add_security_headers(response);
  // After a request that wasn't read to its end, or whose end is in doubt, nothing can follow.
  const bool ended =
      parser_->is_done() && request.find(http::field::transfer_encoding) == request.end();
  response.version(11);
  response.keep_alive(ended && request.keep_alive());
  response_ = std::move(response);
  if (response_->result() == http::status::not_modified) {
    response_->body().clear();
  } else {
    response_->prepare_payload();
  }
  serializer_.emplace(*response_);
  expect_within(response_deadline);
  const auto sent = [self = shared_from_this()](error_code error, std::size_t) {
    if (error || !self->response_->keep_alive()) return self->close();
    self->read();
  };
  // To HEAD the header alone, with the length that the body would have.
  if (request.method() == http::verb::head) {
    serializer_->split(true);
    http::async_write_header(socket_, *serializer_, sent);
  } else {
    http::async_write(socket_, *serializer_, sent);
  }
}

}  // namespace ringline::server_app
