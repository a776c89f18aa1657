#include <catch2/catch.hpp>

#include "ringline/limits.hpp"
#include "support/exchange_rig.hpp"

namespace ringline::test {
namespace {

const client::Initiate to_rahim{"k-rahim", "+1", "Rahim", ""};

// A ringing call from Amina (connection 1) to Rahim (connection 2).
std::string ring(ExchangeRig& rig, bool extended) {
  rig.open(1, rig.amina, extended);
  rig.open(2, rig.rahim, extended);
  rig.say(1, to_rahim);
  return rig.last<server::Ringing>(1).call_id;
}

Signal offer(const std::string& call_id) {
  Signal signal;
  signal.call_id = call_id;
  signal.body = Description{DescriptionType::Offer, "v=0"};
  return signal;
}

}  // namespace

TEST_CASE("a base call: the texts that deployed clients know, and nothing that they don't",
          "[exchange]") {
  ExchangeRig rig;
  rig.open(1, rig.amina, false);
  CHECK(rig.heard[1].at(0) ==
        R"(["connection:success",{"userId":"u-amina","tenantId":"t1","role":"tenant_member"}])");
  rig.open(2, rig.rahim, false);
  rig.say(1, to_rahim);
  const auto ringing = rig.last<server::Ringing>(1);
  const auto incoming = rig.last<server::Incoming>(2);
  CHECK(ringing.call_log_id == ringing.call_id);
  CHECK(incoming.call_id == ringing.call_id);
  CHECK(incoming.caller_id == "u-amina");
  CHECK(incoming.caller_name == "Amina");
  CHECK(incoming.contact_phone == "+1");
  CHECK_FALSE(incoming.preconnect);

  rig.say(2, client::Accept{ringing.call_id});
  CHECK(rig.count<server::Accepted>(1) == 1);
  CHECK(rig.count<server::Accepted>(2) == 1);
  CHECK(rig.row().status == CallStatus::Answered);

  rig.say(1, offer(ringing.call_id));
  CHECK(rig.heard[2].back() == R"(["webrtc:offer",{"callId":")" + ringing.call_id +
                                   R"(","offer":{"type":"offer","sdp":"v=0"}}])");
  rig.pass(65'000);
  rig.say(2, client::End{ringing.call_id, EndReason::None});
  CHECK(rig.last<server::Ended>(1).duration == 65);
  CHECK(rig.last<server::Ended>(2).duration == 65);
  CHECK(rig.row().status == CallStatus::Completed);
  CHECK(rig.row().duration_s == 65);
  CHECK(rig.exchange.load().calls == 0);
}

TEST_CASE("base and extended clients talk to each other, without preconnect", "[exchange]") {
  const bool caller_extended = GENERATE(true, false);
  ExchangeRig rig;
  rig.open(1, rig.amina, caller_extended);
  rig.open(2, rig.rahim, !caller_extended);
  rig.say(1, to_rahim);
  CHECK_FALSE(rig.last<server::Ringing>(1).preconnect);
  CHECK_FALSE(rig.last<server::Incoming>(2).preconnect);
  const std::string id = rig.last<server::Ringing>(1).call_id;
  rig.say(2, client::Accept{id});
  rig.say(1, offer(id));
  CHECK(rig.count<Signal>(2) == 1);
  // A base side is never sent what it couldn't make sense of.
  REQUIRE_FALSE(rig.tell(exchange_input::Closed{caller_extended ? 1U : 2U}));
  CHECK(rig.count<server::PeerNotice>(caller_extended ? 2 : 1) == 0);
}

TEST_CASE("a base caller's offer before the answer goes to all that ring", "[exchange]") {
  ExchangeRig rig;
  const std::string id = ring(rig, false);
  rig.open(3, rig.rahim, false);
  rig.say(1, offer(id));
  CHECK(rig.count<Signal>(2) == 1);
  CHECK(rig.count<Signal>(3) == 1);
}

