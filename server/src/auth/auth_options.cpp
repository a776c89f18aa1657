#include "auth/auth_options.hpp"

#include <CLI/CLI.hpp>
#include <functional>

#include "auth/key_source.hpp"
#include "http/addresses.hpp"
#include "secret_text.hpp"

namespace ringline::server_app {
namespace {

constexpr std::size_t shortest_secret = 32;  // RFC 7518, section 3.2: as long as the hash

std::string check_secret(const std::string& secret) {
  if (std::string stray = stray_in_secret(secret); !stray.empty()) return stray;
  if (secret.size() >= shortest_secret) return {};
  return "is shorter than " + std::to_string(shortest_secret) +
         " bytes: make one with `openssl rand -base64 48`";
}

// Whether it is a file that can be used is seen when it is opened.
std::string check_jwks(const std::string& file_or_url) {
  return is_url(file_or_url) ? check_keys_url(file_or_url) : std::string{};
}

// RFC 6265, section 4.1.1: a cookie's name is a token.
std::string check_cookie_name(const std::string& name) {
  if (!name.empty() && name.find_first_of(" \t()<>@,;:\\\"/[]?={}") == std::string::npos) return {};
  return "is no cookie's name, such as __session";
}

// Loopback, and what is routed nowhere else.
bool is_private(const std::string& text) {
  static const auto ranges = AddressRanges::parse(
      "127.0.0.0/8,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,169.254.0.0/16,::1,fc00::/7,fe80::/10");
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(text, error);
  return !error && ranges && ranges->contains(address);
}

void choice(CLI::App& app, const char* option, const char* variable,
            const std::vector<std::string>& words, const char* about,
            const std::function<void(const std::string&)>& take) {
  app.add_option_function<std::string>(option, take, about)
      ->envname(variable)
      ->check(CLI::IsMember(words));
}

}  // namespace

void add_options(CLI::App& app, AuthOptions& options) {
  choice(app, "--auth", "AUTH_MODE", {"token", "claimed"},
         "token: every connection proves who it is. claimed: one without a token is believed what "
         "it says; for moving over step by step, never on a public address (token)",
         [&options](const std::string& word) {
           options.mode = word == "claimed" ? AuthMode::Claimed : AuthMode::Token;
         });
  app.add_flag("--auth-claimed-on-public-address", options.claimed_on_public_address,
               "Insists on --auth claimed where --address isn't loopback or private")
      ->envname("AUTH_CLAIMED_ON_PUBLIC_ADDRESS");
  app.add_option("--jwt-secret", options.secret,
                 "Secret of the HS256 tokens, at least 32 bytes; better in the environment, where "
                 "other users of the machine don't see it")
      ->envname("JWT_SECRET")
      ->check(check_secret);
  app.add_option("--session-secret", options.session_secret,
                 "Secret by which a device proves its session after a restart, the same for all "
                 "gateways; --jwt-secret unless one is given")
      ->envname("SESSION_SECRET")
      ->check(check_secret);
  app.add_option("--jwks", options.jwks,
                 "File or https address of the JWK Set that RS256 and ES256 tokens are signed with")
      ->envname("JWKS")
      ->check(check_jwks);
  app.add_option("--jwt-issuer", options.issuer, "What iss must say; any unless one is given")
      ->envname("JWT_ISSUER");
  app.add_option("--jwt-audience", options.audiences,
                 "What aud must hold one of, separated by commas; any unless one is given")
      ->envname("JWT_AUDIENCE")
      ->delimiter(',');
  app.add_option(
         "--jwt-authorized-party", options.authorized_parties,
         "What azp must be one of, separated by commas, for a provider whose tokens name no "
         "audience; any unless one is given")
      ->envname("JWT_AUTHORIZED_PARTY")
      ->delimiter(',');
  choice(app, "--identity", "AUTH_IDENTITY", {"database", "claims"},
         "Who knows the tenant, role and contact. database: it alone; what a token says of them "
         "must agree. claims: every token must name them, and the database agree (database)",
         [&options](const std::string& word) {
           options.identity = word == "claims" ? IdentitySource::Claims : IdentitySource::Database;
         });
  choice(
      app, "--subject", "AUTH_SUBJECT", {"id", "provider", "clerkId"},
      "The column that a token's subject stands in. provider (or clerkId, its older name): the one "
      "of --users-identity-column and --customers-identity-column. Unless one is given provider "
      "for tokens by --jwks, id for tokens by --jwt-secret",
      [&options](const std::string& word) {
        options.subject = word == "id" ? SubjectColumn::Id : SubjectColumn::Provider;
      });
  app.add_option("--users-identity-column", options.identity_columns.users,
                 "Column of users that holds the provider's subject, such as supabase_user_id")
      ->envname("USERS_IDENTITY_COLUMN")
      ->check(check_column_name)
      ->capture_default_str();
  app.add_option("--customers-identity-column", options.identity_columns.customers,
                 "Column of portal_customers that holds the provider's subject, such as "
                 "supabaseUserId")
      ->envname("CUSTOMERS_IDENTITY_COLUMN")
      ->check(check_column_name)
      ->capture_default_str();
  struct Name {
    const char* option;
    const char* variable;
    std::string& name;
    const char* about;
  };
  for (const Name& each : {
           Name{"--claim-user", "CLAIM_USER", options.claims.user,
                "Claim that names the person; dots lead into nested claims, a name with a slash is "
                "taken whole"},
           Name{"--claim-tenant", "CLAIM_TENANT", options.claims.tenant,
                "Claim of the tenant, such as app_metadata.tenant_id"},
           Name{"--claim-role", "CLAIM_ROLE", options.claims.role,
                "Claim of the role: tenant_member or portal_customer"},
           Name{"--claim-contact", "CLAIM_CONTACT", options.claims.contact,
                "Claim of a customer's contact"},
       }) {
    app.add_option(each.option, each.name, each.about)
        ->envname(each.variable)
        ->check(check_claim_name)
        ->capture_default_str();
  }
  app.add_option("--token-cookie", options.token_cookie,
                 "Cookie that may hold the token, such as __session; none unless one is given")
      ->envname("TOKEN_COOKIE")
      ->check(check_cookie_name);
  app.add_option_function<int>(
         "--base-session",
         [&options](int seconds) { options.base_session = std::chrono::seconds{seconds}; },
         "Seconds that a connection without protocol 2 lasts at least, whatever is left of its "
         "token: it can't present a new one (0)")
      ->envname("BASE_SESSION")
      ->check(CLI::Range(0, 86'400));
}

IdentityColumns needed_columns(const AuthOptions& options) {
  const bool asks_provider =
      options.subject ? *options.subject == SubjectColumn::Provider : !options.jwks.empty();
  return asks_provider ? options.identity_columns : IdentityColumns{"", ""};
}

std::string check_options(const AuthOptions& options, const std::string& address,
                          bool is_development) {
  if (options.mode == AuthMode::Claimed && !is_private(address) &&
      !options.claimed_on_public_address) {
    return "--auth claimed believes whoever connects, and " + address +
           " may be reached from outside: listen on a private --address, or insist with "
           "--auth-claimed-on-public-address";
  }
  if (is_development) return {};
  const bool can_verify = !options.secret.empty() || !options.jwks.empty();
  if (!can_verify && options.mode == AuthMode::Token) {
    return "--jwt-secret (or JWT_SECRET) is missing, and so is --jwks (or JWKS): production mode "
           "verifies every token with one of them";
  }
  if (options.secret.empty() && options.session_secret.empty()) {
    return "--session-secret (or SESSION_SECRET) is missing: without it, and without --jwt-secret, "
           "no device could take up its call after a restart";
  }
  return {};
}

}  // namespace ringline::server_app
