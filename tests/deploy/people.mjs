// The first people of docs/deploy.md, put into the database as it says, with tokens as an app signs
// them.
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './gateway.mjs';

export const secret = 'a secret that is longer than thirty-two bytes';
export const member = { sub: 'u1', tenantId: 't1', role: 'tenant_member' };
export const customer = { sub: 'p1', tenantId: 't1', role: 'portal_customer', contactId: 'k1' };

export function addPeople(databaseFile) {
  const [, sql] = /```sql\n(.*?)```/su.exec(readFileSync(join(root, 'docs/deploy.md'), 'utf8'));
  execFileSync('sqlite3', [databaseFile, sql]);
}

export function signToken(claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1000) + 600;
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ exp, ...claims })}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}
