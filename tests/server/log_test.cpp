// What must never stand in a log: a whole call with everything logged, and the log searched for each
// secret that went over the wire.
#include "log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "server/client.hpp"

namespace ringline::test {
namespace {

constexpr const char* tenant = "tenant_harbor";
constexpr const char* sdp =
    "v=0\r\no=- 46117 2 IN IP4 127.0.0.1\r\na=ice-ufrag:uFrAg\r\n"
    "a=ice-pwd:iCePassWord\r\na=fingerprint:sha-256 AB:CD\r\n";
constexpr const char* candidate = "candidate:1 1 udp 2122260223 192.168.77.66 50123 typ host";

// While it lives, what is written to the standard error stream goes to a file: the log as it is.
class CapturedErrors {
 public:
  explicit CapturedErrors(const std::string& file) : file_(file), before_(dup(STDERR_FILENO)) {
    const int into = open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(into, STDERR_FILENO);
    close(into);
  }
  ~CapturedErrors() {
    dup2(before_, STDERR_FILENO);
    close(before_);
  }
  CapturedErrors(const CapturedErrors&) = delete;
  CapturedErrors& operator=(const CapturedErrors&) = delete;

  [[nodiscard]] std::string text() const {
    server_app::flush_log();
    std::ostringstream whole;
    whole << std::ifstream(file_).rdbuf();
    return whole.str();
  }

 private:
  std::string file_;
  int before_;
};

Signal signal(const std::string& call, std::variant<Description, Candidate> body) {
  Signal made;
  made.call_id = call;
  made.body = std::move(body);
  return made;
}

}  // namespace

TEST_CASE("the log of a whole call holds no token, no SDP, no credential", "[server][log]") {
  TemporaryFolder folder;
  auto options = options_in(folder);
  options.auth.token_cookie = "__session";
  options.ice_servers = {{{"turn:turn.example:3478"}, "turn-user-name", "turn-credential"}};
  std::vector<std::string> secrets = {
      test_secret,      "v=0",          "a=ice",          "iCePassWord",     "uFrAg",
      "192.168.77.66",  "candidate:1",  "turn-user-name", "turn-credential", "not.a.token",
      "stolen-session", "fingerprint:", "whole-name",     "wrong-resume"};
  std::string log;
  {
    const CapturedErrors errors(folder / "log");
    RunningServer server(options, "debug");
    const std::uint16_t port = server.port();
    const auto sign = [&](const char* user, Role role, const char* contact = "") {
      secrets.push_back(token_for(user, tenant, role, contact));
      return secrets.back();
    };

    // Who is refused, in each way.
    for (const char* auth :
         {R"({"token":"not.a.token"})", R"({"token":7})", R"({"userId":"whole-name"})",
          R"({"userId":"user_amina","tenantId":"tenant_harbor","resumeToken":"wrong-resume"})"}) {
      SocketClient client(port);
      client.join(auth);
      client.frame_with("4");
    }
    SocketClient cookie(
        port, "http://localhost", "/socket.io/?EIO=4&transport=websocket",
        {{"Cookie", "__session=stolen-session"}, {"Authorization", "Bearer not.a.token"}});
    cookie.join("{}");
    cookie.frame_with("44");
    const std::string bearer = "Authorization: Bearer ";
    CHECK(http_get(port, "/api/me", bearer + "not.a.token\r\n").status == 401);
    CHECK(http_get(port, "/api/me?token=not.a.token").status == 401);
    CHECK(http_get(port, "/api/me", bearer + sign("user_amina", Role::TenantMember) + "\r\n")
              .status == 200);

    // A call, with a reconnect and a new token within it.
    SocketClient staff(port);
    SocketClient customer(port);
    const auto join = [&](SocketClient& client, const std::string& token,
                          const std::string& resume = {}) {
      Auth auth;
      auth.token = token;
      auth.protocol = 2;
      auth.resume_token = resume;
      client.join(encode(auth));
      auto welcome = client.wait_for<server::Welcome>();
      secrets.push_back(welcome.resume_token);
      return welcome;
    };
    const auto welcome = join(staff, sign("user_amina", Role::TenantMember));
    CHECK(welcome.ice_servers.size() == 1);
    join(customer, sign("portal_rahim", Role::PortalCustomer, "contact_rahim"));
    const std::string id =
        staff.ask(client::Initiate{"contact_rahim", "", "Rahim", "wish"}).call_id;
    REQUIRE_FALSE(id.empty());
    CHECK(customer.ask(client::Accept{id}).ok);
    CHECK(staff.ask(signal(id, Description{DescriptionType::Offer, sdp})).ok);
    CHECK(customer.ask(signal(id, Description{DescriptionType::Answer, sdp})).ok);
    CHECK(staff.ask(signal(id, Candidate{candidate, "0", 0, "uFrAg"})).ok);
    // Words that nobody understands are the likeliest to be logged.
    staff.send(std::string("42/webrtc,9[\"webrtc:offer\",{\"callId\":\"") + id +
               R"(","offer":{"type":"a=ice","sdp":"v=0"}}])");
    staff.frame_with("43/webrtc,9");
    CHECK(staff.ask(client::RefreshAuth{sign("user_amina", Role::TenantMember)}).ok);
    CHECK(staff.ask(client::RefreshAuth{"not.a.token"}).code == "unauthorized");
    staff.drop();
    SocketClient again(port);
    join(again, sign("user_amina", Role::TenantMember), welcome.resume_token);
    CHECK(again.ask(client::Resume{id, 0}).ok);
    CHECK(customer.ask(client::End{id, EndReason::None}).ok);
    again.wait_for<server::Ended>();
    SocketClient broken(port);
    broken.send("4 v=0 a=ice not.a.token");
    CHECK(broken.frame().rfind("4", 0) != 0);
    server.stop();
    log = errors.text();
  }
  // It is the log of that call, and not an empty one.
  CHECK(log.find("session_opened") != std::string::npos);
  CHECK(log.find("call_initiated") != std::string::npos);
  CHECK(log.find("session_refreshed") != std::string::npos);
  CHECK(log.find("connection_refused") != std::string::npos);
  for (const std::string& each : secrets) {
    INFO(each);
    CHECK(log.find(each) == std::string::npos);
    // Nor the part of a token that proves it.
    const std::size_t dot = each.rfind('.');
    if (dot == std::string::npos || each.size() - dot < 20) continue;
    CHECK(log.find(each.substr(dot + 1)) == std::string::npos);
  }
}

}  // namespace ringline::test
