// Databases that were there before the gateway: a CRM's, made by Prisma, and an older gateway's.
#include <catch2/catch.hpp>

#include "server/store_rig.hpp"

namespace ringline::test {
namespace {

using Catch::Matchers::Contains;
using store::Status;

// As `prisma migrate` writes them for the CRM's models, with what the gateway doesn't need besides.
const std::vector<std::string> prisma_postgres = {
    R"(CREATE TYPE "CallDirection" AS ENUM ('INBOUND', 'OUTBOUND'))",
    R"(CREATE TYPE "CallStatus" AS ENUM
       ('INITIATED', 'RINGING', 'ANSWERED', 'COMPLETED', 'FAILED', 'BUSY'))",
    R"(CREATE TABLE "tenants" ("id" TEXT NOT NULL, "name" TEXT NOT NULL, "country" TEXT,
       "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
       CONSTRAINT "tenants_pkey" PRIMARY KEY ("id")))",
    R"(CREATE TABLE "users" ("id" TEXT NOT NULL, "tenantId" TEXT NOT NULL,
       "clerkId" TEXT NOT NULL, "email" TEXT NOT NULL, "name" TEXT, "role" TEXT NOT NULL,
       CONSTRAINT "users_pkey" PRIMARY KEY ("id")))",
    R"(CREATE TABLE "contacts" ("id" TEXT NOT NULL, "tenantId" TEXT NOT NULL,
       "firstName" TEXT NOT NULL, "lastName" TEXT, "email" TEXT, "phone" TEXT,
       "updatedAt" TIMESTAMP(3) NOT NULL, CONSTRAINT "contacts_pkey" PRIMARY KEY ("id")))",
    R"(CREATE TABLE "portal_customers" ("id" TEXT NOT NULL, "tenantId" TEXT NOT NULL,
       "contactId" TEXT NOT NULL, "clerkId" TEXT NOT NULL, "email" TEXT NOT NULL, "name" TEXT,
       CONSTRAINT "portal_customers_pkey" PRIMARY KEY ("id")))",
    R"(CREATE TABLE "call_logs" ("id" TEXT NOT NULL, "tenantId" TEXT NOT NULL, "userId" TEXT,
       "contactId" TEXT, "direction" "CallDirection" NOT NULL, "fromNumber" VARCHAR(32) NOT NULL,
       "toNumber" TEXT NOT NULL, "status" "CallStatus" NOT NULL DEFAULT 'INITIATED',
       "duration" INTEGER, "recordingUrl" TEXT, "startedAt" TIMESTAMP(3), "endedAt" TIMESTAMP(3),
       "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
       "updatedAt" TIMESTAMP(3) NOT NULL, "metadata" JSONB NOT NULL DEFAULT '{}',
       CONSTRAINT "call_logs_pkey" PRIMARY KEY ("id")))",
    R"(ALTER TABLE "call_logs" ADD CONSTRAINT "call_logs_tenantId_fkey" FOREIGN KEY ("tenantId")
       REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE)",
    R"(ALTER TABLE "call_logs" ADD CONSTRAINT "call_logs_contactId_fkey" FOREIGN KEY ("contactId")
       REFERENCES "contacts"("id") ON DELETE SET NULL ON UPDATE CASCADE)",
};

const std::vector<std::string> people = {
    R"(INSERT INTO "tenants" ("id", "name") VALUES ('tenant_harbor', 'Harbor'))",
    R"(INSERT INTO "users" ("id", "tenantId", "clerkId", "email", "name", "role")
       VALUES ('user_amina', 'tenant_harbor', 'clerk_1', 'amina@x', 'Amina', 'admin'))",
    R"(INSERT INTO "contacts" ("id", "tenantId", "firstName", "lastName", "updatedAt")
       VALUES ('contact_rahim', 'tenant_harbor', 'Rahim', NULL, CURRENT_TIMESTAMP))",
};

