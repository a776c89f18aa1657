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

// A claim as text; "" where it is absent, an error where it is something else.
Error read_text(const json& claims, const std::string& name, bool required, std::string& value) {
  const json* found = find_claim(claims, name);
  if (found == nullptr) return required ? refused(name + " is missing") : Error{};
  if (!found->is_string()) return refused(name + " must be a text");
  value = found->get<std::string>();
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
  std::string role;
  if (Error error = read_text(claims, names.user, true, person.subject)) return error;
  if (Error error = read_text(claims, names.tenant, required, person.tenant_id)) return error;
  if (Error error = read_text(claims, names.role, required, role)) return error;
  if (Error error = read_text(claims, names.contact, false, person.contact_id)) return error;
  person.role = role_named(role);
  // Supabase's own "role" is a role of PostgreSQL, for one.
  if (required && !person.role) {
    return refused(names.role + " must be tenant_member or portal_customer");
  }
  return person;
}

}  // namespace ringline::server_app
