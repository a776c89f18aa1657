// Which of the people whom a token's subject names is meant.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ringline/exchange.hpp"

namespace ringline::server_app {

// What is said of a person besides his subject; what is empty says nothing.
struct Hints {
  std::string user_id;
  std::string tenant_id;
  std::optional<Role> role;
  std::string contact_id;  // of customers
};

struct Verdict {
  std::optional<Identity> identity;
  Refusal refusal;                // where there is no identity
  std::int64_t expires_at_s = 0;  // when the session ends, unless a new token comes; 0: never
  // All that was proven (or is believed) and said, as one text: whoever brings the same again is the same
  // person, whom the database needn't name a second time. "" where nothing is proven.
  std::string proof;
};

// With what one may do about it in `why`.
[[nodiscard]] Verdict refuse(std::string code, std::string why);

// Of the `found` ones (as the database knows them) the one that agrees with both what the token says
// and what the client says. The client may choose among those that are his; it adds none.
// `subject` is another name for the user id, that a client may know the person by; a customer may also be
// named by the contact's id.
[[nodiscard]] Verdict choose_person(const std::vector<Identity>& found, const Hints& token,
                                    const Hints& client, const std::string& subject);

}  // namespace ringline::server_app
