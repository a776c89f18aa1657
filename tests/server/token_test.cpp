// Tokens: what is taken, and everything that has ever been tried instead.
#include "auth/token.hpp"

#include <catch2/catch.hpp>

#include "auth/claims.hpp"
#include "log.hpp"
#include "ringline/limits.hpp"
#include "server/loop.hpp"
#include "server/signing_keys.hpp"

namespace ringline::test {
namespace {

using nlohmann::json;
using server_app::ClaimNames;
using server_app::IdentitySource;
using server_app::KeySet;
using server_app::KeySource;
using server_app::ProvenToken;
using server_app::TokenRules;
using server_app::TokenVerifier;

constexpr const char* secret = "a secret of more than thirty-two bytes";
constexpr std::int64_t now_s = 1'790'000'000;

json claims(const json& more = json::object()) {
  json body{{"sub", "user_1"}, {"iat", now_s}, {"exp", now_s + 600}};
  body.update(more);
  return body;
}

// One provider with an RSA and an EC key, made once: RSA keys take their time.
struct Provider {
  SigningKey rsa = SigningKey::rsa();
  SigningKey ec = SigningKey::ec();
  std::string document = jwks({rsa.jwk("rsa-1"), ec.jwk("ec-1")}).dump();

  static Provider& get() {
    static Provider provider;
    return provider;
  }
};

// A verifier with these keys, fetched from nowhere.
struct Verifying {
  explicit Verifying(const std::string& document, const std::string& shared_secret = {},
                     TokenRules rules = {})
      : quiet((server_app::start_log("off", "text"), true)),
        keys(
            "test", [document](const std::atomic<bool>&) { return document; }, loop.post()),
        verifier(shared_secret, std::move(rules), &keys) {}

  Result<ProvenToken> verify(const std::string& token) {
    std::optional<Result<ProvenToken>> result;
    verifier.verify(token, now_s, [&](Result<ProvenToken> proven) { result = std::move(proven); });
    loop.run_until([&] { return result.has_value(); });
    return *result;
  }
  bool takes(const std::string& token) { return bool{verify(token)}; }

