// What a CRM's database may do to the gateway, and what the gateway must never do to it.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "server/store_rig.hpp"
#include "store/contacts.hpp"
#include "store/directory.hpp"

namespace ringline::test {
namespace {

using Catch::Matchers::Contains;
using store::Status;
using Clock = std::chrono::steady_clock;

// Something that takes connections and never says a word, as a host does that is stopped.
class SilentHost {
 public:
  SilentHost() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(socket_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        listen(socket_, 100) != 0 ||
        getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      throw std::runtime_error("no silent host");
    }
    port_ = ntohs(address.sin_port);
  }
  ~SilentHost() { close(socket_); }
  [[nodiscard]] std::string port() const { return std::to_string(port_); }

 private:
  int socket_;
  std::uint16_t port_ = 0;
};

std::string database_in(const std::string& url) {
  const std::size_t begin = url.find("///") + 3;
  return url.substr(begin, url.find('?') - begin);
}

server_app::Options options_for(const TemporaryFolder& folder, const std::string& url) {
  server_app::Options options = options_in(folder);
  options.database_url = url;
  options.store.journal_file = folder / "journal.db";
  return options;
}

const std::vector<std::string> to_enumerations = {
    R"(CREATE TYPE "CallDirection" AS ENUM ('INBOUND', 'OUTBOUND'))",
    R"(CREATE TYPE "CallStatus" AS ENUM
       ('INITIATED', 'RINGING', 'ANSWERED', 'COMPLETED', 'FAILED'))",
    R"(ALTER TABLE "call_logs" ALTER COLUMN "status" TYPE "CallStatus"
       USING "status"::text::"CallStatus")",
    R"(ALTER TABLE "call_logs" ALTER COLUMN "direction" TYPE "CallDirection"
       USING "direction"::text::"CallDirection")",
};

const Identity harbor = [] {
  Identity who;
  who.user_id = "user_amina";
  who.tenant_id = "tenant_harbor";
  who.role = Role::TenantMember;
  return who;
}();

}  // namespace

TEST_CASE("behind a pooler that shares sessions it refuses to start and leaves nothing behind",
          "[server][store]") {
  const std::string order = GENERATE("server_round_robin = 0", "server_round_robin = 1");
  const std::string size = GENERATE("default_pool_size = 1", "default_pool_size = 5");
  PostgresServer& server = PostgresServer::shared();
  const Pooler pooler(server, "pool_mode = transaction\n" + order + "\n" + size);
  const TemporaryFolder folder;
  const std::string url = pooler.through(server.create_database());
  // The CRM is there first and has warmed up the pool.
  for (int i = 0; i < 3; ++i) query_url(url, "SELECT pg_backend_pid()", 1);
  CHECK_THROWS_WITH(StoreRig(options_for(folder, url)),
                    Contains("Give the direct url") && Contains("pool_mode=session"));
  for (int i = 0; i < 8; ++i) {
    CHECK(query_url(url,
                    "SELECT current_setting('default_transaction_read_only'), "
                    "current_setting('statement_timeout'), current_setting('lock_timeout')",
                    3)[0] == std::vector<std::string>{"off", "0", "0"});
  }
}

TEST_CASE("a pooler that gives each client a session is as good as none", "[server][store]") {
  PostgresServer& server = PostgresServer::shared();
  const Pooler pooler(server, "pool_mode = session");
  const TemporaryFolder folder;
  StoreRig rig(options_for(folder, pooler.through(server.create_database())));
  CHECK(rig.ask(store::Insert{new_call("c1")}).status == Status::Done);
  CHECK(rig.read<int>([](soci::session&) { return 1; }) == 1);
}

