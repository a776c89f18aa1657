#include "load/pair.hpp"

#include <stdexcept>
#include <utility>

namespace ringline::bench {
namespace {

constexpr int pairs_a_tenant = 50;
constexpr int pairs_an_address = 250;

// What Chromium offers for a call with sound alone, without its candidates.
constexpr const char* sdp =
    "v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n"
    "a=extmap-allow-mixed\r\na=msid-semantic: WMS 7f5c1a36-2a4b-4f0e-9d5e-0d6d3c7d8a11\r\n"
    "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126\r\nc=IN IP4 0.0.0.0\r\n"
    "a=rtcp:9 IN IP4 0.0.0.0\r\na=ice-ufrag:8hhY\r\na=ice-pwd:asd88fgpdd777uzjYhagZgX1\r\n"
    "a=ice-options:trickle\r\na=fingerprint:sha-256 "
    "7B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:"
    "08\r\na=setup:actpass\r\na=mid:0\r\na=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n"
    "a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time\r\n"
    "a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n"
    "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\na=sendrecv\r\n"
    "a=msid:7f5c1a36-2a4b-4f0e-9d5e-0d6d3c7d8a11 5b1e2f4c-9f0a-4a53-8a51-7f8e6d0b3c22\r\n"
    "a=rtcp-mux\r\na=rtcp-rsize\r\na=rtpmap:111 opus/48000/2\r\na=rtcp-fb:111 transport-cc\r\n"
    "a=fmtp:111 minptime=10;useinbandfec=1\r\na=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\n"
    "a=rtpmap:9 G722/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:13 "
    "CN/8000\r\n"
    "a=rtpmap:110 telephone-event/48000\r\na=rtpmap:126 telephone-event/8000\r\n"
    "a=ssrc:3735928559 cname:4TOk42mSjXCkVIa6\r\n"
    "a=ssrc:3735928559 msid:7f5c1a36-2a4b-4f0e-9d5e-0d6d3c7d8a11 "
    "5b1e2f4c-9f0a-4a53-8a51-7f8e6d0b3c22\r\n";

Candidate candidate() {
  Candidate one;
  one.candidate =
      "candidate:842163049 1 udp 1677729535 203.0.113.77 46154 typ srflx raddr 10.0.17.2 rport "
      "46154 generation 0 ufrag 8hhY network-cost 999";
  one.sdp_mid = "0";
  one.sdp_m_line_index = 0;
  one.username_fragment = "8hhY";
  return one;
}

std::string name(const char* of, int number) {
  return std::string("bench_") + of + "_" + std::to_string(number);
}

Auth staff_auth(int number) {
  Auth auth;
  auth.user_id = name("user", number);
  auth.tenant_id = name("tenant", number / pairs_a_tenant);
  auth.role = Role::TenantMember;
  return auth;
}

Auth customer_auth(int number) {
  Auth auth = staff_auth(number);
  auth.user_id = name("portal", number);
  auth.role = Role::PortalCustomer;
  auth.contact_id = name("contact", number);
  return auth;
}

// Many people come from many addresses.
net::ip::address address(int number) {
  constexpr net::ip::address_v4::uint_type first = 0x7F000101;  // 127.0.1.1
  return net::ip::address_v4(first + static_cast<unsigned>(number / pairs_an_address));
}

std::size_t index(Pair::Side side) { return side == Pair::Side::Staff ? 0 : 1; }
Pair::Side other(Pair::Side side) {
  return side == Pair::Side::Staff ? Pair::Side::Customer : Pair::Side::Staff;
}

}  // namespace

Pair::Pair(net::io_context& io, const Target& target, int number)
    : number_(number),
      staff_(io, target, staff_auth(number), address(number),
             [this](const ServerMessage& message) { heard_by(Side::Staff, message); }),
      customer_(io, target, customer_auth(number), address(number),
                [this](const ServerMessage& message) { heard_by(Side::Customer, message); }) {}

void Pair::connect(std::function<void()> done) {
  done_ = std::move(done);
  awaited_ = 2;
  staff_.connect();
  customer_.connect();
}

void Pair::call(bool with_candidates, std::function<void()> done) {
  if (done_) throw std::logic_error("this pair has a call already: take more pairs");
  done_ = std::move(done);
  with_candidates_ = with_candidates;
  // Ringing, accepted at both, offer, answer, and the candidates.
  awaited_ = 5 + (with_candidates ? 2 * candidates_a_side : 0);
  client::Initiate initiate;
  initiate.contact_id = name("contact", number_);
  initiate.contact_phone = "+8801711000001";
  initiate.contact_name = "Customer";
  say(Side::Staff, initiate);
}

void Pair::hang_up(std::function<void()> done) {
  done_ = std::move(done);
  awaited_ = 2;
  say(Side::Staff, client::End{call_id_});
}

void Pair::signal(Side from, std::function<void()> arrived) {
  arrivals_[index(other(from))].push_back(std::move(arrived));
  say(from, Signal{call_id_, candidate()});
}

void Pair::signals(Side from, int count, std::function<void()> arrived) {
  for (int i = 1; i < count; ++i) signal(from, [] {});
  signal(from, std::move(arrived));
}

void Pair::say(Side side, const ClientMessage& message) {
  (side == Side::Staff ? staff_ : customer_).say(message);
}

void Pair::say_candidates(Side side) {
  if (!with_candidates_) return;
  for (int i = 0; i < candidates_a_side; ++i) say(side, Signal{call_id_, candidate()});
}

void Pair::step_done() {
  if (--awaited_ > 0) return;
  if (auto done = std::exchange(done_, nullptr)) done();
}

void Pair::heard_by(Side side, const ServerMessage& message) {
  std::visit([this, side](const auto& each) { on(side, each); }, message);
}

void Pair::on(Side, const server::Welcome&) { step_done(); }
void Pair::on(Side, const server::Ringing& message) {
  call_id_ = message.call_id;
  step_done();
}
void Pair::on(Side side, const server::Incoming& message) {
  say(side, client::Accept{message.call_id});
}
void Pair::on(Side side, const server::Accepted& message) {
  step_done();
  if (side != Side::Staff) return;
  say(side, Signal{message.call_id, Description{DescriptionType::Offer, sdp}});
  say_candidates(side);
}
void Pair::on(Side, const server::Ended&) { step_done(); }
void Pair::on(Side side, const Signal& message) {
  if (auto& arrivals = arrivals_[index(side)]; !arrivals.empty()) {
    const auto arrived = std::move(arrivals.front());
    arrivals.pop_front();
    return arrived();
  }
  step_done();
  const auto* description = std::get_if<Description>(&message.body);
  if (description == nullptr || description->type != DescriptionType::Offer) return;
  say(side, Signal{message.call_id, Description{DescriptionType::Answer, sdp}});
  say_candidates(side);
}
template <class Other>
void Pair::on(Side, const Other& message) {
  throw std::runtime_error("pair " + std::to_string(number_) + " heard " +
                           encode(ServerMessage{message}));
}

}  // namespace ringline::bench
