// Whose connection it is. Limits are counted by address, and the address of who comes through a
// reverse proxy stands in a header that only a trusted proxy may write.
#pragma once

#include <array>
#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ringline/error.hpp"

namespace ringline::server_app {

using Address = boost::asio::ip::address;

class AddressRanges {
 public:
  // "10.0.0.0/8,127.0.0.1,fd00::/8"; an Error quotes what is neither an address nor a range.
  static Result<AddressRanges> parse(std::string_view list);

  [[nodiscard]] bool contains(const Address& address) const;

 private:
  struct Range {
    std::array<std::uint8_t, 16> bytes{};  // IPv4 stands in IPv6, as ::ffff:a.b.c.d
    unsigned bits = 0;
  };
  std::vector<Range> ranges_;
};

// An IPv4 address as that, also where it came in IPv6's clothes (::ffff:192.0.2.1).
[[nodiscard]] Address plain_address(const Address& address);

// Who is behind `peer`: X-Forwarded-For (all of its lines, as one list) is read from its end for as long as the one who wrote it is
// trusted. Addresses may have a port and brackets, as some
// proxies write them. What isn't an address ends the search.
[[nodiscard]] Address client_address(const Address& peer, std::string_view forwarded_for,
                                     const AddressRanges& trusted);

// Peer and everybody before it is this machine.
[[nodiscard]] bool is_local(const Address& peer, std::string_view forwarded_for);

// The names under which a browser on this machine reaches it, with or without a port. Anything else
// in Host is a foreign page's attempt to reach it by a name of its own (DNS rebinding).
[[nodiscard]] bool names_loopback(std::string_view host);

// A Host that is an address or a name of this machine can't have been given to it by a stranger.
[[nodiscard]] bool names_address(std::string_view host);

// What is counted as one: an IPv4 address, or the /64 that one IPv6 household has.
[[nodiscard]] std::string counting_key(const Address& address);

}  // namespace ringline::server_app