TEST_CASE("names are read and written rightly whatever the database's encoding",
          "[server][store]") {
  PostgresServer& server = PostgresServer::shared();
  const TemporaryFolder folder;
  const std::string url = server.create_database("ENCODING 'WIN1252' LC_COLLATE 'C' LC_CTYPE 'C'");
  StoreRig rig(options_for(folder, url));
  CHECK(rig.write([](soci::session& sql) {
    sql << R"(INSERT INTO "tenants" ("id", "name") VALUES ('tenant_harbor', 'Harbor'))";
    sql << "INSERT INTO \"contacts\" (\"id\", \"tenantId\", \"firstName\") VALUES "
           "('k1', 'tenant_harbor', 'J' || chr(252) || 'rgen')";
    server_app::Contact zoe;
    zoe.id = "k2";
    zoe.first_name = "Zo\u00eb";
    server_app::insert_contacts(sql, server_app::contact_columns(sql), "tenant_harbor", {zoe});
  }));
  const auto listed = rig.read<std::vector<server_app::Contact>>(
      [](soci::session& sql) { return server_app::list_contacts(sql, harbor, {}); });
  REQUIRE(listed);
  REQUIRE(listed->size() == 2);
  CHECK((*listed)[0].first_name == "J\u00fcrgen");
  CHECK(query_url(url,
                  "SELECT length(\"firstName\")::text, ascii(substr(\"firstName\", 3))::text "
                  "FROM \"contacts\" WHERE \"id\" = 'k2'",
                  2)[0] == std::vector<std::string>{"3", "235"});
  CHECK(rig.ask(store::Resolve{harbor, "k1", {}}).callee->name == "J\u00fcrgen");
}

TEST_CASE("what the CRM leaves out is missed by nobody", "[server][store]") {
  const TestDatabase database(each_backend());
  for (const char* each :
       {R"(CREATE TABLE "tenants" ("id" TEXT, "name" TEXT))",
        R"(CREATE TABLE "users" ("id" TEXT, "tenantId" TEXT, "clerkId" TEXT, "email" TEXT,
           "name" TEXT))",
        R"(CREATE TABLE "contacts" ("id" TEXT, "tenantId" TEXT, "firstName" TEXT, "lastName" TEXT,
           "email" TEXT, "phone" TEXT, "company" TEXT))",
        R"(CREATE TABLE "portal_customers" ("id" TEXT, "tenantId" TEXT, "contactId" TEXT,
           "clerkId" TEXT, "email" TEXT, "name" TEXT))",
        R"(CREATE TABLE "call_logs" ("id" TEXT, "tenantId" TEXT, "userId" TEXT, "contactId" TEXT,
           "direction" TEXT, "fromNumber" TEXT, "toNumber" TEXT, "status" TEXT,
           "duration" INTEGER, "startedAt" TIMESTAMP, "endedAt" TIMESTAMP, "createdAt" TIMESTAMP,
           "updatedAt" TIMESTAMP))",
        R"(INSERT INTO "users" ("id", "clerkId") VALUES ('invited', 'c1'))",
        R"(INSERT INTO "users" ("id", "tenantId", "clerkId") VALUES
           ('user_amina', 'tenant_harbor', 'c2'))",
        R"(INSERT INTO "contacts" ("id", "tenantId", "lastName") VALUES
           ('k1', 'tenant_harbor', 'Rahman'))",
        R"(INSERT INTO "contacts" ("id", "tenantId", "company") VALUES
           ('k2', 'tenant_harbor', 'Zebra Ltd'))",
        R"(INSERT INTO "contacts" ("id", "tenantId", "phone") VALUES
           ('k3', 'tenant_harbor', '+8801711000001'))",
        R"(INSERT INTO "contacts" ("id", "tenantId") VALUES ('k4', 'tenant_harbor'))",
        R"(INSERT INTO "portal_customers" ("id", "tenantId", "contactId", "clerkId") VALUES
           ('p1', 'tenant_harbor', 'k1', 'c3'))",
        R"(INSERT INTO "call_logs" ("id") VALUES ('nothing'))",
        R"(INSERT INTO "call_logs" ("id", "tenantId") VALUES ('old', 'tenant_harbor'))"}) {
    database.execute(each);
  }
  StoreRig rig(database.options());
  const auto names = rig.read<std::vector<std::string>>([](soci::session& sql) {
    std::vector<std::string> all;
    for (const auto& each : server_app::list_contacts(sql, harbor, {})) all.push_back(each.name());
    return all;
  });
  CHECK(names == std::vector<std::string>{"+8801711000001", "k4", "Rahman", "Zebra Ltd"});
  const auto people = [&](const std::string& subject) {
    return rig.read<std::vector<Identity>>(
        [&columns = rig.database().people(), subject](soci::session& sql) {
          return server_app::find_people(sql, columns, subject, true);
        });
  };
  REQUIRE(people("c1"));
  CHECK(people("c1")->empty());
  CHECK(people("c2")->size() == 1);
  CHECK(people("c3")->size() == 1);
  const auto name_of = [&](store::Resolve whom) {
    const auto answer = rig.ask(std::move(whom));
    return answer.callee ? answer.callee->name : "none";
  };
  CHECK(name_of({harbor, "k1", {}}) == "Rahman");
  CHECK(name_of({harbor, "k3", {}}) == "+8801711000001");
  CHECK(name_of({harbor, {}, "+880 1711-000001"}) == "+8801711000001");
  Identity customer = harbor;
  customer.role = Role::PortalCustomer;
  customer.contact_id = "k1";
  CHECK(name_of({customer, "user_amina", {}}) == "user_amina");
  CHECK(rig.ask(store::Load{"old"}).records.size() == 1);
}

