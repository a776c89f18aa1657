#include "store/schema.hpp"

#include <stdexcept>
#include <string>

namespace ringline::server_app {
namespace {

// Each is done once, in its order, and never changed afterwards. Statements end with a semicolon at
// the end of a line. The first one takes the tables of a CRM as they are, where they exist already.
constexpr const char* migrations[] = {
    R"sql(
CREATE TABLE IF NOT EXISTS "tenants" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "name" TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS "users" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "tenantId" TEXT NOT NULL REFERENCES "tenants" ("id"),
  "clerkId" TEXT NOT NULL,
  "email" TEXT NOT NULL,
  "name" TEXT,
  "role" TEXT NOT NULL DEFAULT 'member'
);
CREATE UNIQUE INDEX IF NOT EXISTS "users_clerkId_key" ON "users" ("clerkId");
CREATE INDEX IF NOT EXISTS "users_tenantId_idx" ON "users" ("tenantId");
CREATE TABLE IF NOT EXISTS "contacts" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "tenantId" TEXT NOT NULL REFERENCES "tenants" ("id"),
  "firstName" TEXT NOT NULL,
  "lastName" TEXT,
  "email" TEXT,
  "phone" TEXT
);
CREATE INDEX IF NOT EXISTS "contacts_tenantId_idx" ON "contacts" ("tenantId");
CREATE TABLE IF NOT EXISTS "portal_customers" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "tenantId" TEXT NOT NULL REFERENCES "tenants" ("id"),
  "contactId" TEXT NOT NULL REFERENCES "contacts" ("id"),
  "clerkId" TEXT NOT NULL,
  "email" TEXT NOT NULL,
  "name" TEXT
);
CREATE UNIQUE INDEX IF NOT EXISTS "portal_customers_clerkId_key" ON "portal_customers" ("clerkId");
CREATE INDEX IF NOT EXISTS "portal_customers_contactId_idx" ON "portal_customers" ("contactId");
CREATE TABLE IF NOT EXISTS "call_logs" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "tenantId" TEXT NOT NULL,
  "userId" TEXT,
  "contactId" TEXT,
  "direction" TEXT NOT NULL,
  "fromNumber" TEXT NOT NULL,
  "toNumber" TEXT NOT NULL,
  "status" TEXT NOT NULL,
  "duration" INTEGER,
  "recordingUrl" TEXT,
  "startedAt" DATETIME,
  "endedAt" DATETIME,
  "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);
ALTER TABLE "call_logs" ADD COLUMN "version" INTEGER;
ALTER TABLE "call_logs" ADD COLUMN "reason" TEXT;
ALTER TABLE "call_logs" ADD COLUMN "callerId" TEXT;
ALTER TABLE "call_logs" ADD COLUMN "callerRole" TEXT;
ALTER TABLE "call_logs" ADD COLUMN "callerUserId" TEXT;
ALTER TABLE "call_logs" ADD COLUMN "callerName" TEXT;
ALTER TABLE "call_logs" ADD COLUMN "calleeId" TEXT;
ALTER TABLE "call_logs" ADD COLUMN "calleeRole" TEXT;
ALTER TABLE "call_logs" ADD COLUMN "calleeName" TEXT;
ALTER TABLE "call_logs" ADD COLUMN "clientCallId" TEXT;
ALTER TABLE "call_logs" ADD COLUMN "callerSession" TEXT;
ALTER TABLE "call_logs" ADD COLUMN "calleeSession" TEXT;
ALTER TABLE "call_logs" ADD COLUMN "preconnectSession" TEXT;
ALTER TABLE "call_logs" ADD COLUMN "callerExtended" INTEGER;
ALTER TABLE "call_logs" ADD COLUMN "calleeExtended" INTEGER;
ALTER TABLE "call_logs" ADD COLUMN "dueAt" DATETIME;
CREATE INDEX IF NOT EXISTS "call_logs_tenantId_createdAt_idx" ON "call_logs" ("tenantId", "createdAt");
CREATE INDEX IF NOT EXISTS "call_logs_caller_idx" ON "call_logs" ("tenantId", "callerId", "createdAt");
CREATE INDEX IF NOT EXISTS "call_logs_callee_idx" ON "call_logs" ("tenantId", "calleeId", "createdAt");
CREATE INDEX IF NOT EXISTS "call_logs_dueAt_idx" ON "call_logs" ("dueAt") WHERE "dueAt" IS NOT NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "call_logs_clientCallId_key" ON "call_logs"
  ("tenantId", "callerRole", "callerId", "clientCallId") WHERE "clientCallId" IS NOT NULL;
)sql",
};
constexpr int newest = static_cast<int>(std::size(migrations));

void execute_all(soci::session& sql, const std::string& script) {
  std::size_t begin = 0;
  for (;;) {
    const std::size_t end = script.find(";\n", begin);
    if (end == std::string::npos) return;
    sql << script.substr(begin, end - begin);
    begin = end + 2;
  }
}

}  // namespace

void migrate(soci::session& sql) {
  // Of two gateways that start at once, the second waits here and finds the work done.
  sql << "BEGIN IMMEDIATE";
  try {
    sql << R"(CREATE TABLE IF NOT EXISTS "ringline_migrations" ("version" INTEGER NOT NULL))";
    int version = 0;
    sql << R"(SELECT COALESCE(MAX("version"), 0) FROM "ringline_migrations")", soci::into(version);
    if (version > newest) {
      throw std::runtime_error("the database is of version " + std::to_string(version) +
                               ", this gateway knows " + std::to_string(newest) +
                               ": start a newer gateway");
    }
    for (int next = version + 1; next <= newest; ++next) {
      execute_all(sql, migrations[next - 1]);
      sql << R"(INSERT INTO "ringline_migrations" ("version") VALUES (:v))", soci::use(next, "v");
    }
    sql << "COMMIT";
  } catch (...) {
    // Without this the caller couldn't even close the database in peace.
    sql << "ROLLBACK";
    throw;
  }
}

}  // namespace ringline::server_app
