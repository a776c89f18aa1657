// Calls that come to nothing, between phones of both kinds: refused, given up, nobody there, answered
// elsewhere; and who isn't let in.
import assert from 'node:assert/strict';

import { customer, staff } from '../support/people.mjs';

async function ring(world, [callerKind, calleeKind]) {
  const caller = await world.open(callerKind, staff, ['websocket']);
  const callee = await world.open(calleeKind, customer, ['websocket']);
  await caller.does('dial', customer.dialed);
  await Promise.all([caller.waitForState('ringing'), callee.waitForState('incoming')]);
  return { caller, callee, logId: await caller.asks('logId') };
}

async function checkFailed(world, logId) {
  const row = await world.gateway.readCall(logId);
  assert.equal(row.status, 'FAILED');
  assert.equal(row.startedAt, null);
  assert.ok(row.endedAt > 0, JSON.stringify(row));
}

const pairs = [
  ['ringline', 'stock'],
  ['stock', 'ringline'],
];

// The first that answers has the call, of whichever kind the others are.
function secondDevice(gateway) {
  return {
    name: `${gateway} gateway: two devices ring, one answers, the other stops`,
    world: { gateway },
    async run(world) {
      const other = await world.open('stock', customer, ['websocket']);
      const { caller, callee, logId } = await ring(world, ['stock', 'ringline']);
      await other.waitForState('incoming');
      await callee.does('accept');
      await Promise.all([other.waitForState('ended'), callee.waitForState('active')]);
      await Promise.all([caller.waitForTone(customer.toneHz), callee.waitForTone(staff.toneHz)]);
      assert.equal((await world.gateway.readCall(logId)).status, 'ANSWERED');
      await callee.does('hangUp');
      await Promise.all([caller.waitForState('ended'), callee.waitForState('ended')]);
      assert.equal((await world.gateway.readCall(logId)).status, 'COMPLETED');
    },
  };
}

function casesOf(gateway) {
  return pairs.flatMap((pair) => [
    {
      name: `${gateway} gateway: ${pair[1]} rejects ${pair[0]}`,
      world: { gateway },
      async run(world) {
        const { caller, callee, logId } = await ring(world, pair);
        await callee.does('reject');
        await Promise.all([caller.waitForState('rejected'), callee.waitForState('rejected')]);
        await Promise.all([caller.waitForRelease(), callee.waitForRelease()]);
        await checkFailed(world, logId);
      },
    },
    {
      name: `${gateway} gateway: ${pair[0]} gives up before ${pair[1]} answers`,
      world: { gateway },
      async run(world) {
        const { caller, callee, logId } = await ring(world, pair);
        await caller.does('hangUp');
        await Promise.all([caller.waitForState('ended'), callee.waitForState('ended')]);
        await Promise.all([caller.waitForRelease(), callee.waitForRelease()]);
        await checkFailed(world, logId);
      },
    },
  ]);
}

export default [
  ...casesOf('nest'),
  ...casesOf('ringline'),
  secondDevice('nest'),
  secondDevice('ringline'),
  {
    name: 'nest gateway: ringline calls a customer who is offline',
    world: { gateway: 'nest' },
    async run(world) {
      const caller = await world.open('ringline', staff);
      await caller.does('dial', customer.dialed);
      await caller.waitForState('failed: offline');
      await caller.waitForRelease();
    },
  },
  {
    name: 'ringline gateway: stock calls a customer who is offline',
    world: { gateway: 'ringline' },
    async run(world) {
      const caller = await world.open('stock', staff, ['websocket']);
      await caller.does('dial', customer.dialed);
      await caller.waitForState('failed: Contact is offline');
    },
  },
  {
    name: 'nest gateway: without claims nobody is let in',
    world: { gateway: 'nest' },
    async run(world) {
      const nobody = {
        auth: { userId: '', tenantId: '', role: 'tenant_member' },
        browser: 'staff',
      };
      const phone = await world.open('stock', nobody, ['websocket'], 'error: Unauthorized');
      await phone.waitForState('offline: io server disconnect');
    },
  },
  {
    name: 'ringline gateway: without claims nobody is let in',
    world: { gateway: 'ringline' },
    async run(world) {
      const nobody = {
        auth: { userId: '', tenantId: '', role: 'tenant_member' },
        browser: 'staff',
      };
      await world.open('stock', nobody, ['websocket'], 'refused: Unauthorized');
    },
  },
];
