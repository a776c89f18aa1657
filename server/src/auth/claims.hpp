// What a token says about a person, wherever its issuer puts it.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "ringline/error.hpp"
#include "ringline/messages.hpp"

namespace ringline::server_app {

// A name leads into nested claims by its dots: "app_metadata.tenant_id". One that holds a slash is
// taken as it stands ("https://crm.example.com/tenant"), and "\." is a dot of a name's own.
struct ClaimNames {
  std::string user = "sub";
  std::string tenant = "tenantId";
  std::string role = "role";
  std::string contact = "contactId";
};
// "" where it can name a claim; else what is wrong with it.
[[nodiscard]] std::string check_claim_name(const std::string& name);
// nullptr where there is none, or null.
[[nodiscard]] const nlohmann::json* find_claim(const nlohmann::json& claims, std::string_view name);

// Who decides on tenant, role and contact: the database alone (what a token says of them must
// agree), or the token too, which then must say them.
enum class IdentitySource : std::uint8_t { Database, Claims };

struct PersonClaims {
  std::string subject;
  std::string tenant_id;     // "": it says nothing
  std::optional<Role> role;  // nothing, too, where it is a word of the issuer's own
  std::string contact_id;
};
Result<PersonClaims> read_person(const nlohmann::json& claims, const ClaimNames& names,
                                 IdentitySource source);

}  // namespace ringline::server_app
