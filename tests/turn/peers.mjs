// Whom the relay serves, and where it sends to.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { allowed, denied, familyOf } from '../../deploy/coturn/peers.mjs';
import { mintCredentials, TurnClient } from '../../deploy/coturn/turn-client.mjs';
import { place, secret } from './coturn.mjs';

const userQuota = 32;

// Each from a port that no other had: a relay remembers for a while who was there.
let lastPort = 20_000;
const open = (credentials) => new TurnClient(place.host, place.port, credentials, ++lastPort);

async function withClient(credentials, use) {
  const client = open(credentials);
  try {
    return await use(client);
  } finally {
    await client.refresh(0);
    client.close();
  }
}

const refusedAs = (code, credentials) =>
  withClient(credentials, async (client) => {
    const { ok, code: found } = await client.allocate();
    assert.deepEqual({ ok, code: found }, { ok: false, code });
  });

/** Asks for each address of a row, and says which answers were others than expected. */
async function askFor(name, addresses, expected) {
  const wrong = await withClient(mintCredentials(secret, `t1:u${lastPort}`, 60), async (client) => {
    const { ok, code, reason } = await client.allocate(familyOf(name));
    assert.ok(ok, `no place to ask from: ${code} ${reason}`);
    const found = [];
    for (const address of addresses) {
      const answer = await client.permit(address);
      if (answer.code !== expected) found.push(`${address}: ${answer.code} ${answer.reason}`);
    }
    return found;
  });
  assert.deepEqual(wrong, []);
}

const checkPath = fileURLToPath(new URL('../../deploy/coturn/check.mjs', import.meta.url));

/** What an operator runs. */
async function check(ownSecret) {
  const child = spawn(process.execPath, [checkPath, place.host, String(place.port)], {
    env: { ...process.env, TURN_SECRET: ownSecret },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const [code] = await once(child, 'close');
  return { code, failed: lines.filter((line) => line.startsWith('FAILED')), lines };
}

export default [
  {
    name: 'the check that an operator runs finds all well',
    async run() {
      const { code, failed, lines } = await check(secret);
      assert.deepEqual({ code, failed }, { code: 0, failed: [] });
      assert.ok(lines.length > 25);
    },
  },
  {
    name: 'the check that an operator runs says so where the secret is another',
    async run() {
      const { code, failed } = await check('another secret');
      assert.equal(code, 1);
      assert.deepEqual(failed, ['FAILED  a place in ipv4: 401 Unauthorized']);
    },
  },
  {
    name: 'without credentials: 401',
    run: () => refusedAs(401, null),
  },
  {
    name: 'credentials of another secret: 401',
    run: () => refusedAs(401, mintCredentials('another secret', 't1:u1', 60)),
  },
  {
    name: 'credentials whose time is over: 401',
    run: () => refusedAs(401, mintCredentials(secret, 't1:u1', -1)),
  },
  {
    name: 'a credential under another name: 401',
    run: () => {
      const { credential } = mintCredentials(secret, 't1:u1', 60);
      return refusedAs(401, { ...mintCredentials(secret, 't1:u2', 60), credential });
    },
  },
  ...Object.entries(denied).map(([name, addresses]) => ({
    name: `refused: ${name}`,
    run: () => askFor(name, addresses, 403),
  })),
  ...Object.entries(allowed).map(([name, addresses]) => ({
    name: `allowed: ${name}`,
    run: () => askFor(name, addresses, 0),
  })),
  {
    name: `one person: ${userQuota} places, whatever calls they are for, and no more`,
    async run() {
      const clients = [];
      const allocate = async (name) => {
        const client = open(mintCredentials(secret, name, 60));
        clients.push(client);
        return (await client.allocate()).code;
      };
      for (let at = 0; at < userQuota; ++at) assert.equal(await allocate('t1:u1'), 0);
      assert.equal(await allocate('t1:u1'), 486);
      assert.equal(await allocate('t1:u2'), 0);
      for (const client of clients) {
        await client.refresh(0);
        client.close();
      }
    },
  },
];
