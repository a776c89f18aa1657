// Which customers are reachable, and what their tenant's staff are still to be told of it.
//
// One who leaves counts as reachable for a grace, so that a page that is loaded again is no news. A
// tenant is told at once, and then at most once an interval: what changes meanwhile is gathered, and
// what has changed back isn't told at all.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ringline/exchange.hpp"

namespace ringline {

class PresenceBoard {
 public:
  PresenceBoard(Duration grace, Duration interval) : grace_(grace), interval_(interval) {}

  void came(const Party& contact, TimePoint now);
  void left(const Party& contact, TimePoint now);  // his last device
  // Those whose grace is over; each is given once, and is gone when `gone` says so.
  [[nodiscard]] std::vector<Party> overdue(TimePoint now);
  void gone(const Party& contact, TimePoint now);
  // Another gateway has told it to everybody already.
  void heard(const Party& contact, bool reachable);

  struct News {
    std::string tenant_id;
    std::vector<ContactPresence> contacts;
  };
  [[nodiscard]] std::vector<News> take_news(TimePoint now);
  [[nodiscard]] std::optional<TimePoint> next() const;

  [[nodiscard]] bool is_reachable(const Party& contact) const;
  // Those of whom the tenant has been told that they are, at most so many.
  [[nodiscard]] std::vector<ContactPresence> told(const std::string& tenant_id,
                                                  std::size_t most) const;

 private:
  struct Contact {
    bool reachable = false;
    bool told = false;
    std::optional<TimePoint> leaves_at;
  };
  struct Tenant {
    std::map<std::string, Contact> contacts;
    std::set<std::string> changed;
    std::optional<TimePoint> wakes_at;  // there may be news, or the interval is over
  };

  void stay(const Party& contact, Contact& known);
  void note(const Party& contact, TimePoint now);
  void wake(const std::string& tenant_id, Tenant& tenant, TimePoint at);
  [[nodiscard]] const Contact* find(const Party& contact) const;

  Duration grace_;
  Duration interval_;
  std::map<std::string, Tenant> tenants_;
  std::set<std::pair<TimePoint, Party>> leaving_;
  std::set<std::pair<TimePoint, std::string>> waking_;
};

}  // namespace ringline
