// Files, the REST surface, and requests that nobody should send.
#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "server/client.hpp"

namespace ringline::test {
namespace {

using nlohmann::json;

void write(const std::string& file, const std::string& text) { std::ofstream(file) << text; }

std::string escaped(const std::string& text) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string all;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    all += {'%', digits[byte >> 4U], digits[byte & 15U]};
  }
  return all;
}

struct Site {
  TemporaryFolder folder;
  TemporaryFolder outside;
  std::unique_ptr<RunningServer> server;

  Site() {
    write(folder / "index.html", "<p>home");
    write(folder / "core.wasm", "wasm");
    write(folder / "app.mjs", "plain");
    write(folder / "app.mjs.br", "brotli");
    write(folder / ".secret", "secret");
    write(outside / "passwd", "secret");
    std::filesystem::create_symlink(outside / "passwd", folder / "link");
    auto options = options_in(folder);
    options.demo_root = folder.path();
    server = std::make_unique<RunningServer>(options);
  }
  HttpReply get(const std::string& target, const std::string& headers = {}) {
    return http_get(server->port(), target, headers);
  }
  json api(const std::string& target, const std::string& user = "user_amina", unsigned status = 200,
           Role role = Role::TenantMember, const std::string& contact = {}) {
    const auto reply = get(target, "Authorization: Bearer " +
                                       token_for(user, "tenant_harbor", role, contact) + "\r\n");
    INFO(target << " " << reply.body);
    CHECK(reply.status == status);
    return json::parse(reply.body);
  }
};

}  // namespace

