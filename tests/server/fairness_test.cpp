// One tenant's work is in nobody else's way: turns in the queues of the database, turns at SQLite's
// writer, budgets of requests.
#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <future>
#include <thread>

#include "log.hpp"
#include "rest/request_budgets.hpp"
#include "server/client.hpp"
#include "store/database.hpp"
#include "store/fair_queue.hpp"

namespace ringline::test {
namespace {

using namespace server_app;
using std::chrono::milliseconds;

Identity person(const std::string& tenant, const std::string& user) {
  Identity who;
  who.tenant_id = tenant;
  who.user_id = user;
  return who;
}

// What takes so long, as the processor's work does.
void work_for(milliseconds time) {
  const auto ends = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < ends) {
  }
}

void add_tenant(soci::session& sql, const std::string& id) {
  sql << "INSERT INTO \"tenants\" (\"id\", \"name\") VALUES (:id, 'x')", soci::use(id, "id");
}

}  // namespace

TEST_CASE("tenants take turns, and within a tenant its people", "[server][fair]") {
  FairQueue<std::string> queue;
  for (const char* each : {"a1", "a2", "a3"}) queue.push({"a", "ann"}, each);
  queue.push({"a", "ben"}, "b1");
  for (const char* each : {"c1", "c2"}) queue.push({"c", "cleo"}, each);
  CHECK(queue.size() == 6);
  CHECK(queue.size_of({"a", "ann"}) == 3);
  CHECK(queue.size_of({"a", "nobody"}) == 0);
  std::vector<std::string> order;
  while (!queue.empty()) order.push_back(queue.pop());
  CHECK(order == std::vector<std::string>{"a1", "c1", "b1", "c2", "a2", "a3"});
  CHECK(queue.size_of({"a", "ann"}) == 0);
}

TEST_CASE("a person's list waits for one of another tenant's, not for all of them",
          "[server][fair]") {
  TemporaryFolder folder;
  start_log("off", "text");
  std::vector<std::string> order;
  std::promise<void> gate;
  std::promise<void> last;
  {
    Database database("sqlite:" + (folder / "calls.db"),
                      [](const std::function<void()>& what) { what(); });
    const auto ask = [&](const std::string& tenant, const std::string& name) {
      database.read<bool>(
          Reading::Pages, {tenant, "somebody"},
          [&order, name](soci::session&) { return order.push_back(name), true; },
          [&last, name](std::optional<bool>) {
            if (name == "a9") last.set_value();
          });
    };
    database.read<bool>(
        Reading::Pages, {"a", "somebody"},
        [waits = gate.get_future().share()](soci::session&) { return waits.wait(), true; },
        [](std::optional<bool>) {});
    for (int i = 0; i < 10; ++i) ask("a", "a" + std::to_string(i));
    ask("b", "b0");
    // Who somebody is doesn't wait for any of them.
    std::promise<bool> known;
    database.read<bool>(
        Reading::People, {{}, "subject"}, [](soci::session&) { return true; },
        [&known](std::optional<bool> found) { known.set_value(found.value_or(false)); });
    CHECK(known.get_future().get());
    gate.set_value();
    last.get_future().wait();
  }
  REQUIRE(order.size() == 11);
  CHECK(std::find(order.begin(), order.end(), "b0") - order.begin() <= 1);
}

TEST_CASE("a transaction takes no further task once it has worked for 20 ms", "[server][fair]") {
  TemporaryFolder folder;
  start_log("off", "text");
  const std::string file = folder / "calls.db";
  std::size_t committed_before_second = 0;
  std::promise<void> gate;
  {
    Database database("sqlite:" + file, [](const std::function<void()>& what) { what(); });
    const auto write = [&](std::function<void(soci::session&)> work) {
      database.run<bool>(
          {"a", "somebody"},
          [work = std::move(work)](soci::session& sql) { return work(sql), true; },
          [](std::optional<bool>) {});
    };
    write([waits = gate.get_future().share()](soci::session&) { waits.wait(); });
    write([](soci::session& sql) {
      add_tenant(sql, "first");
      work_for(milliseconds{30});
    });
    write([&](soci::session& sql) {
      committed_before_second =
          query(file, "SELECT \"id\" FROM \"tenants\" WHERE \"id\" = 'first'", 1).size();
      add_tenant(sql, "second");
    });
    gate.set_value();
  }
  CHECK(committed_before_second == 1);
  CHECK(query(file, "SELECT \"id\" FROM \"tenants\"", 1).size() == 2);
}

