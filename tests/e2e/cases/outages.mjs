// What lies between the browsers and the gateway fails, while they talk.
import assert from 'node:assert/strict';

import { readCall } from '../support/database.mjs';
import { usualMs } from '../support/deadline.mjs';
import { checkEnded, hearEachOther, talk } from '../support/talk.mjs';
import { tones } from '../support/world.mjs';

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

async function hangUpAndCheck(world, call) {
  await call.callee.hangUp();
  await checkEnded(world, call);
}

/** The database is another program's: it is looked at again and again. */
async function untilRow(world, logId, status) {
  const end = Date.now() + usualMs;
  while (readCall(world.databasePath, logId).status !== status) {
    if (Date.now() > end) throw new Error(`the row isn't ${status} after ${usualMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
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
  {
    name: 'the gateway is gone for good: hanging up ends the call on both screens, and the log has it later',
    async run(world) {
      const call = await talk(world);
      await world.killGateway();
      await Promise.all([call.caller, call.callee].map((phone) => phone.waitForLink('connecting')));
      await checkSoundGoesOn([
        [call.caller, tones.customerHz],
        [call.callee, tones.staffHz],
      ]);
      await call.caller.waitForSeconds(2);
      await call.caller.hangUp();
      await Promise.all([call.caller.waitForEnd('hung_up'), call.callee.waitForEnd('hung_up')]);
      await Promise.all([call.caller.waitForRelease(), call.callee.waitForRelease()]);
      assert.equal(readCall(world.databasePath, call.logId).status, 'ANSWERED');
      await world.startGateway();
      await Promise.all([call.caller, call.callee].map((phone) => phone.waitForLink('online')));
      await untilRow(world, call.logId, 'COMPLETED');
      const row = readCall(world.databasePath, call.logId);
      assert.equal(row.reason, 'hung_up');
      const shown = (await call.caller.seconds()).at(-1).shown;
      assert.ok(Math.abs(row.duration - shown) <= 1, `${row.duration} s, shown ${shown} s`);
    },
  },
  {
    name: 'muted and held: silence there, and the other screen knows why',
    async run(world) {
      const call = await talk(world);
      const { caller, callee } = call;
      await caller.mute();
      await callee.waits(
        'to be told',
        () => window.ringline.phone.getSnapshot().calls[0].otherMuted,
      );
      await callee.waitForSilence();
      await caller.mute();
      await callee.waitForTone(tones.staffHz);
      await callee.probe(() => {
        const { phone } = window.ringline;
        phone.setHold(phone.getSnapshot().calls[0].id, true);
      });
      await caller.waits(
        'to be told',
        () => window.ringline.phone.getSnapshot().calls[0].otherHeld,
      );
      await caller.waitForSilence();
      assert.equal(await callee.probe(() => window.probe.heardStreams().length), 0);
      await callee.probe(() => {
        const { phone } = window.ringline;
        phone.setHold(phone.getSnapshot().calls[0].id, false);
      });
      await hearEachOther(call);
      await caller.waitForSeconds(2);
      await hangUpAndCheck(world, call);
    },
  },
  {
    name: 'a page that is offline for a moment is online at once, and never lost the call',
    async run(world) {
      const call = await talk(world);
      const context = call.callee.page.context();
      const before = await countSockets(call.callee);
      await context.setOffline(true);
      await context.setOffline(false);
      await waitForNewSocket(call.callee, before);
      await call.callee.waitForLink('online');
      await hearEachOther(call);
      await call.caller.waitForSeconds(2);
      await hangUpAndCheck(world, call);
    },
  },
];
