#include "auth/key_set.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ringline::server_app {
namespace {

using nlohmann::json;

constexpr int deepest_key = 8;

std::string text_of(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

// What the key itself says that it is for (RFC 7517, sections 4.2 to 4.4).
bool is_for_signatures(const json& jwk) {
  const std::string use = text_of(jwk, "use");
  if (!use.empty() && use != "sig") return false;
  const auto operations = jwk.find("key_ops");
  if (operations == jwk.end() || !operations->is_array()) return true;
  return std::find(operations->begin(), operations->end(), json("verify")) != operations->end();
}

const char* name_of(Algorithm algorithm) {
  return algorithm == Algorithm::ES256 ? "ES256" : "RS256";
}

}  // namespace

Result<KeySet> KeySet::parse(std::string_view jwks_json) {
  // What lies deeper is no key's.
  const auto shallow = [](int depth, json::parse_event_t, const json&) {
    return depth <= deepest_key;
  };
  const json document = json::parse(jwks_json, shallow, false);
  const auto keys = document.is_object() ? document.find("keys") : document.end();
  if (!document.is_object() || keys == document.end() || !keys->is_array()) {
    return Error{Errc::BadFormat, "keys", "is missing: this is no JWK Set"};
  }
  if (keys->size() > most_keys) {
    return Error{Errc::TooLarge, "keys", "are more than " + std::to_string(most_keys)};
  }
  KeySet set;
  for (const json& each : *keys) {
    if (!each.is_object() || !is_for_signatures(each)) continue;
    auto key = Key::import(each.dump(-1, ' ', true, json::error_handler_t::replace));
    if (!key) continue;
    const std::string algorithm = text_of(each, "alg");
    if (!algorithm.empty() && algorithm != name_of(key->algorithm())) continue;
    set.keys_.push_back({text_of(each, "kid"), std::move(*key)});
  }
  if (set.keys_.empty()) {
    return Error{Errc::BadField, "keys",
                 "hold none that verifies RS256 (2048 bits or more) or ES256"};
  }
  return set;
}

std::vector<Key> KeySet::find(std::string_view key_id, Algorithm algorithm) const {
  std::vector<Key> named;
  std::vector<Key> nameless;
  for (const Named& each : keys_) {
    if (each.key.algorithm() != algorithm) continue;
    const bool same = !key_id.empty() && each.id == key_id;
    const bool either_is_nameless = key_id.empty() || each.id.empty();
    std::vector<Key>& fits = same ? named : nameless;
    if ((same || either_is_nameless) && fits.size() < most_tried) fits.push_back(each.key);
  }
  return named.empty() ? nameless : named;
}

}  // namespace ringline::server_app
