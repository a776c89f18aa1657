// Who calls while the page is hidden: the notification of the service worker, in a Chromium that shows some.
import assert from 'node:assert/strict';
import { join } from 'node:path';

import { readCalls } from '../../e2e/support/database.mjs';
import { usualMs, within } from '../../e2e/support/deadline.mjs';
import { launchDesktop } from '../../e2e/support/desktop.mjs';
import { writeTone } from '../../e2e/support/tone.mjs';
import { WebPage } from '../support/web-page.mjs';
import { customer, staff, tones } from '../support/world.mjs';

const shown = (worker) =>
  worker.evaluate(async () =>
    (await self.registration.getNotifications()).map(({ title, body, actions }) => ({
      title,
      body,
      actions: actions.map(({ action, title: name }) => [action, name]),
    })),
  );

/** Counts in the worker what it has shown: who asks Chromium too early for a notification unmakes it. */
const countShown = (worker) =>
  worker.evaluate(() => {
    self.countShown = 0;
    const { showNotification } = ServiceWorkerRegistration.prototype;
    ServiceWorkerRegistration.prototype.showNotification = async function (...given) {
      await showNotification.apply(this, given);
      ++self.countShown;
    };
  });

async function until(what, look) {
  const wait = async () => {
    while (!(await look())) await new Promise((done) => setTimeout(done, 50));
  };
  await within(usualMs, what, wait());
}

/** The one that shows, after it has come. */
async function waitForNotification(worker) {
  await until('a notification to show', () => worker.evaluate(() => self.countShown > 0));
  await worker.evaluate(() => (self.countShown = 0));
  const all = await shown(worker);
  assert.equal(all.length, 1);
  return all[0];
}

const waitForNone = (worker) =>
  until('no notification to show', async () => (await shown(worker)).length === 0);

/** As a click on that button of the notification reaches the worker. */
const press = (worker, action) =>
  worker.evaluate(async (pressed) => {
    const [notification] = await self.registration.getNotifications();
    self.dispatchEvent(
      new self.NotificationEvent('notificationclick', { notification, action: pressed }),
    );
  }, action);

/** A member of staff at a desktop, whose page can be hidden. */
async function withDesktop(world, run) {
  const tonePath = join(world.folder, 'desktop.wav');
  writeTone(tonePath, tones.staffHz);
  const { context, stop } = await launchDesktop(tonePath);
  try {
    await context.grantPermissions(['notifications'], { origin: new URL(world.url).origin });
    const callee = await WebPage.open(context, staff, world.url);
    world.pages.push(callee);
    const begun = context.waitForEvent('serviceworker');
    await callee.signIn();
    const worker = await begun;
    await countShown(worker);
    const other = await context.newPage();
    await run({
      callee,
      worker,
      hide: () => other.bringToFront(),
      show: () => callee.page.bringToFront(),
    });
  } finally {
    await stop();
  }
}

const rahimCalls = {
  title: `${customer.name} is calling`,
  body: customer.number,
  actions: [
    ['accept', 'Accept'],
    ['reject', 'Reject'],
  ],
};

export default [
  {
    name: 'a notification of a hidden page accepts the call',
    async run(world) {
      const caller = await world.open(customer);
      await withDesktop(world, async ({ callee, worker, hide, show }) => {
        await hide();
        await caller.button(`Call ${staff.name}`).first().click();
        assert.deepEqual(await waitForNotification(worker), rahimCalls);
        await press(worker, 'accept');
        await caller.call('active').waitFor();
        await caller.waitForTone(tones.staffHz);
        assert.deepEqual(await shown(worker), []);
        await show();
        await callee.waitForTone(tones.customerHz);
        await callee.button('End call').click();
        await Promise.all([caller.waitForRelease(), callee.waitForRelease()]);
      });
    },
  },
  {
    name: 'a notification rejects the call, and goes when the call is over or the page is seen',
    async run(world) {
      const caller = await world.open(customer);
      await withDesktop(world, async ({ callee, worker, hide, show }) => {
        const call = () => caller.button(`Call ${staff.name}`).first().click();
        await hide();
        await call();
        await waitForNotification(worker);
        await press(worker, 'reject');
        await caller.text(`${staff.name} declined the call`).waitFor();
        assert.deepEqual(await shown(worker), []);

        await call();
        await waitForNotification(worker);
        await caller.button('Cancel').click();
        await waitForNone(worker);

        await call();
        await waitForNotification(worker);
        await show();
        await callee.incoming().waitFor();
        await waitForNone(worker);
        await hide();
        await waitForNotification(worker);
        await show();
        await waitForNone(worker);
        await callee.button('Reject').click();
        await caller.button('Close').waitFor();
        assert.deepEqual(
          readCalls(world.databasePath)
            .map(({ reason }) => reason)
            .sort(),
          ['cancelled', 'declined', 'declined'],
        );
      });
    },
  },
];
