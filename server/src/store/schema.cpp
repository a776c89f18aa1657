#include "store/schema.hpp"

#include <stdexcept>
#include <string>

#include "store/dialect.hpp"
#include "store/layout.hpp"

namespace ringline::server_app {
namespace {

// Statements end with a semicolon at the end of a line; TIME is what the database calls a DateTime
// of Prisma's.
constexpr const char* crm_tables = R"sql(
CREATE TABLE "tenants" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "name" TEXT NOT NULL
);
CREATE TABLE "users" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "tenantId" TEXT NOT NULL REFERENCES "tenants" ("id"),
  "clerkId" TEXT NOT NULL,
  "email" TEXT NOT NULL,
  "name" TEXT,
  "role" TEXT NOT NULL DEFAULT 'member'
);
CREATE UNIQUE INDEX "users_clerkId_key" ON "users" ("clerkId");
CREATE INDEX "users_tenantId_idx" ON "users" ("tenantId");
CREATE TABLE "contacts" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "tenantId" TEXT NOT NULL REFERENCES "tenants" ("id"),
  "firstName" TEXT NOT NULL,
  "lastName" TEXT,
  "email" TEXT,
  "phone" TEXT,
  "company" TEXT
);
CREATE INDEX "contacts_tenantId_idx" ON "contacts" ("tenantId");
CREATE TABLE "portal_customers" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "tenantId" TEXT NOT NULL REFERENCES "tenants" ("id"),
  "contactId" TEXT NOT NULL REFERENCES "contacts" ("id"),
  "clerkId" TEXT NOT NULL,
  "email" TEXT NOT NULL,
  "name" TEXT
);
CREATE UNIQUE INDEX "portal_customers_clerkId_key" ON "portal_customers" ("clerkId");
CREATE INDEX "portal_customers_contactId_idx" ON "portal_customers" ("contactId");
CREATE TABLE "call_logs" (
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
  "startedAt" TIME,
  "endedAt" TIME,
  "createdAt" TIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" TIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX "call_logs_tenantId_createdAt_idx" ON "call_logs" ("tenantId", "createdAt");
)sql";

// Times are milliseconds since the epoch here. There is no foreign key: the CRM may do with its table
// what it likes. A row without its call log is no call.
constexpr const char* own_tables = R"sql(
CREATE TABLE "ringline_calls" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "tenantId" TEXT NOT NULL,
  "createdAt" BIGINT NOT NULL,
  "version" BIGINT NOT NULL,
  "reason" TEXT,
  "callerId" TEXT NOT NULL,
  "callerRole" TEXT NOT NULL,
  "callerUserId" TEXT,
  "callerName" TEXT,
  "calleeId" TEXT NOT NULL,
  "calleeRole" TEXT NOT NULL,
  "calleeName" TEXT,
  "clientCallId" TEXT,
  "callerSession" TEXT,
  "calleeSession" TEXT,
  "preconnectSession" TEXT,
  "callerExtended" INTEGER NOT NULL,
  "calleeExtended" INTEGER NOT NULL,
  "dueAt" BIGINT
);
CREATE INDEX "ringline_calls_tenant_idx" ON "ringline_calls" ("tenantId", "createdAt");
CREATE INDEX "ringline_calls_caller_idx" ON "ringline_calls" ("tenantId", "callerId", "createdAt");
CREATE INDEX "ringline_calls_callee_idx" ON "ringline_calls" ("tenantId", "calleeId", "createdAt");
CREATE INDEX "ringline_calls_due_idx" ON "ringline_calls" ("dueAt") WHERE "dueAt" IS NOT NULL;
CREATE UNIQUE INDEX "ringline_calls_client_key" ON "ringline_calls"
  ("tenantId", "callerRole", "callerId", "clientCallId") WHERE "clientCallId" IS NOT NULL;
CREATE TABLE "ringline_journals" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "replayed" BIGINT NOT NULL
);
)sql";

// Version 3 tells how a call went.
constexpr const char* added_columns = R"sql(
ALTER TABLE "ringline_calls" ADD COLUMN "rangAt" BIGINT;
ALTER TABLE "ringline_calls" ADD COLUMN "endedBy" TEXT;
ALTER TABLE "ringline_calls" ADD COLUMN "outages" BIGINT;
ALTER TABLE "ringline_calls" ADD COLUMN "outageTimes" TEXT;
)sql";

// Version 1 (SQLite only) kept Ringline's columns in call_logs itself.
constexpr const char* old_indexes[] = {"call_logs_caller_idx", "call_logs_callee_idx",
                                       "call_logs_dueAt_idx", "call_logs_clientCallId_key"};
constexpr const char* old_columns[] = {
    "version",      "reason",         "callerId",       "callerRole",
    "callerUserId", "callerName",     "calleeId",       "calleeRole",
    "calleeName",   "clientCallId",   "callerSession",  "calleeSession",
    "dueAt",        "callerExtended", "calleeExtended", "preconnectSession"};

constexpr int newest = 3;

void replace_all(std::string& text, const std::string& what, const std::string& by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size()) {
    text.replace(at, what.size(), by);
  }
}

void execute_all(soci::session& sql, std::string script) {
  replace_all(script, " TIME", is_postgres(sql) ? " TIMESTAMP(3)" : " DATETIME");
  std::size_t begin = 0;
  for (;;) {
    const std::size_t end = script.find(";\n", begin);
    if (end == std::string::npos) return;
    sql << script.substr(begin, end - begin);
    begin = end + 2;
  }
}

