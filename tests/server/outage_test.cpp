// The database goes away and comes back, for real: its processes are killed or frozen, its file is
// locked or may not grow.
#include <sched.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/mount.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "ringline/reconcile.hpp"
#include "server/store_rig.hpp"
#include "store/journal.hpp"

namespace ringline::test {
namespace {

using ringline::reconcile;
using server_app::Journal;
using store::Status;
using Clock = std::chrono::steady_clock;

// A PostgreSQL of its own, since it is going to die.
struct Mortal {
  PostgresServer server;
  TemporaryFolder folder;
  server_app::Options options;

  Mortal() : options(options_in(folder)) {
    options.database_url = server.create_database();
    options.store.journal_file = folder / "journal.db";
  }
};

// A file system of a megabyte, seen by this thread and those that it starts.
class SmallDisk {
 public:
  SmallDisk() {
    if (unshare(CLONE_NEWNS) != 0 || mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) ||
        mount("tmpfs", folder_.path().c_str(), "tmpfs", 0, "size=1m") != 0) {
      throw std::runtime_error("no file system can be mounted: run the tests as root");
    }
  }
  ~SmallDisk() { umount2(folder_.path().c_str(), MNT_DETACH); }

  std::string operator/(const std::string& name) const { return folder_ / name; }
  void fill() const {
    std::ofstream filler(folder_ / "filler", std::ios::binary);
    while (filler.write("0123456789abcdef", 16).flush()) continue;
  }
  void make_room() const { std::filesystem::remove(folder_ / "filler"); }

 private:
  TemporaryFolder folder_;
};

std::string status_in(const std::string& url) {
  soci::session sql(soci::sqlite3, "db=" + url.substr(7));
  std::string status;
  sql << "SELECT status FROM call_logs", soci::into(status);
  return status;
}

}  // namespace

TEST_CASE("PostgreSQL is killed in a call: it goes on, and its row follows", "[server][outage]") {
  Mortal mortal;
  StoreRig rig(mortal.options);
  const CallRecord first = new_call("c1");
  const CallRecord talked = answered(ringing(first));
  rig.ask(store::Insert{first});
  rig.ask(store::Update{ringing(first)});

  mortal.server.kill();
  CHECK(rig.ask(store::Update{talked}).status == Status::Done);
  CHECK(rig.ask(store::Load{"c1"}).records == std::vector{talked});
  // What is told from the journal is compared and set as well.
  CallRecord late = talked;
  late.status = CallStatus::Failed;
  CHECK(rig.ask(store::Update{late}).records == std::vector{talked});
  CHECK(rig.ask(store::Insert{new_call("c2")}).status == Status::Unavailable);
  CHECK(rig.ask(store::Load{"c3"}).status == Status::Unavailable);
  CHECK(rig.ask(store::LoadOpen{first.caller}).status == Status::Unavailable);
  CHECK(rig.ask(store::Update{ended(talked, 61)}).status == Status::Done);

  mortal.server.start();
  const auto found = rig.ask_until_available(store::LoadOpen{first.caller});
  CHECK(found.records.empty());
  CHECK(rig.ask(store::Load{"c1"}).records == std::vector{ended(talked, 61)});
  CHECK(rig.ask(store::Insert{new_call("c2")}).status == Status::Done);
}

TEST_CASE("a frozen PostgreSQL holds nobody up for long", "[server][outage]") {
  Mortal mortal;
  StoreRig rig(mortal.options);
  const CallRecord first = new_call("c1");
  rig.ask(store::Insert{first});
  mortal.server.freeze();
  auto begin = Clock::now();
  CHECK(rig.ask(store::Update{ringing(first)}).status == Status::Done);
  // A client waits for 5 s before it takes the gateway for dead.
  CHECK(Clock::now() - begin < std::chrono::seconds{4});
  // Later ones don't wait for it at all.
  begin = Clock::now();
  CHECK(rig.ask(store::Update{answered(ringing(first))}).status == Status::Done);
  CHECK(Clock::now() - begin < std::chrono::seconds{1});
  mortal.server.thaw();
  // The frozen server may still do what it was asked first: the replay finds it done.
  rig.ask_until_available(store::LoadDue{0});
  CHECK(rig.ask(store::Load{"c1"}).records == std::vector{answered(ringing(first))});
}

