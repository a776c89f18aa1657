// A thread's event loop, for what is posted to it, run until something has come true.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <functional>
#include <stdexcept>

namespace ringline::test {

class Loop {
 public:
  [[nodiscard]] std::function<void(std::function<void()>)> post() {
    return [this](std::function<void()> what) { boost::asio::post(io_, std::move(what)); };
  }

  void run_until(const std::function<bool()>& done) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (!done()) {
      if (std::chrono::steady_clock::now() > give_up) throw std::runtime_error("waited in vain");
      io_.run_one_for(std::chrono::milliseconds{100});
    }
  }

 private:
  boost::asio::io_context io_;
  // Without work it would stop for good.
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> keep_{
      io_.get_executor()};
};

}  // namespace ringline::test
