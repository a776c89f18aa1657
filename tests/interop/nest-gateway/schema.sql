-- The tables of the CRM as Prisma migrates them: enumerations of their own, camelCase columns.
CREATE TYPE "UserRole" AS ENUM ('OWNER', 'ADMIN', 'MEMBER');
CREATE TYPE "CallDirection" AS ENUM ('INBOUND', 'OUTBOUND');
CREATE TYPE "CallStatus" AS ENUM ('INITIATED', 'RINGING', 'ANSWERED', 'COMPLETED', 'FAILED');

CREATE TABLE "tenants" (
  "id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "tenants_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "users" (
  "id" TEXT NOT NULL,
  "tenantId" TEXT NOT NULL,
  "clerkId" TEXT NOT NULL,
  "email" TEXT NOT NULL,
  "name" TEXT,
  "role" "UserRole" NOT NULL DEFAULT 'MEMBER',
  "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "contacts" (
  "id" TEXT NOT NULL,
  "tenantId" TEXT NOT NULL,
  "firstName" TEXT NOT NULL,
  "lastName" TEXT,
  "email" TEXT,
  "phone" TEXT,
  "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "contacts_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "portal_customers" (
  "id" TEXT NOT NULL,
  "tenantId" TEXT NOT NULL,
  "contactId" TEXT NOT NULL,
  "clerkId" TEXT NOT NULL,
  "email" TEXT NOT NULL,
  "name" TEXT,
  "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "portal_customers_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "call_logs" (
  "id" TEXT NOT NULL,
  "tenantId" TEXT NOT NULL,
  "userId" TEXT,
  "contactId" TEXT,
  "direction" "CallDirection" NOT NULL,
  "fromNumber" TEXT NOT NULL,
  "toNumber" TEXT NOT NULL,
  "status" "CallStatus" NOT NULL DEFAULT 'INITIATED',
  "duration" INTEGER,
  "recordingUrl" TEXT,
  "startedAt" TIMESTAMP(3),
  "endedAt" TIMESTAMP(3),
  "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" TIMESTAMP(3) NOT NULL,
  CONSTRAINT "call_logs_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "users_clerkId_key" ON "users" ("clerkId");
CREATE INDEX "users_tenantId_idx" ON "users" ("tenantId");
CREATE INDEX "contacts_tenantId_idx" ON "contacts" ("tenantId");
CREATE UNIQUE INDEX "portal_customers_clerkId_key" ON "portal_customers" ("clerkId");
CREATE INDEX "portal_customers_contactId_idx" ON "portal_customers" ("contactId");
CREATE INDEX "call_logs_tenantId_createdAt_idx" ON "call_logs" ("tenantId", "createdAt");
CREATE INDEX "call_logs_contactId_idx" ON "call_logs" ("contactId");

ALTER TABLE "users" ADD FOREIGN KEY ("tenantId") REFERENCES "tenants" ("id") ON UPDATE CASCADE;
ALTER TABLE "contacts" ADD FOREIGN KEY ("tenantId") REFERENCES "tenants" ("id") ON UPDATE CASCADE;
ALTER TABLE "portal_customers" ADD FOREIGN KEY ("tenantId") REFERENCES "tenants" ("id") ON UPDATE CASCADE;
ALTER TABLE "portal_customers" ADD FOREIGN KEY ("contactId") REFERENCES "contacts" ("id") ON UPDATE CASCADE;
ALTER TABLE "call_logs" ADD FOREIGN KEY ("tenantId") REFERENCES "tenants" ("id") ON UPDATE CASCADE;
ALTER TABLE "call_logs" ADD FOREIGN KEY ("userId") REFERENCES "users" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "call_logs" ADD FOREIGN KEY ("contactId") REFERENCES "contacts" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