// The same for SQLite, which has no enumerations and calls a time DATETIME.
std::vector<std::string> prisma_sqlite() {
  std::vector<std::string> all;
  for (std::string each : prisma_postgres) {
    if (each.rfind("CREATE TABLE", 0) != 0) continue;
    for (const auto& [from, to] :
         std::vector<std::pair<std::string, std::string>>{{"TIMESTAMP(3)", "DATETIME"},
                                                          {"\"CallDirection\"", "TEXT"},
                                                          {"\"CallStatus\"", "TEXT"}}) {
      for (std::size_t at = 0; (at = each.find(from, at)) != std::string::npos;) {
        each.replace(at, from.size(), to);
      }
    }
    all.push_back(each);
  }
  return all;
}

void make_prisma(const TestDatabase& database) {
  for (const auto& each : database.is_postgres() ? prisma_postgres : prisma_sqlite()) {
    database.execute(each);
  }
  for (const auto& each : people) database.execute(each);
}

std::string problem_with(const TestDatabase& database) {
  try {
    const StoreRig rig(database.options());
  } catch (const std::exception& error) {
    return error.what();
  }
  return "none";
}

}  // namespace

TEST_CASE("a Prisma database is used as it is", "[server][store]") {
  const TestDatabase database(each_backend());
  make_prisma(database);
  const std::string schema_sql =
      database.is_postgres()
          ? "SELECT table_name || '.' || column_name || ' ' || udt_name FROM "
            "information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE "
            "'ringline%' ORDER BY 1"
          : "SELECT sql FROM sqlite_master WHERE tbl_name NOT LIKE 'ringline%' ORDER BY 1";
  const auto before = database.query(schema_sql, 1);
  StoreRig rig(database.options());
  CHECK(database.query(schema_sql, 1) == before);

  const CallRecord first = new_call("c1");
  REQUIRE(rig.ask(store::Insert{first}).status == Status::Done);
  const CallRecord talked = answered(ringing(first));
  REQUIRE(rig.ask(store::Update{ringing(first)}).status == Status::Done);
  REQUIRE(rig.ask(store::Update{talked}).status == Status::Done);
  REQUIRE(rig.ask(store::Update{ended(talked, 61)}).status == Status::Done);
  CHECK(rig.ask(store::Load{"c1"}).records == std::vector{ended(talked, 61)});
  const std::string written =
      database.is_postgres()
          ? R"(to_char("startedAt", 'YYYY-MM-DD HH24:MI:SS.MS'))"
          : R"(strftime('%Y-%m-%d %H:%M:%f', "startedAt" / 1000.0, 'unixepoch'))";
  CHECK(
      database.query("SELECT status, direction, duration, " + written + " FROM call_logs", 4)[0] ==
      std::vector<std::string>{"COMPLETED", "OUTBOUND", "61", "2025-11-24 16:00:07.124"});
}

TEST_CASE("times are right whatever time zone the server is in", "[server][store]") {
  const TestDatabase database(Backend::Postgres);
  const std::string name = database.query("SELECT current_database()", 1)[0][0];
  database.execute("ALTER DATABASE " + name + " SET TimeZone = 'Asia/Dhaka'");
  const bool zoned = GENERATE(false, true);
  make_prisma(database);
  if (zoned) {
    database.execute(R"(ALTER TABLE "call_logs" ALTER COLUMN "startedAt" TYPE TIMESTAMPTZ(3))");
  }
  StoreRig rig(database.options());
  const CallRecord talked = answered(new_call("c1"));
  rig.ask(store::Insert{new_call("c1")});
  REQUIRE(rig.ask(store::Update{talked}).status == Status::Done);
  CHECK(rig.ask(store::Load{"c1"}).records == std::vector{talked});
  const std::string utc = zoned ? R"("startedAt" AT TIME ZONE 'UTC')" : R"("startedAt")";
  CHECK(database.query("SELECT to_char(" + utc + ", 'HH24:MI') FROM call_logs", 1)[0][0] ==
        "16:00");
}

