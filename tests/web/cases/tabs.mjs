// One phone for all tabs of a browser.
import assert from 'node:assert/strict';

import { customer, staff, tones } from '../support/world.mjs';
import { WebPage } from '../support/web-page.mjs';

/** Another tab of the same person. */
async function openTab(world, { page, person, url }) {
  const tab = await WebPage.open(page.context(), person, url);
  world.pages.push(tab);
  await tab.page.goto(`${url}${person.home}`);
  await tab.ready();
  return tab;
}

export default [
  {
    name: 'a call rings in every tab, is answered in any, and is one call',
    async run(world) {
      const caller = await world.open(customer);
      const owner = await world.open(staff);
      const other = await openTab(world, owner);
      await caller.button(`Call ${staff.name}`).first().click();
      await Promise.all([owner.incoming().waitFor(), other.incoming().waitFor()]);
      await other.button('Accept').click();
      await Promise.all([owner, other, caller].map((tab) => tab.call('active').waitFor()));
      await Promise.all([
        owner.waitForTone(tones.customerHz),
        caller.waitForTone(tones.staffHz),
        other.waitForSeconds(1),
      ]);
      const connections = (tab) => tab.page.evaluate(() => window.probe.connections.length);
      assert.deepEqual([await connections(owner), await connections(other)], [1, 0]);
      await other.button('Mute').click();
      await caller.waitForSilence();
      await owner.button('Unmute').click();
      await caller.waitForTone(tones.staffHz);
      await other.button('End call').click();
      await Promise.all([owner.waitForRelease(), caller.waitForRelease()]);
      for (const tab of [owner, other, caller]) assert.deepEqual(tab.problems, []);
    },
  },
  {
    name: 'when the tab that has the phone is closed, the next one has it',
    async run(world) {
      const caller = await world.open(customer);
      const owner = await world.open(staff);
      const other = await openTab(world, owner);
      await owner.page.close();
      await other.ready();
      await caller.button(`Call ${staff.name}`).first().click();
      await other.incoming().waitFor();
      await other.button('Accept').click();
      await Promise.all([other.waitForTone(tones.customerHz), caller.waitForTone(tones.staffHz)]);
      await caller.button('End call').click();
      await other.waitForRelease();
    },
  },
];
