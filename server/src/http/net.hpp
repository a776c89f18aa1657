// The names of Asio and Beast that the gateway uses, with a concrete executor: one thread runs all of
// the network and every decision, so there is nothing to lock.
#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace ringline::server_app {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using Executor = net::io_context::executor_type;
using Socket = net::basic_stream_socket<net::ip::tcp, Executor>;
using Timer = net::basic_waitable_timer<std::chrono::steady_clock,
                                        net::wait_traits<std::chrono::steady_clock>, Executor>;
using Request = http::request<http::string_body>;
using boost::system::error_code;

// The rest of a body that is too large to be held whole.
class BodySource {
 public:
  virtual ~BodySource() = default;
  // Calls `done` once, now or later: with the next piece, with an empty one at the end, or with
  // nothing where the rest can't be had.
  virtual void next(std::function<void(std::optional<std::string>)> done) = 0;
};

struct Response : http::response<http::string_body> {
  using Base = http::response<http::string_body>;
  using Base::Base;
  Response() = default;
  Response(const Response&) = default;
  Response(Response&&) = default;
  // Made once and handed on: Beast's assignment may throw.
  Response& operator=(const Response&) = delete;
  Response& operator=(Response&&) = delete;
  ~Response() = default;
  std::shared_ptr<BodySource> rest;  // what follows the body; null: nothing
};

inline std::string text(beast::string_view view) { return {view.data(), view.size()}; }

}  // namespace ringline::server_app