TEST_CASE("files: types, caching, compressed neighbours", "[server][http]") {
  Site site;
  CHECK(site.get("/").body == "<p>home");
  const auto wasm = site.get("/core.wasm");
  CHECK(wasm.header("Content-Type") == "application/wasm");
  CHECK(wasm.header("X-Content-Type-Options") == "nosniff");
  CHECK(wasm.header("Content-Security-Policy").find("'wasm-unsafe-eval'") != std::string::npos);
  const std::string tag = wasm.header("ETag");
  CHECK(site.get("/core.wasm", "If-None-Match: " + tag + "\r\n").status == 304);
  const auto packed = site.get("/app.mjs", "Accept-Encoding: gzip, br\r\n");
  CHECK(packed.body == "brotli");
  CHECK(packed.header("Content-Encoding") == "br");
  CHECK(packed.header("Content-Type") == "text/javascript; charset=utf-8");
  CHECK(site.get("/app.mjs").body == "plain");
  const auto head = http_raw(site.server->port(),
                             "HEAD /core.wasm HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  CHECK(head.header("Content-Length") == "4");
  CHECK(head.body.empty());
}

TEST_CASE("files: what a browser has kept, what it can't unpack", "[server][http]") {
  Site site;
  const auto first = site.get("/core.wasm");
  const std::string tag = first.header("ETag");
  const std::string changed = first.header("Last-Modified");
  CHECK(site.get("/core.wasm", "If-Modified-Since: " + changed + "\r\n").status == 304);
  CHECK(site.get("/core.wasm", "If-None-Match: \"old\", W/" + tag + "\r\n").status == 304);
  CHECK(site.get("/core.wasm", "If-None-Match: *\r\n").status == 304);
  // The tag is the better witness (RFC 9110, section 13.1.3).
  CHECK(site.get("/core.wasm", "If-None-Match: \"old\"\r\nIf-Modified-Since: " + changed + "\r\n")
            .status == 200);
  CHECK(site.get("/app.mjs", "Accept-Encoding: br;q=0, gzip\r\n").body == "plain");
  CHECK(site.get("/app.mjs", "Accept-Encoding: BR;q=0.5\r\n").body == "brotli");
  CHECK(site.get("/app.mjs", "Accept-Encoding: brx\r\n").body == "plain");
}

TEST_CASE("pages of allowed origins may read the answers", "[server][http]") {
  TemporaryFolder folder;
  auto options = options_in(folder, server_app::Mode::Production);
  options.allowed_origins = {"https://crm.example.com"};
  RunningServer server(options);
  const auto asked = [&server](const std::string& origin) {
    return http_raw(server.port(),
                    "OPTIONS /api/me HTTP/1.1\r\nHost: calls.example.com\r\nConnection: close\r\n"
                    "Access-Control-Request-Method: GET\r\nOrigin: " +
                        origin + "\r\n\r\n");
  };
  const auto allowed = asked("https://crm.example.com");
  CHECK(allowed.status == 204);
  CHECK(allowed.header("Access-Control-Allow-Origin") == "https://crm.example.com");
  CHECK(allowed.header("Access-Control-Allow-Headers").find("Authorization") != std::string::npos);
  CHECK(allowed.header("Vary").find("Origin") != std::string::npos);
  for (const char* foreign : {"https://evil.example", "https://crm.example.com.evil.example",
                              "http://crm.example.com", "https://crm.example.com:444", "null"}) {
    INFO(foreign);
    CHECK(asked(foreign).header("Access-Control-Allow-Origin").empty());
    CHECK(http_get(server.port(), "/api/me", "Origin: " + std::string(foreign) + "\r\n")
              .header("Access-Control-Allow-Origin")
              .empty());
  }
  const auto answer = http_get(server.port(), "/api/me", "Origin: https://crm.example.com\r\n");
  CHECK(answer.status == 401);
  CHECK(answer.header("Access-Control-Allow-Origin") == "https://crm.example.com");
  CHECK(answer.header("WWW-Authenticate") == "Bearer");
}

TEST_CASE("an address that has its connections gets no more", "[server][http]") {
  TemporaryFolder folder;
  auto options = options_in(folder);
  options.transport.connections_per_address = 2;
  RunningServer server(options);
  auto first = std::make_unique<SocketClient>(server.port());
  SocketClient second(server.port());
  CHECK_THROWS(SocketClient(server.port()));
  CHECK_THROWS(http_get(server.port(), "/healthz"));
}

TEST_CASE("behind a trusted proxy each visitor is counted for himself, and told",
          "[server][http]") {
  TemporaryFolder folder;
  auto options = options_in(folder);
  options.transport.connections_per_address = 1;
  options.trusted_proxies = "127.0.0.1";
  RunningServer server(options);
  boost::asio::io_context io;
  using WebSocket = boost::beast::websocket::stream<boost::asio::ip::tcp::socket>;
  const auto upgrade = [&](WebSocket& socket, const char* visitor) {
    socket.next_layer().connect({boost::asio::ip::make_address("127.0.0.1"), server.port()});
    socket.set_option(boost::beast::websocket::stream_base::decorator(
        [visitor](auto& request) { request.set("X-Forwarded-For", visitor); }));
    boost::beast::websocket::response_type response;
    boost::system::error_code error;
    socket.handshake(response, "calls.example", "/socket.io/?EIO=4&transport=websocket", error);
    return response.result_int();
  };
  WebSocket first(io);
  WebSocket again(io);
  WebSocket other(io);
  CHECK(upgrade(first, "198.51.100.1") == 101);
  CHECK(upgrade(again, "198.51.100.1") == 429);
  CHECK(upgrade(other, "198.51.100.2") == 101);
}

TEST_CASE("files: no compressed neighbour that is a link out of the folder", "[server][http]") {
  Site site;
  for (const char* ending : {".gz", ".br"}) {
    std::filesystem::create_symlink(site.outside / "passwd",
                                    site.folder / ("core.wasm" + std::string(ending)));
    const auto reply = site.get("/core.wasm", "Accept-Encoding: gzip, br\r\n");
    CHECK(reply.body == "wasm");
    CHECK(reply.header("Content-Encoding").empty());
  }
}

TEST_CASE("a page without TLS is another site's where the gateway is reached by TLS",
          "[server][http]") {
  const server_app::Origins origins({}, false, false);
  const auto allows = [&](const char* origin, const char* scheme) {
    server_app::Request request;
    request.set("Host", "calls.example");
    request.set("Origin", origin);
    if (scheme != nullptr) request.set("X-Forwarded-Proto", scheme);
    return origins.allows(request);
  };
  CHECK(allows("https://calls.example", "https"));
  CHECK_FALSE(allows("http://calls.example", "https"));
  CHECK_FALSE(allows("https://calls.example", "http"));
  CHECK_FALSE(allows("https://evil.example", "https"));
  // Nobody says how it is reached.
  CHECK(allows("http://calls.example", nullptr));
  CHECK(allows("https://calls.example", nullptr));
}

TEST_CASE("files: nothing outside, nothing hidden", "[server][http]") {
  Site site;
  for (const char* path : {"/../passwd", "/..%2fpasswd", "/%2e%2e/passwd", "/.secret", "/%2esecret",
                           "/link", "/nothing", "/a/../../passwd", "/%00", "/core.wasm%00.html",
                           "//etc/passwd", "/%zz", "/..\\passwd"}) {
    const auto reply = site.get(path);
    INFO(path);
    CHECK(reply.status == 404);
    CHECK(reply.body.find("secret") == std::string::npos);
  }
  CHECK(http_raw(site.server->port(),
                 "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            .status == 405);
}

TEST_CASE("requests that nobody should send", "[server][http]") {
  Site site;
  const std::uint16_t port = site.server->port();
  CHECK(http_raw(port, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
            .status == 501);
  CHECK(site.get("/", "X: " + std::string(16'000, 'a') + "\r\n").status == 200);
  CHECK(site.get("/", "X: " + std::string(17'000, 'a') + "\r\n").status == 431);
  CHECK(http_raw(port,
                 "POST /api/dev/token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 70000\r\n\r\n")
            .status == 413);
  CHECK(http_raw(port, "nonsense\r\n\r\n").status == 400);
  CHECK(site.get("/socket.io/?EIO=4&transport=websocket").status == 400);
  CHECK(site.get("/healthz").body == "ok\n");
  CHECK(site.get("/readyz").body == "ready\n");
}

TEST_CASE("who am I, whom can I call", "[server][api]") {
  Site site;
  CHECK(site.api("/api/me")["name"] == "Amina Rahman");
  CHECK(site.api("/api/me", "portal_rahim", 200, Role::PortalCustomer)["contactId"] ==
        "contact_rahim");
  const json all = site.api("/api/contacts");
  CHECK(all["items"].size() == 6);
  CHECK(all["nextCursor"].is_null());
  for (const json& each : all["items"]) CHECK(each["id"] != "contact_priya");
  CHECK(site.api("/api/contacts?search=chowd")["items"][0]["callable"] == true);
  CHECK(site.api("/api/contacts?search=%25")["items"].empty());
  CHECK(site.api("/api/contacts?search=Elif")["items"][0]["callable"] == false);
  // A customer sees the staff.
  CHECK(site.api("/api/contacts", "portal_rahim", 200, Role::PortalCustomer)["items"].size() == 2);

  // Page by page, nobody twice and nobody left out.
  std::set<std::string> seen;
  std::string cursor;
  do {
    const json page = site.api("/api/contacts?limit=4" + cursor);
    for (const json& each : page["items"]) CHECK(seen.insert(each["id"]).second);
    cursor = page["nextCursor"].is_null()
                 ? ""
                 : "&cursor=" + escaped(page["nextCursor"].get<std::string>());
  } while (!cursor.empty());
  CHECK(seen.size() == 6);
}

TEST_CASE("what is wrong with a request is named", "[server][api]") {
  Site site;
  for (const char* query : {"limit=0", "limit=101", "limit=x", "limit=1x"}) {
    CHECK(site.api(std::string("/api/contacts?") + query, "user_amina", 400)["error"]["field"] ==
          "limit");
  }
  CHECK(site.api("/api/contacts?limit=100")["items"].size() == 6);
  for (const char* cursor : {"x", "12", "-1%7Cid", "%7Cid"}) {
    CHECK(site.api(std::string("/api/call-logs?cursor=") + cursor, "user_amina",
                   400)["error"]["field"] == "cursor");
  }
  CHECK(site.api("/api/call-logs?direction=UP", "user_amina", 400)["error"]["field"] ==
        "direction");
  CHECK(site.api("/api/contacts?search=" + std::string(201, 'a'), "user_amina",
                 400)["error"]["field"] == "search");
  CHECK(site.api("/api/nothing", "user_amina", 404)["error"]["code"] == "not_found");
  CHECK(site.get("/api/me").status == 401);
  CHECK(site.get("/api/me", "Authorization: Bearer x\r\n").status == 401);
  CHECK(
      http_raw(site.server->port(),
               "POST /api/me HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
          .header("Allow") == "GET, HEAD");
}

TEST_CASE("call logs: one's own, newest first, page by page", "[server][api]") {
  Site site;
  SocketClient staff(site.server->port());
  staff.join_as("user_amina", "tenant_harbor", Role::TenantMember);
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    ids.insert(ids.begin(), staff.ask(client::Initiate{"contact_rahim", "", "", ""}).call_id);
  }
  std::vector<std::string> seen;
  std::string cursor;
  do {
    const json page = site.api("/api/call-logs?limit=2" + cursor);
    for (const json& each : page["items"]) {
      seen.push_back(each["id"]);
      CHECK(each["outgoing"] == true);
      CHECK(each["peer"]["name"] == "Rahim Chowdhury");
      CHECK(each["status"] == "FAILED");
      CHECK(each["startedAt"].is_null());
    }
    cursor = page["nextCursor"].is_null()
                 ? ""
                 : "&cursor=" + escaped(page["nextCursor"].get<std::string>());
  } while (!cursor.empty());
  CHECK(seen.size() == 5);
  std::sort(seen.begin(), seen.end());
  std::sort(ids.begin(), ids.end());
  CHECK(seen == ids);
  CHECK(site.api("/api/call-logs?direction=INBOUND")["items"].empty());
  CHECK(site.api("/api/call-logs", "user_jonas")["items"].empty());
  const json his = site.api("/api/call-logs", "portal_rahim", 200, Role::PortalCustomer);
  REQUIRE(his["items"].size() == 5);
  CHECK(his["items"][0]["outgoing"] == false);
  CHECK(his["items"][0]["peer"]["name"] == "Amina Rahman");
}

}  // namespace ringline::test