TEST_CASE("a host that says nothing is passed over", "[server][store]") {
  PostgresServer& server = PostgresServer::shared();
  const SilentHost silent;
  const TemporaryFolder folder;
  StoreRig rig(options_for(folder, "postgresql:///" + database_in(server.create_database()) +
                                       "?host=127.0.0.1," + server.folder() +
                                       "&port=" + silent.port() + ",5432&user=postgres"));
  CHECK(rig.ask(store::Insert{new_call("c1")}).status == Status::Done);
  CHECK(rig.why_not_writable().empty());
  // Whoever connects later begins with the one that is there.
  CHECK_THAT(rig.database().url().conninfo(), Contains("host='" + server.folder() + ",127.0.0.1'"));
}

TEST_CASE("when another server leads, every connection follows", "[server][outage]") {
  PostgresServer first;
  PostgresServer second;
  const TemporaryFolder folder;
  const std::string database = database_in(first.create_database());
  { const StoreRig tables(options_for(folder, second.create_database())); }
  StoreRig rig(options_for(folder, "postgresql:///" + database + "?host=" + first.folder() + "," +
                                       second.folder() + "&user=postgres"));
  const auto place = [&] {
    return rig.read<std::string>([](soci::session& sql) {
      std::string folders;
      sql << "SELECT current_setting('unix_socket_directories')", soci::into(folders);
      return folders;
    });
  };
  const auto add = [&](const std::string& id) {
    return rig.write([&id](soci::session& sql) {
      sql << "INSERT INTO \"tenants\" (\"id\", \"name\") VALUES ('" + id + "', 'x')";
    });
  };
  CHECK(rig.ask(store::Insert{new_call("c1")}).status == Status::Done);
  CHECK(add("before"));
  CHECK(place() == first.folder());

  SECTION("because the first was made read-only") {
    first.set("default_transaction_read_only", "on");
  }
  SECTION("because the first hangs") { first.freeze(); }
  SECTION("because the first is gone") { first.kill(); }
  const auto deadline = Clock::now() + std::chrono::seconds{40};
  int tries = 0;
  while (rig.ask(store::Insert{new_call("n" + std::to_string(++tries))}).status != Status::Done ||
         place() != second.folder() || !add("after" + std::to_string(tries))) {
    REQUIRE(Clock::now() < deadline);
  }
  CHECK(rig.why_not_writable().empty());
  CHECK(query_url("postgresql:///" + database + "?host=" + second.folder() + "&user=postgres",
                  "SELECT id FROM call_logs WHERE id = 'n" + std::to_string(tries) + "'", 1)
            .size() == 1);
}