TEST_CASE("preconnect only where one device rings and both speak protocol 2", "[exchange]") {
  ExchangeRig rig;
  rig.open(1, rig.amina, true);
  rig.open(2, rig.rahim, true);
  SECTION("one device") {
    rig.say(1, to_rahim);
    CHECK(rig.last<server::Ringing>(1).preconnect);
    CHECK(rig.last<server::Incoming>(2).preconnect);
  }
  SECTION("two devices") {
    rig.open(3, rig.rahim, true);
    rig.say(1, to_rahim);
    CHECK_FALSE(rig.last<server::Ringing>(1).preconnect);
  }
  SECTION("another device comes while it rings: it may answer, but not signal before") {
    rig.say(1, to_rahim);
    rig.open(3, rig.rahim, true);
    const auto incoming = rig.last<server::Incoming>(3);
    CHECK_FALSE(incoming.preconnect);
    CHECK(rig.ask(3, offer(incoming.call_id)).code == "forbidden");
    CHECK(rig.ask(2, offer(incoming.call_id)).ok);
    CHECK(rig.ask(3, client::Accept{incoming.call_id}).ok);
    CHECK_FALSE(rig.last<server::Accepted>(1).preconnected);
    CHECK(rig.last<server::Ended>(2).reason == EndReason::AnsweredElsewhere);
  }
}

TEST_CASE("a stranger, another tenant and an unknown id get the same answer", "[exchange]") {
  ExchangeRig rig;
  const std::string id = ring(rig, true);
  rig.open(3, rig.sofia, true);
  rig.open(4, rig.mei, true);
  for (const ConnectionId who : {3U, 4U}) {
    for (const std::string& call : {id, std::string("c-that-never-was")}) {
      for (const ClientMessage& message :
           {ClientMessage{client::Accept{call}}, ClientMessage{client::Reject{call, {}}},
            ClientMessage{client::End{call, {}}}, ClientMessage{client::Resume{call, 0}},
            ClientMessage{offer(call)}}) {
        const auto ack = rig.ask(who, message);
        CHECK_FALSE(ack.ok);
        CHECK(ack.code == "unknown_call");
        CHECK(ack.message == "Call not found");
        CHECK(ack.call_id.empty());
      }
    }
  }
  CHECK(rig.row().status == CallStatus::Ringing);
  // Without an acknowledgement it is the base contract's event.
  rig.say(3, client::End{id, {}});
  CHECK(rig.last<server::ErrorNotice>(3).message == "Call not found");
}

TEST_CASE("the caller can't accept his own call", "[exchange]") {
  ExchangeRig rig;
  const std::string id = ring(rig, true);
  CHECK(rig.ask(1, client::Accept{id}).code == "forbidden");
  CHECK(rig.row().status == CallStatus::Ringing);
}

TEST_CASE("the first accept wins, the second learns it", "[exchange]") {
  ExchangeRig rig;
  const std::string id = ring(rig, true);
  rig.open(3, rig.rahim, true);
  CHECK(rig.ask(2, client::Accept{id}).ok);
  const auto late = rig.ask(3, client::Accept{id});
  CHECK_FALSE(late.ok);
  CHECK(late.reason == EndReason::AnsweredElsewhere);
  CHECK(rig.row().callee_session == "s2");
  // Once more by the winner, after a reconnect: the same answer, nothing changed.
  const std::int64_t version = rig.row().version;
  CHECK(rig.ask(2, client::Accept{id}).status == CallStatus::Answered);
  CHECK(rig.row().version == version);
}

TEST_CASE("one device rejects: the call is over for all of them", "[exchange]") {
  ExchangeRig rig;
  const std::string id = ring(rig, true);
  rig.open(3, rig.rahim, true);
  rig.say(3, client::Reject{id, EndReason::None});
  CHECK(rig.last<server::Rejected>(1).reason == EndReason::Declined);
  CHECK(rig.last<server::Rejected>(3).reason == EndReason::Declined);
  CHECK(rig.last<server::Ended>(2).reason == EndReason::DeclinedElsewhere);
  CHECK(rig.row().status == CallStatus::Failed);
}

