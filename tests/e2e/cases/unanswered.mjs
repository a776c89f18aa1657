// Calls that come to nothing: both pages say why, nothing stays open, and the row tells it too.
import assert from 'node:assert/strict';

import { readCall, readCalls } from '../support/database.mjs';
import { customer, staff } from '../support/world.mjs';

/** Staff dials the customer until it rings there. */
async function ring(world) {
  const [caller, callee] = await world.openBoth();
  await caller.dialContact(customer.name);
  await Promise.all([caller.waitForState('ringing'), callee.waitForIncoming(staff.name)]);
  return { caller, callee, logId: await caller.logId() };
}

/** How the row, both pages and both histories tell of it. */
async function checkEnd(world, { caller, callee, logId }, reason, outcomes) {
  await Promise.all([caller.waitForEnd(reason), callee.waitForEnd(reason)]);
  await callee.waitForNoIncoming();
  await Promise.all([caller.waitForRelease(), callee.waitForRelease()]);
  await Promise.all([
    caller.waitForHistory(logId, outcomes.caller),
    callee.waitForHistory(logId, outcomes.callee),
  ]);
  const row = readCall(world.databasePath, logId);
  assert.equal(row.status, 'FAILED');
  assert.equal(row.reason, reason);
  assert.equal(row.startedAt, null);
  assert.equal(row.duration ?? 0, 0);
  assert.ok(row.endedAt >= row.createdAt);
  assert.equal(await callee.probe(() => window.probe.microphoneCalls), 0);
}

export default [
  {
    name: 'the callee rejects',
    async run(world) {
      const call = await ring(world);
      await call.callee.reject();
      await checkEnd(world, call, 'declined', { caller: 'Declined', callee: 'Declined' });
      await call.caller.waitForNotice(`${customer.name} declined the call`);
    },
  },
  {
    name: 'the caller cancels',
    async run(world) {
      const call = await ring(world);
      await call.caller.hangUp();
      await checkEnd(world, call, 'cancelled', { caller: 'Cancelled', callee: 'Missed' });
      await call.callee.waitForNotice('You missed a call');
    },
  },
  {
    name: 'nobody answers until the deadline',
    gatewayOptions: { ringTimeoutS: 4 },
    async run(world) {
      const call = await ring(world);
      await checkEnd(world, call, 'no_answer', { caller: 'No answer', callee: 'Missed' });
      await call.caller.waitForNotice(`${customer.name} didn’t answer`);
      await call.callee.waitForNotice('You missed a call');
    },
  },
  {
    name: 'the callee is offline: Contact is offline',
    async run(world) {
      const caller = await world.openStaff();
      await caller.dialNumber('+880 1711-000001');
      await caller.waitForEnd('offline');
      await caller.waitForNotice('Contact is offline');
      await caller.waitForRelease();
      const [row] = readCalls(world.databasePath);
      assert.equal(row.status, 'FAILED');
      assert.equal(row.reason, 'offline');
      assert.equal(row.contactId, 'contact_rahim');
      await caller.waitForHistory(row.id, 'Was offline');
      // And once he is there, "Call again" reaches him.
      const callee = await world.openCustomer();
      await caller.page.click('[data-ref=noticeAgain]');
      await callee.waitForIncoming(staff.name);
    },
  },
  {
    name: 'the callee is busy, and his call goes on',
    async run(world) {
      const { caller, callee } = await ring(world);
      const third = await world.openStaff({ as: 'staff', user: 'user_jonas', name: 'Jonas Weber' });
      await callee.accept();
      await Promise.all([caller.waitForState('active'), callee.waitForState('active')]);

      await third.dialContact(customer.name);
      await third.waitForEnd('busy');
      await third.waitForNotice(`${customer.name} is in another call`);
      const [row] = readCalls(world.databasePath, "l.userId = 'user_jonas'");
      assert.equal(row.status, 'FAILED');
      assert.equal(row.reason, 'busy');
      for (const phone of [caller, callee]) {
        const calls = (await phone.snapshot()).calls.filter(({ state }) => state !== 'ended');
        assert.deepEqual(
          calls.map(({ state }) => state),
          ['active'],
        );
      }
    },
  },
];