TEST_CASE("lists fail at once while PostgreSQL is away, and work again after it",
          "[server][outage]") {
  Mortal mortal;
  StoreRig rig(mortal.options);
  const auto count = [&] {
    std::promise<std::optional<int>> held;
    rig.database().read<int>(
        server_app::Reading::Pages, {},
        [](soci::session& sql) {
          int found = 0;
          sql << "SELECT COUNT(*) FROM contacts", soci::into(found);
          return found;
        },
        [&](std::optional<int> done) { held.set_value(done); });
    return held.get_future().get();
  };
  CHECK(count() == 0);
  mortal.server.kill();
  for (int i = 0; i < 100; ++i) CHECK(count() == std::nullopt);
  mortal.server.start();
  const auto deadline = Clock::now() + std::chrono::seconds{20};
  std::optional<int> found;
  while (!found && Clock::now() < deadline) found = count();
  CHECK(found == 0);
}

TEST_CASE("a gateway that dies in an outage replays its journal when it starts again",
          "[server][outage]") {
  Mortal mortal;
  const CallRecord first = new_call("c1");
  const CallRecord talked = answered(first);
  {
    StoreRig rig(mortal.options);
    rig.ask(store::Insert{first});
    mortal.server.kill();
    rig.ask(store::Update{talked});
    rig.ask(store::Update{ended(talked, 5)});
  }
  CHECK_THROWS_WITH(StoreRig(mortal.options), Catch::Matchers::Contains("--database-url"));
  mortal.server.start();
  StoreRig rig(mortal.options);
  CHECK(rig.ask(store::Load{"c1"}).records == std::vector{ended(talked, 5)});
}

TEST_CASE("a SQLite database that another program holds is away, and comes back",
          "[server][outage]") {
  const TestDatabase database(Backend::Sqlite);
  StoreRig rig(database.options());
  const CallRecord first = new_call("c1");
  rig.ask(store::Insert{first});
  {
    soci::session other(soci::sqlite3, "db=" + database.url().substr(7));
    other << "BEGIN EXCLUSIVE";
    CHECK(rig.ask(store::Update{answered(first)}).status == Status::Done);
    CHECK(rig.ask(store::Insert{new_call("c2")}).status == Status::Unavailable);
  }
  rig.ask_until_available(store::LoadDue{0});
  CHECK(status_in(database.url()) == "ANSWERED");
}

TEST_CASE("a SQLite database on a full disk is away, and comes back", "[server][outage]") {
  const SmallDisk disk;
  TemporaryFolder folder;
  auto options = options_in(folder);
  options.database_url = "sqlite:" + disk / "calls.db";
  options.store.journal_file = folder / "journal.db";
  StoreRig rig(options);
  const CallRecord first = new_call("c1");
  rig.ask(store::Insert{first});
  disk.fill();
  CHECK(rig.ask(store::Update{answered(first)}).status == Status::Done);
  CHECK(rig.ask(store::Insert{new_call("c2")}).status == Status::Unavailable);
  disk.make_room();
  rig.ask_until_available(store::LoadDue{0});
  CHECK(status_in(options.database_url) == "ANSWERED");
}

TEST_CASE("a journal keeps the first and the newest of a call, over a restart",
          "[server][outage]") {
  TemporaryFolder folder;
  const CallRecord first = ringing(new_call("c1"));
  const CallRecord second = answered(first);
  const CallRecord third = ended(second, 2);
  const CallRecord other = ringing(new_call("c2"));
  std::string id;
  {
    Journal journal(folder / "journal.db");
    id = journal.id();
    journal.add({first, other});
    journal.add({second});
    journal.add({third});
    CHECK(*journal.find("c1") == third);
    CHECK(journal.find("c3") == nullptr);
  }
  Journal journal(folder / "journal.db");
  CHECK(journal.id() == id);
  const auto& entries = journal.calls().at("c1").entries;
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].record == first);
  CHECK(entries[1].record == third);
  CHECK(entries[1].number == 4);
  journal.drop(entries[0].number);
  CHECK(journal.calls().at("c1").entries.size() == 1);
  journal.drop(4);
  CHECK(journal.calls().empty());
  journal.add({first});
  // A number that was replayed is never used again.
  CHECK(journal.last_number() == 5);
}

