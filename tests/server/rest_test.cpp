// The parts of the REST surface: what it reads, what it writes, what it says of itself. Its answers
// are held against its description by the suite `rest`.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "rest/api.hpp"
#include "rest/body.hpp"
#include "rest/csv.hpp"
#include "rest/description.hpp"
#include "rest/parameters.hpp"
#include "rest/texts.hpp"
#include "rest/times.hpp"
#include "ringline/limits.hpp"
#include "server/client.hpp"
#include "store/like.hpp"

namespace ringline::test {
namespace {

using namespace server_app;
using nlohmann::json;
using Cells = std::vector<std::string>;

std::vector<Cells> cells_of(std::string_view text) {
  const auto rows = read_csv(text, {100, 100});
  REQUIRE(rows);
  std::vector<Cells> all;
  for (const CsvRow& each : *rows) all.push_back(each.cells);
  return all;
}

Error csv_error(std::string_view text) { return read_csv(text, {3, 3}).error; }

}  // namespace

TEST_CASE("csv: quotes, line ends, separators and a byte order mark", "[rest]") {
  CHECK(cells_of("a,b\r\nc,d\r\n") == std::vector<Cells>{{"a", "b"}, {"c", "d"}});
  CHECK(cells_of("a,b\nc,d") == std::vector<Cells>{{"a", "b"}, {"c", "d"}});
  CHECK(cells_of("\xEF\xBB\xBF"
                 "a;b\nc;d,e\n") == std::vector<Cells>{{"a", "b"}, {"c", "d,e"}});
  CHECK(cells_of("\"a,\"\"b\"\"\n\",\r\n") == std::vector<Cells>{{"a,\"b\"\n", ""}});
  CHECK(cells_of("a\n\n\r\nb,\n") == std::vector<Cells>{{"a"}, {"b", ""}});
  CHECK(cells_of("").empty());
  CHECK(cells_of("\"\"\n").empty());
  const auto rows = read_csv("a\n\"b\nc\"\nd\n", {9, 9});
  REQUIRE(rows);
  CHECK((*rows)[2].line == 4);
}

TEST_CASE("csv: what is wrong is told with its line, and limits are kept", "[rest]") {
  CHECK(csv_error("a\n\"b").field == "line 2");
  CHECK(csv_error("a\n\"b\"c\n").message == "has text after a closing quote");
  CHECK(csv_error("a\nb\"c\n").field == "line 2");
  CHECK_FALSE(csv_error("a,b,c\n1,2,3\n4,5,6\n\n"));
  CHECK(csv_error("a,b,c,d\n").message == "has more than 3 cells");
  const Error rows = csv_error("a\nb\nc\nd\n");
  CHECK(rows.code == Errc::TooLarge);
  CHECK(rows.field == "line 4");
}

TEST_CASE("csv: no cell becomes a formula, and each can be read back", "[rest]") {
  CHECK(guarded("=1+1") == "'=1+1");
  CHECK(guarded("@SUM(A1)") == "'@SUM(A1)");
  CHECK(guarded("-cmd|' /C calc'!A0") == "'-cmd|' /C calc'!A0");
  CHECK(guarded("\t=1") == "'\t=1");
  CHECK(guarded("\uFF1D1+1") == "'\uFF1D1+1");
  CHECK(guarded("\uFF0B1") == "'\uFF0B1");
  CHECK(guarded("\u200B=1+1") == "'\u200B=1+1");
  CHECK(guarded("\u200B\u2060\uFF20x") == "'\u200B\u2060\uFF20x");
  CHECK(guarded("\u200Bx") == "\u200Bx");
  CHECK(guarded("+880 1711-000001") == "+880 1711-000001");
  CHECK(guarded("+A1") == "'+A1");
  CHECK(guarded("O'Brien") == "O'Brien");
  for (const char* each : {"=1", "'=1", "''=1", "'x", "+880 1", "@", "", "-"}) {
    CHECK(unguarded(guarded(each)) == each);
    std::string text;
    write_csv_row(text, {"x", each, "a\"b,\r\nc"});
    const auto rows = cells_of(text);
    REQUIRE(rows.size() == 1);
    CHECK(unguarded(rows[0][1]) == each);
    CHECK(rows[0][2] == "a\"b,\r\nc");
  }
}

TEST_CASE("times are read and written in UTC", "[rest]") {
  CHECK(read_time("1970-01-01") == 0);
  CHECK(read_time("2026-11-25T17:30:05Z") == 1'795'627'805'000);
  CHECK(read_time("2026-11-25T17:30:05.123Z") == 1'795'627'805'123);
  CHECK(read_time("2024-02-29") == 1'709'164'800'000);
  CHECK(write_time(1'795'627'805'123) == "2026-11-25T17:30:05.123Z");
  CHECK(write_time(latest_ms) == "9999-12-31T23:59:59.999Z");
  CHECK(write_time(0).empty());
  for (const char* wrong : {"", "2023-02-29", "2026-13-01", "2026-11-25T24:00:00Z",
                            "2026-11-25T17:60:00Z", "2026-11-25T17:30:60Z", "2026-11-25 17:30:00Z",
                            "2026-11-25T17:30:00", "1969-12-31", "26-11-25", "2026-11-2x"}) {
    INFO(wrong);
    CHECK_FALSE(read_time(wrong));
  }
}

TEST_CASE("parameters: the first that is wrong is named", "[rest]") {
  Parameters good("limit=7&search=a%2Bb+c&status=&from=2026-11-25&to=12&ids=a,b&later=1");
  CHECK(good.whole("limit", 1, 100, 20) == 7);
  CHECK(good.text("search", 5) == "a+b c");
  CHECK(good.one_of("status", {"X"}).empty());
  CHECK(good.instant("from") == 1'795'564'800'000);
  CHECK(good.instant("to") == 12);
  CHECK(good.ids("ids", 2) == std::vector<std::string>{"a", "b"});
  CHECK_FALSE(good.error());

  const auto error_of = [](const std::string& query, auto read) {
    Parameters parameters(query);
    read(parameters);
    return parameters.error();
  };
  const auto text = [](Parameters& p) { p.text("x", 4); };
  CHECK(error_of("x=12345", text).message == "is longer than 4 bytes");
  CHECK_FALSE(error_of("x=1234", text));
  CHECK(error_of("x=1&x=2", text).message == "is given twice");
  CHECK(error_of("x=%ff", text).message == "is not UTF-8");
  CHECK(error_of("x=%00", text).message == "has a control character");
  const auto whole = [](Parameters& p) { p.whole("x", 1, 9, 1); };
  for (const char* wrong : {"x=0", "x=10", "x=1x", "x=%201", "x=99999999999999999999"}) {
    CHECK(error_of(wrong, whole).message == "must be a whole number from 1 to 9");
  }
  const auto choice = [](Parameters& p) { p.one_of("x", {"a", "b"}); };
  CHECK(error_of("x=A", choice).message == "must be one of a, b");
  const auto instant = [](Parameters& p) { p.instant("x"); };
  for (const char* wrong : {"x=0", "x=-1", "x=253402300800000", "x=now"}) {
    CHECK(error_of(wrong, instant).field == "x");
  }
  const auto ids = [](Parameters& p) { p.ids("x", 2); };
  CHECK(error_of("x=a,b,c", ids).message == "has more than 2 ids");
  CHECK(error_of("x=a,", ids).message == "has an empty id");
  CHECK_FALSE(error_of("x=" + std::string(limit::id_bytes, 'i'), ids));
  CHECK(error_of("x=" + std::string(limit::id_bytes + 1, 'i'), ids).field == "x");
}

TEST_CASE("searching: what means something to LIKE is escaped", "[rest]") {
  CHECK(contains("50%_!") == "%50!%!_!!%");
  CHECK(digits_of("+880 (1711) 000-001") == "8801711000001");
  CHECK(is_number("+88 0"));
  CHECK_FALSE(is_number("88"));
  CHECK_FALSE(is_number("880x"));
}

TEST_CASE("the description names every route and no other", "[rest]") {
  const json description = json::parse(api_description());
  std::set<std::string> described;
  for (const auto& [path, item] : description["paths"].items()) {
    for (const auto& [key, operation] : item.items()) {
      if (operation.contains("responses")) described.insert(key + " " + path);
    }
  }
  std::set<std::string> routed;
  for (const ApiRoute& each : api_routes()) {
    const auto method = http::to_string(each.method);
    routed.insert(small_letters({method.data(), method.size()}) + " " + each.path);
  }
  CHECK(described == routed);
}

TEST_CASE("presence over real sockets: pushed to staff, asked for by REST", "[rest][presence]") {
  TemporaryFolder folder;
  RunningServer server(options_in(folder));
  const auto reachable = [&server](const std::string& id) {
    const auto reply =
        http_get(server.port(), "/api/contacts/" + id,
                 "Authorization: Bearer " +
                     token_for("user_amina", "tenant_harbor", Role::TenantMember) + "\r\n");
    return json::parse(reply.body)["reachable"].get<bool>();
  };
  SocketClient staff(server.port());
  staff.join_as("user_amina", "tenant_harbor", Role::TenantMember);
  CHECK(staff.wait_for<server::PresenceChanged>().snapshot);
  CHECK_FALSE(reachable("contact_rahim"));
  SocketClient customer(server.port());
  customer.join_as("portal_rahim", "tenant_harbor", Role::PortalCustomer, "contact_rahim");
  const std::vector<ContactPresence> here{{"contact_rahim", true}};
  CHECK(staff.wait_for<server::PresenceChanged>().contacts == here);
  CHECK(reachable("contact_rahim"));
  customer.drop();
  const std::vector<ContactPresence> gone{{"contact_rahim", false}};
  CHECK(staff.wait_for<server::PresenceChanged>().contacts == gone);
  CHECK_FALSE(reachable("contact_rahim"));
}

}  // namespace ringline::test
