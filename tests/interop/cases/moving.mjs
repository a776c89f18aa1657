// A deployed system that moves over: both of its pages as they send their handshakes, believed, with a
// token, and with a cookie; and a network between that lets no WebSocket through.
import assert from 'node:assert/strict';
import { setTimeout as later } from 'node:timers/promises';

import { usualMs, within } from '../../e2e/support/deadline.mjs';
import { customer, staff } from '../support/people.mjs';
import { wholeCall } from './whole-calls.mjs';

// The portal's page calls its hook as `useVoiceCall(contact.id, tenant.id, 'portal_customer', contact.id)`.
const portal = { ...customer, auth: { ...customer.auth, userId: customer.auth.contactId } };
const roles = {
  'staff calls': { from: staff, to: portal, direction: 'OUTBOUND' },
  'customer calls': { from: portal, to: staff, direction: 'INBOUND' },
};

// The NestJS gateway believes what a page says of itself, whatever it sends to prove it.
const places = ['ringline', 'nest'].flatMap((gateway) =>
  ['claimed', 'token', 'cookie'].map((mode) => ({ gateway, place: 'deployed', mode })),
);

// That one finds no name for a customer who comes as the contact, so its customers are called only.
const rolesOn = { ringline: Object.keys(roles), nest: ['staff calls'] };

const deployedPages = places.flatMap((place) =>
  rolesOn[place.gateway].map((who) => ({
    name: `both deployed pages on the ${place.gateway} gateway, ${place.mode}: ${who}`,
    world: place,
    async run(world) {
      const { from, to, direction } = roles[who];
      const caller = await world.open('stock', from, ['websocket']);
      const callee = await world.open('stock', to, ['websocket']);
      await wholeCall(world, { caller, callee, from, to, direction });
    },
  })),
);

const mixedPages = [
  ['stock', 'ringline'],
  ['ringline', 'stock'],
].map(([staffs, customers]) => ({
  name: `one page at a time: ${staffs} staff, ${customers} customer, claimed`,
  world: { gateway: 'ringline', place: 'deployed', mode: 'claimed' },
  async run(world) {
    const { from, to, direction } = roles['staff calls'];
    const caller = await world.open(staffs, from, ['websocket']);
    const callee = await world.open(customers, to, ['websocket']);
    await wholeCall(world, { caller, callee, from, to, direction });
  },
}));

/** The callee's microphone is pulled out and comes back, and the caller's voice is paused. */
async function loseSound({ caller, callee }) {
  await callee.devices('plan', 'microphone', 'NotFoundError');
  await callee.devices('unplug');
  await caller.waits('silence', () => window.probe.hear().loudness < 0.001);
  await callee.devices('plan', 'microphone', 'open');
  await callee.devices('plugIn');
  await caller.devices('plan', 'player', 'hold');
  await caller.devices('pause');
  await caller.waits('nothing to be played', () => window.probe.heardStreams().length === 0);
  await caller.devices('plan', 'player', 'open');
}

const hardDays = places.map((place) => ({
  name:
    `${place.gateway} gateway, ${place.mode}, behind a proxy without WebSockets: a call that loses its ` +
    'sound on both sides, and back to WebSockets',
  world: { ...place, isBlocked: true },
  async run(world) {
    const { from, to, direction } = roles['staff calls'];
    const caller = await world.open('ringline', from);
    const callee = await world.open('ringline', to);
    const call = { caller, callee, from, to, direction };
    assert.equal(world.proxy.upgrades(), 0);
    // Chromium says of each refused WebSocket that it was.
    for (const phone of [caller, callee]) phone.problems.splice(0);
    await wholeCall(world, { ...call, meanwhile: () => loseSound(call) });
    world.proxy.allow();
    await within(
      3 * usualMs,
      'both to be on WebSockets',
      (async () => {
        while (world.proxy.upgrades() < 2) await later(20);
      })(),
    );
    for (const phone of [caller, callee]) {
      phone.problems.splice(0);
      await phone.page.evaluate(() => window.phone.history().splice(0));
    }
    await wholeCall(world, call);
  },
}));

export default [...deployedPages, ...mixedPages, ...hardDays];
