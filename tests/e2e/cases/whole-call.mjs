// A call from beginning to end, in both directions: who hears whom, for how long, and what is left.
import assert from 'node:assert/strict';

import { readCall } from '../support/database.mjs';
import { customer, staff, tones } from '../support/world.mjs';

/** It rings, both sides are connected already, and yet nothing is to be heard. */
async function checkSilenceBeforeAccept(phones, callee) {
  for (const phone of phones) {
    await phone.waits('the connection to stand while it rings', () =>
      window.probe.connections.some(({ connectionState }) => connectionState === 'connected'),
    );
    // Some answers over that path: time enough for sound to have come, if there were any.
    const { pathChecks } = await phone.traffic();
    await phone.page.waitForFunction(
      async (wanted) => (await window.probe.traffic()).pathChecks >= wanted,
      pathChecks + 3,
      { timeout: 15_000 },
    );
  }
  for (const phone of phones) {
    const { packetsIn, packetsOut, energyIn } = await phone.traffic();
    assert.deepEqual(
      { packetsIn, packetsOut, energyIn },
      { packetsIn: 0, packetsOut: 0, energyIn: 0 },
    );
    assert.equal(await phone.probe(() => window.probe.heardStreams().length), 0);
  }
  assert.equal(
    await callee.probe(() => window.probe.microphoneCalls),
    0,
    'the callee’s microphone',
  );
}

/** The same second at the same time, however the two pages came to it. */
function checkSameSeconds(one, other) {
  const shownByOther = new Map(other.map(({ shown, atMs }) => [shown, atMs]));
  const common = one.filter(({ shown }) => shownByOther.has(shown));
  assert.ok(common.length >= 3, `both showed only ${common.length} seconds alike`);
  for (const { shown, atMs } of common.slice(0, 3)) {
    const apartMs = Math.abs(shownByOther.get(shown) - atMs);
    assert.ok(apartMs < 500, `second ${shown} came ${apartMs} ms apart`);
  }
}

async function wholeCall(
  world,
  { caller, callee, callerHz, calleeHz, callerName, calleeName, direction },
) {
  await caller.dialContact(calleeName);
  await Promise.all([caller.waitForState('ringing'), callee.waitForIncoming(callerName)]);
  await Promise.all([caller.waitForRinging(true), callee.waitForRinging(true)]);
  await checkSilenceBeforeAccept([caller, callee], callee);

  await callee.accept();
  await Promise.all([caller.waitForState('active'), callee.waitForState('active')]);
  await Promise.all([caller.waitForRinging(false), callee.waitForRinging(false)]);
  await Promise.all([caller.waitForTone(calleeHz), callee.waitForTone(callerHz)]);
  for (const phone of [caller, callee]) {
    await Promise.all([
      phone.waitForMeter('ownMeter', true),
      phone.waitForMeter('otherMeter', true),
    ]);
  }
  await Promise.all([caller.waitForSeconds(3), callee.waitForSeconds(3)]);
  checkSameSeconds(await caller.seconds(), await callee.seconds());

  const logId = await caller.logId();
  assert.equal(await callee.logId(), logId);
  await caller.hangUp();
  await Promise.all([caller.waitForEnd('hung_up'), callee.waitForEnd('hung_up')]);
  await Promise.all([caller.waitForIdle(), callee.waitForIdle()]);
  await Promise.all([caller.waitForRelease(), callee.waitForRelease()]);

  const row = readCall(world.databasePath, logId);
  assert.equal(row.status, 'COMPLETED');
  assert.equal(row.reason, 'hung_up');
  assert.equal(row.direction, direction);
  assert.equal(row.userId, staff.user);
  assert.equal(row.contactId, 'contact_rahim');
  assert.equal(row.tenantId, 'tenant_harbor');
  assert.equal(row.fromNumber, 'WebRTC');
  assert.ok(row.createdAt <= row.startedAt && row.startedAt < row.endedAt, JSON.stringify(row));
  assert.ok(row.duration >= 3);
  assert.equal(row.duration, Math.floor((row.endedAt - row.startedAt) / 1000));
  for (const phone of [caller, callee]) {
    assert.equal(
      (await phone.seconds()).at(-1).shown,
      row.duration,
      `${phone.label}’s last second`,
    );
    await phone.waitForHistory(logId, `Answered, 0:${String(row.duration).padStart(2, '0')}`);
    assert.deepEqual(phone.problems, []);
  }
}

export default [
  {
    name: 'staff calls a customer: tones, seconds, release, row and history',
    async run(world) {
      const [caller, callee] = await world.openBoth();
      await wholeCall(world, {
        caller,
        callee,
        callerHz: tones.staffHz,
        calleeHz: tones.customerHz,
        callerName: staff.name,
        calleeName: customer.name,
        direction: 'OUTBOUND',
      });
    },
  },
  {
    name: 'a customer calls staff back: the same the other way',
    async run(world) {
      const [callee, caller] = await world.openBoth();
      await wholeCall(world, {
        caller,
        callee,
        callerHz: tones.customerHz,
        calleeHz: tones.staffHz,
        callerName: customer.name,
        calleeName: staff.name,
        direction: 'INBOUND',
      });
    },
  },
];
