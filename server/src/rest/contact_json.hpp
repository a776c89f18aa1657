// A contact as the REST surface shows it.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "rest/call.hpp"
#include "store/contacts.hpp"

namespace ringline::server_app {

// As `who` sees it: the contacts of staff are customers, those of customers are staff.
[[nodiscard]] nlohmann::json contact_json(const ApiContext& context, const Identity& who,
                                          const Contact& contact);
[[nodiscard]] Party contact_party(const Identity& who, const std::string& id);

}  // namespace ringline::server_app
