// Two people who talk: what most cases about faults begin with.
import assert from 'node:assert/strict';

import { readCall } from './database.mjs';
import { customer, staff, tones } from './world.mjs';

export async function talk(world) {
  const [caller, callee] = await world.openBoth();
  await caller.dialContact(customer.name);
  await callee.waitForIncoming(staff.name);
  await callee.accept();
  await hearEachOther({ caller, callee });
  return { caller, callee, logId: await caller.logId() };
}

export const hearEachOther = ({ caller, callee }) =>
  Promise.all([caller.waitForTone(tones.customerHz), callee.waitForTone(tones.staffHz)]);

/** Over on both screens; everything given back; the row agrees with what both showed last. */
export async function checkEnded(world, { caller, callee, logId }) {
  await Promise.all([caller.waitForEnd('hung_up'), callee.waitForEnd('hung_up')]);
  await Promise.all([caller.waitForRelease(), callee.waitForRelease()]);
  await Promise.all([caller.waitForIdle(), callee.waitForIdle()]);
  const row = readCall(world.databasePath, logId);
  assert.equal(row.status, 'COMPLETED');
  assert.equal(row.duration, Math.floor((row.endedAt - row.startedAt) / 1000));
  for (const phone of [caller, callee]) {
    assert.equal(
      (await phone.seconds()).at(-1).shown,
      row.duration,
      `${phone.label}’s last second`,
    );
  }
}
