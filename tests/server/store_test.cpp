// The Store over either database.
#include <catch2/catch.hpp>

#include "server/store_rig.hpp"

namespace ringline::test {
namespace {

using store::Status;

}  // namespace

TEST_CASE("a record comes back as it was written, through its whole life", "[server][store]") {
  const TestDatabase database(each_backend());
  StoreRig rig(database.options());
  const CallRecord first = new_call("c1");
  const CallRecord second = ringing(first);
  const CallRecord third = answered(second);
  const CallRecord last = ended(third, 0);
  CHECK(rig.ask(store::Insert{first}).status == Status::Done);
  CHECK(rig.ask(store::Load{"c1"}).records == std::vector{first});
  for (const CallRecord& each : {second, third, last}) {
    CHECK(rig.ask(store::Update{each}).status == Status::Done);
    CHECK(rig.ask(store::Load{"c1"}).records == std::vector{each});
  }
  CHECK(rig.ask(store::Load{"c2"}).status == Status::NotFound);
  // A call that lasted less than a second has a duration, too.
  CHECK(database.query("SELECT duration FROM call_logs", 1)[0][0] == "0");
}

TEST_CASE("call_logs has the columns that Prisma knows, and no other", "[server][store]") {
  const TestDatabase database(each_backend());
  const StoreRig rig(database.options());
  const std::string sql =
      database.is_postgres()
          ? "SELECT column_name FROM information_schema.columns WHERE table_name = 'call_logs' "
            "ORDER BY ordinal_position"
          : "SELECT name FROM pragma_table_info('call_logs')";
  std::string names;
  for (const auto& row : database.query(sql, 1)) names += row[0] + " ";
  CHECK(names ==
        "id tenantId userId contactId direction fromNumber toNumber status duration recordingUrl "
        "startedAt endedAt createdAt updatedAt ");
}

TEST_CASE("an update holds on the version that it was made from, and on no other",
          "[server][store]") {
  const TestDatabase database(each_backend());
  StoreRig rig(database.options());
  const CallRecord first = new_call("c1");
  CHECK(rig.ask(store::Update{ringing(first)}).status == Status::NotFound);
  rig.ask(store::Insert{first});
  const CallRecord second = ringing(first);
  REQUIRE(rig.ask(store::Update{second}).status == Status::Done);
  CallRecord late = ringing(first);
  late.status = CallStatus::Failed;
  const auto conflict = rig.ask(store::Update{late});
  CHECK(conflict.status == Status::Conflict);
  CHECK(conflict.records == std::vector{second});
  CHECK(rig.ask(store::Load{"c1"}).records == std::vector{second});
}

TEST_CASE("one wish of a client is one call", "[server][store]") {
  const TestDatabase database(each_backend());
  StoreRig rig(database.options());
  const CallRecord first = new_call("c1");
  CallRecord again = new_call("c2");
  again.client_call_id = first.client_call_id;
  CallRecord others = new_call("c3");
  others.client_call_id = first.client_call_id;
  others.caller.id = "user_jonas";
  CallRecord base = new_call("c4");
  base.client_call_id = "";
  CallRecord base_again = base;
  base_again.id = "c5";
  CHECK(rig.ask(store::Insert{first}).status == Status::Done);
  const auto same = rig.ask(store::Insert{again});
  CHECK(same.status == Status::Conflict);
  CHECK(same.records == std::vector{first});
  for (const CallRecord& each : {others, base, base_again}) {
    CHECK(rig.ask(store::Insert{each}).status == Status::Done);
  }
  CHECK(database.query("SELECT COUNT(*) FROM call_logs", 1)[0][0] == "4");
  CHECK(database.query("SELECT COUNT(*) FROM ringline_calls", 1)[0][0] == "4");
}

TEST_CASE("open calls are found by their sides, due ones by their time", "[server][store]") {
  const TestDatabase database(each_backend());
  StoreRig rig(database.options());
  const CallRecord open = new_call("c1");
  CallRecord later = new_call("c2");
  later.due_at += 1;
  const CallRecord closed = new_call("c3");
  for (const CallRecord& each : {later, open, closed}) rig.ask(store::Insert{each});
  rig.ask(store::Update{ended(closed, 3)});
  CHECK(rig.ask(store::LoadOpen{open.caller}).records.size() == 2);
  CHECK(rig.ask(store::LoadOpen{open.callee}).records.size() == 2);
  Party stranger = open.caller;
  stranger.tenant_id = "tenant_lumen";
  CHECK(rig.ask(store::LoadOpen{stranger}).records.empty());
  stranger = open.caller;
  stranger.role = Role::PortalCustomer;
  CHECK(rig.ask(store::LoadOpen{stranger}).records.empty());
  CHECK(rig.ask(store::LoadDue{open.due_at - 1}).records.empty());
  CHECK(rig.ask(store::LoadDue{open.due_at}).records == std::vector{open});
  CHECK(rig.ask(store::LoadDue{later.due_at}).records == std::vector{open, later});
  // An answered one has a time of its own.
  CallRecord talked = answered(open);
  talked.due_at = later.due_at + 10'000;
  REQUIRE(rig.ask(store::Update{talked}).status == Status::Done);
  CHECK(rig.ask(store::LoadDue{talked.due_at, talked.due_at - 1}).records == std::vector{later});
  CHECK(rig.ask(store::LoadDue{talked.due_at, talked.due_at}).records ==
        std::vector{later, talked});
}

TEST_CASE("many questions at once are each answered, and a bad one spoils none",
          "[server][store]") {
  const TestDatabase database(each_backend());
  StoreRig rig(database.options());
  std::vector<std::future<StoreRig::Answer>> answers;
  for (int i = 0; i < 600; ++i) {
    CallRecord record = new_call("c" + std::to_string(i));
    // Some 146 million years from now: PostgreSQL has no such time.
    if (i == 300) record.created_at = EpochMs{1} << 62U;
    if (i == 301) record.id = "c1";
    answers.push_back(rig.begin(store::Insert{record}));
  }
  for (int i = 0; i < 600; ++i) {
    const auto answer = answers[static_cast<std::size_t>(i)].get();
    const bool taken = i != 300 || !database.is_postgres();
    CHECK(answer.status == (i == 301 ? Status::NotFound
                            : taken  ? Status::Done
                                     : Status::Unavailable));
  }
  CHECK(database.query("SELECT COUNT(*) FROM call_logs", 1)[0][0] ==
        (database.is_postgres() ? "598" : "599"));
}

TEST_CASE("a slow list holds no call up", "[server][store]") {
  const TestDatabase database(each_backend());
  StoreRig rig(database.options());
  std::promise<void> begun;
  std::promise<void> gate;
  std::promise<bool> listed;
  rig.database().read<bool>(
      server_app::Reading::Pages, {},
      [&begun, opened = gate.get_future().share()](soci::session& sql) {
        int count = 0;
        sql << "SELECT COUNT(*) FROM call_logs", soci::into(count);
        begun.set_value();
        opened.wait();
        return count == 0;
      },
      [&](std::optional<bool> done) { listed.set_value(done.value_or(false)); });
  begun.get_future().wait();
  CHECK(rig.ask(store::Insert{new_call("c1")}).status == Status::Done);
  CHECK(rig.ask(store::Update{ringing(new_call("c1"))}).status == Status::Done);
  gate.set_value();
  CHECK(listed.get_future().get());
}

TEST_CASE("a reader can't write", "[server][store]") {
  const TestDatabase database(each_backend());
  StoreRig rig(database.options());
  std::promise<bool> done;
  rig.database().read<bool>(
      server_app::Reading::Pages, {},
      [](soci::session& sql) {
        sql << "INSERT INTO tenants (id, name) VALUES ('t', 't')";
        return true;
      },
      [&](std::optional<bool> worked) { done.set_value(worked.has_value()); });
  CHECK_FALSE(done.get_future().get());
}

TEST_CASE("a call log that the CRM has deleted is no call any more", "[server][store]") {
  const TestDatabase database(each_backend());
  StoreRig rig(database.options());
  rig.ask(store::Insert{new_call("c1")});
  database.execute("DELETE FROM call_logs");
  CHECK(rig.ask(store::Update{ringing(new_call("c1"))}).status == Status::NotFound);
  CHECK(rig.ask(store::Load{"c1"}).status == Status::NotFound);
  CHECK(rig.ask(store::LoadDue{9'000'000'000'000}).records.empty());
}

}  // namespace ringline::test
