// What all connections of a tenant, or of a person, may say together, so that one tenant's flood can't
// take the time that another's call needs. Each is kept for as long as somebody of it is connected.
#pragma once

#include <string>
#include <unordered_map>

#include "transport/token_bucket.hpp"

namespace ringline::server_app {

class TenantBudgets {
 public:
  using Time = TokenBucket::Time;

  // So many events a second for long, and ten times as many at once.
  explicit TenantBudgets(int events_per_second) : per_second_(events_per_second) {}

  void join(const std::string& tenant_id, Time now) {
    const TokenBucket full(at_once * per_second_, per_second_, now);
    ++tenants_.emplace(tenant_id, Tenant{full, 0}).first->second.connections;
  }
  void leave(const std::string& tenant_id) {
    const auto found = tenants_.find(tenant_id);
    if (--found->second.connections == 0) tenants_.erase(found);
  }
  // False where the tenant has used up what it may say. Somebody of it is connected.
  [[nodiscard]] bool take(const std::string& tenant_id, Time now) {
    return tenants_.at(tenant_id).events.take(now);
  }

 private:
  static constexpr double at_once = 10;

  struct Tenant {
    TokenBucket events;
    int connections;
  };
  double per_second_;
  std::unordered_map<std::string, Tenant> tenants_;
};

}  // namespace ringline::server_app