TEST_CASE("everything that a database lacks is named at once", "[server][store]") {
  const TestDatabase database(each_backend());
  make_prisma(database);
  database.execute(R"(ALTER TABLE "contacts" RENAME COLUMN "phone" TO "mobile")");
  database.execute(R"(ALTER TABLE "call_logs" RENAME COLUMN "toNumber" TO "to_number")");
  database.execute("DROP TABLE \"portal_customers\"");
  const std::string problem = problem_with(database);
  CHECK_THAT(problem, Contains("contacts has no column phone"));
  CHECK_THAT(problem, Contains("call_logs has no column toNumber"));
  CHECK_THAT(problem, Contains("there is no table portal_customers"));
  CHECK_THAT(problem, Contains("call_logs.to_number is NOT NULL without a default"));
  const std::string tables = database.is_postgres()
                                 ? "SELECT COUNT(*) FROM pg_tables WHERE tablename LIKE 'ringline%'"
                                 : "SELECT COUNT(*) FROM sqlite_master WHERE name LIKE 'ringline%'";
  CHECK(database.query(tables, 1)[0][0] == "0");
}

TEST_CASE("an enumeration that lacks a state is named", "[server][store]") {
  const TestDatabase database(Backend::Postgres);
  make_prisma(database);
  database.execute(R"(CREATE TYPE "Old" AS ENUM ('INITIATED', 'ANSWERED', 'COMPLETED', 'FAILED'))");
  database.execute(R"(ALTER TABLE "call_logs" ALTER COLUMN "status" DROP DEFAULT)");
  database.execute(
      R"(ALTER TABLE "call_logs" ALTER COLUMN "status" TYPE "Old" USING "status"::text::"Old")");
  CHECK_THAT(problem_with(database), Contains("call_logs.status lacks the value RINGING"));
}

TEST_CASE("calls of the gateway before stand in the lists and stay as they are",
          "[server][store]") {
  const TestDatabase database(each_backend());
  make_prisma(database);
  // Prisma's driver adapters write ISO 8601 into SQLite.
  database.execute(
      R"(INSERT INTO "call_logs" ("id", "tenantId", "userId", "contactId", "direction",
         "fromNumber", "toNumber", "status", "startedAt", "createdAt", "updatedAt") VALUES
         ('old1', 'tenant_harbor', 'user_amina', 'contact_rahim', 'INBOUND', 'WebRTC', '+880',
          'ANSWERED', '2025-01-02T03:04:05.678Z', '2025-01-02T03:04:01.002Z',
          '2025-01-02T03:04:05.678Z'))");
  StoreRig rig(database.options());
  const auto found = rig.ask(store::Load{"old1"}).records;
  REQUIRE(found.size() == 1);
  CHECK(found[0].created_at == 1'735'787'041'002);
  CHECK(found[0].answered_at == 1'735'787'045'678);
  CHECK(found[0].caller == Party{"tenant_harbor", Role::PortalCustomer, "contact_rahim"});
  CHECK(found[0].callee == Party{"tenant_harbor", Role::TenantMember, "user_amina"});
  CHECK(found[0].caller_name == "Rahim");
  // Nobody here looks after it: it is the other gateway's.
  CHECK(rig.ask(store::LoadDue{9'000'000'000'000}).records.empty());
  CHECK(rig.ask(store::LoadOpen{found[0].caller}).records.empty());
}

