// Loading: once, and again after a failure.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { build } from 'esbuild';

import { FakeHost, goOnline, until } from './fake-host.mjs';

const folder = mkdtempSync(join(tmpdir(), 'ringline-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

async function source(name) {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, '../../js-glue/src', `${name}.ts`)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'neutral',
  });
  return import(`file://${outfile}`);
}

test('what was loaded is kept, a failure is not', async () => {
  const { once } = await source('core');
  let calls = 0;
  const load = once(async () => {
    calls += 1;
    if (calls === 1) throw new Error('offline');
    return { calls };
  });
  await assert.rejects(load(), /offline/);
  assert.equal(await load(), await load());
  assert.equal(calls, 2);
});

test('a phone whose core could not be loaded says so, and connects when it can', async () => {
  const { BrowserPhone } = await source('phone');
  const host = new FakeHost();
  let works = false;
  const { default: create } = await import('../../js-glue/dist/ringline-core.mjs');
  const { readFile } = await import('node:fs/promises');
  const phone = new BrowserPhone(
    { url: '/', auth: async () => ({ token: '' }), host },
    async () => {
      if (!works) throw new Error('HTTP 503');
      const wasm = new URL('../../js-glue/dist/ringline-core.wasm', import.meta.url);
      return create({ wasmBinary: await readFile(wasm) });
    },
  );
  phone.connect();
  await until(() => phone.getSnapshot().error);
  assert.deepEqual(phone.getSnapshot().error, {
    code: 'load_failed',
    message: 'Error: HTTP 503',
  });
  works = true;
  phone.connect();
  await goOnline(host);
  assert.equal(phone.getSnapshot().link, 'online');
  assert.equal(phone.getSnapshot().error, null);
});
