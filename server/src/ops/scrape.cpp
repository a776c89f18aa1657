#include "ops/scrape.hpp"

#include "http/responses.hpp"

namespace ringline::server_app {

bool may_scrape(const Request& request, const Visitor& visitor) {
  static const AddressRanges near =
      *AddressRanges::parse("127.0.0.0/8,::1/128,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7");
  for (const char* sign_of_proxy : {"X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"}) {
    if (request.find(sign_of_proxy) != request.end()) return false;
  }
  error_code error;
  const Address address = boost::asio::ip::make_address(visitor.address, error);
  return !error && near.contains(address);
}

Response metrics_page(std::string text) {
  Response response =
      make_response(http::status::ok, "text/plain; version=0.0.4; charset=utf-8", std::move(text));
  response.set(http::field::cache_control, "no-store");
  return response;
}

}  // namespace ringline::server_app