TEST_CASE("an older gateway's database keeps its calls", "[server][store]") {
  const TestDatabase database(Backend::Sqlite);
  for (const auto& each : prisma_sqlite()) database.execute(each);
  for (const auto& each : people) database.execute(each);
  for (const char* column :
       {"version INTEGER", "reason TEXT", "callerId TEXT", "callerRole TEXT", "callerUserId TEXT",
        "callerName TEXT", "calleeId TEXT", "calleeRole TEXT", "calleeName TEXT",
        "clientCallId TEXT", "callerSession TEXT", "calleeSession TEXT", "preconnectSession TEXT",
        "callerExtended INTEGER", "calleeExtended INTEGER", "dueAt DATETIME"}) {
    database.execute(std::string("ALTER TABLE call_logs ADD COLUMN ") + column);
  }
  for (const char* index :
       {R"(INDEX "call_logs_caller_idx" ON "call_logs" ("tenantId", "callerId", "createdAt"))",
        R"(INDEX "call_logs_callee_idx" ON "call_logs" ("tenantId", "calleeId", "createdAt"))",
        R"(INDEX "call_logs_dueAt_idx" ON "call_logs" ("dueAt") WHERE "dueAt" IS NOT NULL)",
        R"(UNIQUE INDEX "call_logs_clientCallId_key" ON "call_logs" ("tenantId", "callerRole",
           "callerId", "clientCallId") WHERE "clientCallId" IS NOT NULL)"}) {
    database.execute(std::string("CREATE ") + index);
  }
  database.execute("CREATE TABLE ringline_migrations (version INTEGER NOT NULL)");
  database.execute("INSERT INTO ringline_migrations VALUES (1)");
  database.execute(
      R"(INSERT INTO "call_logs" ("id", "tenantId", "userId", "contactId", "direction",
         "fromNumber", "toNumber", "status", "createdAt", "updatedAt", "version", "callerId",
         "callerRole", "callerUserId", "callerName", "calleeId", "calleeRole", "calleeName",
         "clientCallId", "callerSession", "preconnectSession", "callerExtended", "calleeExtended",
         "dueAt") VALUES
         ('c1', 'tenant_harbor', 'user_amina', 'contact_rahim', 'OUTBOUND', 'WebRTC',
          '+880 1711-000001', 'RINGING', 1764000000123, 1764000000123, 2, 'user_amina',
          'tenant_member', 'user_amina', 'Amina "the Hon." Rahman', 'contact_rahim',
          'portal_customer', 'নাদিয়া O''Brien', 'wish-c1', 's-caller', 's-callee', 1, 0,
          1764000045123))");
  StoreRig rig(database.options());
  CallRecord standing = ringing(new_call("c1"));
  standing.rang_at = 0;
  CHECK(rig.ask(store::Load{"c1"}).records == std::vector{standing});
  CHECK(rig.ask(store::LoadDue{1'764'000'045'123}).records.size() == 1);
  CHECK(database.query("SELECT COUNT(*) FROM pragma_table_info('call_logs')", 1)[0][0] == "15");
  CHECK(rig.ask(store::Update{answered(standing)}).status == Status::Done);
}

TEST_CASE("a database from before calls told how they went keeps its calls", "[server][store]") {
  const TestDatabase database(each_backend());
  {
    StoreRig rig(database.options());
    CHECK(rig.ask(store::Insert{new_call("c1")}).status == Status::Done);
    CHECK(rig.ask(store::Update{ringing(new_call("c1"))}).status == Status::Done);
  }
  database.execute("ALTER TABLE contacts DROP COLUMN company");
  for (const char* column : {"rangAt", "endedBy", "outages", "outageTimes"}) {
    database.execute(std::string("ALTER TABLE ringline_calls DROP COLUMN \"") + column + "\"");
  }
  database.execute("UPDATE ringline_migrations SET version = 2");
  StoreRig rig(database.options());
  CallRecord standing = ringing(new_call("c1"));
  standing.rang_at = 0;
  CHECK(rig.ask(store::Load{"c1"}).records == std::vector{standing});
  const CallRecord last = ended(answered(standing), 5);
  CHECK(rig.ask(store::Update{answered(standing)}).status == Status::Done);
  CHECK(rig.ask(store::Update{last}).status == Status::Done);
  CHECK(rig.ask(store::Load{"c1"}).records == std::vector{last});
  // The contacts' table was made by a gateway, too.
  CHECK(database.query("SELECT COUNT(company) FROM contacts", 1)[0][0] == "0");
}

TEST_CASE("many gateways start at once on an empty database", "[server][store]") {
  const TestDatabase database(each_backend());
  std::vector<std::future<void>> all;
  for (int i = 0; i < 6; ++i) {
    all.push_back(std::async(std::launch::async, [&] {
      const server_app::Database opened(database.url(), [](const auto& what) { what(); });
    }));
  }
  for (auto& each : all) CHECK_NOTHROW(each.get());
  CHECK(database.query("SELECT COUNT(*) FROM ringline_migrations", 1)[0][0] == "1");
}

TEST_CASE("a newer database is left alone", "[server][store]") {
  const TestDatabase database(each_backend());
  { const StoreRig rig(database.options()); }
  database.execute("INSERT INTO ringline_migrations VALUES (99)");
  CHECK_THAT(problem_with(database), Contains("start a newer gateway"));
}

