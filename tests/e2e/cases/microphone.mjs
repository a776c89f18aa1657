// The microphone: refused by either side, and muted.
import assert from 'node:assert/strict';

import { readCalls } from '../support/database.mjs';
import { customer, staff, tones } from '../support/world.mjs';

async function checkDenied(world, denied, other, title, otherSees) {
  await Promise.all([
    denied.waitForEnd('microphone_denied'),
    other.waitForEnd('microphone_denied'),
  ]);
  await denied.waitForNotice(title);
  await other.waitForNotice(otherSees);
  await Promise.all([denied.waitForRelease(), other.waitForRelease()]);
  const [row] = readCalls(world.databasePath);
  assert.equal(row.reason, 'microphone_denied');
  assert.ok(row.status === 'FAILED' || row.status === 'COMPLETED', row.status);
  assert.ok(row.endedAt >= row.createdAt);
}

async function checkSteps(phone) {
  const steps = await phone.page.locator('[data-ref=noticeSteps] li').allTextContents();
  assert.ok(steps.length >= 2 && steps.join(' ').includes('Microphone'), steps.join(' '));
}

export default [
  {
    name: 'microphone denied at the callee: both are told, and he how to allow it',
    async run(world) {
      const caller = await world.openStaff();
      const callee = await world.openCustomer(customer, 'microphoneDenied');
      await caller.dialContact(customer.name);
      await callee.waitForIncoming(staff.name);
      await callee.accept();
      const otherSees = `${customer.name} can’t use a microphone`;
      await checkDenied(world, callee, caller, 'The microphone isn’t allowed', otherSees);
      await checkSteps(callee);
    },
  },
  {
    name: 'microphone denied at the caller: both are told, and he how to allow it',
    async run(world) {
      const caller = await world.openFaked(staff, 'microphoneDenied');
      const callee = await world.openCustomer();
      // Refused at once, the call would be over before it rang, and nobody told.
      await caller.page.evaluate(() => window.faked.plan('microphone', 'hold'));
      await caller.dialContact(customer.name);
      await callee.waitForIncoming(staff.name);
      await caller.page.evaluate(() => window.faked.plan('microphone', 'open'));
      const otherSees = `${staff.name} can’t use a microphone`;
      await checkDenied(world, caller, callee, 'The microphone isn’t allowed', otherSees);
      await checkSteps(caller);
    },
  },
  {
    name: 'no microphone at the callee: both are told, and he to plug one in',
    async run(world) {
      const caller = await world.openStaff();
      const callee = await world.openCustomer(customer, 'microphoneMissing');
      await caller.dialContact(customer.name);
      await callee.waitForIncoming(staff.name);
      await callee.accept();
      const otherSees = `${customer.name} can’t use a microphone`;
      await checkDenied(world, callee, caller, 'There is no microphone', otherSees);
    },
  },
  {
    name: 'mute: the other side hears silence, then the voice again',
    async run(world) {
      const [caller, callee] = await world.openBoth();
      await caller.dialContact(customer.name);
      await callee.waitForIncoming(staff.name);
      await callee.accept();
      await Promise.all([caller.waitForTone(tones.customerHz), callee.waitForTone(tones.staffHz)]);
      await caller.mute();
      assert.equal(await caller.page.getAttribute('[data-ref=mute]', 'aria-pressed'), 'true');
      await callee.waitForSilence();
      await Promise.all([
        caller.waitForMeter('ownMeter', false),
        callee.waitForMeter('otherMeter', false),
      ]);
      await caller.waitForTone(tones.customerHz);
      await caller.mute();
      assert.equal(await caller.page.getAttribute('[data-ref=mute]', 'aria-pressed'), 'false');
      await callee.waitForTone(tones.staffHz);
    },
  },
  {
    name: 'volume: turned down nothing is heard, turned up the voice is back',
    async run(world) {
      const [caller, callee] = await world.openBoth();
      await caller.dialContact(customer.name);
      await callee.waitForIncoming(staff.name);
      await callee.accept();
      await caller.waitForTone(tones.customerHz);
      await caller.page.click('[data-ref=sound]');
      await caller.page.fill('[data-ref=volume]', '0');
      await caller.waits('nothing to be heard', () => window.probe.heardStreams().length === 0);
      await callee.waitForTone(tones.staffHz);
      await caller.page.fill('[data-ref=volume]', '60');
      await caller.waitForTone(tones.customerHz);
    },
  },
];
