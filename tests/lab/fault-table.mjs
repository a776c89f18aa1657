#!/usr/bin/env node
// Faults on a live call: node tests/lab/fault-table.mjs [--firefox] [--document FILE] [WORD...]
//
// With words, only the faults whose name has one of them. For each: both hear each other, the fault
// strikes, both hear each other again, one hangs up; the longest silence at each far end, and whether
// the call lived and screens and row agree. With --document the table is written into that file,
// between its marks. Run it by tests/lab/isolated.
import assert from 'node:assert/strict';

import { within } from '../e2e/support/deadline.mjs';
import { faults, limitMs } from './faults.mjs';
import { Laboratory } from './laboratory.mjs';
import { writeTable } from './report.mjs';

const given = process.argv.slice(2);
const documentAt = given.indexOf('--document');
const [, documentPath] = documentAt < 0 ? [] : given.splice(documentAt, 2);
const firefoxAt = given.indexOf('--firefox');
const firefox = firefoxAt >= 0;
if (firefox) given.splice(firefoxAt, 1);
const words = given.map((word) => word.toLowerCase());
const chosen = faults.filter(
  ({ name }) => words.length === 0 || words.some((word) => name.toLowerCase().includes(word)),
);

/** How it ended, as both screens and the row tell it. */
async function agreement(lab, phones, logId, reason) {
  const [one, other] = await Promise.all(phones.map((phone) => phone.shown()));
  const last = [one, other].map((shown) => shown.findLast((each) => each.state === 'ended'));
  const row = await lab.settledRow(logId);
  const told = { screens: last.map((each) => `${each?.reason} ${each?.durationS} s`), row };
  const all = JSON.stringify(told);
  assert.equal(row.reason, reason, all);
  for (const each of last) {
    assert.equal(each?.reason, reason, all);
    assert.ok(Math.abs(each.durationS - row.duration) <= 1, all);
  }
}

/** Neither screen has shown an end or another call since the call stood. */
async function assertUnbroken(phones, logId) {
  for (const phone of phones) {
    const after = (await phone.shown()).filter((each) => each.logId === logId);
    assert.ok(!after.some(({ state }) => state === 'ended'), JSON.stringify(after));
  }
}

async function measure(lab, fault) {
  const [nat1 = 'cone', nat2 = 'cone'] = fault.nat ?? [];
  lab.network.setNat('router1', nat1);
  lab.network.setNat('router2', nat2);
  const phones = await lab.openPhones();
  try {
    const logId = await lab.call();
    const struckMs = Date.now();
    const told = (await fault.strike(lab, phones)) ?? {};
    const result = { silentMs: told.silentMs };
    if (!fault.ends) {
      // Long enough for what was on its way or made up by the decoder to have ended.
      await lab.bothHear(3_000, told.healedMs ?? struckMs, 40_000);
      const gaps = await Promise.all(
        phones.map((phone) => phone.longestGapMs(told.healedMs ?? struckMs)),
      );
      result.silentMs = Math.max(...gaps);
      if (result.silentMs > (fault.bound ?? 100)) await lab.keepEvidence(fault.name);
      await assertUnbroken(phones, logId);
      await phones[0].hangUp();
      await Promise.all(phones.map((phone) => phone.waitForIdle()));
    }
    await agreement(lab, phones, logId, fault.ends ?? 'hung_up');
    return result;
  } catch (error) {
    await lab.keepEvidence(fault.name);
    throw error;
  } finally {
    await fault.undo?.(lab);
    await lab.closePhones();
    if (!lab.gateway) await lab.startGateway();
  }
}

const lab = await Laboratory.build('faults', { firefox });
const rows = [];
for (const fault of chosen) {
  const since = fault.from === 'healed' ? ' after its end' : '';
  const row = { ...fault, promised: fault.bound ? `${fault.bound} ms${since}` : 'none lost' };
  try {
    const { silentMs } = await within(limitMs, fault.name, measure(lab, fault));
    rows.push({ ...row, lived: true, silentMs, kept: silentMs <= (fault.bound ?? 100) });
  } catch (error) {
    rows.push({ ...row, lived: false, kept: false, problem: error.message });
  }
  const { lived, silentMs, kept, problem } = rows.at(-1);
  const verdict = kept ? 'ok     ' : 'FAILED ';
  console.log(`${verdict} ${fault.name}: ${lived ? `${silentMs} ms of silence` : problem}`);
}
await lab.close();
if (documentPath) {
  writeTable(documentPath, rows, firefox ? 'Chromium and Firefox' : 'Chromium');
}
const failed = rows.filter(({ kept }) => !kept).length;
console.log(`${rows.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 && rows.length > 0 ? 0 : 1);
