// The microphone: refused by either side, and muted.
import assert from 'node:assert/strict';

import { readRows } from '../support/database.mjs';
import { customer, staff, tones } from '../support/world.mjs';

async function checkDenied(world, denied, other, otherSees) {
  await Promise.all([denied.waitForEnd('microphone_denied'), other.waitForEnd('microphone_denied')]);
  await denied.waitForNotice('The microphone isn’t allowed');
  const steps = await denied.page.locator('[data-ref=noticeSteps] li').allTextContents();
  assert.ok(steps.length >= 2 && steps.join(' ').includes('Microphone'), steps.join(' '));
  await other.waitForNotice(otherSees);
  await Promise.all([denied.waitForRelease(), other.waitForRelease()]);
  assert.ok((await denied.probe(() => window.probe.microphoneCalls)) > 0);
  const [row] = readRows(world.databasePath, 'SELECT * FROM call_logs');
  assert.equal(row.reason, 'microphone_denied');
  assert.ok(row.status === 'FAILED' || row.status === 'COMPLETED', row.status);
  assert.ok(row.endedAt >= row.createdAt);
}

export default [
  {
    name: 'microphone denied at the callee: both are told, and he how to allow it',
    async run(world) {
      const caller = await world.openStaff();
      const callee = await world.openCustomer(customer, 'noMicrophone');
      await caller.dialContact(customer.name);
      await callee.waitForIncoming(staff.name);
      await callee.accept();
      await checkDenied(world, callee, caller, `${customer.name} can’t use a microphone`);
    },
  },
  {
    name: 'microphone denied at the caller: both are told, and he how to allow it',
    async run(world) {
      const caller = await world.openStaff(staff, 'noMicrophone');
      const callee = await world.openCustomer();
      await caller.dialContact(customer.name);
      await callee.waitForIncoming(staff.name);
      await callee.accept();
      await checkDenied(world, caller, callee, `${staff.name} can’t use a microphone`);
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
      await caller.waitForTone(tones.customerHz);
      await caller.mute();
      assert.equal(await caller.page.getAttribute('[data-ref=mute]', 'aria-pressed'), 'false');
      await callee.waitForTone(tones.staffHz);
    },
  },
];
