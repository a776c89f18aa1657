// Pages that are loaded again in the middle of a call.
import assert from 'node:assert/strict';

import { checkEnded, hearEachOther, talk } from '../support/talk.mjs';
import { tones } from '../support/world.mjs';

const heardBy = { caller: tones.customerHz, callee: tones.staffHz };

const reconnects = (phone) =>
  phone.waits('to be told that the other side comes back', () =>
    window.ringline
      .log()
      .some(
        ({ type, now }) =>
          type === 'changed' && now.calls.some(({ state }) => state === 'reconnecting'),
      ),
  );

/** The page comes back into the same call; the other one never rang again, and kept its call. */
async function checkBack(call, side, rang) {
  const phone = call[side];
  await phone.waits('to be in the call again', () => {
    const [found] = window.ringline?.phone.getSnapshot().calls ?? [];
    return found?.state === 'active' && !found.resuming;
  });
  assert.equal(await phone.logId(), call.logId);
  await hearEachOther(call);
  for (const [name, each] of [
    ['caller', call.caller],
    ['callee', call.callee],
  ]) {
    assert.equal(await each.probe(() => window.probe.tonesPlaying), 0, `${name} rings`);
  }
  const incoming = await call.callee.probe(
    () =>
      window.ringline.log().filter(({ type, tone }) => type === 'playTone' && tone === 'ring')
        .length,
  );
  assert.ok(incoming <= rang, 'it rang again');
}

async function end(world, call) {
  await call.caller.waitForSeconds(2);
  await call.callee.waitForSeconds(2);
  await call.callee.hangUp();
  await checkEnded(world, call);
}

const reloadOf = (side, other) => ({
  name: `the ${side}’s page is loaded again: back in the call, heard by both`,
  async run(world) {
    const call = await talk(world);
    await call[side].page.reload();
    await reconnects(call[other]);
    await checkBack(call, side, 1);
    await call[side].waitForTone(heardBy[side]);
    await end(world, call);
  },
});

export default [
  reloadOf('caller', 'callee'),
  reloadOf('callee', 'caller'),
  {
    name: 'both pages are loaded again at once: back in the call',
    async run(world) {
      const call = await talk(world);
      await Promise.all([call.caller.page.reload(), call.callee.page.reload()]);
      await checkBack(call, 'caller', 0);
      await checkBack(call, 'callee', 0);
      await end(world, call);
    },
  },
  {
    name: 'a page is loaded again while the gateway is replaced: back in the call',
    async run(world) {
      const call = await talk(world);
      await world.killGateway();
      await world.startGateway();
      await call.caller.page.reload();
      await checkBack(call, 'caller', 1);
      await end(world, call);
    },
  },
  {
    name: 'a tab that is copied in a call has no part in it',
    async run(world) {
      const call = await talk(world);
      const url = call.caller.page.url();
      const stored = await call.caller.probe(() => ({ ...sessionStorage }));
      assert.ok(Object.keys(stored).length > 0);
      const copy = await call.caller.page.context().newPage();
      await copy.addInitScript((items) => {
        for (const [key, value] of Object.entries(items)) sessionStorage.setItem(key, value);
      }, stored);
      await copy.goto(url);
      await copy.waitForSelector('[data-ref=link][data-link=online]');
      assert.deepEqual(await copy.evaluate(() => window.ringline.phone.getSnapshot().calls), []);
      await copy.close();
      await hearEachOther(call);
      await end(world, call);
    },
  },
];
