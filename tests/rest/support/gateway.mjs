// A gateway process of the suite's own: development mode, a free port, a database of its own.
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { usualMs, within } from '../../e2e/support/deadline.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const program = join(root, 'build', 'release', 'server', 'ringline-gateway');
const secret = 'a secret of more than thirty-two bytes';

/**
 * @param options {database, args?}: one of databases.mjs
 * @returns {Promise<{origin, sql(text): Promise<void>, stop(): Promise<void>}>}
 */
export async function startGateway({ database, args = [] }) {
  const { url, sql, close } = await database.open();
  const child = spawn(
    program,
    ['--port', '0', '--mode', 'development', '--log-format', 'json', ...args],
    {
      env: { ...process.env, JWT_SECRET: secret, DATABASE_URL: url },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const exited = once(child, 'exit');
  const said = [];
  child.stderr.on('data', (text) => said.push(text));
  const left = exited.then(([code]) => {
    throw new Error(`the gateway left with ${code}: ${said.join('')}`);
  });
  left.catch(() => undefined);
  const port = await within(
    usualMs,
    'the gateway to listen',
    Promise.race([left, Promise.any([portIn(child.stdout), portIn(child.stderr)])]),
  );
  return {
    origin: `http://127.0.0.1:${port}`,
    sql,
    async stop() {
      child.kill('SIGTERM');
      await within(usualMs, 'the gateway to stop', exited);
      await close();
    },
  };
}

async function portIn(stream) {
  for await (const line of createInterface({ input: stream })) {
    const found = /listening.*?port"?[=:]"?(\d+)/u.exec(line);
    if (found) {
      stream.resume();
      return Number(found[1]);
    }
  }
  throw new Error('it never said its port');
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
