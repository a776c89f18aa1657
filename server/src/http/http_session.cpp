#include "http/http_session.hpp"

#include <boost/beast/websocket.hpp>
#include <utility>

#include "http/responses.hpp"

namespace ringline::server_app {
namespace {

constexpr std::size_t header_limit = 8'192;
constexpr std::size_t body_limit = 65'536;
constexpr std::chrono::seconds request_deadline{15};
constexpr std::chrono::seconds response_deadline{60};

// The names under which a browser on this machine reaches it. Anything else in Host is a foreign
// page's attempt to reach it by a name of its own (DNS rebinding).
bool names_loopback(std::string host) {
  const std::size_t colon = host.rfind(':');
  if (colon != std::string::npos && host.find(']', colon) == std::string::npos) {
    host.erase(colon);
  }
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

}  // namespace

HttpSession::HttpSession(Socket socket, std::string address, std::shared_ptr<const Site> site)
    : socket_(std::move(socket)),
      address_(std::move(address)),
      site_(std::move(site)),
      timer_(socket_.get_executor()) {}

HttpSession::~HttpSession() { site_->left(address_); }

void HttpSession::start() { read(); }

bool HttpSession::is_loopback(const Request& request) const {
  const bool from_here =
      address_ == "::1" || address_.rfind("127.", 0) == 0 || address_.rfind("::ffff:127.", 0) == 0;
  return from_here && names_loopback(text(request[http::field::host]));
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
  parser_->body_limit(body_limit);
  expect_within(request_deadline);
  http::async_read(
      socket_, buffer_, *parser_, [self = shared_from_this()](error_code error, std::size_t) {
        if (!error) return self->on_request();
        if (error == http::error::header_limit) {
          return self->respond(
              make_error(http::status::request_header_fields_too_large, "too_large",
                         "The header is longer than " + std::to_string(header_limit) + " bytes"));
        }
        if (error == http::error::body_limit) {
          return self->respond(
              make_error(http::status::payload_too_large, "too_large",
                         "The body is longer than " + std::to_string(body_limit) + " bytes"));
        }
        self->close();
      });
}

void HttpSession::on_request() {
  const Request& request = parser_->get();
  // Two readers could disagree about where such a request ends (request smuggling).
  if (request.find(http::field::transfer_encoding) != request.end()) {
    return respond(make_error(http::status::not_implemented, "bad_request",
                              "Transfer-Encoding isn't taken: give a Content-Length"));
  }
  if (beast::websocket::is_upgrade(request)) {
    if (auto refusal = site_->check_upgrade(request)) return respond(std::move(*refusal));
    timer_.cancel();
    return site_->upgrade(std::move(socket_), request, address_);
  }
  expect_within(response_deadline);
  site_->answer(request, is_loopback(request), [self = shared_from_this()](Response response) {
    self->respond(std::move(response));
  });
}

void HttpSession::respond(Response response) {
  const Request& request = parser_->get();
  add_security_headers(response);
  const auto status = response.result();
  const bool failed_to_parse = status == http::status::request_header_fields_too_large ||
                               status == http::status::payload_too_large ||
                               status == http::status::not_implemented;
  response.version(11);
  response.keep_alive(!failed_to_parse && request.keep_alive());
  response_ = std::move(response);
  if (status == http::status::not_modified) {
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
