// Who is reachable, told to the staff's clients that speak protocol 2.
#include <algorithm>
#include <utility>

#include "exchange/state.hpp"
#include "ringline/limits.hpp"

namespace ringline {

bool Exchange::State::is_reachable(const Party& party) const {
  // Of the staff nobody is told, so there is nothing to hold back.
  if (party.role == Role::TenantMember) return !connections_.devices(party).empty();
  return presence_.is_reachable(party);
}

void Exchange::State::note_device(const Party& party) {
  if (party.role != Role::PortalCustomer) return;
  if (connections_.devices(party).empty()) {
    presence_.left(party, now_);
  } else {
    presence_.came(party, now_);
  }
}

void Exchange::State::check_presence() {
  for (const Party& contact : presence_.overdue(now_)) {
    if (!config_.has_bus) {
      presence_.gone(contact, now_);
      continue;
    }
    const RequestId id = ++last_request_;
    bus_questions_.emplace(id, [this, contact](const exchange_input::BusAnswer& answer) {
      // Where he is elsewhere, that gateway says when he goes.
      const bool back = !connections_.devices(contact).empty();
      if (answer.devices == 0 && !back) presence_.gone(contact, now_);
    });
    outputs_.emplace_back(exchange_output::AskBus{id, contact});
  }
  for (const PresenceBoard::News& news : presence_.take_news(now_)) {
    for (const std::string& event : presence_events(news.contacts, false)) {
      tell_staff(news.tenant_id, event);
      if (!config_.has_bus) continue;
      outputs_.emplace_back(
          exchange_output::Publish{{all_staff(news.tenant_id), {}, {}, event, std::nullopt}});
    }
  }
}

// The news of another gateway, for all of a tenant's staff.
void Exchange::State::hear_presence(const exchange_input::BusMessage& in) {
  const auto message = decode_server_message(in.event_json);
  const auto* news = message ? std::get_if<server::PresenceChanged>(&*message) : nullptr;
  if (news == nullptr) return;
  for (const ContactPresence& each : news->contacts) {
    const Party contact{in.to.tenant_id, Role::PortalCustomer, each.contact_id};
    if (connections_.devices(contact).empty()) presence_.heard(contact, each.reachable);
  }
  tell_staff(in.to.tenant_id, in.event_json);
}

// A client that comes (back) forgets what it knew.
void Exchange::State::tell_present(const Client& client) {
  if (!client.extended || client.party.role != Role::TenantMember) return;
  const auto present = presence_.told(client.party.tenant_id, limit::contacts_per_snapshot);
  for (std::string& event : presence_events(present, true)) {
    outputs_.emplace_back(exchange_output::Emit{client.connection, std::move(event)});
  }
}

void Exchange::State::tell_staff(const std::string& tenant_id, const std::string& event_json) {
  for (const Client* each : connections_.staff(tenant_id)) {
    if (each->extended) outputs_.emplace_back(exchange_output::Emit{each->connection, event_json});
  }
}

Party Exchange::State::all_staff(const std::string& tenant_id) {
  return {tenant_id, Role::TenantMember, {}};
}

std::vector<std::string> Exchange::State::presence_events(
    const std::vector<ContactPresence>& contacts, bool snapshot) {
  std::vector<std::string> events;
  std::size_t begin = 0;
  do {
    const std::size_t end = std::min(begin + limit::contacts_per_presence, contacts.size());
    server::PresenceChanged news;
    news.snapshot = snapshot && begin == 0;
    news.contacts.assign(contacts.begin() + static_cast<std::ptrdiff_t>(begin),
                         contacts.begin() + static_cast<std::ptrdiff_t>(end));
    events.push_back(encode(ServerMessage{std::move(news)}));
    begin = end;
  } while (begin < contacts.size());
  return events;
}

}  // namespace ringline