void move_columns(soci::session& sql) {
  std::string columns = R"("id", "tenantId", "createdAt")";
  for (const char* column : old_columns) columns += std::string(", \"") + column + "\"";
  sql << "INSERT INTO \"ringline_calls\" (" + columns + ") SELECT " + columns +
             " FROM \"call_logs\" WHERE \"version\" IS NOT NULL";
  for (const char* index : old_indexes) {
    sql << std::string("DROP INDEX IF EXISTS \"") + index + "\"";
  }
  for (const char* column : old_columns) {
    sql << std::string("ALTER TABLE \"call_logs\" DROP COLUMN \"") + column + "\"";
  }
}

// What another gateway has written into the call log gets its place in the lists; it is none of ours
// to look after, so it has no due time.
void adopt_history(soci::session& sql) {
  const std::string created =
      "COALESCE(" +
      time_as_ms(is_postgres(sql), "COALESCE(l.\"createdAt\", l.\"updatedAt\", l.\"startedAt\")") +
      ", 0)";
  sql << "INSERT INTO \"ringline_calls\" (\"id\", \"tenantId\", \"createdAt\", \"version\", "
         "\"callerId\", \"callerRole\", \"callerUserId\", \"callerName\", \"calleeId\", "
         "\"calleeRole\", \"calleeName\", \"callerExtended\", \"calleeExtended\") "
         "SELECT id, tenant, created, 1, "
         "CASE WHEN outbound = 1 THEN user_id ELSE contact_id END, "
         "CASE WHEN outbound = 1 THEN 'tenant_member' ELSE 'portal_customer' END, "
         "CASE WHEN outbound = 1 THEN user_id END, "
         "CASE WHEN outbound = 1 THEN user_name ELSE contact_name END, "
         "CASE WHEN outbound = 1 THEN contact_id ELSE user_id END, "
         "CASE WHEN outbound = 1 THEN 'portal_customer' ELSE 'tenant_member' END, "
         "CASE WHEN outbound = 1 THEN contact_name ELSE user_name END, 0, 0 "
         "FROM (SELECT l.\"id\" AS id, l.\"tenantId\" AS tenant, " +
             created +
             " AS created, "
             "CASE WHEN CAST(l.\"direction\" AS TEXT) = 'OUTBOUND' THEN 1 ELSE 0 END AS outbound, "
             "COALESCE(l.\"userId\", '') AS user_id, COALESCE(l.\"contactId\", '') AS contact_id, "
             "COALESCE(u.\"name\", u.\"email\") AS user_name, "
             "TRIM(COALESCE(k.\"firstName\", '') || ' ' || COALESCE(k.\"lastName\", '')) AS "
             "contact_name "
             "FROM \"call_logs\" l LEFT JOIN \"users\" u ON u.\"id\" = l.\"userId\" "
             "LEFT JOIN \"contacts\" k ON k.\"id\" = l.\"contactId\" WHERE l.\"tenantId\" IS NOT "
             "NULL "
             "AND NOT EXISTS (SELECT 1 FROM \"ringline_calls\" c WHERE c.\"id\" = l.\"id\")) "
             "history";
}

// Whether an older gateway made the CRM's tables: they are as it made them, and no Prisma keeps them.
bool made_crm_tables(soci::session& sql) {
  const auto is = [&](const char* table, const std::string& wanted) {
    std::string names;
    for (const TableColumn& each : columns_of(sql, table)) names += each.name + " ";
    return names == wanted;
  };
  return is("contacts", "id tenantId firstName lastName email phone ") &&
         is("tenants", "id name ") && is("_prisma_migrations", "");
}

int standing_version(soci::session& sql) {
  // Not IF NOT EXISTS: PostgreSQL would want the right to create even where it does exist.
  if (columns_of(sql, "ringline_migrations").empty()) {
    sql << R"(CREATE TABLE "ringline_migrations" ("version" INTEGER NOT NULL))";
  }
  int version = 0;
  sql << R"(SELECT COALESCE(MAX("version"), 0) FROM "ringline_migrations")", soci::into(version);
  if (version > newest) {
    throw std::runtime_error("the database is of version " + std::to_string(version) +
                             ", this gateway knows " + std::to_string(newest) +
                             ": start a newer gateway");
  }
  return version;
}

void begin_alone(soci::session& sql) {
  if (!is_postgres(sql)) {
    sql << "BEGIN IMMEDIATE";
    return;
  }
  sql << "BEGIN";
  sql << "SET LOCAL statement_timeout = 60000";
  sql << "SET LOCAL lock_timeout = 60000";
  sql << "SET LOCAL client_min_messages = warning";
  sql << "SELECT pg_advisory_xact_lock(7242026131)";
}

}  // namespace

void migrate(soci::session& sql, const IdentityColumns& identity) {
  begin_alone(sql);
  try {
    const int version = standing_version(sql);
    if (!has_crm_tables(sql)) execute_all(sql, crm_tables);
    check_layout(sql, identity);
    if (version < 2) execute_all(sql, own_tables);
    if (version == 1) move_columns(sql);
    if (version < 3) {
      execute_all(sql, added_columns);
      if (made_crm_tables(sql)) sql << R"(ALTER TABLE "contacts" ADD COLUMN "company" TEXT)";
    }
    adopt_history(sql);
    if (version < newest) {
      sql << R"(INSERT INTO "ringline_migrations" ("version") VALUES (:v))", soci::use(newest, "v");
    }
    sql << "COMMIT";
  } catch (...) {
    try {
      // Without this the caller couldn't even close the database in peace.
      sql << "ROLLBACK";
    } catch (const std::exception&) {
      // The connection is gone, and the transaction with it.
    }
    throw;
  }
}

}  // namespace ringline::server_app
