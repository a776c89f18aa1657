// A gateway process of the suite's own: development mode, a free port, a database of its own.
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { usualMs, within } from '../../e2e/support/deadline.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const program = join(root, 'build', 'release', 'server', 'ringline-gateway');
const secret = 'a secret of more than thirty-two bytes';

/**
 * @param options {database, args?, prepare?}: one of databases.mjs; `prepare` is SQL that comes before
 * @returns {Promise<{origin, pid, sql(text): Promise<void>, stop(): Promise<void>}>}
 */
export async function startGateway({ database, args = [], prepare }) {
  const { url, sql, close } = await database.open();
  if (prepare) await sql(prepare);
  // Where it keeps its journal, unless it is told otherwise.
  const cwd = await mkdtemp(join(tmpdir(), 'ringline-rest-'));
  const child = spawn(
    program,
    ['--port', '0', '--mode', 'development', '--log-format', 'json', ...args],
    {
      env: { ...process.env, JWT_SECRET: secret, DATABASE_URL: url },
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const exited = once(child, 'exit');
  const said = [];
  child.stderr.on('data', (text) => said.push(text));
  const left = exited.then(([code]) => {
    throw new Error(`the gateway left with ${code}: ${said.join('')}`);
  });
  left.catch(() => undefined);
  const port = await within(usualMs, 'the gateway to listen', Promise.race([left, portOf(child)]));
  return {
    origin: `http://127.0.0.1:${port}`,
    sql,
    pid: child.pid,
    async stop() {
      child.kill('SIGTERM');
      await within(usualMs, 'the gateway to stop', exited);
      await close();
      await rm(cwd, { recursive: true });
    },
  };
}

async function portOf(child) {
  for await (const line of createInterface({ input: child.stderr })) {
    const found = /"listening".*"port":"(\d+)"/u.exec(line);
    if (!found) continue;
    child.stderr.resume();
    return Number(found[1]);
  }
  return new Promise(() => undefined); // it has left, and why is told by its end
}

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token of that gateway's. */
export function tokenFor(
  { userId, tenantId = 'tenant_harbor', role, contactId },
  expiresInS = 600,
) {
  const claims = { sub: userId, tenantId, role, exp: Math.floor(Date.now() / 1000) + expiresInS };
  if (contactId) claims.contactId = contactId;
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** People of the development database. */
export const people = {
  amina: { userId: 'user_amina', role: 'tenant_member' },
  jonas: { userId: 'user_jonas', role: 'tenant_member' },
  mei: { userId: 'user_mei', role: 'tenant_member', tenantId: 'tenant_lumen' },
  rahim: { userId: 'portal_rahim', role: 'portal_customer', contactId: 'contact_rahim' },
  sofia: { userId: 'portal_sofia', role: 'portal_customer', contactId: 'contact_sofia' },
};
