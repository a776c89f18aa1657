#include "server/key_server.hpp"

#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <stdexcept>

namespace ringline::test {

namespace net = boost::asio;
using net::ip::tcp;

KeyServer::KeyServer()
    : acceptor_(io_, tcp::endpoint(net::ip::make_address("127.0.0.1"), 0)),
      port_(acceptor_.local_endpoint().port()) {
  publish(R"({"keys":[]})");
  thread_ = std::thread([this] { serve(); });
}

KeyServer::~KeyServer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    held_ = false;
  }
  changed_.notify_all();
  // A connection of our own wakes the accept.
  boost::system::error_code ignored;
  tcp::socket knock(io_);
  knock.connect(tcp::endpoint(net::ip::make_address("127.0.0.1"), port_), ignored);
  thread_.join();
}

std::string KeyServer::url() const {
  return "http://127.0.0.1:" + std::to_string(port_) + "/.well-known/jwks.json";
}

void KeyServer::publish(const std::string& body) {
  answer(
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
      "Content-Length: " +
      std::to_string(body.size()) + "\r\n\r\n" + body);
}

void KeyServer::answer(const std::string& whole_response) {
  const std::lock_guard lock(mutex_);
  response_ = whole_response;
}

void KeyServer::hold() {
  const std::lock_guard lock(mutex_);
  held_ = true;
}

void KeyServer::let_go() {
  {
    const std::lock_guard lock(mutex_);
    held_ = false;
  }
  changed_.notify_all();
}

void KeyServer::wait_for_fetches(int count) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait_for(lock, std::chrono::seconds{10}, [&] { return fetches_ >= count; })) {
    throw std::runtime_error("nobody asked for the keys");
  }
}

void KeyServer::serve() {
  for (;;) {
    tcp::socket socket(io_);
    acceptor_.accept(socket);
    boost::system::error_code ignored;
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
    }
    std::string request;
    net::read_until(socket, net::dynamic_buffer(request), "\r\n\r\n", ignored);
    if (request.empty()) continue;
    std::string response;
    {
      std::unique_lock lock(mutex_);
      ++fetches_;
      changed_.notify_all();
      changed_.wait(lock, [this] { return !held_; });
      response = response_;
    }
    net::write(socket, net::buffer(response), ignored);
    socket.shutdown(tcp::socket::shutdown_send, ignored);
  }
}

}  // namespace ringline::test
