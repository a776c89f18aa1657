#!/usr/bin/env node
// The relay as deploy/ configures it: node tests/turn/run.mjs [WORD...]
//
// With words, only the cases whose name has one of them. Run it by `tests/isolated --address
// 203.0.113.10/24 --address 2001:db8::10/64`: addresses that nobody has, and that a relay takes for
// public ones. What was said stands in build/test-logs/turn/.
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { runCases, ToneBrowsers } from '../e2e/support/cases.mjs';
import { tones } from '../e2e/support/world.mjs';
import { startCoturn } from './coturn.mjs';
import peers from './peers.mjs';
import relayedCall from './relayed-call.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const logs = join(root, 'build', 'test-logs', 'turn');
rmSync(logs, { recursive: true, force: true });
mkdirSync(logs, { recursive: true });

const toneBrowsers = new ToneBrowsers();
const coturn = await startCoturn(join(logs, 'coturn.log'));
const browsers = {
  staffTone: await toneBrowsers.launch('staff', tones.staffHz),
  customerTone: await toneBrowsers.launch('customer', tones.customerHz),
};
const setup = {
  program: join(root, 'build/release/server/ringline-gateway'),
  packageRoot: join(root, 'js-glue/dist'),
  demoRoot: join(root, 'demo'),
  browsers,
};

const exitCode = await runCases({
  cases: [...peers, ...relayedCall],
  logs,
  limitMs: 60_000,
  // They clean up after themselves.
  begin: (_, folder) => ({ ...setup, folder, keepEvidence() {}, end() {} }),
});
await Promise.all(Object.values(browsers).map((browser) => browser.close()));
await coturn.stop();
toneBrowsers.close();
process.exit(exitCode);
