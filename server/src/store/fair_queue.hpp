// A queue that serves its owners in turn: each tenant gets one task done before any tenant gets the
// next, and within a tenant each person. Who asks for much waits for themselves.
#pragma once

#include <cstddef>
#include <deque>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace ringline::server_app {

// Whose a task is. Empty texts are an owner, too: the gateway itself.
struct TaskOwner {
  std::string tenant_id;
  std::string person_id;
};

// Owners take turns; what one of them has waiting is an `Inner`: a deque, or another level of turns.
template <class Inner>
class Turns {
 public:
  [[nodiscard]] bool empty() const { return waiting_.empty(); }

  // What this owner has waiting, for something to be added to it.
  Inner& of(const std::string& owner) {
    const auto [found, is_new] = waiting_.try_emplace(owner);
    if (is_new) order_.push_back(owner);
    return found->second;
  }
  [[nodiscard]] const Inner* find(const std::string& owner) const {
    const auto found = waiting_.find(owner);
    return found == waiting_.end() ? nullptr : &found->second;
  }

  // `take` takes one from what the next owner has waiting. Not to be called while empty.
  template <class Take>
  auto next(Take take) {
    std::string owner = std::move(order_.front());
    order_.pop_front();
    const auto found = waiting_.find(owner);
    auto taken = take(found->second);
    if (found->second.empty()) {
      waiting_.erase(found);
    } else {
      order_.push_back(std::move(owner));
    }
    return taken;
  }

 private:
  std::unordered_map<std::string, Inner> waiting_;  // none of them is empty
  std::list<std::string> order_;
};

template <class Task>
class FairQueue {
 public:
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t size_of(const TaskOwner& owner) const {
    const auto* people = tenants_.find(owner.tenant_id);
    const auto* tasks = people == nullptr ? nullptr : people->find(owner.person_id);
    return tasks == nullptr ? 0 : tasks->size();
  }

  void push(const TaskOwner& owner, Task task) {
    tenants_.of(owner.tenant_id).of(owner.person_id).push_back(std::move(task));
    ++size_;
  }

  // The first task of the person whose turn it is, of the tenant whose turn it is. Not while empty.
  Task pop() {
    --size_;
    return tenants_.next([](auto& people) {
      return people.next([](std::deque<Task>& tasks) {
        Task task = std::move(tasks.front());
        tasks.pop_front();
        return task;
      });
    });
  }

 private:
  Turns<Turns<std::deque<Task>>> tenants_;
  std::size_t size_ = 0;
};

}  // namespace ringline::server_app
