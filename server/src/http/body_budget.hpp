// How many bytes of bodies are held in memory: of one visitor, and of all together. A body's whole
// length is taken before its first byte is read.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace ringline::server_app {

class BodyBudget {
 public:
  static constexpr std::size_t most_of_one = 8'388'608;
  static constexpr std::size_t most_of_all = 67'108'864;

 private:
  struct Used {
    std::size_t all = 0;
    std::map<std::string, std::size_t> by_visitor;
  };

 public:
  // What one body has taken, given back at its end. It may outlive the budget.
  class Share {
   public:
    Share() = default;
    Share(std::shared_ptr<Used> used, std::string visitor, std::size_t bytes)
        : used_(std::move(used)), visitor_(std::move(visitor)), bytes_(bytes) {}
    Share(Share&& other) noexcept
        : used_(std::exchange(other.used_, nullptr)),
          visitor_(std::move(other.visitor_)),
          bytes_(other.bytes_) {}
    Share& operator=(Share&& other) noexcept {
      std::swap(used_, other.used_);
      std::swap(visitor_, other.visitor_);
      std::swap(bytes_, other.bytes_);
      return *this;
    }
    ~Share() {
      if (!used_) return;
      used_->all -= bytes_;
      const auto found = used_->by_visitor.find(visitor_);
      found->second -= bytes_;
      if (found->second == 0) used_->by_visitor.erase(found);
    }
    explicit operator bool() const { return used_ != nullptr; }

   private:
    std::shared_ptr<Used> used_;
    std::string visitor_;
    std::size_t bytes_ = 0;
  };

  explicit BodyBudget(std::size_t one = most_of_one, std::size_t all = most_of_all)
      : one_(one), all_(all), used_(std::make_shared<Used>()) {}

  // An empty share where there is no room for so many bytes; `bytes` is more than 0.
  [[nodiscard]] Share take(const std::string& visitor, std::size_t bytes) const {
    const auto found = used_->by_visitor.find(visitor);
    const std::size_t own = found == used_->by_visitor.end() ? 0 : found->second;
    if (bytes > one_ - own || bytes > all_ - used_->all) return {};
    used_->all += bytes;
    used_->by_visitor[visitor] = own + bytes;
    return {used_, visitor, bytes};
  }

 private:
  std::size_t one_;
  std::size_t all_;
  std::shared_ptr<Used> used_;
};

}  // namespace ringline::server_app