TEST_CASE("call:initiate is idempotent by clientCallId", "[exchange]") {
  ExchangeRig rig;
  rig.open(1, rig.amina, true);
  rig.open(2, rig.rahim, true);
  client::Initiate wish = to_rahim;
  wish.client_call_id = "my-1";
  const auto first = rig.ask(1, wish);
  CHECK(first.status == CallStatus::Ringing);
  const auto again = rig.ask(1, wish);
  CHECK(again.call_id == first.call_id);
  CHECK(again.status == CallStatus::Ringing);
  CHECK(rig.count<server::Incoming>(2) == 1);
  rig.say(1, client::End{first.call_id, {}});
  CHECK(rig.ask(1, wish).status == CallStatus::Failed);
  CHECK(rig.store.rows().size() == 1);
}

TEST_CASE(
    "a call whose row was made without anybody hearing of it rings when it is asked for again",
    "[exchange]") {
  ExchangeRig rig;
  client::Initiate wish = to_rahim;
  wish.client_call_id = "my-1";
  CallRecord record;
  record.id = "c1";
  record.version = 1;
  record.caller = rig.amina.party();
  record.callee = rig.rahim.party();
  record.client_call_id = wish.client_call_id;
  record.caller_session = "s1";
  record.caller_extended = true;
  record.created_at = to_ms(rig.now);
  record.due_at = record.created_at + 45'000;
  REQUIRE(rig.store.answer(store::Insert{record}).status == store::Status::Done);
  rig.open(1, rig.amina, true);
  rig.open(2, rig.rahim, true);
  const auto ack = rig.ask(1, wish);
  CHECK(ack.call_id == "c1");
  CHECK(ack.status == CallStatus::Ringing);
  CHECK(rig.count<server::Incoming>(2) == 1);
  CHECK(rig.ask(2, client::Accept{"c1"}).ok);
  // Another device of the caller's only hears how it stands.
  rig.open(3, rig.amina, true);
  CHECK(rig.ask(3, wish).status == CallStatus::Answered);
}

TEST_CASE("what can't be dialed is refused in words", "[exchange]") {
  ExchangeRig rig;
  rig.open(1, rig.amina, true);
  CHECK(rig.ask(1, client::Initiate{"k-unknown", "", "", ""}).code == "unknown_contact");
  CHECK(rig.ask(1, client::Initiate{"", "+404", "", ""}).message == "No contact has this number");
  const auto bad = rig.ask(1, client::Initiate{"", "no number", "", ""});
  CHECK(bad.code == "bad_field");
  CHECK(bad.message.rfind("contactPhone", 0) == 0);
  const auto offline = rig.ask(1, to_rahim);
  CHECK(offline.status == CallStatus::Failed);
  CHECK(offline.reason == EndReason::Offline);
  CHECK(rig.last<server::Failed>(1).message == "Contact is offline");

  rig.open(5, rig.amina, false);
  rig.say(5, client::Initiate{"k-unknown", "", "", ""});
  CHECK(rig.last<server::Failed>(5).message == "Contact not found");
  rig.store.unavailable = true;
  CHECK(rig.ask(1, to_rahim).code == "unavailable");
}

TEST_CASE("nobody has more open calls than the limit", "[exchange]") {
  ExchangeRig rig;
  rig.open(1, rig.amina, true);
  rig.open(2, rig.rahim, true);
  std::string first;
  for (std::size_t i = 0; i < ExchangeConfig{}.calls_per_user; ++i) {
    const std::string contact = "k-" + std::to_string(i);
    const Identity each{"u-" + contact, "t1", Role::PortalCustomer, contact, "Somebody", ""};
    rig.store.add(each);
    rig.open(10 + i, each, true);
    const auto placed = rig.ask(1, client::Initiate{contact, "", "", ""});
    CHECK(placed.ok);
    if (first.empty()) first = placed.call_id;
  }
  const auto refused = rig.ask(1, to_rahim);
  CHECK_FALSE(refused.ok);
  CHECK(refused.code == "limit");
  CHECK(refused.message.find("8") != std::string::npos);
  rig.say(1, client::End{first});
  CHECK(rig.ask(1, to_rahim).ok);
}

