#include "turn/turn_options.hpp"

#include "ringline/limits.hpp"
#include "secret_text.hpp"

namespace ringline::server_app {
namespace {

constexpr int shortest_ttl_s = 60;
constexpr int longest_ttl_s = 7 * 24 * 3'600;

bool is_relay_url(const std::string& url) {
  for (const std::string_view scheme : {"turn:", "turns:"}) {
    if (url.rfind(scheme, 0) == 0 && url.size() > scheme.size()) return true;
  }
  return false;
}

Error wrong(const char* option, std::string message) {
  return {Errc::BadField, option, std::move(message)};
}

}  // namespace

void add_options(CLI::App& app, TurnOptions& options) {
  app.add_option("--turn-url", options.urls,
                 "turn: and turns: urls of the relay that shares --turn-secret, separated by "
                 "commas; each side of a call gets credentials of its own for it")
      ->envname("TURN_URL")
      ->delimiter(',')
      ->take_all();
  app.add_option("--turn-secret", options.secret,
                 "The relay's static-auth-secret, better of 32 bytes or more; better in the "
                 "environment, where other users of the machine don't see it")
      ->envname("TURN_SECRET")
      ->check([](const std::string& secret) { return stray_in_secret(secret); });
  app.add_option(
         "--turn-ttl", options.ttl,
         "Seconds for which a relay's credentials are good once a call is answered; renewed "
         "at half of it while the call lasts")
      ->envname("TURN_TTL")
      ->check(CLI::Range(shortest_ttl_s, longest_ttl_s))
      ->default_str(std::to_string(options.ttl.count()));
}

Error check(const TurnOptions& options) {
  if (options.urls.empty() && options.secret.empty()) return {};
  if (options.urls.empty()) {
    return wrong("--turn-url",
                 "is missing: --turn-secret is for a relay, such as turn:turn.example.com");
  }
  if (options.secret.empty()) {
    return wrong("--turn-secret",
                 "(or TURN_SECRET) is missing: give what static-auth-secret is at the relay. A "
                 "relay with fixed credentials goes into --ice-servers");
  }
  if (options.urls.size() > limit::urls_per_ice_server) {
    return wrong("--turn-url",
                 "takes at most " + std::to_string(limit::urls_per_ice_server) + " urls");
  }
  for (const std::string& url : options.urls) {
    if (!is_relay_url(url)) {
      return wrong("--turn-url",
                   "\"" + url + "\" is no turn: or turns: url; stun: goes into --ice-servers");
    }
    if (url.size() > limit::url_bytes) {
      return wrong("--turn-url",
                   "a url has at most " + std::to_string(limit::url_bytes) + " bytes");
    }
  }
  return {};
}

}  // namespace ringline::server_app
