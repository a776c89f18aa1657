// Who may do what, event by event, as the clients see it: every event of the contract, from everybody
// who could send it, in every state that a client can know of.
#include <catch2/catch.hpp>

#include "support/exchange_rig.hpp"

namespace ringline::test {
namespace {

constexpr const char* never = "c-that-never-was";

// Everybody who may send something.
enum Who : ConnectionId {
  Caller = 1,
  Callee,
  CallersOtherDevice,
  CalleesOtherDevice,
  Colleague,            // staff of the same tenant
  OtherCustomer,        // of the same tenant
  OtherTenant,          // staff there, with the caller's very id
  OtherTenantCustomer,  // with the callee's very contact id
  NotConnected,
};

struct Scene {
  ExchangeRig rig;
  std::string id;

  explicit Scene(CallStatus status) {
    Identity colleague = rig.amina;
    colleague.user_id = "u-otto";
    Identity twin = rig.amina;
    twin.tenant_id = "t2";
    Identity twin_customer = rig.rahim;
    twin_customer.tenant_id = "t2";
    rig.open(Caller, rig.amina, true);
    rig.open(Callee, rig.rahim, true);
    rig.open(Colleague, colleague, true);
    rig.open(OtherCustomer, rig.sofia, true);
    rig.open(OtherTenant, twin, true);
    rig.open(OtherTenantCustomer, twin_customer, true);
    id = rig.ask(Caller, client::Initiate{"k-rahim", "", "", ""}).call_id;
    rig.open(CallersOtherDevice, rig.amina, true);
    if (status != CallStatus::Ringing) REQUIRE(rig.ask(Callee, client::Accept{id}).ok);
    rig.open(CalleesOtherDevice, rig.rahim, true);
    if (status == CallStatus::Completed) REQUIRE(rig.ask(Caller, client::End{id, {}}).ok);
    REQUIRE(rig.row().status == status);
  }
};

using Make = ClientMessage (*)(const std::string& id);

ClientMessage signal(const std::string& id, std::variant<Description, Candidate> body) {
  Signal made;
  made.call_id = id;
  made.body = std::move(body);
  return made;
}

// Every event that names a call.
struct Event {
  const char* name;
  Make make;
};
constexpr Event events[] = {
    {"call:accept", [](const std::string& id) { return ClientMessage{client::Accept{id}}; }},
    {"call:reject",
     [](const std::string& id) {
       return ClientMessage{client::Reject{id, {}}};
     }},
    {"call:end",
     [](const std::string& id) {
       return ClientMessage{client::End{id, {}}};
     }},
    {"call:resume",
     [](const std::string& id) {
       return ClientMessage{client::Resume{id, 0}};
     }},
    {"call:media",
     [](const std::string& id) {
       return ClientMessage{SideState{id, 1}};
     }},
    {"call:seen",
     [](const std::string& id) {
       return ClientMessage{Seen{id, 1}};
     }},
    {"webrtc:offer",
     [](const std::string& id) {
       return signal(id, Description{DescriptionType::Offer, "o"});
     }},
    {"webrtc:answer",
     [](const std::string& id) {
       return signal(id, Description{DescriptionType::Answer, "a"});
     }},
    {"webrtc:ice-candidate",
     [](const std::string& id) {
       return signal(id, Candidate{"candidate:1", {}, {}, {}});
     }},
};
// Those that name none, and are looked at below or do nothing.
constexpr const char* other_events[] = {"call:initiate", "auth:refresh", "link:ping"};

// What a party is answered while it rings, when it is answered, and after its end: "" is yes.
struct Row {
  Who who;
  const char* event;  // "webrtc:" is all three
  const char* codes[3];
};
constexpr Row rows[] = {
    {Caller, "call:accept", {"forbidden", "forbidden", "call_over"}},
    {Caller, "call:reject", {"forbidden", "forbidden", "call_over"}},
    {Caller, "call:end", {"", "", ""}},
    {Caller, "call:resume", {"", "", ""}},
    {Caller, "call:media", {"wrong_state", "", "call_over"}},
    {Caller, "webrtc:", {"", "", "call_over"}},
    {Caller, "call:seen", {"", "", "call_over"}},

    {Callee, "call:accept", {"", "", "call_over"}},
    {Callee, "call:reject", {"", "forbidden", "call_over"}},
    {Callee, "call:end", {"", "", ""}},
    {Callee, "call:resume", {"", "", ""}},
    {Callee, "call:media", {"wrong_state", "", "call_over"}},
    {Callee, "webrtc:", {"", "", "call_over"}},
    {Callee, "call:seen", {"", "", "call_over"}},

    {CallersOtherDevice, "call:accept", {"forbidden", "forbidden", "call_over"}},
    {CallersOtherDevice, "call:reject", {"forbidden", "forbidden", "call_over"}},
    {CallersOtherDevice, "call:end", {"forbidden", "forbidden", ""}},
    {CallersOtherDevice, "call:resume", {"", "answered_elsewhere", ""}},
    {CallersOtherDevice, "call:media", {"forbidden", "forbidden", "call_over"}},
    {CallersOtherDevice, "webrtc:", {"forbidden", "forbidden", "call_over"}},
    {CallersOtherDevice, "call:seen", {"forbidden", "forbidden", "call_over"}},

    {CalleesOtherDevice, "call:accept", {"", "answered_elsewhere", "call_over"}},
    {CalleesOtherDevice, "call:reject", {"", "answered_elsewhere", "call_over"}},
    {CalleesOtherDevice, "call:end", {"", "answered_elsewhere", ""}},
    {CalleesOtherDevice, "call:resume", {"", "answered_elsewhere", ""}},
    {CalleesOtherDevice, "call:media", {"wrong_state", "answered_elsewhere", "call_over"}},
    // ICE is being set up with the first device.
    {CalleesOtherDevice, "webrtc:", {"forbidden", "answered_elsewhere", "call_over"}},
    {CalleesOtherDevice, "call:seen", {"forbidden", "answered_elsewhere", "call_over"}},
};
constexpr CallStatus statuses[] = {CallStatus::Ringing, CallStatus::Answered,
                                   CallStatus::Completed};
constexpr Who parties[] = {Caller, Callee, CallersOtherDevice, CalleesOtherDevice};
constexpr Who strangers[] = {Colleague, OtherCustomer, OtherTenant, OtherTenantCustomer};

const char* expected(Who who, std::string_view event, std::size_t status) {
  for (const Row& row : rows) {
    const std::string_view named = row.event;
    if (row.who == who && event.substr(0, named.size()) == named) return row.codes[status];
  }
  return "no row";
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what)) {
    text.replace(at, what.size(), by);
  }
  return text;
}

}  // namespace