  bool quiet;  // the log is off before the keys are fetched
  Loop loop;
  KeySource keys;
  TokenVerifier verifier;
};

std::string with_header(const json& header, const std::string& token) {
  return base64url(header.dump()) + token.substr(token.find('.'));
}

}  // namespace

TEST_CASE("RS256 and ES256 tokens are verified with the keys of a JWK Set", "[token]") {
  Provider& provider = Provider::get();
  Verifying by(provider.document);
  for (const auto& token :
       {provider.rsa.sign("rsa-1", claims()), provider.ec.sign("ec-1", claims())}) {
    const auto proven = by.verify(token);
    REQUIRE(proven);
    CHECK(proven->claims["sub"] == "user_1");
    CHECK(proven->expires_at_s == now_s + 600);
    CHECK(proven->by_provider);
    // One bit of the signature, and one of the claims.
    std::string changed = token;
    changed[token.size() - 8] = changed[token.size() - 8] == 'A' ? 'B' : 'A';
    CHECK_FALSE(by.takes(changed));
    changed = token;
    changed[token.find('.') + 5] ^= 1;
    CHECK_FALSE(by.takes(changed));
    CHECK_FALSE(by.takes(token.substr(0, token.rfind('.') + 1)));
  }
}

TEST_CASE("HS256 tokens are verified with the shared secret", "[token]") {
  Verifying by(Provider::get().document, secret);
  const json header{{"alg", "HS256"}};
  const auto proven = by.verify(sign_hs256(header, claims(), secret));
  REQUIRE(proven);
  CHECK_FALSE(proven->by_provider);
  CHECK_FALSE(by.takes(sign_hs256(header, claims(), "another secret of thirty-two bytes!!")));
  CHECK_FALSE(by.takes(sign_hs256(header, claims(), "")));
  // A gateway without a secret takes none, the empty one neither.
  Verifying without(Provider::get().document);
  CHECK_FALSE(without.takes(sign_hs256(header, claims(), secret)));
  CHECK_FALSE(without.takes(sign_hs256(header, claims(), "")));
  // One without keys says so.
  const TokenVerifier keyless(secret, {}, nullptr);
  std::string why;
  keyless.verify(Provider::get().rsa.sign("rsa-1", claims()), now_s,
                 [&](const Result<ProvenToken>& result) { why = result.error.message; });
  CHECK(why.find("--jwks") != std::string::npos);
}

TEST_CASE("a key is never used for another algorithm than its own", "[token]") {
  Provider& provider = Provider::get();
  Verifying by(provider.document, secret);
  // An RSA key's public half, taken for a secret: in each form that it is published in.
  const json hs{{"alg", "HS256"}, {"kid", "rsa-1"}};
  for (const std::string& text :
       {provider.rsa.public_pem(), provider.document, provider.rsa.jwk("rsa-1").dump(),
        provider.rsa.jwk("rsa-1")["n"].get<std::string>()}) {
    CHECK_FALSE(by.takes(sign_hs256(hs, claims(), text)));
  }
  // The right key under another's name, and another's algorithm.
  CHECK_FALSE(by.takes(provider.rsa.sign("ec-1", claims())));
  CHECK_FALSE(by.takes(provider.ec.sign("rsa-1", claims())));
  CHECK_FALSE(by.takes(provider.rsa.sign("rsa-1", claims(), {{"alg", "ES256"}})));
  CHECK_FALSE(by.takes(provider.ec.sign("ec-1", claims(), {{"alg", "RS256"}})));
  // A stranger's key under a known name.
  CHECK_FALSE(by.takes(SigningKey::ec().sign("ec-1", claims())));
}

TEST_CASE("no other algorithm is taken, and none at all least", "[token]") {
  Provider& provider = Provider::get();
  Verifying by(provider.document, secret);
  const std::string body = base64url(claims().dump());
  for (const char* name : {"none", "None", "NONE", "nOnE", ""}) {
    const std::string header = base64url(json{{"alg", name}}.dump());
    CHECK_FALSE(by.takes(header + "." + body + "."));
    CHECK_FALSE(by.takes(header + "." + body));
    CHECK_FALSE(by.takes(header + "." + body + ".AAAA"));
  }
  const std::string good = provider.rsa.sign("rsa-1", claims());
  for (const char* name : {"PS256", "RS512", "HS512", "ES384", "EdDSA", "rs256", "RS256 "}) {
    CHECK_FALSE(by.takes(with_header({{"alg", name}, {"kid", "rsa-1"}}, good)));
  }
  CHECK_FALSE(by.takes(with_header({{"kid", "rsa-1"}}, good)));
  CHECK_FALSE(by.takes(with_header({{"alg", json::array({"RS256"})}, {"kid", "rsa-1"}}, good)));
  // The signature of zeros that some verifiers of ECDSA have taken.
  const std::string ec = base64url(json{{"alg", "ES256"}, {"kid", "ec-1"}}.dump()) + "." + body;
  CHECK_FALSE(by.takes(ec + "." + base64url(std::string(64, '\0'))));
  CHECK_FALSE(by.takes(ec + "." + base64url(std::string(2, '\0'))));
  CHECK_FALSE(by.takes(ec + "."));
}

TEST_CASE("a token can't bring its own key, nor name where to get one", "[token]") {
  Provider& provider = Provider::get();
  Verifying by(provider.document, secret);
  const SigningKey own = SigningKey::rsa();
  for (const char* kid : {"rsa-1", "own", ""}) {
    CHECK_FALSE(by.takes(own.sign(kid, claims(), {{"jwk", own.jwk(kid)}})));
    CHECK_FALSE(by.takes(own.sign(kid, claims(), {{"jku", "https://evil.example/jwks.json"}})));
    CHECK_FALSE(by.takes(own.sign(kid, claims(), {{"x5u", "https://evil.example/cert.pem"}})));
    CHECK_FALSE(by.takes(own.sign(kid, claims(), {{"x5c", json::array({"MIIB"})}})));
  }
  // What must be understood (RFC 7515, section 4.1.11) and isn't, is refused though rightly signed.
  CHECK_FALSE(by.takes(provider.rsa.sign("rsa-1", claims(), {{"crit", {"b64"}}, {"b64", false}})));
  CHECK_FALSE(by.takes(provider.rsa.sign("rsa-1", claims(), {{"crit", json::array()}})));
}

TEST_CASE("a kid is a name and nothing else", "[token]") {
  Provider& provider = Provider::get();
  Verifying by(provider.document, secret);
  const std::string x(256, 'x');
  for (const std::string& kid :
       {std::string("../../../../dev/null"), std::string("/etc/passwd"), std::string("rsa-1\0", 6),
        std::string("' OR '1'='1"), std::string("http://evil.example/"), std::string("RSA-1"), x,
        x + "x"}) {
    CHECK_FALSE(by.takes(provider.rsa.sign(kid, claims())));
    CHECK_FALSE(by.takes(sign_hs256({{"alg", "HS256"}, {"kid", kid}}, claims(), "")));
  }
  CHECK(by.verify(provider.rsa.sign(x + "x", claims())).error.message.find("256") !=
        std::string::npos);
  // Without a kid it is the only key of its kind, if there is only one.
  CHECK(by.takes(provider.rsa.sign("", claims())));
  // Else each of its kind is tried: a provider may give its tokens no kid.
  Verifying two(jwks({SigningKey::rsa().jwk("b"), provider.rsa.jwk("a")}).dump());
  CHECK(two.takes(provider.rsa.sign("", claims())));
  CHECK(two.takes(provider.rsa.sign("a", claims())));
  CHECK_FALSE(two.takes(provider.rsa.sign("b", claims())));
  CHECK_FALSE(two.takes(SigningKey::rsa().sign("", claims())));
}

TEST_CASE("what isn't a token", "[token]") {
  Provider& provider = Provider::get();
  Verifying by(provider.document, secret);
  const std::string good = provider.rsa.sign("rsa-1", claims());
  for (const std::string& text :
       {std::string(), std::string("."), std::string(".."), std::string("..."),
        std::string("a.b.c"), good + ".", good + ".AAAA.AAAA", " " + good, "Bearer " + good,
        good + "\n", good.substr(1), std::string(limit::token_bytes + 1, 'a')}) {
    CHECK_FALSE(by.takes(text));
  }
  // The claims must be an object.
  for (const json& body : {json::array(), json("text"), json(7), json()}) {
    CHECK_FALSE(by.takes(sign_hs256({{"alg", "HS256"}}, body, secret)));
  }
}

TEST_CASE("the longest token is taken, one byte more isn't", "[token]") {
  Verifying by(Provider::get().document, secret);
  const auto of_size = [&](std::size_t size) {
    return sign_hs256({{"alg", "HS256"}}, claims({{"more", std::string(size, 'x')}}), secret);
  };
  std::size_t size = limit::token_bytes * 3 / 4 - 200;
  REQUIRE(of_size(size).size() <= limit::token_bytes);
  while (of_size(size + 1).size() <= limit::token_bytes) ++size;
  CHECK(by.takes(of_size(size)));
  const auto refused = by.verify(of_size(size + 1));
  CHECK(refused.error.message.find(std::to_string(limit::token_bytes)) != std::string::npos);
}

TEST_CASE("a token's times are kept, give or take thirty seconds", "[token]") {
  const auto check = [](const json& more) {
    return server_app::check_claims(claims(more).dump(), {}, now_s);
  };
  CHECK(check({{"exp", now_s - 29}}));
  CHECK(check({{"exp", now_s - 30}}).error.field == "token.exp");
  CHECK(check({{"nbf", now_s + 30}}));
  CHECK_FALSE(check({{"nbf", now_s + 31}}));
  CHECK(check({{"iat", now_s + 30}}));
  CHECK_FALSE(check({{"iat", now_s + 31}}));
  CHECK(check({{"exp", 1.8e9 + 0.5}}));
  CHECK(check({{"exp", 1e300}}));
  for (const json& no_date : {json(), json("1790000600"), json::array(), json(true)}) {
    CHECK_FALSE(check({{"exp", no_date}}));
  }
  CHECK_FALSE(check({{"exp", -1e300}}));
}

TEST_CASE("issuer and audience are checked where they are configured", "[token]") {
  const TokenRules rules{"https://clerk.example.com", {"calls", "crm"}};
  const auto check = [&](const json& more) {
    return bool{server_app::check_claims(claims(more).dump(), rules, now_s)};
  };
  const std::string right = "https://clerk.example.com";
  CHECK(check({{"iss", right}, {"aud", "calls"}}));
  CHECK(check({{"iss", right}, {"aud", {"else", "crm"}}}));
  CHECK_FALSE(check({{"iss", right}}));
  CHECK_FALSE(check({{"aud", "calls"}}));
  CHECK_FALSE(check({{"iss", right + "/"}, {"aud", "calls"}}));
  CHECK_FALSE(check({{"iss", {right}}, {"aud", "calls"}}));
  CHECK_FALSE(check({{"iss", right}, {"aud", "call"}}));
  CHECK_FALSE(check({{"iss", right}, {"aud", json::array()}}));
  CHECK_FALSE(check({{"iss", right}, {"aud", {{"calls", true}}}}));
}

TEST_CASE("the authorized party is checked where it is configured", "[token]") {
  const TokenRules rules{{}, {}, {"https://crm.example.com", "crm"}};
  const auto check = [&](const json& more) {
    return bool{server_app::check_claims(claims(more).dump(), rules, now_s)};
  };
  CHECK(check({{"azp", "crm"}}));
  CHECK(check({{"azp", "https://crm.example.com"}}));
  CHECK_FALSE(check({{"azp", "other-app"}}));
  CHECK_FALSE(check({{"azp", {"crm"}}}));
  CHECK_FALSE(check(json::object()));
}

TEST_CASE("a date that is no number is refused, whatever it is for", "[token]") {
  const auto check = [&](const json& more) {
    return bool{server_app::check_claims(claims(more).dump(), {}, now_s)};
  };
  for (const char* name : {"nbf", "iat"}) {
    CHECK(check({{name, now_s - 60}}));
    for (const json& no_date : {json(), json("1790000600"), json::array(), json(true)}) {
      CHECK_FALSE(check({{name, no_date}}));
    }
  }
}

TEST_CASE("claims are found by their paths", "[token]") {
  const json body = json::parse(R"({"sub":"u","app_metadata":{"tenant_id":"t","a.b":"dotted",
      "nothing":null},"https://crm.example.com/role":"r","a.b":"top","list":["x"]})");
  const auto text = [&](const char* name) {
    const json* found = server_app::find_claim(body, name);
    return found == nullptr ? std::string("-") : found->dump();
  };
  CHECK(text("sub") == "\"u\"");
  CHECK(text("app_metadata.tenant_id") == "\"t\"");
  CHECK(text("https://crm.example.com/role") == "\"r\"");
  CHECK(text("app_metadata.a\\.b") == "\"dotted\"");
  CHECK(text("a\\.b") == "\"top\"");
  for (const char* nobody : {"a.b", "sub.u", "app_metadata.nothing", "app_metadata.no", "list.0",
                             "app_metadata..tenant_id", "no"}) {
    CHECK(text(nobody) == "-");
  }
}

