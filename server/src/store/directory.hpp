// Who is in the database. Every question names the tenant, so that nobody sees another's.
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

// Development: everybody there is.
std::vector<Identity> list_people(soci::session& sql);

}  // namespace ringline::server_app