TEST_CASE("the events that are tested here are all that there are", "[access]") {
  CHECK(std::size(events) + std::size(other_events) == 12);
  for (const Event& event : events) {
    const auto read = decode_client_message(encode(event.make("c1")));
    REQUIRE(read);
    CHECK(event_name(*read) == event.name);
  }
  // Three events are signals; every other alternative has one.
  CHECK(std::variant_size_v<ClientMessage> + 2 == 12);
}

TEST_CASE("every event from every device of the two parties, in every state", "[access]") {
  for (std::size_t status = 0; status < std::size(statuses); ++status) {
    for (const Who who : parties) {
      for (const Event& event : events) {
        INFO(event.name << " by " << who << " in state " << status);
        Scene scene(statuses[status]);
        const auto ack = scene.rig.ask(who, event.make(scene.id));
        CHECK(ack.code == expected(who, event.name, status));
        CHECK(ack.ok == ack.code.empty());
      }
    }
  }
}

TEST_CASE("to everybody else a call is one that never was: the same bytes", "[access]") {
  for (const CallStatus status : statuses) {
    Scene scene(status);
    ExchangeRig& rig = scene.rig;
    const CallRecord before = rig.row();
    const auto heard_by_parties = rig.heard[Caller].size() + rig.heard[Callee].size();
    for (const Who who : strangers) {
      for (const Event& event : events) {
        INFO(event.name << " by " << who);
        CHECK(rig.ask(who, event.make(scene.id)).code == "unknown_call");
        rig.ask(who, event.make(never));
        const auto& acks = rig.acks[who];
        CHECK(acks[acks.size() - 2] == acks.back());
        // And without an acknowledgement, in the base contract's words.
        rig.say(who, event.make(scene.id));
        const std::string foreign = rig.heard[who].back();
        rig.say(who, event.make(never));
        CHECK(rig.last<server::ErrorNotice>(who).message == "Call not found");
        CHECK(replaced(foreign, scene.id, never) == rig.heard[who].back());
      }
    }
    CHECK(rig.row() == before);
    CHECK(rig.heard[Caller].size() + rig.heard[Callee].size() == heard_by_parties);
  }
}

