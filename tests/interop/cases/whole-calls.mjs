// Whole calls between phones of both kinds, through gateways of both kinds, in the base contract's
// order: who hears whom, and what the row says.
import assert from 'node:assert/strict';

import { customer, staff } from '../support/people.mjs';

const transports = { websocket: ['websocket'], 'polling first': undefined };

/** @param meanwhile what happens in the conversation; both hear each other before it and after it */
export async function wholeCall(world, { caller, callee, from, to, direction, meanwhile }) {
  await caller.does('dial', to.dialed);
  await Promise.all([caller.waitForState('ringing'), callee.waitForState('incoming')]);
  assert.equal(await callee.asks('callerName'), from.name);
  const logId = await caller.asks('logId');

  await callee.does('accept');
  await Promise.all([caller.waitForState('active'), callee.waitForState('active')]);
  const bothHear = () =>
    Promise.all([caller.waitForTone(to.toneHz), callee.waitForTone(from.toneHz)]);
  await bothHear();
  if (meanwhile) await meanwhile();
  await bothHear();
  assert.equal((await world.gateway.readCall(logId)).status, 'ANSWERED');

  await caller.does('hangUp');
  await Promise.all([caller.waitForState('ended'), callee.waitForState('ended')]);
  await Promise.all([caller.waitForRelease(), callee.waitForRelease()]);

  const row = await world.gateway.readCall(logId);
  assert.equal(row.status, 'COMPLETED');
  assert.equal(row.direction, direction);
  assert.equal(row.tenantId, staff.auth.tenantId);
  assert.equal(row.userId, staff.auth.userId);
  assert.equal(row.contactId, customer.auth.contactId);
  assert.equal(row.fromNumber, 'WebRTC');
  assert.ok(row.startedAt < row.endedAt, JSON.stringify(row));
  assert.equal(row.duration, Math.floor((row.endedAt - row.startedAt) / 1000));
  for (const phone of [caller, callee]) assert.deepEqual(phone.problems, [], phone.label);
}

const roles = {
  'staff calls': { from: staff, to: customer, direction: 'OUTBOUND' },
  'customer calls': { from: customer, to: staff, direction: 'INBOUND' },
};

function callBetween({
  gateway,
  place,
  callLog,
  pair: [callerKind, calleeKind],
  who,
  over = 'websocket',
}) {
  const stock = callerKind === 'stock' || calleeKind === 'stock';
  const where = place === 'deployed' ? ' on /api/webrtc' : '';
  const by = callLog ? ` with ${callLog}` : '';
  return {
    name:
      `${gateway} gateway${where}${by}: ${who}, ${callerKind} to ${calleeKind}` +
      (stock ? `, ${over}` : ''),
    world: { gateway, place, callLog },
    async run(world) {
      const { from, to, direction } = roles[who];
      const caller = await world.open(callerKind, from, transports[over]);
      const callee = await world.open(calleeKind, to, transports[over]);
      await wholeCall(world, { caller, callee, from, to, direction });
      // However it began.
      for (const [phone, kind] of [
        [caller, callerKind],
        [callee, calleeKind],
      ]) {
        if (kind === 'stock') await phone.waitForTransport('websocket');
      }
    },
  };
}

const ours = 'ringline';
const theirs = 'nest';
const rows = [
  // The package against the gateway that is deployed, in both roles.
  { gateway: theirs, pair: ['ringline', 'ringline'], who: 'staff calls' },
  { gateway: theirs, pair: ['ringline', 'ringline'], who: 'customer calls' },
  { gateway: theirs, pair: ['stock', 'ringline'], who: 'staff calls' },
  { gateway: theirs, pair: ['ringline', 'stock'], who: 'staff calls' },
  { gateway: theirs, place: 'deployed', pair: ['ringline', 'stock'], who: 'customer calls' },
  // Two deployed phones on the deployed gateway: that the tests' own parts keep the contract.
  { gateway: theirs, pair: ['stock', 'stock'], who: 'staff calls', over: 'polling first' },
  // The gateway's other way to its rows.
  { gateway: theirs, callLog: 'pg', pair: ['ringline', 'ringline'], who: 'customer calls' },
  // The client that is deployed against our gateway, in both roles.
  { gateway: ours, pair: ['stock', 'stock'], who: 'staff calls' },
  { gateway: ours, pair: ['stock', 'stock'], who: 'customer calls' },
  { gateway: ours, pair: ['stock', 'stock'], who: 'staff calls', over: 'polling first' },
  { gateway: ours, pair: ['stock', 'stock'], who: 'customer calls', over: 'polling first' },
  // Both kinds in one call.
  { gateway: ours, pair: ['stock', 'ringline'], who: 'staff calls' },
  { gateway: ours, pair: ['stock', 'ringline'], who: 'customer calls' },
  { gateway: ours, pair: ['ringline', 'stock'], who: 'staff calls' },
  { gateway: ours, pair: ['ringline', 'stock'], who: 'customer calls' },
  { gateway: ours, place: 'deployed', pair: ['stock', 'stock'], who: 'staff calls' },
  {
    gateway: ours,
    place: 'deployed',
    pair: ['ringline', 'stock'],
    who: 'customer calls',
    over: 'polling first',
  },
];

export default rows.map(callBetween);