TEST_CASE("two gateways can't share a journal", "[server][outage]") {
  TemporaryFolder folder;
  const Journal journal(folder / "journal.db");
  CHECK_THROWS_WITH(Journal(folder / "journal.db"),
                    Catch::Matchers::Contains("--journal-file") &&
                        Catch::Matchers::Contains("a journal of its own"));
}

TEST_CASE("a replay that was broken off is done again, and changes nothing twice",
          "[server][outage]") {
  const TestDatabase database(each_backend());
  const CallRecord first = new_call("c1");
  const CallRecord talked = answered(first);
  { StoreRig(database.options()).ask(store::Insert{first}); }
  const auto journal_again = [&](const std::vector<CallRecord>& records) {
    Journal journal(database.journal());
    journal.add(records);
  };
  const auto standing = [&] {
    return StoreRig(database.options()).ask(store::Load{"c1"}).records.front();
  };
  journal_again({talked});
  CHECK(standing() == talked);
  // As if the gateway had died between the commit and forgetting the entry.
  journal_again({talked});
  CHECK(standing() == talked);
  journal_again({talked, ended(talked, 8)});
  CHECK(standing() == ended(talked, 8));
}

TEST_CASE("what people did wins over what another gateway concluded from silence",
          "[server][outage]") {
  const CallRecord rings = ringing(new_call("c1"));
  const CallRecord talked = answered(rings);
  const CallRecord over = ended(talked, 300);
  CallRecord rang_out = rings;
  rang_out.version = 9;
  rang_out.status = CallStatus::Failed;
  rang_out.reason = EndReason::NoAnswer;
  rang_out.due_at = 0;
  CallRecord lost = ended(talked, 20);
  lost.version = 9;
  lost.reason = EndReason::ConnectionLost;
  lost.ended_by = Ender::Nobody;
  CallRecord hung_up = ended(talked, 20);
  hung_up.version = 9;
  CallRecord cancelled = rings;
  cancelled.status = CallStatus::Failed;
  cancelled.reason = EndReason::Cancelled;
  cancelled.ended_at = talked.answered_at + 4'500;

  const auto settled = reconcile(rang_out, over);
  REQUIRE(settled);
  CHECK(settled->version == 10);
  CHECK(settled->status == CallStatus::Completed);
  CHECK(settled->duration_s == 300);
  CHECK(reconcile(rang_out, talked)->status == CallStatus::Answered);
  CHECK(reconcile(lost, over)->duration_s == 300);
  CHECK(reconcile(lost, talked)->is_open());
  // People acted on both sides: the row's end stands.
  CHECK_FALSE(reconcile(hung_up, over));
  CHECK_FALSE(reconcile(hung_up, talked));
  CHECK_FALSE(reconcile(rang_out, rings));
  CHECK(reconcile(rings, over)->status == CallStatus::Completed);
  CHECK_FALSE(reconcile(talked, rings));
  // Answered there, ended here: what was spoken counts.
  const auto both = reconcile(talked, cancelled);
  REQUIRE(both);
  CHECK(both->status == CallStatus::Completed);
  CHECK(both->duration_s == 4);
}

TEST_CASE("a row that went on elsewhere is settled by the rules, not overwritten blindly",
          "[server][outage]") {
  const TestDatabase database(each_backend());
  const CallRecord first = new_call("c1");
  const CallRecord talked = answered(ringing(first));
  CallRecord hung_up = ended(talked, 20);
  {
    StoreRig rig(database.options());
    rig.ask(store::Insert{first});
    rig.ask(store::Update{ringing(first)});
    rig.ask(store::Update{talked});
    rig.ask(store::Update{hung_up});
  }
  {
    Journal journal(database.journal());
    CallRecord other = ended(talked, 21);
    other.reason = EndReason::MediaFailed;
    journal.add({other});
  }
  CHECK(StoreRig(database.options()).ask(store::Load{"c1"}).records == std::vector{hung_up});
}

}  // namespace ringline::test
