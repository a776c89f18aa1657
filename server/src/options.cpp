#include "options.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/ip/address.hpp>

#include "http/addresses.hpp"
#include "http/origins.hpp"
#include "ice_servers.hpp"

namespace ringline::server_app {
namespace {

std::string check_address(const std::string& address) {
  boost::system::error_code error;
  boost::asio::ip::make_address(address, error);
  return error ? "is no IP address: take 0.0.0.0, :: or one of this machine" : std::string{};
}

std::string check_proxies(const std::string& list) {
  const auto ranges = AddressRanges::parse(list);
  return ranges ? std::string{} : ranges.error.message;
}

std::string check_origin(const std::string& origin) {
  if (!Origins::normal(origin).empty()) return {};
  return "must be an origin such as https://app.example.com, without a path or a slash at its end";
}

// The parts between commas, without the blanks around them.
std::vector<std::string> split_list(const std::string& list) {
  std::vector<std::string> parts;
  for (std::string& part : CLI::detail::split(list, ',')) {
    if (!CLI::detail::trim(part).empty()) parts.push_back(std::move(part));
  }
  return parts;
}

}  // namespace

ParsedOptions parse_options(int argc, const char* const* argv) {
  ParsedOptions result;
  Options& options = result.options;
  CLI::App app{"Ringline's gateway: introduces two browsers to each other and keeps the call log.",
               "ringline-gateway"};

  std::string mode = "production";
  std::string origins;
  std::string ice_servers;
  std::int64_t ring_timeout_s = 45;
  std::int64_t resume_window_s = 30;

  const CLI::Option* address =
      app.add_option("--address", options.address,
                     "Address to listen on; in development 127.0.0.1 unless one is given")
          ->envname("ADDRESS")
          ->check(check_address)
          ->capture_default_str();
  app.add_option("--port", options.port, "Port to listen on; 0 takes a free one and logs it")
      ->envname("PORT")
      ->check(CLI::Range(0, 65'535))
      ->capture_default_str();
  app.add_option("--mode", mode,
                 "development: seeds people and issues their tokens on loopback; never on a "
                 "network. production: every connection needs a verified token")
      ->envname("VOICE_CALL_MODE")
      ->check(CLI::IsMember({"development", "production"}))
      ->capture_default_str();
  app.add_option("--database-url", options.database_url,
                 "sqlite:<file>, or postgresql://<user>:<password>@<host>/<database>?schema=… as "
                 "Prisma has it")
      ->envname("DATABASE_URL")
      ->check(check_database_url)
      ->capture_default_str();
  add_options(app, options.store);
  add_options(app, options.auth);
  app.add_option("--frontend-url", origins,
                 "Origins whose pages may connect, separated by commas; the gateway's own is one")
      ->envname("FRONTEND_URL");
  add_options(app, options.transport);
  app.add_option("--ice-servers", ice_servers,
                 "stun: and turn: urls separated by commas, or the JSON of "
                 "RTCConfiguration.iceServers")
      ->envname("ICE_SERVERS");
  add_options(app, options.turn);
  add_options(app, options.ops);
  app.add_option("--ring-timeout", ring_timeout_s, "Seconds that a call rings")
      ->envname("RING_TIMEOUT")
      ->check(CLI::Range(1, 600))
      ->capture_default_str();
  app.add_option("--resume-window", resume_window_s,
                 "Seconds that an answered call waits when both sides are gone")
      ->envname("RESUME_WINDOW")
      ->check(CLI::Range(1, 600))
      ->capture_default_str();
  app.add_option("--calls-per-user", options.calls_per_user,
                 "Open calls that one person may have placed or taken")
      ->envname("CALLS_PER_USER")
      ->check(CLI::Range(1, 1'000))
      ->capture_default_str();
  app.add_option("--calls-per-tenant", options.calls_per_tenant,
                 "Open calls that one tenant may have")
      ->envname("CALLS_PER_TENANT")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--dials-per-minute", options.dials_per_minute,
                 "Calls that one person may place in a minute; 0: no limit")
      ->envname("DIALS_PER_MINUTE")
      ->check(CLI::Range(0, 60'000))
      ->capture_default_str();
  app.add_option("--dials-per-minute-to-one", options.dials_per_minute_to_one,
                 "And those among them to one and the same person; 0: no limit")
      ->envname("DIALS_PER_MINUTE_TO_ONE")
      ->check(CLI::Range(0, 60'000))
      ->capture_default_str();
  app.add_option("--events-per-tenant", options.events_per_tenant,
                 "Events that all connections of one tenant may send in a second for long; ten "
                 "times as many at once")
      ->envname("EVENTS_PER_TENANT")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--trusted-proxies", options.trusted_proxies,
                 "Addresses and ranges (10.0.0.0/8) of reverse proxies whose X-Forwarded-For is "
                 "believed, separated by commas")
      ->envname("TRUSTED_PROXIES")
      ->check(check_proxies);
  add_options(app, options.api);
  app.add_option("--demo-root", options.demo_root, "Folder to serve at /")
      ->envname("DEMO_ROOT")
      ->check(CLI::ExistingDirectory);
  app.add_option("--package-root", options.package_root, "Folder to serve at /ringline/")
      ->envname("PACKAGE_ROOT")
      ->check(CLI::ExistingDirectory);
  app.add_option("--log-level", options.log_level, "What is logged at least")
      ->envname("LOG_LEVEL")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}))
      ->capture_default_str();
  app.add_option("--log-format", options.log_format, "One line a message, as text or as JSON")
      ->envname("LOG_FORMAT")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();

  const auto wrong = [&](const std::string& text) {
    result.text = "ringline-gateway: " + text + "\nTry --help.\n";
    result.exit_code = 2;
    return result;
  };
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    result.text = app.help();
    return result;
  } catch (const CLI::ParseError& error) {
    return wrong(error.what());
  }

  options.mode = mode == "development" ? Mode::Development : Mode::Production;
  if (options.is_development() && address->count() == 0) options.address = "127.0.0.1";
  options.ring_timeout = std::chrono::seconds{ring_timeout_s};
  options.resume_window = std::chrono::seconds{resume_window_s};
  if (const std::string problem = finish(options.transport); !problem.empty()) {
    return wrong(problem);
  }
  for (const std::string& origin : split_list(origins)) {
    const std::string problem = check_origin(origin);
    if (!problem.empty()) return wrong("--frontend-url: \"" + origin + "\" " + problem);
    options.allowed_origins.push_back(origin);
  }
  auto ice = read_ice_servers(ice_servers);
  if (!ice) return wrong("--ice-servers: " + ice.error.message);
  options.ice_servers = std::move(*ice);
  const std::string problem =
      check_options(options.auth, options.address, options.is_development());
  if (!problem.empty()) return wrong(problem);
  for (const Error& error : {check(options.turn), check(options.ops)}) {
    if (error) return wrong(error.field + " " + error.message);
  }
  result.run = true;
  return result;
}

}  // namespace ringline::server_app
