// The database thread: what one task does wrong is its own.
#include "store/database.hpp"

#include <catch2/catch.hpp>
#include <future>

#include "log.hpp"
#include "server/client.hpp"

namespace ringline::test {
namespace {

using server_app::Database;

// Answers come on the database's own thread here; nothing else runs.
struct OpenDatabase {
  TemporaryFolder folder;
  std::string file = folder / "calls.db";
  Database database{"sqlite:" + file, [](std::function<void()> what) { what(); }};

  OpenDatabase() { server_app::start_log("off", "text"); }

  std::future<bool> ask(std::function<void(soci::session&)> work) {
    const auto held = std::make_shared<std::promise<bool>>();
    database.run<bool>(
        {}, [work = std::move(work)](soci::session& sql) { return work(sql), true; },
        [held](std::optional<bool> done) { held->set_value(done.has_value()); });
    return held->get_future();
  }
};

void add_tenant(soci::session& sql, const std::string& id) {
  sql << "INSERT INTO \"tenants\" (\"id\", \"name\") VALUES (:id, :id2)", soci::use(id, "id"),
      soci::use(id, "id2");
}

}  // namespace

TEST_CASE("a task that fails takes back what it did, and nothing of the others'",
          "[server][store]") {
  OpenDatabase open;
  std::promise<void> gate;
  // While this one waits the others gather, so that they share one transaction.
  auto first = open.ask([waits = gate.get_future().share()](soci::session&) { waits.wait(); });
  auto before = open.ask([](soci::session& sql) { add_tenant(sql, "t1"); });
  auto failing = open.ask([](soci::session& sql) {
    add_tenant(sql, "t2");
    add_tenant(sql, "t2");
  });
  auto after = open.ask([](soci::session& sql) { add_tenant(sql, "t3"); });
  gate.set_value();
  CHECK(first.get());
  CHECK(before.get());
  CHECK_FALSE(failing.get());
  CHECK(after.get());
  CHECK(query(open.file, "SELECT \"id\" FROM \"tenants\" ORDER BY \"id\"", 1) ==
        std::vector<std::vector<std::string>>{{"t1"}, {"t3"}});
}

TEST_CASE("a database that can't be opened says which and why", "[server][store]") {
  const auto open = [](const std::string& url) { Database(url, [](const auto& what) { what(); }); };
  CHECK_THROWS_WITH(open("sqlite:/does/not/exist/calls.db"),
                    Catch::Matchers::Contains("--database-url") &&
                        Catch::Matchers::Contains("/does/not/exist/calls.db"));
}

}  // namespace ringline::test
