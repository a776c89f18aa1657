#include "auth/claims.hpp"

#include <utility>

#include "ringline/limits.hpp"

namespace ringline::server_app {
namespace {

using nlohmann::json;

constexpr std::size_t claim_name_bytes = 200;

Error refused(std::string message) { return {Errc::BadField, "token", std::move(message)}; }

// Cuts the next step off a path.
std::string take_step(std::string_view& path) {
  std::string step;
  while (!path.empty()) {
    const char c = path.front();
    path.remove_prefix(1);
    if (c == '.') return step;
    if (c == '\\' && !path.empty()) {
      step += path.front();
      path.remove_prefix(1);
    } else {
      step += c;
    }
  }
  return step;
}

const json* member(const json& object, const std::string& name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

// What a claim says, as text: a number as it is written, a list of one as that one. Nothing where it
// says something else.
std::optional<std::string> text_of(const json& claim) {
  if (claim.is_string()) return claim.get<std::string>();
  if (claim.is_number_integer()) return claim.dump();
  if (claim.is_array() && claim.size() == 1) return text_of(claim.front());
  return std::nullopt;
}

// "" where it is absent. A claim that isn't needed and says nothing that could be read is as good as
// absent; one that is needed must be readable.
Error read_text(const json& claims, const std::string& name, bool required, std::string& value) {
  const json* found = find_claim(claims, name);
  if (found == nullptr) return required ? refused(name + " is missing") : Error{};
  auto said = text_of(*found);
  if (!said) return required ? refused(name + " must be a text") : Error{};
  value = std::move(*said);
  if (value.empty() && required) return refused(name + " is empty");
  if (value.size() > limit::id_bytes) {
    return refused(name + " is longer than " + std::to_string(limit::id_bytes) + " bytes");
  }
  return {};
}

std::optional<Role> role_named(const std::string& word) {
  for (const Role role : {Role::TenantMember, Role::PortalCustomer}) {
    if (word == to_string(role)) return role;
  }
  return std::nullopt;
}

// Who has several roles has a list of them; one of ours must be in it, and not both.
std::optional<Role> role_in(const json* claim) {
  if (claim == nullptr) return std::nullopt;
  if (claim->is_string()) return role_named(claim->get<std::string>());
  std::optional<Role> found;
  if (!claim->is_array()) return found;
  for (const json& each : *claim) {
    const auto role = each.is_string() ? role_named(each.get<std::string>()) : std::nullopt;
    if (!role) continue;
    if (found && *found != *role) return std::nullopt;
    found = role;
  }
  return found;
}

}  // namespace

std::string check_claim_name(const std::string& name) {
  if (name.empty()) return "is empty";
  if (name.size() > claim_name_bytes) {
    return "is longer than " + std::to_string(claim_name_bytes) + " bytes";
  }
  return {};
}

const json* find_claim(const json& claims, std::string_view name) {
  if (name.find('/') != std::string_view::npos) return member(claims, std::string(name));
  const json* found = &claims;
  while (found != nullptr && !name.empty()) found = member(*found, take_step(name));
  return found;
}

Result<PersonClaims> read_person(const json& claims, const ClaimNames& names,
                                 IdentitySource source) {
  const bool required = source == IdentitySource::Claims;
  PersonClaims person;
  if (Error error = read_text(claims, names.user, true, person.subject)) return error;
  if (Error error = read_text(claims, names.tenant, required, person.tenant_id)) return error;
  if (Error error = read_text(claims, names.contact, false, person.contact_id)) return error;
  person.role = role_in(find_claim(claims, names.role));
  // Supabase's own "role" is a role of PostgreSQL, for one.
  if (required && !person.role) {
    return refused(names.role + " must be tenant_member or portal_customer");
  }
  return person;
}

}  // namespace ringline::server_app