TEST_CASE("who a token means, in the provider's own words", "[token]") {
  const ClaimNames supabase{"sub", "app_metadata.tenant_id", "app_metadata.role",
                            "app_metadata.contact_id"};
  const json body = json::parse(R"({"sub":"7d3e","role":"authenticated",
      "app_metadata":{"tenant_id":"t1","role":"portal_customer","contact_id":"k1"}})");
  const auto person = server_app::read_person(body, supabase, IdentitySource::Claims);
  REQUIRE(person);
  CHECK(person->subject == "7d3e");
  CHECK(person->tenant_id == "t1");
  CHECK(person->role == Role::PortalCustomer);
  CHECK(person->contact_id == "k1");
  // A role of the provider's own says nothing where the database knows it, and isn't enough where
  // the token must.
  const auto plain = server_app::read_person(body, {}, IdentitySource::Database);
  REQUIRE(plain);
  CHECK_FALSE(plain->role);
  CHECK(plain->tenant_id.empty());
  CHECK_FALSE(server_app::read_person(body, {}, IdentitySource::Claims));
  for (const char* bad : {R"({})", R"({"sub":""})", R"({"sub":null})", R"({"sub":{}})",
                          R"({"sub":[]})", R"({"sub":["u","v"]})", R"({"sub":true})"}) {
    CHECK_FALSE(server_app::read_person(json::parse(bad), {}, IdentitySource::Database));
  }
  // Providers write numbers and lists of one, too. What isn't needed and can't be read is absent.
  const auto numbers = server_app::read_person(
      json::parse(R"({"sub":["u"],"tenantId":7,"contactId":{}})"), {}, IdentitySource::Database);
  REQUIRE(numbers);
  CHECK(numbers->subject == "u");
  CHECK(numbers->tenant_id == "7");
  CHECK(numbers->contact_id.empty());
  const std::string long_id(limit::id_bytes, 'x');
  CHECK(server_app::read_person({{"sub", long_id}}, {}, IdentitySource::Database));
  CHECK_FALSE(server_app::read_person({{"sub", long_id + "x"}}, {}, IdentitySource::Database));
}

