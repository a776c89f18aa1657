#include "exchange/presence_board.hpp"

#include "support/earliest.hpp"

namespace ringline {

void PresenceBoard::came(const Party& contact, TimePoint now) {
  Contact& known = tenants_[contact.tenant_id].contacts[contact.id];
  stay(contact, known);
  if (known.reachable) return;
  known.reachable = true;
  note(contact, now);
}

void PresenceBoard::left(const Party& contact, TimePoint now) {
  Contact& known = tenants_[contact.tenant_id].contacts[contact.id];
  stay(contact, known);
  known.leaves_at = now + grace_;
  leaving_.emplace(*known.leaves_at, contact);
}

void PresenceBoard::stay(const Party& contact, Contact& known) {
  if (known.leaves_at) leaving_.erase({*known.leaves_at, contact});
  known.leaves_at.reset();
}

std::vector<Party> PresenceBoard::overdue(TimePoint now) {
  std::vector<Party> all;
  while (!leaving_.empty() && leaving_.begin()->first <= now) {
    const Party contact = leaving_.begin()->second;
    leaving_.erase(leaving_.begin());
    tenants_[contact.tenant_id].contacts[contact.id].leaves_at.reset();
    all.push_back(contact);
  }
  return all;
}

void PresenceBoard::gone(const Party& contact, TimePoint now) {
  tenants_[contact.tenant_id].contacts[contact.id].reachable = false;
  note(contact, now);
}

void PresenceBoard::heard(const Party& contact, bool reachable) {
  Tenant& tenant = tenants_[contact.tenant_id];
  Contact& known = tenant.contacts[contact.id];
  stay(contact, known);
  known.reachable = known.told = reachable;
  if (!reachable) tenant.contacts.erase(contact.id);
  if (tenant.contacts.empty() && !tenant.wakes_at) tenants_.erase(contact.tenant_id);
}

void PresenceBoard::note(const Party& contact, TimePoint now) {
  Tenant& tenant = tenants_[contact.tenant_id];
  tenant.changed.insert(contact.id);
  if (!tenant.wakes_at) wake(contact.tenant_id, tenant, now);
}

void PresenceBoard::wake(const std::string& tenant_id, Tenant& tenant, TimePoint at) {
  tenant.wakes_at = at;
  waking_.emplace(at, tenant_id);
}

std::vector<PresenceBoard::News> PresenceBoard::take_news(TimePoint now) {
  std::vector<News> all;
  while (!waking_.empty() && waking_.begin()->first <= now) {
    News news{waking_.begin()->second, {}};
    waking_.erase(waking_.begin());
    Tenant& tenant = tenants_[news.tenant_id];
    tenant.wakes_at.reset();
    for (const std::string& id : tenant.changed) {
      const auto found = tenant.contacts.find(id);
      if (found == tenant.contacts.end()) continue;  // another gateway was first
      Contact& contact = found->second;
      if (contact.reachable != contact.told) news.contacts.push_back({id, contact.reachable});
      contact.told = contact.reachable;
      if (!contact.reachable) tenant.contacts.erase(found);
    }
    tenant.changed.clear();
    if (!news.contacts.empty()) {
      wake(news.tenant_id, tenant, now + interval_);
      all.push_back(std::move(news));
    } else if (tenant.contacts.empty()) {
      tenants_.erase(news.tenant_id);
    }
  }
  return all;
}

std::optional<TimePoint> PresenceBoard::next() const {
  std::optional<TimePoint> at;
  if (!leaving_.empty()) take_earlier(at, leaving_.begin()->first);
  if (!waking_.empty()) take_earlier(at, waking_.begin()->first);
  return at;
}

const PresenceBoard::Contact* PresenceBoard::find(const Party& contact) const {
  const auto tenant = tenants_.find(contact.tenant_id);
  if (tenant == tenants_.end()) return nullptr;
  const auto found = tenant->second.contacts.find(contact.id);
  return found == tenant->second.contacts.end() ? nullptr : &found->second;
}

bool PresenceBoard::is_reachable(const Party& contact) const {
  const Contact* known = find(contact);
  return known != nullptr && known->reachable;
}

std::vector<ContactPresence> PresenceBoard::told(const std::string& tenant_id,
                                                 std::size_t most) const {
  std::vector<ContactPresence> all;
  const auto tenant = tenants_.find(tenant_id);
  if (tenant == tenants_.end()) return all;
  for (const auto& [id, contact] : tenant->second.contacts) {
    if (all.size() == most) break;
    if (contact.told) all.push_back({id, true});
  }
  return all;
}

}  // namespace ringline
