#include "exchange/connections.hpp"

#include <algorithm>
#include <utility>

namespace ringline {

void Connections::add(Client client) {
  const ConnectionId id = client.connection;
  sessions_[client.session] = id;
  parties_[client.party].push_back(id);
  clients_.emplace(id, std::move(client));
}

void Connections::remove(ConnectionId connection) {
  const auto found = clients_.find(connection);
  if (found == clients_.end()) return;
  const Client& client = found->second;
  // The session may have moved on to a newer connection.
  const auto session = sessions_.find(client.session);
  if (session != sessions_.end() && session->second == connection) sessions_.erase(session);
  const auto party = parties_.find(client.party);
  auto& ids = party->second;
  ids.erase(std::remove(ids.begin(), ids.end(), connection), ids.end());
  if (ids.empty()) parties_.erase(party);
  clients_.erase(found);
}

void Connections::step_away(ConnectionId connection) {
  const Client* client = find(connection);
  if (client == nullptr) return;
  away_.emplace(client->party, *client);
  remove(connection);
}

std::optional<Party> Connections::forget_away(ConnectionId connection) {
  const auto found = std::find_if(away_.begin(), away_.end(), [&](const auto& each) {
    return each.second.connection == connection;
  });
  if (found == away_.end()) return std::nullopt;
  Party party = found->first;
  away_.erase(found);
  return party;
}

void Connections::forget_away(std::string_view session) {
  std::erase_if(away_, [&](const auto& each) { return each.second.session == session; });
}

std::vector<const Client*> Connections::away(const Party& party) const {
  std::vector<const Client*> all;
  const auto [begin, end] = away_.equal_range(party);
  for (auto each = begin; each != end; ++each) all.push_back(&each->second);
  return all;
}

const Client* Connections::find(ConnectionId connection) const {
  const auto found = clients_.find(connection);
  return found == clients_.end() ? nullptr : &found->second;
}

const Client* Connections::find_session(std::string_view session) const {
  const auto found = sessions_.find(session);
  return found == sessions_.end() ? nullptr : find(found->second);
}

const Client* Connections::listener(const Party& party, std::string_view session) const {
  const Client* here = find_session(session);
  if (here != nullptr && here->party == party) return here;
  const auto [begin, end] = away_.equal_range(party);
  const auto found = std::find_if(
      begin, end, [session](const auto& each) { return each.second.session == session; });
  return found == end ? nullptr : &found->second;
}

bool Connections::is_away(const Party& party, std::string_view session) const {
  const auto [begin, end] = away_.equal_range(party);
  return std::any_of(begin, end,
                     [session](const auto& each) { return each.second.session == session; });
}

std::vector<ConnectionId> Connections::oldest(std::size_t most) const {
  std::vector<ConnectionId> ids;
  ids.reserve(clients_.size());
  for (const auto& [id, client] : clients_) ids.push_back(id);
  const auto end = ids.begin() + static_cast<std::ptrdiff_t>(std::min(most, ids.size()));
  std::partial_sort(ids.begin(), end, ids.end());
  ids.erase(end, ids.end());
  return ids;
}

std::vector<const Client*> Connections::devices(const Party& party) const {
  std::vector<const Client*> all;
  const auto found = parties_.find(party);
  if (found == parties_.end()) return all;
  for (const ConnectionId id : found->second) all.push_back(find(id));
  return all;
}

std::vector<const Client*> Connections::staff(const std::string& tenant_id) const {
  std::vector<const Client*> all;
  for (auto party = parties_.lower_bound({tenant_id, Role::TenantMember, {}});
       party != parties_.end() && party->first.tenant_id == tenant_id &&
       party->first.role == Role::TenantMember;
       ++party) {
    for (const ConnectionId id : party->second) all.push_back(find(id));
  }
  return all;
}

}  // namespace ringline
