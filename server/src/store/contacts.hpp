// The contacts of a tenant, and for its customers the staff. Every question names the tenant.
#pragma once

#include <soci/soci.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ringline/exchange.hpp"

namespace ringline::server_app {

struct Contact {
  std::string id;          // what call:initiate takes
  std::string first_name;  // of a member of staff the whole name
  std::string last_name;   // this and what follows: "" where there is none
  std::string email;
  std::string phone;
  std::string company;
  bool callable = false;  // staff always; a contact where he has access to the portal
  std::string place;      // in the list; what the next page begins after

  // Both names; where the CRM keeps none, the company, the address or the number.
  [[nodiscard]] std::string name() const;
};

struct ContactQuery {
  std::string search;  // in name, email, company, or in the number however it is written
  std::string after;   // the place of the last one that was seen, "" for the first page
  int most = 20;
};

// What the table is like beyond what Ringline needs.
struct ContactColumns {
  bool company = false;
  bool updated_at = false;
  std::string unknown;  // a column that must be given and that Ringline doesn't know, or ""
};
[[nodiscard]] ContactColumns contact_columns(soci::session& sql);

// Whom this person can call, by name: staff see the contacts of their tenant, customers its staff.
std::vector<Contact> list_contacts(soci::session& sql, const Identity& who,
                                   const ContactQuery& query);
// How many there are, of which none beyond `most` is counted.
std::size_t count_contacts(soci::session& sql, const Identity& who, const ContactQuery& query,
                           std::size_t most);
std::optional<Contact> find_contact(soci::session& sql, const Identity& who, const std::string& id);

// In few statements, however many they are: SQLite's writer is held meanwhile.
void insert_contacts(soci::session& sql, const ContactColumns& columns,
                     const std::string& tenant_id, const std::vector<Contact>& contacts);
void update_contact(soci::session& sql, const ContactColumns& columns, const std::string& tenant_id,
                    const Contact& contact);

// What tells whether somebody is there already.
struct ContactKey {
  std::string id;
  std::string email;         // in small letters
  std::string phone_digits;  // its digits
};
// Of all contacts of the tenant, one after the other.
void for_each_contact_key(soci::session& sql, const std::string& tenant_id,
                          const std::function<void(const ContactKey&)>& each);

}  // namespace ringline::server_app
