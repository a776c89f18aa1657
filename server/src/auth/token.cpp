#include "auth/token.hpp"

#include <cjose/cjose.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "ringline/limits.hpp"

namespace ringline::server_app {
namespace {

using nlohmann::json;

template <auto Release>
struct Releaser {
  template <class T>
  void operator()(T* object) const {
    Release(object);
  }
};
using Key = std::unique_ptr<cjose_jwk_t, Releaser<&cjose_jwk_release>>;
using Signed = std::unique_ptr<cjose_jws_t, Releaser<&cjose_jws_release>>;
using Header = std::unique_ptr<cjose_header_t, Releaser<&cjose_header_release>>;

Key key_of(const std::string& secret) {
  cjose_err error;
  return Key(cjose_jwk_create_oct_spec(reinterpret_cast<const std::uint8_t*>(secret.data()),
                                       secret.size(), &error));
}

Error refused(const char* field, std::string message) {
  return {Errc::BadField, field, std::move(message)};
}

// A claim as text; nothing where it is absent, an error where it is something else.
Error read_text(const json& claims, const char* name, bool required, std::string& value) {
  const auto found = claims.find(name);
  if (found == claims.end() || found->is_null()) {
    return required ? refused("token", std::string(name) + " is missing") : Error{};
  }
  if (!found->is_string()) return refused("token", std::string(name) + " must be a text");
  value = found->get<std::string>();
  if (value.size() > limit::id_bytes) {
    return refused("token", std::string(name) + " is longer than " +
                                std::to_string(limit::id_bytes) + " bytes");
  }
  return {};
}

// A NumericDate may have a fraction, and be of any size.
std::int64_t whole_seconds(double date) {
  constexpr double most = 9e15;
  return static_cast<std::int64_t>(std::clamp(date, -most, most));
}

Result<Claims> read_claims(const json& claims, std::int64_t now_s) {
  if (!claims.is_object()) return refused("token", "its claims must be an object");
  Claims result;
  std::string role;
  if (Error error = read_text(claims, "sub", true, result.user_id)) return error;
  if (Error error = read_text(claims, "tenantId", true, result.tenant_id)) return error;
  if (Error error = read_text(claims, "role", true, role)) return error;
  if (Error error = read_text(claims, "contactId", false, result.contact_id)) return error;
  if (role == to_string(Role::PortalCustomer)) {
    result.role = Role::PortalCustomer;
  } else if (role != to_string(Role::TenantMember)) {
    return refused("token", "role must be tenant_member or portal_customer");
  }
  const auto expires = claims.find("exp");
  if (expires == claims.end() || !expires->is_number()) {
    return refused("token", "exp is missing: a token must run out");
  }
  result.expires_at_s = whole_seconds(expires->get<double>());
  if (result.expires_at_s + leeway_s <= now_s) {
    return Error{Errc::Forbidden, "token.exp", "the token has run out: get a new one"};
  }
  const auto not_before = claims.find("nbf");
  if (not_before != claims.end() && not_before->is_number() &&
      not_before->get<double>() > static_cast<double>(now_s + leeway_s)) {
    return refused("token", "isn't valid yet (nbf)");
  }
  return result;
}

}  // namespace

Result<Claims> verify_token(const std::string& token, const std::string& secret,
                            std::int64_t now_s) {
  const Error not_ours = refused("token", "is not signed with this gateway's secret by HS256");
  if (secret.empty()) return not_ours;
  cjose_err error;
  const Signed jws(cjose_jws_import(token.data(), token.size(), &error));
  if (!jws) return refused("token", "is no JSON Web Token");
  cjose_header_t* header = cjose_jws_get_protected(jws.get());
  const char* algorithm =
      header == nullptr ? nullptr : cjose_header_get(header, CJOSE_HDR_ALG, &error);
  if (algorithm == nullptr || std::string_view(algorithm) != "HS256") return not_ours;
  // Whoever writes "crit" wants what it names to be understood (RFC 7515, section 4.1.11).
  char* critical = cjose_header_get_raw(header, "crit", &error);
  if (critical != nullptr) {
    cjose_get_dealloc()(critical);
    return refused("token", "demands extensions (crit) that aren't known here");
  }
  const Key key = key_of(secret);
  if (!key || !cjose_jws_verify(jws.get(), key.get(), &error)) return not_ours;
  std::uint8_t* text = nullptr;
  std::size_t size = 0;
  if (!cjose_jws_get_plaintext(jws.get(), &text, &size, &error)) return not_ours;
  const json claims = json::parse(text, text + size, nullptr, false);
  return read_claims(claims, now_s);
}

std::string issue_token(const Claims& claims, const std::string& secret, std::int64_t now_s) {
  json body{{"sub", claims.user_id},
            {"tenantId", claims.tenant_id},
            {"role", std::string(to_string(claims.role))},
            {"iat", now_s},
            {"exp", claims.expires_at_s}};
  if (!claims.contact_id.empty()) body["contactId"] = claims.contact_id;
  const std::string text = body.dump();
  cjose_err error;
  const Header header(cjose_header_new(&error));
  cjose_header_set(header.get(), CJOSE_HDR_ALG, "HS256", &error);
  const Key key = key_of(secret);
  const Signed jws(cjose_jws_sign(key.get(), header.get(),
                                  reinterpret_cast<const std::uint8_t*>(text.data()), text.size(),
                                  &error));
  const char* token = nullptr;
  if (!jws || !cjose_jws_export(jws.get(), &token, &error)) return {};
  return token;
}

}  // namespace ringline::server_app
