// The scenario of the seed, step by step: staff calls a customer, who answers, and calls back later.
import assert from 'node:assert/strict';

import { readCall } from '../../e2e/support/database.mjs';
import { customer, staff, tones } from '../support/world.mjs';

const newestRow = async (page) => page.rows().first().getAttribute('data-call');

export default [
  {
    name: 'staff calls a customer, both hear each other, and the call is in both histories',
    async run(world) {
      const [caller, callee] = await world.openBoth();
      await caller.dialContact(customer.name, 'rahim');
      await caller.call('ringing').waitFor();
      await callee.incoming().getByRole('heading', { name: staff.name }).waitFor();
      assert.equal(await callee.page.evaluate(() => window.probe.microphoneCalls), 0);

      await callee.button('Accept').click();
      await Promise.all([caller.call('active').waitFor(), callee.call('active').waitFor()]);
      await Promise.all([caller.waitForTone(tones.customerHz), callee.waitForTone(tones.staffHz)]);
      await Promise.all([caller.waitForSeconds(2), callee.waitForSeconds(2)]);

      await caller.button('Mute').click();
      await callee.waitForSilence();
      await caller.button('Unmute').click();
      await callee.waitForTone(tones.staffHz);

      await caller.button('End call').click();
      await Promise.all([caller.waitForRelease(), callee.waitForRelease()]);
      await Promise.all([caller, callee].map((page) => page.rows().first().waitFor()));
      const id = await newestRow(caller);
      assert.equal(await newestRow(callee), id);
      const row = readCall(world.databasePath, id);
      assert.equal(row.status, 'COMPLETED');
      assert.equal(row.reason, 'hung_up');
      assert.equal(row.direction, 'OUTBOUND');
      assert.equal(row.userId, staff.id);
      for (const page of [caller, callee]) {
        const shown = `Answered · 00:${String(row.duration).padStart(2, '0')}`;
        await page.rows().first().getByText(shown).waitFor();
        assert.deepEqual(page.problems, []);
      }
    },
  },
];
