// Everything that can go wrong has its sentence and its way out.
import assert from 'node:assert/strict';

import { readCalls } from '../../e2e/support/database.mjs';
import { WebPage } from '../support/web-page.mjs';
import { colleague, customer, staff, tones } from '../support/world.mjs';

/** The notice beneath which a call ended, with what it offers. */
async function expectProblem({ page }, title, ...offers) {
  const notice = page.getByRole('alert').filter({ hasText: title });
  await notice.getByRole('heading', { name: title }).waitFor();
  for (const offer of offers) await notice.getByText(offer).first().waitFor();
  return notice;
}

export default [
  {
    name: 'a contact who is offline, and the same contact once he is there',
    async run(world) {
      const caller = await world.open(staff);
      await caller.dialContact(customer.name);
      const notice = await expectProblem(caller, `${customer.name} is offline`, 'Call again');
      await world.open(customer);
      await notice.getByRole('button', { name: 'Call again' }).click();
      await caller.call('ringing').waitFor();
    },
  },
  {
    name: 'declined',
    async run(world) {
      const [caller, callee] = await world.openBoth();
      await caller.dialContact(customer.name);
      await callee.button('Reject').click();
      await expectProblem(caller, `${customer.name} declined the call`, 'Call again');
    },
  },
  {
    name: 'not answered in time, which the other side has missed',
    // A phone doesn't begin to ring for less than three seconds.
    gatewayOptions: { ringTimeoutS: 7 },
    async run(world) {
      const [caller, callee] = await world.openBoth();
      await caller.dialContact(customer.name);
      await expectProblem(caller, `${customer.name} didn’t answer`, 'Call again');
      await expectProblem(callee, 'You missed a call', 'Call back');
      await callee.incoming().waitFor({ state: 'detached' });
    },
  },
  {
    name: 'somebody who is in another call is busy',
    async run(world) {
      const [caller, callee] = await world.openBoth();
      await caller.dialContact(customer.name);
      await callee.button('Accept').click();
      await callee.call('active').waitFor();
      const other = await world.open(colleague);
      await other.dialContact(customer.name);
      await expectProblem(other, `${customer.name} is in another call`, 'Call again');
      await callee.call('active').waitFor();
    },
  },
  {
    name: 'a microphone that is denied or missing, and what to do in this browser',
    async run(world) {
      await world.open(customer);
      const denied = await world.open(staff, { width: 1280, height: 800, browser: 'denied' });
      await denied.dialContact(customer.name);
      const notice = await expectProblem(denied, 'Your microphone is blocked');
      assert.equal(await notice.getByRole('listitem').count(), 3);
      const missing = await world.open(colleague, { width: 1280, height: 800, browser: 'missing' });
      await missing.dialContact(customer.name);
      await expectProblem(missing, 'No microphone found', 'Connect a microphone');
    },
  },
  {
    name: 'a gateway that goes away and comes back, in a call that goes on',
    gatewayOptions: { more: ['--jwt-secret', 'a secret that outlives the gateway, for a test'] },
    async run(world) {
      const [caller, callee] = await world.openBoth();
      await caller.dialContact(customer.name);
      await callee.button('Accept').click();
      await Promise.all([caller.call('active').waitFor(), callee.call('active').waitFor()]);
      await world.killGateway();
      await caller.text('Reconnecting to the server').waitFor();
      await caller.text('Can’t reach the server').waitFor();
      await world.startGateway();
      await caller.ready();
      await caller.call('active').waitFor();
      await caller.text('Can’t reach the server').waitFor({ state: 'detached' });
      await caller.button('End call').click();
      await callee.waitForRelease();
    },
  },
  {
    name: 'the other page is gone: what is waited for, and for how long',
    async run(world) {
      const [caller, callee] = await world.openBoth();
      await caller.dialContact(customer.name);
      await callee.button('Accept').click();
      await Promise.all([caller.call('active').waitFor(), callee.call('active').waitFor()]);
      await callee.page.close();
      await caller.text(`Waiting for ${customer.name} to reconnect`).waitFor();
      await caller.text(/If that doesn’t work, the call ends in (29|2[0-8]) s\./u).waitFor();
      const back = await WebPage.open(callee.page.context(), customer, world.url);
      world.pages.push(back);
      await back.page.goto(`${world.url}${customer.home}`);
      await back.ready();
      // It has nothing of the call: its page was closed, not loaded again.
      await caller.call('reconnecting').waitFor();
      await caller.button('Cancel').or(caller.button('End call')).click();
      await caller.waitForRelease();
    },
  },
  {
    name: 'a session that has ended leads to the sign-in',
    async run(world) {
      const caller = await world.open(staff);
      await caller.page.context().clearCookies();
      // The next thing that needs a token finds none.
      await world.killGateway();
      await world.startGateway();
      await caller.text('Your session has ended').waitFor();
      await caller.button('Sign in again').click();
      await caller.button(staff.name).waitFor();
    },
  },
  {
    name: 'a list that can’t be had says so and is asked for again',
    async run(world) {
      const caller = await world.open(staff);
      await caller.page.route('**/api/call-logs?*search=*', (route) => route.abort());
      await caller.history().getByRole('searchbox').fill('nobody');
      const failed = caller.history().getByRole('alert');
      await failed.getByText('Couldn’t load your calls').waitFor();
      await caller.page.unroute('**/api/call-logs?*search=*');
      await failed.getByRole('button', { name: 'Try again' }).click();
      await caller.text('No calls found').waitFor();
    },
  },
  {
    name: 'a page that is left in a call asks first',
    async run(world) {
      const [caller, callee] = await world.openBoth();
      await caller.dialContact(customer.name);
      await callee.button('Accept').click();
      await caller.call('active').waitFor();
      const asked = caller.page.waitForEvent('dialog');
      await caller.page.close({ runBeforeUnload: true });
      const dialog = await asked;
      assert.equal(dialog.type(), 'beforeunload');
      await dialog.dismiss();
      // A link that unloads the page is no other way out.
      const askedAgain = caller.page.waitForEvent('dialog');
      const left = caller.page.evaluate(() => window.location.assign('/?elsewhere'));
      await (await askedAgain).dismiss();
      await left;
      await caller.call('active').waitFor();
    },
  },
  {
    name: 'a sign-out in a call asks first, in any tab, and ends the call',
    async run(world) {
      const [caller, callee] = await world.openBoth();
      const other = await caller.page.context().newPage();
      await other.goto(`${world.url}${staff.home}`);
      await caller.dialContact(customer.name);
      await callee.button('Accept').click();
      await caller.call('active').waitFor();
      const signOut = async (page) => {
        await page.getByRole('button', { name: staff.name }).first().click();
        await page.getByRole('menuitem', { name: 'Sign out' }).click();
        return page.getByRole('alertdialog', { name: `You’re in a call with ${customer.name}` });
      };
      await (await signOut(caller.page)).getByRole('button', { name: 'Stay in the call' }).click();
      await caller.waitForTone(tones.customerHz);
      await other.locator('[data-state=active]').waitFor();
      const dialog = await signOut(other);
      await dialog.getByRole('button', { name: 'End call and sign out' }).click();
      await other.waitForURL(`${world.url}/`);
      await Promise.all([caller.waitForRelease(), callee.waitForRelease()]);
      const [row] = readCalls(world.databasePath);
      assert.equal(row.reason, 'hung_up');
    },
  },
];
