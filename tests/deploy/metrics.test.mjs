// docs/metrics.md and /metrics are held against each other.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { root, startGateway } from './gateway.mjs';

// Those that have no line before there is something to count.
const growing = ['ringline_refusals_total', 'ringline_calls_ended_total'];

test('what is documented is what is there, with its kind', async () => {
  const gateway = await startGateway({ VOICE_CALL_MODE: 'development' });
  try {
    const base = `http://127.0.0.1:${gateway.port}`;
    const page = await (await fetch(`${base}/metrics`)).text();
    const there = new Map();
    for (const [, name, kind] of page.matchAll(/^# TYPE (\S+) (\S+)$/gmu)) there.set(name, kind);
    const documented = new Map();
    const text = readFileSync(join(root, 'docs/metrics.md'), 'utf8');
    for (const [, name, kind] of text.matchAll(/^\| `(\w+)` \| (\w+) \|/gmu)) {
      documented.set(name, kind);
    }
    assert.ok(documented.size > 15);
    for (const [name, kind] of documented) {
      if (!growing.includes(name)) assert.equal(there.get(name), kind, name);
    }
    for (const name of there.keys()) assert.ok(documented.has(name), `${name} isn't documented`);
  } finally {
    assert.equal(await gateway.stop(), 0);
  }
});

test('an answer’s X-Request-Id finds its line in the log; what followed the path isn’t there', async () => {
  const gateway = await startGateway({ VOICE_CALL_MODE: 'development' });
  try {
    const answer = await fetch(`http://127.0.0.1:${gateway.port}/api/me?token=hidden`);
    const id = answer.headers.get('x-request-id');
    const line = await gateway.waitForLog('the request', ({ request }) => request === id);
    assert.equal(line.event, 'request');
    assert.equal(line.method, 'GET');
    assert.equal(line.path, '/api/me');
    assert.equal(line.status, String(answer.status));
    assert.equal(line.address, '127.0.0.1');
    assert.ok(!JSON.stringify(gateway.log).includes('hidden'));
  } finally {
    assert.equal(await gateway.stop(), 0);
  }
});