TEST_CASE("who isn't connected is answered nothing and changes nothing", "[access]") {
  for (const CallStatus status : statuses) {
    Scene scene(status);
    const CallRecord before = scene.rig.row();
    scene.rig.happened.clear();
    std::vector<ClientMessage> all = {client::Initiate{"k-rahim", "", "", ""},
                                      client::RefreshAuth{"t"}, client::Ping{}};
    for (const Event& event : events) all.push_back(event.make(scene.id));
    CHECK(all.size() == 12);
    for (const ClientMessage& message : all) {
      REQUIRE_FALSE(scene.rig.tell(exchange_input::Event{NotConnected, encode(message), 1}));
    }
    CHECK(scene.rig.acks[NotConnected].empty());
    CHECK(scene.rig.heard[NotConnected].empty());
    CHECK(scene.rig.happened.empty());
    CHECK(scene.rig.row() == before);
  }
}

TEST_CASE("whom one may call: customers of the own tenant, and from there its staff", "[access]") {
  Scene scene(CallStatus::Completed);
  ExchangeRig& rig = scene.rig;
  const auto code = [&](Who who, const std::string& contact) {
    return rig.ask(who, client::Initiate{contact, "", "", ""}).code;
  };
  // Staff: a customer, but no colleague, not themselves, nobody of another tenant.
  CHECK(code(Caller, "k-sofia").empty());
  for (const char* nobody : {"u-otto", "u-amina", "u-mei", "k-that-never-was"}) {
    CHECK(code(Caller, nobody) == "unknown_contact");
  }
  CHECK(code(OtherTenant, "k-rahim") == "unknown_contact");
  // Customers: staff, but no other customer, not themselves, nobody of another tenant.
  CHECK(code(Callee, "u-amina").empty());
  for (const char* nobody : {"k-sofia", "k-rahim", "u-mei", "u-that-never-was"}) {
    CHECK(code(Callee, nobody) == "unknown_contact");
  }
  CHECK(code(OtherTenantCustomer, "u-amina") == "unknown_contact");
  // What is foreign and what never was is answered with the same bytes.
  code(Caller, "u-mei");
  code(Caller, "u-that-never-was");
  CHECK(rig.acks[Caller].back() == rig.acks[Caller][rig.acks[Caller].size() - 2]);
}

TEST_CASE("a Store that finds the wrong person makes no call", "[access]") {
  // What a client may call isn't left to a query alone.
  const ExchangeRig rig;
  exchange_input::Opened opened;
  opened.connection = 1;
  opened.identity = rig.amina;
  opened.extended = true;
  opened.session_id = "s";
  for (const Party& wrong :
       {Party{"t2", Role::PortalCustomer, "k-rahim"}, Party{"t1", Role::TenantMember, "u-otto"},
        Party{"t1", Role::TenantMember, "u-amina"}}) {
    Exchange each({}, 1);
    REQUIRE_FALSE(each.handle(rig.now, opened));
    REQUIRE_FALSE(each.handle(
        rig.now,
        exchange_input::Event{1, encode(ClientMessage{client::Initiate{"x", "", "", ""}}), 1}));
    std::string ack;
    for (;;) {
      ExchangeOutput output = each.poll();
      if (std::holds_alternative<exchange_output::Wait>(output)) break;
      if (auto* said = std::get_if<exchange_output::Acknowledge>(&output)) ack = said->args_json;
      auto* ask = std::get_if<exchange_output::AskStore>(&output);
      if (ask == nullptr || !std::holds_alternative<store::Resolve>(ask->what)) continue;
      exchange_input::StoreAnswer answer;
      answer.request = ask->request;
      answer.callee = store::Callee{wrong, "Wrong", "", ""};
      REQUIRE_FALSE(each.handle(rig.now, answer));
    }
    REQUIRE(decode_ack(ack));
    CHECK(decode_ack(ack)->code == "unknown_contact");
  }
}

}  // namespace ringline::test
