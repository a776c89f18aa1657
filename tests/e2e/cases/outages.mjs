// What lies between the browsers and the gateway fails, while they talk.
import assert from 'node:assert/strict';

import { readCall } from '../support/database.mjs';
import { customer, staff, tones } from '../support/world.mjs';

async function talk(world) {
  const [caller, callee] = await world.openBoth();
  await caller.dialContact(customer.name);
  await callee.waitForIncoming(staff.name);
  await callee.accept();
  await Promise.all([caller.waitForTone(tones.customerHz), callee.waitForTone(tones.staffHz)]);
  return { caller, callee, logId: await caller.logId() };
}

const waitForNewSocket = (phone, before) =>
  phone.waits(
    'another connection to the gateway',
    (count) => window.probe.sockets.length > count && window.probe.sockets.at(-1).readyState === 1,
    before,
  );
const countSockets = (phone) => phone.probe(() => window.probe.sockets.length);

/** Still the same connection, and sound on it that was not there before. */
async function checkSoundGoesOn(phones) {
  for (const [phone, frequencyHz] of phones) {
    const { packetsIn } = await phone.traffic();
    await phone.page.waitForFunction(
      async (before) => (await window.probe.traffic()).packetsIn > before + 25,
      packetsIn,
      { timeout: 15_000 },
    );
    await phone.waitForTone(frequencyHz);
    assert.equal(await phone.probe(() => window.probe.connections.length), 1);
  }
}

async function hangUpAndCheck(world, { caller, callee, logId }) {
  await callee.hangUp();
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

export default [
  {
    name: 'signaling is cut for a moment: the call goes on',
    async run(world) {
      const call = await talk(world);
      const phones = [call.caller, call.callee];
      const before = await Promise.all(phones.map(countSockets));
      world.wire.cut();
      await Promise.all(phones.map((phone, at) => waitForNewSocket(phone, before[at])));
      await Promise.all(phones.map((phone) => phone.waitForLink('online')));
      await checkSoundGoesOn([
        [call.caller, tones.customerHz],
        [call.callee, tones.staffHz],
      ]);
      await call.caller.waitForSeconds(2);
      await hangUpAndCheck(world, call);
    },
  },
  {
    name: 'the gateway is killed and started again: sound goes on, the row is settled',
    async run(world) {
      const call = await talk(world);
      const phones = [call.caller, call.callee];
      await world.killGateway();
      await Promise.all(phones.map((phone) => phone.waitForLink('connecting')));
      await checkSoundGoesOn([
        [call.caller, tones.customerHz],
        [call.callee, tones.staffHz],
      ]);
      assert.equal(readCall(world.databasePath, call.logId).status, 'ANSWERED');
      await world.startGateway();
      await Promise.all(phones.map((phone) => phone.waitForLink('online')));
      await call.caller.waitForSeconds(2);
      await hangUpAndCheck(world, call);
    },
  },
  {
    name: 'the gateway is stopped by SIGTERM during a call: the row is settled, both are told',
    async run(world) {
      const call = await talk(world);
      const code = await world.gateway.stop();
      world.gateway = null;
      assert.equal(code, 0);
      const row = readCall(world.databasePath, call.logId);
      assert.equal(row.status, 'COMPLETED');
      assert.equal(row.duration ?? 0, Math.floor((row.endedAt - row.startedAt) / 1000));
      await Promise.all([call.caller.waitForIdle(), call.callee.waitForIdle()]);
      await Promise.all([call.caller.waitForRelease(), call.callee.waitForRelease()]);
    },
  },
];