TEST_CASE("a gateway whose database takes no writes isn't ready", "[server][outage]") {
  PostgresServer server;
  const TemporaryFolder folder;
  const RunningServer gateway(options_for(folder, server.create_database()));
  const auto becomes = [&](unsigned status) {
    const auto deadline = Clock::now() + std::chrono::seconds{20};
    while (http_get(gateway.port(), "/readyz").status != status) {
      if (Clock::now() > deadline) return false;
    }
    return true;
  };
  CHECK(becomes(200));
  server.set("default_transaction_read_only", "on");
  CHECK(becomes(503));
  for (int i = 0; i < 20; ++i) CHECK(http_get(gateway.port(), "/readyz").status == 503);
  CHECK_THAT(http_get(gateway.port(), "/readyz").body, Contains("calls can't be written"));
  CHECK(http_get(gateway.port(), "/healthz").status == 200);
  server.set("default_transaction_read_only", "off");
  CHECK(becomes(200));
}

TEST_CASE("a migration under a running gateway costs no call", "[server][outage]") {
  const TestDatabase database(Backend::Postgres);
  StoreRig rig(database.options());
  const CallRecord talked = answered(new_call("c1"));
  CHECK(rig.ask(store::Insert{new_call("c1")}).status == Status::Done);
  CHECK(rig.ask(store::Update{talked}).status == Status::Done);
  for (const std::string& each : to_enumerations) database.execute(each);
  CHECK(rig.ask(store::Update{ended(talked, 4)}).status == Status::Done);
  CHECK(rig.ask(store::Insert{new_call("c2")}).status == Status::Done);
  CHECK(database.query("SELECT \"status\"::text, \"duration\" FROM \"call_logs\" ORDER BY \"id\"",
                       2) ==
        std::vector<std::vector<std::string>>{{"COMPLETED", "4"}, {"INITIATED", "NULL"}});
  CHECK(rig.why_not_writable().empty());
}

TEST_CASE("a change that the database refuses is kept, and holds nobody else up",
          "[server][outage]") {
  const TestDatabase database(Backend::Postgres);
  StoreRig rig(database.options());
  const CallRecord talked = answered(new_call("c1"));
  const CallRecord over = ended(talked, 4);
  for (const char* id : {"c1", "c2"}) {
    CHECK(rig.ask(store::Insert{new_call(id)}).status == Status::Done);
  }
  database.execute(R"(CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                      $$ BEGIN RAISE EXCEPTION 'not this one'; END $$)");
  database.execute(R"(CREATE TRIGGER refuse BEFORE UPDATE ON "call_logs" FOR EACH ROW
                      WHEN (OLD."id" = 'c1') EXECUTE FUNCTION refuse())");
  CHECK(rig.ask(store::Update{talked}).status == Status::Done);
  CHECK(rig.ask(store::Load{"c1"}).records == std::vector{talked});
  CHECK(rig.ask(store::Update{answered(new_call("c2"))}).status == Status::Done);
  CHECK(rig.ask(store::Insert{new_call("c3")}).status == Status::Done);
  SECTION("until it takes it") {
    database.execute(R"(DROP TRIGGER refuse ON "call_logs")");
    CHECK(rig.ask(store::Update{over}).status == Status::Done);
    CHECK(rig.ask(store::Load{"c1"}).records == std::vector{over});
    CHECK(database.query("SELECT \"status\" FROM \"call_logs\" WHERE \"id\" = 'c1'", 1)[0][0] ==
          "COMPLETED");
  }
  SECTION("and put aside where it never does") {
    CHECK(rig.ask(store::Update{over}).status == Status::Done);
    CHECK(rig.ask(store::Load{"c1"}).records == std::vector{new_call("c1")});
    CHECK(rig.ask(store::Update{ended(answered(new_call("c2")), 1)}).status == Status::Done);
  }
}

}  // namespace ringline::test
