// Loading: once, and again after a failure.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { build } from 'esbuild';

import { FakeHost, goOnline, settle, until } from './fake-host.mjs';

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

/** A phone whose core loads when the test lets it. */
async function phoneWithoutCore() {
  const { BrowserPhone } = await source('phone');
  const { default: create } = await import('../../js-glue/dist/ringline-core.mjs');
  const wasm = await readFile(new URL('../../js-glue/dist/ringline-core.wasm', import.meta.url));
  const network = { works: false, tries: 0 };
  const host = new FakeHost();
  const phone = new BrowserPhone(
    { url: '/', auth: async () => ({ token: '' }), host },
    async () => {
      network.tries += 1;
      if (!network.works) throw new Error('HTTP 503');
      return create({ wasm });
    },
  );
  phone.connect();
  await until(() => phone.getSnapshot().error);
  assert.deepEqual(phone.getSnapshot().error, {
    code: 'load_failed',
    message: 'Error: HTTP 503',
  });
  return { host, network, phone };
}

async function expectOnline({ host, phone }) {
  await goOnline(host);
  assert.equal(phone.getSnapshot().link, 'online');
  assert.equal(phone.getSnapshot().error, null);
}

test('a phone whose core could not be loaded tries again, with growing gaps', async () => {
  const context = await phoneWithoutCore();
  const { host, network } = context;
  for (const [gapMs, tries] of [
    [999, 1],
    [1, 2],
    [1_999, 2],
    [1, 3],
    [4_000, 4],
    [8_000, 5],
    [16_000, 6],
    [30_000, 7],
    [29_999, 7],
    [1, 8],
  ]) {
    host.pass(gapMs);
    await settle();
    assert.equal(network.tries, tries);
  }
  network.works = true;
  host.pass(30_000);
  await expectOnline(context);
});

test('it tries at once when the network is back, or when it is told to', async () => {
  const told = await phoneWithoutCore();
  told.network.works = true;
  told.phone.connect();
  await expectOnline(told);

  const noticed = await phoneWithoutCore();
  noticed.network.works = true;
  noticed.host.happen('online');
  await expectOnline(noticed);
});

test('once closed it gives up loading', async () => {
  const { host, network, phone } = await phoneWithoutCore();
  phone.close();
  host.pass(120_000);
  await settle();
  assert.equal(network.tries, 1);
  assert.equal(host.isListenedTo, false);
});
