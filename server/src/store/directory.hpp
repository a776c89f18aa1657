// Who is in the database, and what the REST surface reads of it. Every question names the tenant, so
// that nobody sees another's.
#pragma once

#include <soci/soci.h>

#include <optional>
#include <string>
#include <vector>

#include "ringline/exchange.hpp"

namespace ringline::server_app {

// The person that a token or a base handshake names, as the database knows him: nothing where there
// is no such user (or customer) in that tenant.
std::optional<Identity> find_person(soci::session& sql, const std::string& tenant_id, Role role,
                                    const std::string& user_id, const std::string& contact_id);

struct ListedContact {
  std::string id;  // what call:initiate takes
  std::string name;
  std::string phone;
  std::string email;
  bool callable = false;  // staff always; a contact where he has access to the portal
};

struct Page {
  std::string search;
  std::string direction;  // "" or OUTBOUND or INBOUND
  std::string cursor;     // "" for the first page
  int limit = 20;
};

// Staff see the contacts of their tenant, customers its staff; by name.
std::vector<ListedContact> list_contacts(soci::session& sql, const Identity& who, const Page& page);

struct ListedCall {
  CallRecord record;
  bool outgoing = false;  // as seen by who asks
};
// Where a page of calls ended; the next one begins after it. Zero: the first page.
struct CallPlace {
  EpochMs created_at = 0;
  std::string id;
};
// The calls of one person, the newest first. `direction`: "", OUTBOUND or INBOUND.
std::vector<ListedCall> list_calls(soci::session& sql, const Identity& who,
                                   const std::string& direction, const CallPlace& after, int most);

// Development: everybody there is.
std::vector<Identity> list_people(soci::session& sql);

}  // namespace ringline::server_app
