// By prepared statements of our own: what is left of the gateway's work without Prisma.
import { randomBytes } from 'node:crypto';

import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import pg from 'pg';

import { CallLogService, type NewRow, type Status, type Times } from './call-log.service.js';
import type { Person, Role } from './wire.js';

const peopleTables: Record<Role, string> = {
  tenant_member: 'users',
  portal_customer: 'portal_customers',
};

function cuid(): string {
  return `c${BigInt(`0x${randomBytes(16).toString('hex')}`)
    .toString(36)
    .padStart(24, '0')
    .slice(-24)}`;
}

@Injectable()
export class PgCallLogService extends CallLogService implements OnModuleDestroy {
  private readonly pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });

  async onModuleDestroy(): Promise<void> {
    await this.pool.end();
  }

  async nameOf({ userId, role }: Pick<Person, 'userId' | 'role'>): Promise<string> {
    const { rows } = await this.pool.query<{ name: string | null }>({
      name: `name-${role}`,
      text: `SELECT "name" FROM "${peopleTables[role]}" WHERE "id" = $1`,
      values: [userId],
    });
    return rows[0]?.name ?? '';
  }

  async create(row: NewRow): Promise<string> {
    const id = cuid();
    await this.pool.query({
      name: 'create',
      text: `INSERT INTO "call_logs" ("id", "tenantId", "userId", "contactId", "direction",
               "fromNumber", "toNumber", "status", "updatedAt")
             VALUES ($1, $2, $3, $4, $5, 'WebRTC', $6, 'INITIATED', NOW())`,
      values: [id, row.tenantId, row.userId, row.contactId, row.direction, row.toNumber],
    });
    return id;
  }

  async mark(id: string, status: Status, times: Times = {}): Promise<void> {
    await this.pool.query({
      name: 'mark',
      text: `UPDATE "call_logs" SET "status" = $2, "startedAt" = COALESCE($3, "startedAt"),
               "endedAt" = COALESCE($4, "endedAt"), "duration" = COALESCE($5, "duration"),
               "updatedAt" = NOW()
             WHERE "id" = $1`,
      values: [id, status, times.startedAt ?? null, times.endedAt ?? null, times.duration ?? null],
    });
  }
}