TEST_CASE("no tenant has more open calls than the limit, and no other tenant feels it",
          "[exchange]") {
  ExchangeConfig config;
  config.calls_per_tenant = 2;
  ExchangeRig rig(config);
  const Identity otto{"u-otto", "t1", Role::TenantMember, "", "Otto", ""};
  const Identity priya{"u-priya", "t2", Role::PortalCustomer, "k-priya", "Priya", "+3"};
  rig.store.add(otto);
  rig.store.add(priya);
  rig.open(1, rig.amina, true);
  rig.open(2, rig.rahim, true);
  rig.open(3, rig.mei, true);
  rig.open(4, otto, true);
  rig.open(5, priya, true);
  const auto first = rig.ask(1, to_rahim);
  CHECK(first.ok);
  CHECK(rig.ask(4, to_rahim).ok);
  CHECK(rig.ask(1, to_rahim).code == "limit");
  CHECK(rig.ask(2, client::Initiate{"u-otto", "", "", ""}).code == "limit");
  CHECK(rig.ask(3, client::Initiate{"k-priya", "", "", ""}).ok);
  rig.say(1, client::End{first.call_id});
  CHECK(rig.ask(1, to_rahim).ok);
}

TEST_CASE("calls that the store hasn't answered yet count towards the limits", "[exchange]") {
  ExchangeConfig config;
  config.calls_per_user = 2;
  Exchange exchange(config, 1);
  ExchangeRig people;
  const TimePoint now = people.now;
  exchange_input::Opened opened;
  opened.connection = 1;
  opened.identity = people.amina;
  opened.extended = true;
  opened.session_id = "s1";
  REQUIRE_FALSE(exchange.handle(now, opened));
  const auto initiate = [&](std::uint64_t ack) {
    REQUIRE_FALSE(
        exchange.handle(now, exchange_input::Event{1, encode(ClientMessage{to_rahim}), ack}));
  };
  for (std::uint64_t ack = 1; ack <= 3; ++ack) initiate(ack);
  // Three were asked for; the third is refused before the store has said a word of the others.
  std::vector<RequestId> resolves;
  std::vector<std::uint64_t> refused;
  const auto drain = [&] {
    for (;;) {
      const ExchangeOutput output = exchange.poll();
      if (std::holds_alternative<exchange_output::Wait>(output)) return;
      if (const auto* ask = std::get_if<exchange_output::AskStore>(&output)) {
        if (std::holds_alternative<store::Resolve>(ask->what)) resolves.push_back(ask->request);
      } else if (const auto* ack = std::get_if<exchange_output::Acknowledge>(&output)) {
        refused.push_back(ack->id);
      }
    }
  };
  drain();
  CHECK(resolves.size() == 2);
  CHECK(refused == std::vector<std::uint64_t>{3});
  // What comes to nothing is counted no longer.
  for (const RequestId each : resolves) {
    exchange_input::StoreAnswer nobody;
    nobody.request = each;
    nobody.status = store::Status::NotFound;
    REQUIRE_FALSE(exchange.handle(now, nobody));
  }
  drain();
  resolves.clear();
  initiate(9);
  drain();
  CHECK(resolves.size() == 1);
}

TEST_CASE("no party has more devices than the limit", "[exchange]") {
  ExchangeRig rig;
  for (std::size_t i = 1; i <= limit::sessions_per_party; ++i) rig.open(i, rig.rahim, true);
  CHECK(rig.disconnected.empty());
  rig.open(99, rig.rahim, true);
  CHECK(rig.disconnected == std::vector<ConnectionId>{99});
}

