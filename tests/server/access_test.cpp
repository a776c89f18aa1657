// Who may do what, over real sockets and a real database; the whole table is in the core's tests.
#include <catch2/catch.hpp>

#include "server/client.hpp"

namespace ringline::test {
namespace {

// Every event that names a call.
std::vector<std::string> events_about(const std::string& id) {
  const std::string call = R"({"callId":")" + id + "\"";
  return {R"(["call:accept",)" + call + "}]",
          R"(["call:reject",)" + call + "}]",
          R"(["call:end",)" + call + "}]",
          R"(["call:resume",)" + call + "}]",
          R"(["webrtc:offer",)" + call + R"(,"offer":{"type":"offer","sdp":"o"}}])",
          R"(["webrtc:answer",)" + call + R"(,"answer":{"type":"answer","sdp":"a"}}])",
          R"(["webrtc:ice-candidate",)" + call + R"(,"candidate":{"candidate":"c"}}])"};
}

struct Ringing {
  TemporaryFolder folder;
  RunningServer server{options_in(folder)};
  SocketClient staff{server.port()};
  SocketClient customer{server.port()};
  std::string id;

  Ringing() {
    staff.join_as("user_amina", "tenant_harbor", Role::TenantMember);
    customer.join_as("portal_rahim", "tenant_harbor", Role::PortalCustomer, "contact_rahim");
    id = staff.ask(client::Initiate{"contact_rahim", "", "", ""}).call_id;
  }
};

}  // namespace

TEST_CASE("who isn't connected to a namespace is thrown out for any event", "[server][access]") {
  Ringing ringing;
  auto events = events_about(ringing.id);
  events.emplace_back(R"(["call:initiate",{"contactId":"contact_rahim"}])");
  events.emplace_back(R"(["auth:refresh",{"token":"t"}])");
  for (const std::string& event : events) {
    INFO(event);
    SocketClient client(ringing.server.port());
    client.send("42/webrtc,1" + event);
    CHECK(client.frame().rfind('4', 0) != 0);
    CHECK(client.frame().empty());
  }
  CHECK(ringing.customer.ask(client::Accept{ringing.id}).ok);
}

TEST_CASE("a foreign call and one that never was: the same bytes", "[server][access]") {
  Ringing ringing;
  SocketClient colleague(ringing.server.port());
  SocketClient other_customer(ringing.server.port());
  SocketClient elsewhere(ringing.server.port());
  colleague.join_as("user_jonas", "tenant_harbor", Role::TenantMember);
  other_customer.join_as("portal_sofia", "tenant_harbor", Role::PortalCustomer, "contact_sofia");
  elsewhere.join_as("user_mei", "tenant_lumen", Role::TenantMember);
  const auto foreign = events_about(ringing.id);
  const auto unknown = events_about(std::string(ringing.id.size(), 'x'));
  for (SocketClient* stranger : {&colleague, &other_customer, &elsewhere}) {
    const auto answer = [&](const std::string& event) {
      stranger->send("42/webrtc,1" + event);
      return stranger->frame_with("43/webrtc,1");
    };
    for (std::size_t i = 0; i < foreign.size(); ++i) {
      INFO(foreign[i]);
      const std::string said = answer(foreign[i]);
      CHECK(said.find("unknown_call") != std::string::npos);
      CHECK(said == answer(unknown[i]));
    }
    // Whom one may not call isn't there either.
    const bool is_staff = stranger != &other_customer;
    const char* nobody = R"(["call:initiate",{"contactId":"who-never-was"}])";
    CHECK(answer(is_staff
                     ? R"(["call:initiate",{"contactId":"user_amina"}])"
                     : R"(["call:initiate",{"contactId":"contact_rahim"}])") == answer(nobody));
    CHECK(answer(stranger == &elsewhere ? R"(["call:initiate",{"contactId":"contact_rahim"}])"
                 : is_staff             ? R"(["call:initiate",{"contactId":"contact_priya"}])"
                            : R"(["call:initiate",{"contactId":"user_mei"}])") == answer(nobody));
  }
  CHECK(ringing.customer.ask(client::Accept{ringing.id}).ok);
}

}  // namespace ringline::test
