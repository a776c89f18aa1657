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
using Response = http::response<http::string_body>;
using boost::system::error_code;

inline std::string text(beast::string_view view) { return {view.data(), view.size()}; }

}  // namespace ringline::server_app
