// How many connections each address has, with a limit on them.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

namespace ringline::server_app {

class ConnectionCounter {
  using Counts = std::map<std::string, int>;

 public:
  // A place among an address's connections, given back at its end. It may outlive the counter.
  class Place {
   public:
    Place() = default;
    Place(std::shared_ptr<Counts> counts, std::string key)
        : counts_(std::move(counts)), key_(std::move(key)) {}
    Place(Place&& other) noexcept
        : counts_(std::exchange(other.counts_, nullptr)), key_(std::move(other.key_)) {}
    Place& operator=(Place&& other) noexcept {
      std::swap(counts_, other.counts_);
      std::swap(key_, other.key_);
      return *this;
    }
    ~Place() {
      if (!counts_) return;
      const auto found = counts_->find(key_);
      if (--found->second == 0) counts_->erase(found);
    }
    explicit operator bool() const { return counts_ != nullptr; }

   private:
    std::shared_ptr<Counts> counts_;
    std::string key_;
  };

  explicit ConnectionCounter(int limit) : limit_(limit), counts_(std::make_shared<Counts>()) {}

  // An empty place where the address has as many as it may.
  [[nodiscard]] Place take(const std::string& key) const {
    int& count = (*counts_)[key];
    if (count >= limit_) return {};
    ++count;
    return {counts_, key};
  }

 private:
  int limit_;
  std::shared_ptr<Counts> counts_;
};

}  // namespace ringline::server_app