TEST_CASE("a newer connection of the same session takes the older one's place", "[exchange]") {
  ExchangeRig rig;
  const std::string id = ring(rig, true);
  rig.say(2, client::Accept{id});
  rig.open(3, rig.rahim, true, "s2");
  CHECK(rig.disconnected == std::vector<ConnectionId>{2});
  // Its last words, and its end, come late and change nothing.
  REQUIRE_FALSE(rig.tell(exchange_input::Event{2, encode(ClientMessage{client::End{id, {}}}), {}}));
  REQUIRE_FALSE(rig.tell(exchange_input::Closed{2}));
  CHECK(rig.row().status == CallStatus::Answered);
  const auto ack = rig.ask(3, client::Resume{id, 4});
  CHECK(ack.status == CallStatus::Answered);
  CHECK(ack.peer == PeerLink::Connected);
  CHECK(rig.last<server::PeerNotice>(1).state == PeerLink::Connected);
  CHECK(rig.last<server::PeerNotice>(1).seen == 4);
}

TEST_CASE("a session can't be taken over by somebody else", "[exchange]") {
  ExchangeRig rig;
  rig.open(1, rig.amina, true, "s1");
  exchange_input::Opened thief;
  thief.connection = 2;
  thief.identity = rig.rahim;
  thief.extended = true;
  thief.session_id = "s1";
  CHECK(rig.tell(thief).field == "sessionId");
  CHECK(rig.exchange.load().connections == 1);
}

TEST_CASE("a base client that reconnects has its call again", "[exchange]") {
  ExchangeRig rig;
  const std::string id = ring(rig, false);
  rig.say(2, client::Accept{id});
  REQUIRE_FALSE(rig.tell(exchange_input::Closed{2}));
  rig.return_base(3, rig.rahim);
  CHECK(rig.row().callee_session == "s3");
  rig.say(1, offer(id));
  CHECK(rig.count<Signal>(3) == 1);
  rig.say(3, client::End{id, {}});
  CHECK(rig.row().status == CallStatus::Completed);
}

TEST_CASE("a second tab doesn't take a call from a device that is there", "[exchange]") {
  ExchangeRig rig;
  const std::string id = ring(rig, false);
  rig.say(2, client::Accept{id});
  rig.open(3, rig.rahim, false);
  CHECK(rig.row().callee_session == "s2");
  rig.open(4, rig.rahim, true);
  CHECK(rig.ask(4, client::Resume{id, 0}).code == "answered_elsewhere");
}

TEST_CASE("signals reach only a device that is there; the sender is told", "[exchange]") {
  ExchangeRig rig;
  const std::string id = ring(rig, true);
  rig.say(2, client::Accept{id});
  CHECK(rig.ask(1, offer(id)).ok);
  REQUIRE_FALSE(rig.tell(exchange_input::Closed{2}));
  CHECK(rig.last<server::PeerNotice>(1).state == PeerLink::Reconnecting);
  CHECK(rig.ask(1, offer(id)).code == "peer_away");
}

TEST_CASE("the store's word counts: nothing is told that isn't written", "[exchange]") {
  ExchangeRig rig;
  const std::string id = ring(rig, true);
  rig.store.unavailable = true;
  rig.say(2, client::Accept{id});
  CHECK(rig.count<server::Accepted>(1) == 0);
  // It is tried again, and told when it holds.
  rig.store.unavailable = false;
  rig.pass(500);
  CHECK(rig.count<server::Accepted>(1) == 1);
  CHECK(rig.row().status == CallStatus::Answered);
}

TEST_CASE("a conflict brings the newer row, and the event is tried on that", "[exchange]") {
  ExchangeRig rig;
  const std::string id = ring(rig, true);
  // Another gateway has answered it meanwhile.
  CallRecord other = rig.row();
  ++other.version;
  other.status = CallStatus::Answered;
  other.callee_session = "elsewhere";
  other.answered_at = other.created_at + 1'000;
  REQUIRE(rig.store.answer(store::Update{other}).status == store::Status::Done);
  const auto ack = rig.ask(2, client::Accept{id});
  CHECK(ack.reason == EndReason::AnsweredElsewhere);
  CHECK(rig.row().callee_session == "elsewhere");
}