TEST_CASE("a url is taken apart as Prisma writes it", "[server][store]") {
  const auto parse = [](const std::string& url) { return server_app::DatabaseUrl::parse(url); };
  const auto url = parse(
      "postgresql://crm:p%40ss@db.example:5433/crm?schema=app&connection_limit=5&sslmode=require");
  REQUIRE(url);
  CHECK_THAT(url->conninfo(), Contains("host='db.example' port='5433'"));
  CHECK_THAT(url->conninfo(), Contains("password='p@ss'") && Contains("sslmode='require'"));
  CHECK_THAT(url->conninfo(), Contains("client_encoding='UTF8'"));
  CHECK(url->schema == "app");
  CHECK(url->shown == "postgresql://db.example:5433/crm");
  CHECK_THAT(parse("postgres://x/y?pgbouncer=true").error.message, Contains("directUrl"));
  CHECK(parse("postgres://x/y?pgbouncer=false"));
  CHECK_FALSE(parse("postgres://x/y?schema=a;b"));
  CHECK_FALSE(parse("mysql://x/y"));
  CHECK_FALSE(parse("sqlite:"));
  CHECK_THAT(parse("sqlite::memory:").error.message, Contains("name a file"));
  CHECK_THAT(parse("postgres://x/y\r").error.message, Contains("a line's end"));
}

TEST_CASE("parameters of Supabase, Vercel and node-postgres do no harm", "[server][store]") {
  const auto parse = [](const std::string& url) { return server_app::DatabaseUrl::parse(url); };
  const auto url = parse(
      "postgres://x/y?supa=base-pooler.x&workaround=supabase-pooler.vercel&uselibpqcompat=true"
      "&sslmode=no-verify&sslcert=ca.pem");
  REQUIRE(url);
  CHECK_THAT(url->conninfo(), Contains("sslmode='require'") && Contains("sslrootcert='ca.pem'"));
  CHECK_THAT(parse("postgres://x/y?sslcert=own.pem&sslkey=own.key")->conninfo(),
             Contains("sslcert='own.pem'"));
  CHECK_THAT(parse("postgres://x/y?statement_tiemout=5").error.message,
             Contains("the parameter statement_tiemout"));
}

TEST_CASE("no part of a url that can't be read is shown, and no password ever", "[server][store]") {
  const char* const url = GENERATE(
      "postgresql://app:Zm9v/SECRETWORD+x=@host/crm", "postgresql://app:SECRETWORD?x@host/crm",
      "postgresql://app:12/SECRETWORD@host/crm", "postgresql://app:a@SECRETWORD@host/crm",
      "postgresql://app:x?SECRETWORD=1&y@host/crm", "postgresql://app:SECRETWORD%@host/crm");
  const auto parsed = server_app::DatabaseUrl::parse(url);
  REQUIRE_FALSE(parsed);
  CHECK_THAT(parsed.error.message, !Contains("SECRETWORD"));
  CHECK_THAT(server_app::DatabaseUrl::parse("postgresql://app:SECRETWORD@host/crm")->shown,
             !Contains("SECRETWORD"));
}

TEST_CASE("the host that leads is tried first", "[server][store]") {
  const auto url = server_app::DatabaseUrl::parse("postgresql://a:1,b:2,c:3/crm");
  REQUIRE(url);
  CHECK_THAT(url->conninfo(), Contains("host='a,b,c' port='1,2,3'"));
  url->connected_to("b", "2");
  CHECK_THAT(url->conninfo(), Contains("host='b,c,a' port='2,3,1'"));
}

TEST_CASE("a schema of its own is used", "[server][store]") {
  const TestDatabase database(Backend::Postgres);
  database.execute("CREATE SCHEMA app");
  auto options = database.options();
  options.database_url += "&schema=app";
  StoreRig rig(options);
  CHECK(rig.ask(store::Insert{new_call("c1")}).status == Status::Done);
  CHECK(database.query("SELECT COUNT(*) FROM app.call_logs", 1)[0][0] == "1");
}

}  // namespace ringline::test
