#include "ops/ops_options.hpp"

#include <boost/asio/ip/address.hpp>
#include <charconv>

namespace ringline::server_app {
namespace {

constexpr int longest_drain_s = 3'600;

Error no_place(const std::string& text) {
  return {Errc::BadField, "--metrics-address",
          "\"" + text + "\" is no address with a port, such as 127.0.0.1:9090 or [::1]:9090"};
}

}  // namespace

void add_options(CLI::App& app, OpsOptions& options) {
  app.add_option("--metrics-address", options.metrics_address,
                 "ADDRESS:PORT to serve /metrics on, to whoever reaches it; without it the "
                 "gateway's own port serves it to this machine and private networks only")
      ->envname("METRICS_ADDRESS");
  app.add_option("--drain", options.drain,
                 "What SIGTERM does to answered calls. settle: they end, and so do their rows. "
                 "hand-over: they go on, for a gateway that starts soon to take them up")
      ->envname("DRAIN")
      ->check(CLI::IsMember({"settle", "hand-over"}))
      ->capture_default_str();
  app.add_option("--drain-deadline", options.drain_deadline,
                 "Seconds after SIGTERM at which the gateway leaves, finished or not")
      ->envname("DRAIN_DEADLINE")
      ->check(CLI::Range(1, longest_drain_s))
      ->default_str(std::to_string(options.drain_deadline.count()));
}

Result<AddressAndPort> read_address_and_port(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) return no_place(text);
  std::string address = text.substr(0, colon);
  const bool bracketed = address.size() > 2 && address.front() == '[' && address.back() == ']';
  if (bracketed) address = address.substr(1, address.size() - 2);
  boost::system::error_code error;
  const auto parsed = boost::asio::ip::make_address(address, error);
  if (error || parsed.is_v6() != bracketed) return no_place(text);
  AddressAndPort place{address, 0};
  const char* end = text.data() + text.size();
  const auto port = std::from_chars(text.data() + colon + 1, end, place.port);
  if (port.ec != std::errc{} || port.ptr != end) return no_place(text);
  return place;
}

Error check(const OpsOptions& options) {
  if (options.metrics_address.empty()) return {};
  auto place = read_address_and_port(options.metrics_address);
  return std::move(place.error);
}

}  // namespace ringline::server_app
