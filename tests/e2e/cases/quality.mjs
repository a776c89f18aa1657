// How a call goes, as a real browser's getStats says it, and what the user is warned of.
import assert from 'node:assert/strict';

import { replay } from '../../glue/replay.mjs';
import { customer, staff, tones } from '../support/world.mjs';

const waitForWarnings = (phone, wanted) =>
  phone.waits(
    `the warnings to be [${wanted.join()}]`,
    (them) => window.ringline.phone.getSnapshot().calls[0]?.warnings.join() === them,
    wanted.join(),
  );

async function talk(world) {
  const [caller, callee] = await world.openBoth();
  await caller.dialContact(customer.name);
  await callee.waitForIncoming(staff.name);
  await callee.accept();
  await Promise.all([caller.waitForTone(tones.customerHz), callee.waitForTone(tones.staffHz)]);
  return [caller, callee];
}

export default [
  {
    name: 'quality: figures on both sides, and no warning while all is well',
    async run(world) {
      const phones = await talk(world);
      for (const phone of phones) {
        await phone.waits(
          'good quality by the direct path',
          () => window.ringline.phone.getSnapshot().calls[0]?.quality?.path === 'direct',
        );
        await phone.waitForSeconds(6);
        const [{ quality, warnings }] = (await phone.snapshot()).calls;
        assert.ok(quality.mos > 3.9 && quality.mos < 4.5, `a score of ${quality.mos}`);
        assert.equal(quality.level, 'good');
        assert.equal(quality.reason, null);
        assert.ok(quality.rttMs < 200 && quality.jitterMs < 100, JSON.stringify(quality));
        assert.deepEqual(warnings, []);
      }
    },
  },
  {
    name: 'quality: what a browser’s phone decided is decided natively, byte for byte',
    async run(world) {
      const [caller, callee] = await talk(world);
      await callee.mute();
      await caller.waitForSilence();
      await caller.waitForSeconds(3);
      await caller.hangUp();
      await Promise.all([caller.waitForIdle(), callee.waitForIdle()]);
      for (const phone of [caller, callee]) {
        const recording = await phone.page.evaluate(() => window.ringline.phone.recording());
        assert.match(recording, /webrtc:(offer|answer)/);
        assert.ok(!recording.includes(staff.name) && !recording.includes(customer.name));
        const { status, said } = replay(recording, '--width', '0');
        assert.equal(status, 0, said.slice(-2_000));
        assert.match(said, /state=active .*quality=/);
      }
    },
  },
  {
    name: 'quality: who talks while he is muted is told, and nobody hears it',
    async run(world) {
      const [caller, callee] = await talk(world);
      await callee.mute();
      await waitForWarnings(callee, ['talkingWhileMuted']);
      await caller.waitForSilence();
      // Muted is not lost: packets still come.
      assert.deepEqual((await caller.snapshot()).calls[0].warnings, []);
      await callee.mute();
      await waitForWarnings(callee, []);
      await caller.waitForTone(tones.customerHz);
      await callee.mute();
      await waitForWarnings(callee, ['talkingWhileMuted']);
      await callee.hangUp();
      await Promise.all([caller.waitForRelease(), callee.waitForRelease()]);
    },
  },
];
