// One phone for all tabs of a browser.
import assert from 'node:assert/strict';

import { readCalls } from '../../e2e/support/database.mjs';
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

/** A customer's page, and two tabs of a member of staff: in a call which the first of them has. */
async function talkInTwoTabs(world, caller = staff) {
  const far = await world.open(customer);
  const owner = await world.open(staff);
  const other = await openTab(world, owner);
  if (caller === staff) await owner.dialContact(customer.name);
  else await far.button(`Call ${staff.name}`).first().click();
  await (caller === staff ? far : owner).button('Accept').click();
  await Promise.all([owner.waitForTone(tones.customerHz), far.waitForTone(tones.staffHz)]);
  await Promise.all([owner, other, far].map((tab) => tab.waitForSeconds(2)));
  return { far, owner, other };
}

/** Keeps which states of calls this page shows from now on, and whether it rings. */
const watchStates = ({ page }) =>
  page.evaluate(() => {
    window.shownStates = [];
    const look = () => {
      const state = document.querySelector('[data-log]')?.dataset.state ?? 'none';
      const shown = document.querySelector('[role=alertdialog]') ? 'incoming' : state;
      if (window.shownStates.at(-1) !== shown) window.shownStates.push(shown);
    };
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
    });
    look();
  });
const shownStates = ({ page }) => page.evaluate(() => window.shownStates);

/** Both are in the one call again, which nobody had to answer, and end it: there is one row of it. */
async function checkHandedOver(world, { far, other }) {
  await Promise.all(
    [far, other].map((tab) => tab.waits('to be back', () => window.shownStates.length >= 3)),
  );
  await Promise.all([other.waitForTone(tones.customerHz), far.waitForTone(tones.staffHz)]);
  for (const tab of [far, other]) {
    assert.deepEqual(await shownStates(tab), ['active', 'reconnecting', 'active']);
  }
  const seconds = await Promise.all([far.seconds(), other.seconds()]);
  assert.ok(Math.abs(seconds[0] - seconds[1]) <= 1, `the clocks show ${seconds.join(' and ')}`);
  await other.button('Mute').click();
  await far.text(`${staff.name} is muted`).waitFor();
  await other.button('End call').click();
  await Promise.all([other.waitForRelease(), far.waitForRelease()]);
  await far.rows().first().waitFor();
  const rows = readCalls(world.databasePath);
  assert.deepEqual(
    rows.map(({ status, reason }) => [status, reason]),
    [['COMPLETED', 'hung_up']],
  );
  const shown = `Answered · 00:${String(rows[0].duration).padStart(2, '0')}`;
  for (const tab of [far, other]) {
    await tab.rows().first().getByText(shown).waitFor();
    assert.deepEqual(tab.problems, []);
  }
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
      await other.waits('a connection of its own', () => window.probe.sockets.length > 0);
      await other.ready();
      await caller.button(`Call ${staff.name}`).first().click();
      await other.incoming().waitFor();
      await other.button('Accept').click();
      await Promise.all([other.waitForTone(tones.customerHz), caller.waitForTone(tones.staffHz)]);
      await caller.button('End call').click();
      await other.waitForRelease();
    },
  },
  {
    name: 'the tab that has the phone hangs: the one that is looked at takes it over, and rings',
    async run(world) {
      const far = await world.open(customer);
      const owner = await world.open(staff);
      const other = await openTab(world, owner);
      // As a script that doesn't come to its end; what becomes of it is nobody's business.
      const hang = () => {
        const untilMs = Date.now() + 25_000;
        while (Date.now() < untilMs);
      };
      owner.page.evaluate(hang).catch(() => undefined);
      await other.page.bringToFront();
      await far.button(`Call ${staff.name}`).first().click();
      await other.incoming().getByRole('heading', { name: customer.name }).waitFor();
      await other.button('Accept').click();
      await Promise.all([other.waitForTone(tones.customerHz), far.waitForTone(tones.staffHz)]);
      await other.button('End call').click();
      await Promise.all([other.waitForRelease(), far.waitForRelease()]);
    },
  },
  {
    name: 'a tab is closed in a call: the call goes on in the other one, without a question',
    async run(world) {
      const tabs = await talkInTwoTabs(world);
      const { owner, other, far } = tabs;
      await Promise.all([watchStates(far), watchStates(other)]);
      const asked = [];
      owner.page.on('dialog', (dialog) => {
        asked.push(dialog.type());
        void dialog.accept();
      });
      const closed = owner.page.waitForEvent('close');
      await owner.page.close({ runBeforeUnload: true });
      await closed;
      assert.deepEqual(asked, []);
      await checkHandedOver(world, tabs);
    },
  },
  {
    name: 'a tab is loaded again in a call: the other one has the call, and both show it',
    async run(world) {
      const tabs = await talkInTwoTabs(world);
      const { owner, other, far } = tabs;
      await Promise.all([watchStates(far), watchStates(other)]);
      await owner.page.reload();
      await owner.call('active').waitFor();
      await other.waitForTone(tones.customerHz);
      const connections = await owner.page.evaluate(() => window.probe.connections.length);
      assert.equal(connections, 0);
      await checkHandedOver(world, tabs);
    },
  },
  {
    name: 'a tab that crashes in a call: the call goes on in the other one',
    async run(world) {
      const tabs = await talkInTwoTabs(world, customer);
      const { owner, other, far } = tabs;
      await Promise.all([watchStates(far), watchStates(other)]);
      const devtools = await owner.page.context().newCDPSession(owner.page);
      const crashed = owner.page.waitForEvent('crash');
      devtools.send('Page.crash').catch(() => undefined); // there is nobody to answer
      await crashed;
      await checkHandedOver(world, tabs);
    },
  },
  {
    name: 'a call that comes over to a tab that may not play says so, and plays after a click',
    async run(world) {
      const { owner, other, far } = await talkInTwoTabs(world);
      // Whoever works a page by its scripts has clicked it, says Chromium. So this one is refused here.
      await other.page.evaluate(() => {
        let isAllowed = false;
        document.addEventListener('click', () => (isAllowed = true), { capture: true });
        const { play } = HTMLMediaElement.prototype;
        HTMLMediaElement.prototype.play = function () {
          if (isAllowed) return play.call(this);
          return Promise.reject(new DOMException('Nobody has clicked', 'NotAllowedError'));
        };
        Object.defineProperty(HTMLMediaElement.prototype, 'autoplay', { set() {} });
      });
      await owner.page.close();
      await far.waitForTone(tones.staffHz);
      await other.text('Your browser plays no sound in this call').waitFor();
      await other.waitForNothing();
      await other.button('Turn on sound').click();
      await other.waitForTone(tones.customerHz);
      await other.text('Your browser plays no sound').waitFor({ state: 'detached' });
    },
  },
  {
    name: 'a call that rings is answered in the other tab when its own is closed',
    async run(world) {
      const far = await world.open(customer);
      const owner = await world.open(staff);
      const other = await openTab(world, owner);
      await far.button(`Call ${staff.name}`).first().click();
      await Promise.all([owner.incoming().waitFor(), other.incoming().waitFor()]);
      await owner.page.close();
      await other.waits('to ring itself', () => window.probe.tonesPlaying > 0);
      await other.button('Accept').click();
      await Promise.all([other.waitForTone(tones.customerHz), far.waitForTone(tones.staffHz)]);
      await other.button('End call').click();
      await Promise.all([other.waitForRelease(), far.waitForRelease()]);
      assert.equal(readCalls(world.databasePath).length, 1);
    },
  },
];