TEST_CASE("an answer to a question that wasn't asked is the host's mistake", "[exchange]") {
  ExchangeRig rig;
  exchange_input::StoreAnswer answer;
  answer.request = 4'711;
  CHECK(rig.tell(answer).field == "request");
  CHECK(rig.tell(exchange_input::BusAnswer{4'711, 0, true}).field == "request");
  rig.open(1, rig.amina, true);
  exchange_input::Opened twice;
  twice.connection = 1;
  twice.identity = rig.amina;
  CHECK(rig.tell(twice).field == "connection");
}

TEST_CASE("bad events name the field and change nothing", "[exchange]") {
  ExchangeRig rig;
  rig.open(1, rig.amina, true);
  for (const char* bad : {"[]", "{}", "[\"call:initiate\",{}]", "[\"call:end\",{\"callId\":7}]",
                          "[\"call:dance\",{}]", "not json"}) {
    const std::size_t before = rig.acks[1].size();
    REQUIRE_FALSE(rig.tell(exchange_input::Event{1, bad, 3}));
    INFO(bad);
    REQUIRE(rig.acks[1].size() == before + 1);
    CHECK_FALSE(decode_ack(rig.acks[1].back())->ok);
  }
  CHECK(rig.store.rows().empty());
}

TEST_CASE("with other gateways the callee may be there", "[exchange][bus]") {
  ExchangeConfig config;
  config.has_bus = true;
  ExchangeRig rig(config);
  rig.open(1, rig.amina, true);
  REQUIRE_FALSE(
      rig.exchange.handle(rig.now, exchange_input::Event{1, encode(ClientMessage{to_rahim}), 1}));
  RequestId question = 0;
  std::vector<exchange_output::Publish> published;
  const auto drain = [&] {
    for (;;) {
      ExchangeOutput output = rig.exchange.poll();
      if (std::holds_alternative<exchange_output::Wait>(output)) return;
      if (auto* ask = std::get_if<exchange_output::AskStore>(&output)) {
        auto answer = rig.store.answer(ask->what);
        answer.request = ask->request;
        REQUIRE_FALSE(rig.exchange.handle(rig.now, answer));
      } else if (auto* bus = std::get_if<exchange_output::AskBus>(&output)) {
        question = bus->request;
      } else if (auto* news = std::get_if<exchange_output::Publish>(&output)) {
        published.push_back(*news);
      }
    }
  };
  drain();
  REQUIRE(question != 0);
  REQUIRE_FALSE(rig.exchange.handle(rig.now, exchange_input::BusAnswer{question, 1, true}));
  drain();
  // Where the caller is, and whom to let ring.
  REQUIRE(published.size() == 2);
  CHECK(published[0].message.event_json.empty());
  CHECK(published[1].message.to == rig.rahim.party());
  CHECK(rig.row().status == CallStatus::Ringing);
  CHECK(rig.row().preconnect_session.empty());
  // The other gateway answers it, and this one hears of that.
  CallRecord answered = rig.row();
  ++answered.version;
  answered.status = CallStatus::Answered;
  answered.callee_session = "s-there";
  answered.callee_extended = true;
  exchange_input::BusMessage news;
  news.to = rig.amina.party();
  news.session = "s1";
  news.event_json = encode(ServerMessage{server::Accepted{answered.id, 1, false}});
  news.record = answered;
  REQUIRE_FALSE(rig.tell(news));
  CHECK(rig.last<server::Accepted>(1).call_id == answered.id);
}

TEST_CASE("a side's state goes to the device that has the other side, and to nobody else",
          "[exchange]") {
  ExchangeRig rig;
  const std::string call = ring(rig, true);
  rig.open(3, rig.sofia, true);
  const SideState muted{call, 1, true, false};
  CHECK(rig.ask(1, muted).code == "wrong_state");
  rig.say(2, client::Accept{call});
  CHECK(rig.last<server::Accepted>(1).protocol == 2);
  CHECK(rig.last<server::Accepted>(2).protocol == 2);
  CHECK(rig.ask(1, muted).ok);
  CHECK(rig.last<SideState>(2).muted);
  CHECK(rig.count<SideState>(1) == 0);
  CHECK(rig.ask(3, muted).code == "unknown_call");
  rig.open(4, rig.rahim, true);
  CHECK(rig.ask(4, muted).code == "answered_elsewhere");
  CHECK(rig.count<SideState>(2) == 1);
  rig.say(1, client::End{call, EndReason::None});
  CHECK(rig.ask(2, muted).code == "call_over");
}

TEST_CASE("a call is interrupted while either side hears nothing, and the row says it at its end",
          "[exchange]") {
  ExchangeRig rig;
  const std::string call = ring(rig, true);
  rig.pass(2'000);
  rig.say(2, client::Accept{call});
  const EpochMs answered = to_ms(rig.now);
  CHECK(rig.row().rang_at == answered - 2'000);
  const auto say_lost = [&](ConnectionId who, std::int64_t seq, bool lost) {
    rig.pass(100);
    CHECK(rig.ask(who, SideState{call, seq, false, false, lost}).ok);
  };
  const auto versions = rig.row().version;
  say_lost(1, 1, true);
  say_lost(2, 1, true);
  say_lost(1, 2, true);
  say_lost(1, 3, false);
  say_lost(2, 2, false);
  say_lost(2, 3, false);
  CHECK(rig.row().version == versions);  // nothing is written for it
  say_lost(2, 4, true);
  rig.say(2, client::End{call, EndReason::ConnectionLost});
  CHECK(rig.row().outage_count == 2);
  const std::vector<Outage> wanted{{answered + 100, answered + 500}, {answered + 700, 0}};
  CHECK(rig.row().outages == wanted);
  CHECK(rig.row().ended_by == Ender::Callee);
}

TEST_CASE("an interruption that a gateway began is over though another one hears of it",
          "[exchange]") {
  ExchangeRig rig;
  const std::string call = ring(rig, true);
  rig.say(2, client::Accept{call});
  CHECK(rig.ask(1, SideState{call, 1, false, false, true}).ok);
  const EpochMs cut = to_ms(rig.now);
  rig.pass(11'000);  // the row is written meanwhile, for its due time
  REQUIRE(rig.row().outages == std::vector<Outage>{{cut, 0}});
  rig.exchange = Exchange({}, 2);
  rig.open(1, rig.amina, true, "s1");
  rig.open(2, rig.rahim, true, "s2");
  CHECK(rig.ask(1, client::Resume{call}).ok);
  CHECK(rig.ask(2, client::Resume{call}).ok);
  CHECK(rig.ask(1, SideState{call, 2, false, false, true}).ok);
  rig.pass(1'000);
  CHECK(rig.ask(1, SideState{call, 3, false, false, false}).ok);
  rig.say(1, client::End{call, EndReason::None});
  CHECK(rig.row().outage_count == 1);
  CHECK(rig.row().outages == std::vector<Outage>{{cut, cut + 12'000}});
}

TEST_CASE("a side's state isn't told to a base device", "[exchange]") {
  ExchangeRig rig;
  rig.open(1, rig.amina, true);
  rig.open(2, rig.rahim, false);
  rig.say(1, to_rahim);
  const std::string call = rig.last<server::Ringing>(1).call_id;
  rig.say(2, client::Accept{call});
  CHECK(rig.last<server::Accepted>(1).protocol == 1);
  CHECK(rig.ask(1, SideState{call, 1, true, false}).ok);
  CHECK(rig.count<SideState>(2) == 0);
}

TEST_CASE("who has had the call all the while ends it now, whatever he says", "[exchange]") {
  ExchangeRig rig;
  const std::string call = ring(rig, true);
  rig.say(2, client::Accept{call});
  rig.pass(20'000);
  CHECK(rig.ask(1, client::End{call, EndReason::None, 15'000}).duration == 20);
}

}  // namespace ringline::test
