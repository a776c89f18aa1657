// Who is in the database, and what the REST surface reads of it. Every question names the tenant, so
// that nobody sees another's.
#pragma once

#include <soci/soci.h>

#include <optional>
#include <string>
#include <vector>

#include "ringline/exchange.hpp"

namespace ringline::server_app {

// Everybody whom a token's subject names, by id or by clerkId, of all tenants and in both roles.
inline constexpr std::size_t most_people_of_a_subject = 16;  // of each role
std::vector<Identity> find_people(soci::session& sql, const std::string& subject, bool by_clerk_id);

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
