// Who is connected here: by connection, by session (one device, across its reconnects) and by party.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ringline/exchange.hpp"

namespace ringline {

struct Client {
  ConnectionId connection = 0;
  Identity identity;
  Party party;
  std::string session;
  bool extended = false;
  Features features;
};

class Connections {
 public:
  void add(Client client);
  void remove(ConnectionId connection);
  // No longer there, but what is said to it is kept for it.
  void step_away(ConnectionId connection);
  std::optional<Party> forget_away(ConnectionId connection);  // whose it was
  void forget_away(std::string_view session);

  [[nodiscard]] const Client* find(ConnectionId connection) const;
  [[nodiscard]] const Client* find_session(std::string_view session) const;
  // The device of this session, here or away; nobody where it isn't this party's.
  [[nodiscard]] const Client* listener(const Party& party, std::string_view session) const;
  // A device of this session that may return to what is kept for it.
  [[nodiscard]] bool is_away(const Party& party, std::string_view session) const;
  // In the order in which they came.
  [[nodiscard]] std::vector<const Client*> devices(const Party& party) const;
  [[nodiscard]] std::vector<const Client*> away(const Party& party) const;
  // At most so many, the first that came first.
  [[nodiscard]] std::vector<ConnectionId> oldest(std::size_t most) const;
  // All devices of a tenant's staff.
  [[nodiscard]] std::vector<const Client*> staff(const std::string& tenant_id) const;
  [[nodiscard]] std::size_t size() const { return clients_.size(); }
  [[nodiscard]] std::size_t count_away() const { return away_.size(); }

 private:
  // So that a text can be looked up by a view of it.
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };

  std::unordered_map<ConnectionId, Client> clients_;
  std::unordered_map<std::string, ConnectionId, Hash, std::equal_to<>> sessions_;
  std::map<Party, std::vector<ConnectionId>> parties_;
  std::multimap<Party, Client> away_;
};

}  // namespace ringline
