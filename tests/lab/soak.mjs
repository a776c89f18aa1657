#!/usr/bin/env node
// Calls one after the other in one pair of pages: node tests/lab/soak.mjs [CALLS]
//
// After each call nothing of it may be left: no peer connection, microphone, player or timer; after
// all of them no listener more than after the first ones, and no more memory than a page's own
// fluctuation. Both sides dial in turn. Run it by tests/lab/isolated.
import assert from 'node:assert/strict';

import { readCalls } from '../e2e/support/database.mjs';
import { Laboratory } from './laboratory.mjs';

const count = Number(process.argv[2] ?? 30);
if (!Number.isInteger(count) || count < 10) {
  console.error('soak: say how many calls, 10 or more');
  process.exit(2);
}
// The first calls load code and fill caches.
const warmUp = Math.min(50, Math.floor(count / 3));
/** What a page may take more at the end than after the warm-up, for each call in between. */
const bytesACall = 2_048;
const leastBytes = 1_000_000;

async function readMeters(phone, session) {
  await phone.page.evaluate(() => window.forgetClosed());
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name) => metrics.find((metric) => metric.name === name).value;
  return { listeners: of('JSEventListeners'), heapBytes: of('JSHeapUsedSize') };
}

const lab = await Laboratory.build('soak');
const phones = await lab.openPhones();
const sessions = await Promise.all(
  phones.map(async ({ page }) => {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    await session.send('HeapProfiler.enable');
    return session;
  }),
);
const meters = () => Promise.all(phones.map((phone, at) => readMeters(phone, sessions[at])));
const idle = await Promise.all(phones.map(({ page }) => page.evaluate(() => window.leaks())));

async function oneCall(number) {
  const [caller, callee] = number % 2 ? phones : phones.toReversed();
  await caller.dial(callee.who);
  await callee.waitForState('incoming');
  await callee.accept();
  await Promise.all([caller.waitForState('active'), callee.waitForState('active')]);
  await (number % 3 ? caller : callee).hangUp();
  await Promise.all(phones.map((phone) => phone.waitForIdle()));
  for (const [at, phone] of phones.entries()) {
    const left = await phone.page.evaluate(() => window.leaks());
    const told = `call ${number} left behind at ${phone.who.name}: ${JSON.stringify(left)}`;
    for (const [name, before] of Object.entries(idle[at])) assert.ok(left[name] <= before, told);
  }
}

let passed = 0;
let failed = 0;
try {
  let before;
  for (let number = 1; number <= count; ++number) {
    await oneCall(number);
    ++passed;
    if (number === warmUp) before = await meters();
    if (number % 100 === 0) console.log(`${number} calls: ${JSON.stringify(await meters())}`);
  }
  const after = await meters();
  const allowedBytes = Math.max(leastBytes, (count - warmUp) * bytesACall);
  for (const [at, { who }] of phones.entries()) {
    const told = `${who.name}: ${JSON.stringify(before[at])} became ${JSON.stringify(after[at])}`;
    console.log(told);
    assert.ok(after[at].listeners <= before[at].listeners, `listeners were left, ${told}`);
    assert.ok(after[at].heapBytes - before[at].heapBytes <= allowedBytes, `memory grew, ${told}`);
  }
  const open = readCalls(lab.databasePath, 'r.reason IS NULL');
  assert.deepEqual(open, [], 'rows are open after all calls have ended');
} catch (error) {
  ++failed;
  console.log(`FAILED  ${error.stack}`);
  await lab.keepEvidence('soak');
}
await lab.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
