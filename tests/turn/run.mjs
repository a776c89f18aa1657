#!/usr/bin/env node
// The relay as deploy/ configures it: node tests/turn/run.mjs [WORD...]
//
// With words, only the cases whose name has one of them. Run it by `tests/isolated --address
// 203.0.113.10/24 --address 2001:db8::10/64`: addresses that nobody has, and that a relay takes for
// public ones. What was said stands in build/test-logs/turn/.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { launchBrowser } from '../e2e/support/browsers.mjs';
import { within } from '../e2e/support/deadline.mjs';
import { writeTone } from '../e2e/support/tone.mjs';
import { tones } from '../e2e/support/world.mjs';
import { startCoturn } from './coturn.mjs';
import peers from './peers.mjs';
import relayedCall from './relayed-call.mjs';

const caseLimitMs = 60_000;
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const logs = join(root, 'build', 'test-logs', 'turn');
rmSync(logs, { recursive: true, force: true });
mkdirSync(logs, { recursive: true });

const words = process.argv.slice(2).map((word) => word.toLowerCase());
const isChosen = ({ name }) =>
  words.length === 0 || words.some((word) => name.toLowerCase().includes(word));

const scratch = mkdtempSync(join(tmpdir(), 'ringline-turn-'));
const tone = (name, frequencyHz) => {
  const path = join(scratch, `${name}.wav`);
  writeTone(path, frequencyHz);
  return launchBrowser('tone', path);
};
const coturn = await startCoturn(join(logs, 'coturn.log'));
const browsers = {
  staffTone: await tone('staff', tones.staffHz),
  customerTone: await tone('customer', tones.customerHz),
};
const setup = {
  program: join(root, 'build/release/server/ringline-gateway'),
  packageRoot: join(root, 'js-glue/dist'),
  demoRoot: join(root, 'demo'),
  folder: join(logs, 'call'),
  browsers,
};

let passed = 0;
let failed = 0;
for (const each of [...peers, ...relayedCall].filter(isChosen)) {
  try {
    await within(caseLimitMs, 'the case to end', each.run(setup));
    ++passed;
    console.log(`ok      ${each.name}`);
  } catch (error) {
    ++failed;
    const told = String(error.stack ?? error).replaceAll(/^/gmu, '        ');
    console.log(`FAILED  ${each.name}\n${told}`);
  }
}
await Promise.all(Object.values(browsers).map((browser) => browser.close()));
await coturn.stop();
rmSync(scratch, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
