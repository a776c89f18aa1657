// What docs/deploy.md tells to do, done.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { startGateway } from './gateway.mjs';
import { addPeople, customer, member, secret, signToken } from './people.mjs';

test('the guide’s first people are let in, and see each other', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringline-guide-'));
  const file = join(folder, 'calls.db');
  const gateway = await startGateway({ JWT_SECRET: secret, DATABASE_URL: `sqlite:${file}` });
  try {
    addPeople(file);
    const ask = async (path, claims) => {
      const headers = { Authorization: `Bearer ${signToken(claims)}` };
      const answer = await fetch(`http://127.0.0.1:${gateway.port}${path}`, { headers });
      const text = await answer.text();
      assert.equal(answer.status, 200, text);
      return text;
    };
    assert.match(await ask('/api/me', member), /"Me"/u);
    assert.match(await ask('/api/contacts', member), /"k1"/u);
    assert.match(await ask('/api/me', customer), /"p1"/u);
  } finally {
    assert.equal(await gateway.stop(), 0);
    rmSync(folder, { recursive: true, force: true });
  }
});
