// A call between two browsers that may use nothing but the relay, with credentials of the gateway's.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { customer, staff, tones, World } from '../e2e/support/world.mjs';
import { place, secret } from './coturn.mjs';

/** From where the page sends: its own candidate of the pair that is in use. */
const pathOf = (phone) =>
  phone.probe(async () => {
    const [connection] = window.probe.connections.slice(-1);
    const stats = await connection.getStats();
    const { selectedCandidatePairId } = [...stats.values()].find(
      ({ type }) => type === 'transport',
    );
    return stats.get(stats.get(selectedCandidatePairId).localCandidateId).candidateType;
  });

/** What the gateway gave the page for its call. */
async function relayGivenTo(phone) {
  const frames = (await phone.trace()).filter(({ type }) => type === 'linkFrame');
  const [given] = frames.map(({ text }) => text).filter((text) => text.includes('"call:relay"'));
  return JSON.parse(given.slice(given.indexOf('['))).at(1);
}

export default [
  {
    name: 'a relay-only call: both hear each other, over the relay, under their own names',
    async run(setup) {
      const world = await World.begin({
        ...setup,
        pageOptions: { relayOnly: '1' },
        gatewayOptions: {
          more: ['--turn-url', `turn:${place.host}:${place.port}`],
          env: { TURN_SECRET: secret },
        },
      });
      try {
        const [caller, callee] = await world.openBoth();
        await caller.dialContact(customer.name);
        await callee.waitForIncoming(staff.name);
        await callee.accept();
        await Promise.all([caller.waitForState('active'), callee.waitForState('active')]);
        await Promise.all([
          caller.waitForTone(tones.customerHz),
          callee.waitForTone(tones.staffHz),
        ]);
        for (const phone of [caller, callee]) {
          assert.equal(await pathOf(phone), 'relay');
        }
        const callId = await caller.logId();
        const secrets = [secret];
        for (const [phone, who] of [
          [caller, staff],
          [callee, customer],
        ]) {
          const { iceServers, expiresAt } = await relayGivenTo(phone);
          const [{ username, credential }] = iceServers;
          assert.equal(username, `${Math.floor(expiresAt / 1000)}:tenant_harbor:${who.user}`);
          secrets.push(credential);
        }
        await caller.hangUp();
        await Promise.all([caller.waitForIdle(), callee.waitForIdle()]);
        for (const phone of [caller, callee]) assert.deepEqual(phone.problems, []);

        const log = readFileSync(join(setup.folder, 'gateway.log'), 'utf8');
        assert.ok(log.includes(callId), 'the log tells of the call');
        for (const each of secrets) assert.ok(!log.includes(each), 'a secret stands in the log');
      } catch (error) {
        await world.keepEvidence();
        throw error;
      } finally {
        await world.end();
      }
    },
  },
];
