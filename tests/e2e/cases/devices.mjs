// One person on several pages.
import assert from 'node:assert/strict';

import { customer, staff, tones } from '../support/world.mjs';

export default [
  {
    name: 'two tabs of a customer ring; one accepts, the other stops',
    async run(world) {
      const caller = await world.openStaff();
      const context = await world.newContext('customerTone');
      const first = await world.open(customer, 'customerTone', context);
      const second = await world.open(customer, 'customerTone', context);
      await caller.dialContact(customer.name);
      await Promise.all([first.waitForIncoming(staff.name), second.waitForIncoming(staff.name)]);

      await second.accept();
      await Promise.all([first.waitForEnd('answered_elsewhere'), first.waitForNoIncoming()]);
      await Promise.all([caller.waitForState('active'), second.waitForState('active')]);
      await Promise.all([caller.waitForTone(tones.customerHz), second.waitForTone(tones.staffHz)]);
      await first.waitForRelease();
      assert.equal(await first.probe(() => window.probe.microphoneCalls), 0);

      // Closing the tab that lost must not end the call that the other has.
      await first.page.close();
      await second.waitForTone(tones.staffHz);
      assert.equal((await caller.snapshot()).calls[0].state, 'active');
      await second.hangUp();
      await caller.waitForEnd('hung_up');
    },
  },
  {
    name: 'two tabs ring; one rejects, the other stops',
    async run(world) {
      const caller = await world.openStaff();
      const context = await world.newContext('customerTone');
      const first = await world.open(customer, 'customerTone', context);
      const second = await world.open(customer, 'customerTone', context);
      await caller.dialContact(customer.name);
      await Promise.all([first.waitForIncoming(staff.name), second.waitForIncoming(staff.name)]);
      await first.reject();
      await Promise.all([second.waitForEnd('declined_elsewhere'), second.waitForNoIncoming()]);
      await caller.waitForEnd('declined');
    },
  },
];
