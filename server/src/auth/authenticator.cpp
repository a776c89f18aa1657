#include "auth/authenticator.hpp"

#include <chrono>
#include <utility>

#include "log.hpp"
#include "store/directory.hpp"

namespace ringline::server_app {
namespace {

// Of the connections that are believed without a token, every so-manieth is a line in the log.
constexpr std::uint64_t believed_per_line = 100;

Hints hints_of(const Auth& auth) {
  return {auth.user_id, auth.tenant_id, auth.role, auth.contact_id};
}

// Each part with its length, so that no two lists give the same text.
std::string proof_of(const std::string& subject, SubjectColumn column, const Hints& token,
                     const Hints& client) {
  std::string proof = column == SubjectColumn::Id ? "id" : "provider";
  const auto add = [&proof](const std::string& part) {
    proof += " " + std::to_string(part.size()) + ":" + part;
  };
  add(subject);
  for (const Hints* each : {&token, &client}) {
    add(each->user_id);
    add(each->tenant_id);
    add(each->role ? std::string(to_string(*each->role)) : std::string{});
    add(each->contact_id);
  }
  return proof;
}

// The field of an Error says what it is about; clients are told by a code.
Verdict refuse_for(const Error& error) {
  const char* code = "unauthorized";
  if (error.field == "token.exp") code = "token_expired";
  if (error.field == "keys") code = "unavailable";
  return refuse(code, "The " + error.field.substr(0, error.field.find('.')) + " " + error.message);
}

}  // namespace

std::int64_t epoch_s() {
  using namespace std::chrono;
  return duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
}

Authenticator::Authenticator(const AuthOptions& options, bool is_development, Database& database,
                             KeySource::Post post)
    : options_(options),
      is_development_(is_development),
      database_(database),
      keys_(options.jwks.empty() ? nullptr : open_key_source(options.jwks, std::move(post))),
      verifier_(options.secret, {options.issuer, options.audiences, options.authorized_parties},
                keys_.get()) {
  const bool verifies = !options_.secret.empty() || !options_.jwks.empty();
  if (verifies && !is_development_ && options_.audiences.empty() &&
      options_.authorized_parties.empty()) {
    log(Level::Warn, "any_audience",
        {{"warning",
          "every token of this issuer or secret is taken, whatever app it was made for: name "
          "yours by --jwt-audience, or by --jwt-authorized-party"}});
  }
  if (options_.mode == AuthMode::Claimed) {
    log(Level::Warn, "auth_claimed",
        {{"warning",
          "connections without a token are believed: whoever reaches this port can be anybody"}});
  }
}

void Authenticator::check(const Auth& auth, const Handshake& handshake, Done done) const {
  if (!auth.token.empty()) return check_token(auth.token, hints_of(auth), std::move(done));
  const std::string bearer = bearer_token(handshake.authorization);
  if (!bearer.empty()) return check_token(bearer, hints_of(auth), std::move(done));
  const std::string cookie = options_.token_cookie.empty()
                                 ? std::string{}
                                 : cookie_value(handshake.cookie, options_.token_cookie);
  if (!cookie.empty()) {
    // An Origin that isn't allowed has been refused before.
    if (handshake.origin.empty()) {
      return done(refuse("forbidden",
                         "A token in a cookie counts only with an Origin: connect from a page, or "
                         "give the token as auth.token"));
    }
    return check_token(cookie, hints_of(auth), std::move(done));
  }
  if (is_development_ || options_.mode == AuthMode::Claimed) {
    return believe(auth, handshake, std::move(done));
  }
  done(refuse("unauthorized", "auth.token is missing: sign in and give the token"));
}

void Authenticator::check_again(const std::string& token, const Identity& who, Done done) const {
  check_token(token, {who.user_id, who.tenant_id, who.role, who.contact_id}, std::move(done));
}

void Authenticator::check_request(const ApiCredentials& request, Done done) const {
  const std::string bearer = bearer_token(request.authorization);
  if (!bearer.empty()) return check_token(bearer, request.meant, std::move(done));
  const std::string cookie = options_.token_cookie.empty()
                                 ? std::string{}
                                 : cookie_value(request.cookie, options_.token_cookie);
  if (cookie.empty()) {
    return done(refuse("unauthorized", "The Authorization header with a bearer token is missing"));
  }
  if (!may_use_cookie(request)) {
    return done(refuse("forbidden",
                       "A token in a cookie counts only for allowed pages: add their origin to "
                       "FRONTEND_URL, or send the token in the Authorization header"));
  }
  check_token(cookie, request.meant, std::move(done));
}

std::int64_t Authenticator::session_end_s(const Verdict& verdict, bool extended,
                                          std::int64_t now_s) const {
  if (verdict.expires_at_s == 0 || extended) return verdict.expires_at_s;
  return std::max<std::int64_t>(verdict.expires_at_s, now_s + options_.base_session.count());
}

void Authenticator::check_token(const std::string& token, const Hints& client, Done done) const {
  verifier_.verify(
      token, epoch_s(), [this, client, done = std::move(done)](const Result<ProvenToken>& proven) {
        if (!proven) return done(refuse_for(proven.error));
        auto person = read_person(proven->claims, options_.claims, options_.identity);
        if (!person) return done(refuse_for(person.error));
        const auto column = options_.subject.value_or(proven->by_provider ? SubjectColumn::Provider
                                                                          : SubjectColumn::Id);
        look_up({person->subject, column, false},
                {{}, person->tenant_id, person->role, person->contact_id}, client,
                [done, expires_at_s = proven->expires_at_s + leeway_s](Verdict verdict) {
                  verdict.expires_at_s = expires_at_s;
                  done(verdict);
                });
      });
}

// The base contract's four fields, and nothing that proves them.
void Authenticator::believe(const Auth& auth, const Handshake& handshake, Done done) const {
  if (auth.user_id.empty() || auth.tenant_id.empty()) {
    return done(refuse("unauthorized", "userId and tenantId are missing"));
  }
  if (!is_development_ && believed_++ % believed_per_line == 0) {
    log(Level::Warn, "auth_claimed",
        {{"warning", "a connection without a token was believed"},
         {"address", handshake.address},
         {"so_far", std::to_string(believed_)}});
  }
  Hints claimed = hints_of(auth);
  if (!claimed.role) claimed.role = Role::TenantMember;
  look_up({auth.user_id, SubjectColumn::Id, true}, std::move(claimed), {}, std::move(done));
}

void Authenticator::look_up(const Subject& subject, Hints token, Hints client, Done done) const {
  using Found = std::vector<Identity>;
  // The deployed customer's page knows its contact alone.
  const bool by_contact =
      subject.believed && token.role == Role::PortalCustomer && subject.text == token.contact_id;
  std::string proof = proof_of(subject.text, subject.column, token, client);
  const auto find = [subject, token, by_contact,
                     &columns = database_.people()](soci::session& sql) {
    Found found =
        find_people(sql, columns, subject.text, subject.column == SubjectColumn::Provider);
    if (found.empty() && by_contact) {
      found = find_customers(sql, columns, token.tenant_id, token.contact_id);
      // Each of them has the contact's rights, and the page says no more.
      if (found.size() > 1) found.resize(1);
    }
    return found;
  };
  database_.read<Found>(
      Reading::People, {{}, subject.text}, find,
      [subject, token = std::move(token), client = std::move(client), proof = std::move(proof),
       done = std::move(done)](const std::optional<Found>& found) {
        Verdict verdict =
            found ? choose_person(*found, token, client, subject.text)
                  : refuse("unavailable", "The database can't be reached: try again in a moment");
        verdict.proof = proof;
        done(verdict);
      });
}

}  // namespace ringline::server_app