TEST_CASE("of a JWK Set only what can verify our tokens counts", "[token]") {
  Provider& provider = Provider::get();
  const auto count = [](const std::vector<json>& keys) {
    const auto set = KeySet::parse(jwks(keys).dump());
    return set ? set->size() : 0;
  };
  const json rsa = provider.rsa.jwk("rsa-1");
  CHECK(count({rsa, provider.ec.jwk("ec-1")}) == 2);
  CHECK(count({provider.rsa.jwk("", {{"alg", "RS256"}})}) == 1);
  CHECK(count({provider.rsa.jwk("k", {{"alg", "RS512"}})}) == 0);
  CHECK(count({provider.rsa.jwk("k", {{"use", "enc"}})}) == 0);
  CHECK(count({provider.rsa.jwk("k", {{"key_ops", {"verify"}}})}) == 1);
  CHECK(count({provider.rsa.jwk("k", {{"key_ops", {"encrypt"}}})}) == 0);
  CHECK(count({SigningKey::rsa(1'024).jwk("short")}) == 0);
  CHECK(count({SigningKey::ec("P-384").jwk("wide")}) == 0);
  // A published secret is none.
  CHECK(count({{{"kty", "oct"}, {"k", base64url(secret)}, {"kid", "oct"}}}) == 0);
  CHECK(count({json("text"), json(), {{"kty", "RSA"}}, {{"kty", "EC"}, {"crv", "P-256"}}}) == 0);
  CHECK(count(std::vector<json>(KeySet::most_keys, rsa)) == KeySet::most_keys);
  CHECK(count(std::vector<json>(KeySet::most_keys + 1, rsa)) == 0);
  for (const char* bad : {"", "[]", "{}", "null", R"({"keys":{}})", "<html>"}) {
    CHECK_FALSE(KeySet::parse(bad));
  }
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  CHECK_FALSE(KeySet::parse(R"({"keys":[{"kty":"RSA","x":)" + deep + "}]}"));
  CHECK_FALSE(KeySet::parse(deep));
}

TEST_CASE("an own token, as development issues it", "[token]") {
  server_app::Claims of;
  of.user_id = "user_amina";
  of.tenant_id = "tenant_harbor";
  of.role = Role::PortalCustomer;
  of.contact_id = "k1";
  of.expires_at_s = now_s + 60;
  Verifying by(Provider::get().document, secret);
  const auto proven = by.verify(server_app::issue_token(of, secret, now_s));
  REQUIRE(proven);
  const auto person = server_app::read_person(proven->claims, {}, IdentitySource::Claims);
  REQUIRE(person);
  CHECK(person->subject == "user_amina");
  CHECK(person->role == Role::PortalCustomer);
  CHECK(person->contact_id == "k1");
}

}  // namespace ringline::test
