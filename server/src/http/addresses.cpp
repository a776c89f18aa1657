#include "http/addresses.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace ringline::server_app {
namespace {

namespace ip = boost::asio::ip;
using Bytes = std::array<std::uint8_t, 16>;

constexpr unsigned mapped_bits = 96;  // of ::ffff:0:0, before the IPv4 address
constexpr unsigned household_bits = 64;

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

Bytes bytes_of(const Address& address) {
  const ip::address_v6 wide =
      address.is_v4() ? ip::make_address_v6(ip::v4_mapped, address.to_v4()) : address.to_v6();
  const auto bytes = wide.to_bytes();
  Bytes copy{};
  std::copy(bytes.begin(), bytes.end(), copy.begin());
  return copy;
}

bool share_bits(const Bytes& one, const Bytes& other, unsigned bits) {
  const unsigned whole = bits / 8;
  if (!std::equal(one.begin(), one.begin() + whole, other.begin())) return false;
  if (bits % 8 == 0) return true;
  const unsigned mask = 0xFFU << (8 - bits % 8);
  return ((one[whole] ^ other[whole]) & mask & 0xFFU) == 0;
}

std::optional<Address> read_address(std::string_view text) {
  boost::system::error_code error;
  const Address address = ip::make_address(std::string(text), error);
  if (error) return std::nullopt;
  return address;
}

// 192.0.2.1, 192.0.2.1:4711, 2001:db8::5, [2001:db8::5] or [2001:db8::5]:4711, perhaps in quotes.
std::optional<Address> read_forwarded(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    text = text.substr(1, text.size() - 2);
  }
  std::string_view port;
  if (!text.empty() && text.front() == '[') {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    port = text.substr(end + 1);
    text = text.substr(1, end - 1);
  } else if (const std::size_t colon = text.find(':');
             colon != std::string_view::npos &&
             text.find(':', colon + 1) == std::string_view::npos) {
    port = text.substr(colon);
    text = text.substr(0, colon);
  }
  const bool good_port =
      port.empty() || (port.front() == ':' && port.size() > 1 &&
                       port.find_first_not_of("0123456789", 1) == std::string_view::npos);
  const auto address = good_port ? read_address(text) : std::nullopt;
  return address ? std::optional(plain_address(*address)) : std::nullopt;
}

std::string_view without_port(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  if (colon == std::string_view::npos || host.find(']', colon) != std::string_view::npos)
    return host;
  return host.substr(0, colon);
}

// The last of a list, which is then one shorter.
std::string_view take_last(std::string_view& list) {
  const std::size_t comma = list.rfind(',');
  const std::string_view last =
      trimmed(comma == std::string_view::npos ? list : list.substr(comma + 1));
  list = comma == std::string_view::npos ? std::string_view{} : list.substr(0, comma);
  return last;
}

bool is_loopback(const Address& address) {
  if (address.is_loopback()) return true;
  return address.is_v6() && address.to_v6().is_v4_mapped() &&
         ip::make_address_v4(ip::v4_mapped, address.to_v6()).is_loopback();
}

}  // namespace

Result<AddressRanges> AddressRanges::parse(std::string_view list) {
  AddressRanges ranges;
  while (!list.empty()) {
    const std::string_view each = take_last(list);
    if (each.empty()) continue;
    const std::size_t slash = each.find('/');
    const auto address = read_address(each.substr(0, slash));
    const unsigned most = address && address->is_v4() ? 32 : 128;
    unsigned bits = most;
    bool good = address.has_value();
    if (good && slash != std::string_view::npos) {
      const char* end = each.data() + each.size();
      const auto read = std::from_chars(each.data() + slash + 1, end, bits);
      good = read.ec == std::errc{} && read.ptr == end && bits <= most;
    }
    if (!good) {
      return Error{Errc::BadField, "",
                   "\"" + std::string(each) + "\" is no address and no range such as 10.0.0.0/8"};
    }
    ranges.ranges_.push_back({bytes_of(*address), address->is_v4() ? mapped_bits + bits : bits});
  }
  return ranges;
}

bool AddressRanges::contains(const Address& address) const {
  const Bytes bytes = bytes_of(address);
  return std::any_of(ranges_.begin(), ranges_.end(), [&bytes](const Range& range) {
    return share_bits(bytes, range.bytes, range.bits);
  });
}

Address plain_address(const Address& address) {
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
  return ip::make_address_v4(ip::v4_mapped, address.to_v6());
}

Address client_address(const Address& peer, std::string_view forwarded_for,
                       const AddressRanges& trusted) {
  Address client = plain_address(peer);
  while (!forwarded_for.empty() && trusted.contains(client)) {
    const auto before = read_forwarded(take_last(forwarded_for));
    if (!before) break;
    client = *before;
  }
  return client;
}

bool is_local(const Address& peer, std::string_view forwarded_for) {
  if (!is_loopback(peer)) return false;
  while (!forwarded_for.empty()) {
    const auto before = read_forwarded(take_last(forwarded_for));
    if (!before || !is_loopback(*before)) return false;
  }
  return true;
}

bool names_loopback(std::string_view host) {
  host = without_port(host);
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

bool names_address(std::string_view host) {
  if (names_loopback(host)) return true;
  host = without_port(host);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  return read_address(host).has_value();
}

std::string counting_key(const Address& address) {
  if (address.is_v4()) return address.to_string();
  const ip::address_v6 wide = address.to_v6();
  if (wide.is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, wide).to_string();
  auto bytes = wide.to_bytes();
  std::fill(bytes.begin() + household_bits / 8, bytes.end(), std::uint8_t{0});
  return ip::make_address_v6(bytes).to_string() + "/" + std::to_string(household_bits);
}

}  // namespace ringline::server_app
