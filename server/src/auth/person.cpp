#include "auth/person.hpp"

#include <utility>

namespace ringline::server_app {
namespace {

// The deployed customer's page says its contact's id as its userId.
bool is_named(const Identity& who, const std::string& user_id, const std::string& subject) {
  return user_id.empty() || user_id == who.user_id || user_id == subject ||
         (who.role == Role::PortalCustomer && user_id == who.contact_id);
}

bool agrees(const Identity& who, const Hints& said, const std::string& subject) {
  if (!is_named(who, said.user_id, subject)) return false;
  if (!said.tenant_id.empty() && said.tenant_id != who.tenant_id) return false;
  if (said.role && *said.role != who.role) return false;
  // Staff have no contact; what a client says of one means nothing.
  return who.role != Role::PortalCustomer || said.contact_id.empty() ||
         said.contact_id == who.contact_id;
}

}  // namespace

Verdict refuse(std::string code, std::string why) {
  Verdict verdict;
  const char* message = code == "unavailable" ? "Unavailable" : "Unauthorized";
  verdict.refusal = {message, std::move(code), std::move(why)};
  return verdict;
}

Verdict choose_person(const std::vector<Identity>& found, const Hints& token, const Hints& client,
                      const std::string& subject) {
  bool is_somebody = false;
  const Identity* chosen = nullptr;
  for (const Identity& each : found) {
    if (!agrees(each, token, subject)) continue;
    is_somebody = true;
    if (!agrees(each, client, subject)) continue;
    if (chosen != nullptr) {
      return refuse("forbidden",
                    "The token fits several people: give the tenantId and the role that is meant");
    }
    chosen = &each;
  }
  if (!is_somebody)
    return refuse("forbidden",
                  "There is no such person in this tenant, or the account is deactivated");
  if (chosen == nullptr) {
    return refuse("forbidden", "userId, tenantId, role or contactId isn't what the token says");
  }
  Verdict verdict;
  verdict.identity = *chosen;
  return verdict;
}

}  // namespace ringline::server_app
