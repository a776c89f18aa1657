// SQLite has one writer at a time, and lets those who wait for it poll: who has just written is first
// again. The threads of this program that write take turns instead, in the order in which they came,
// so that a call waits for one other transaction and never for a burst of them.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace ringline::server_app {

class WriteTurns {
 public:
  // The writer, from this on until the end of the scope; `turns` may be null (PostgreSQL: no turns).
  class Turn {
   public:
    explicit Turn(WriteTurns* turns) : turns_(turns) {
      if (turns_ != nullptr) turns_->begin();
    }
    ~Turn() {
      if (turns_ != nullptr) turns_->end();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    WriteTurns* turns_;
  };

  // Those who wait for their turn.
  [[nodiscard]] std::uint64_t waiting() const {
    const std::lock_guard lock(mutex_);
    return next_ == serving_ ? 0 : next_ - serving_ - 1;
  }

 private:
  void begin() {
    std::unique_lock lock(mutex_);
    const std::uint64_t mine = next_++;
    ended_.wait(lock, [&] { return serving_ == mine; });
  }
  void end() {
    {
      const std::lock_guard lock(mutex_);
      ++serving_;
    }
    ended_.notify_all();
  }

  mutable std::mutex mutex_;
  std::condition_variable ended_;
  std::uint64_t next_ = 0;
  std::uint64_t serving_ = 0;
};

}  // namespace ringline::server_app