TEST_CASE("who waits for SQLite's writer gets it in turn", "[server][fair]") {
  WriteTurns turns;
  std::vector<std::string> order;
  std::promise<void> call_waits;
  std::thread call;
  {
    const WriteTurns::Turn first(&turns);
    call = std::thread([&] {
      call_waits.set_value();
      const WriteTurns::Turn turn(&turns);
      order.push_back("call");
    });
    call_waits.get_future().wait();
    while (turns.waiting() == 0) std::this_thread::yield();
    order.push_back("first");
  }
  // Who has just written doesn't get before who waits.
  {
    const WriteTurns::Turn again(&turns);
    order.push_back("again");
  }
  call.join();
  CHECK(order == std::vector<std::string>{"first", "call", "again"});
  const WriteTurns::Turn none(nullptr);
}

TEST_CASE("a queue that is full refuses at once", "[server][fair]") {
  TemporaryFolder folder;
  start_log("off", "text");
  std::promise<void> gate;
  std::atomic<int> refused{0};
  {
    Database database("sqlite:" + (folder / "calls.db"),
                      [](const std::function<void()>& what) { what(); });
    const auto ask = [&](const std::string& tenant, std::function<bool(soci::session&)> work) {
      database.read<bool>(Reading::Pages, {tenant, "somebody"}, std::move(work),
                          [&refused](std::optional<bool> done) { refused += done ? 0 : 1; });
    };
    ask("a", [waits = gate.get_future().share()](soci::session&) { return waits.wait(), true; });
    for (int i = 0; i < 300; ++i) ask("a", [](soci::session&) { return true; });
    CHECK(refused >= 300 - 256);
    const int before = refused;
    ask("b", [](soci::session&) { return true; });
    CHECK(refused == before);
    gate.set_value();
  }
  CHECK(refused <= 301 - 256);
}

TEST_CASE("budgets: a person's requests under way, and a tenant's", "[server][fair]") {
  RequestLimits limits;
  limits.person_at_once = 2;
  limits.tenant_at_once = 3;
  RequestBudgets budgets(limits);
  const RequestBudgets::Time now{};
  const auto take = [&](const char* user, Effort effort = Effort::Usual, const char* tenant = "a") {
    return budgets.take(person(tenant, user), effort, now);
  };
  auto first = take("ann");
  const auto second = take("ann");
  CHECK(first.ticket);
  CHECK(second.ticket);
  CHECK(take("ann").why == "You may have at most 2 requests under way");
  const auto third = take("ben");
  CHECK(third.ticket);
  CHECK(take("cleo").why == "Your company may have at most 3 requests under way");
  CHECK(take("ann", Effort::Usual, "b").ticket);
  first = {};
  CHECK(take("ann").ticket);
}

TEST_CASE("budgets: one import and two exports of a tenant at a time", "[server][fair]") {
  RequestBudgets budgets(RequestLimits{});
  const RequestBudgets::Time now{};
  const auto take = [&](const char* user, Effort effort) {
    return budgets.take(person("a", user), effort, now);
  };
  auto import = take("ann", Effort::Import);
  CHECK(import.ticket);
  CHECK(take("ben", Effort::Import).why == "Your company may have at most 1 imports under way");
  import = {};
  CHECK(take("ben", Effort::Import).ticket);
  const auto one = take("ann", Effort::Export);
  const auto two = take("ben", Effort::Export);
  CHECK(two.ticket);
  CHECK(take("cleo", Effort::Export).why == "Your company may have at most 2 exports under way");
}

TEST_CASE("budgets: requests a second, of a person and of a tenant", "[server][fair]") {
  RequestLimits limits;
  limits.person_per_second = 1;
  limits.tenant_per_second = 2;
  RequestBudgets budgets(limits);
  const RequestBudgets::Time start{};
  const auto taken = [&](const char* user, RequestBudgets::Time at) {
    int count = 0;
    while (budgets.take(person("a", user), Effort::Usual, at).ticket) ++count;
    return count;
  };
  CHECK(taken("ann", start) == 10);
  CHECK(budgets.take(person("a", "ann"), Effort::Usual, start).why ==
        "You may send at most 1 requests a second for long");
  CHECK(taken("ben", start) == 10);
  CHECK(taken("cleo", start) == 0);
  CHECK(budgets.take(person("a", "cleo"), Effort::Usual, start).why ==
        "Your company may send at most 2 requests a second for long");
  CHECK(taken("ann", start + std::chrono::seconds{1}) == 1);
}

}  // namespace ringline::test
