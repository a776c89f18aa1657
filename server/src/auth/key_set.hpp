// The public keys of whoever signs tokens: a JWK Set (RFC 7517, section 5).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/jose.hpp"

namespace ringline::server_app {

class KeySet {
 public:
  static constexpr std::size_t most_bytes = 262'144;
  static constexpr std::size_t most_keys = 64;

  // Keys that can't verify our tokens (for encryption, of other kinds, unreadable) are passed over;
  // an Error says that there is no other.
  static Result<KeySet> parse(std::string_view jwks_json);

  static constexpr std::size_t most_tried = 8;

  // The keys that may verify a token which names this kid and algorithm: those of that name, for a
  // provider may publish two of one; where the token or the set names none, all of that kind.
  [[nodiscard]] std::vector<Key> find(std::string_view key_id, Algorithm algorithm) const;

  [[nodiscard]] std::size_t size() const { return keys_.size(); }

 private:
  struct Named {
    std::string id;
    Key key;
  };
  std::vector<Named> keys_;
};

}  // namespace ringline::server_app
