// The page without a mouse, and for screen readers.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { openStage } from '../support/stage.mjs';
import { customer, staff } from '../support/world.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** No violation of WCAG 2.2 AA that a machine can find, in what stands on the page now. */
async function checkAccess(frame, what) {
  await frame.evaluate(axe);
  const violations = await frame.evaluate(async () => {
    const { violations: found } = await window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      iframes: false,
    });
    return found.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} (${failureSummary})`).join('; ')}`,
    );
  });
  assert.deepEqual(violations, [], what);
}

/** Presses Tab until the element with this data-ref has the focus. */
async function tabTo(phone, ref) {
  const seen = [];
  for (let presses = 0; presses < 40; ++presses) {
    const focused = await phone.page.evaluate(() => document.activeElement?.dataset.ref ?? '');
    if (focused === ref) return;
    seen.push(focused);
    await phone.page.keyboard.press('Tab');
  }
  assert.fail(`Tab never came to ${ref}, only to ${seen.join(', ')}`);
}

const focusIs = (phone, ref) =>
  phone.waits(
    `the focus to be on ${ref}`,
    (wanted) => document.activeElement?.dataset.ref === wanted,
    ref,
  );

export default [
  {
    name: 'a call by keyboard alone',
    async run(world) {
      const [caller, callee] = await world.openBoth();
      await tabTo(caller, 'target');
      await caller.page.keyboard.type('rahim');
      await caller.waits(
        'one contact to be left',
        () => document.querySelectorAll('[data-ref=contacts] li').length === 1,
      );
      await caller.page.keyboard.press('ArrowDown');
      await caller.page.keyboard.press('Enter');
      await focusIs(caller, 'dialButton');
      await caller.page.keyboard.press('Enter');

      await callee.waitForIncoming(staff.name);
      await focusIs(callee, 'accept');
      await callee.page.keyboard.press('Enter');
      await Promise.all([caller.waitForState('active'), callee.waitForState('active')]);
      await focusIs(caller, 'callName');

      await tabTo(caller, 'mute');
      await caller.page.keyboard.press('Enter');
      await caller.waits(
        'mute to be pressed',
        () => document.querySelector('[data-ref=mute]').ariaPressed === 'true',
      );
      await tabTo(caller, 'hangUp');
      await caller.page.keyboard.press('Enter');
      await Promise.all([caller.waitForEnd('hung_up'), callee.waitForEnd('hung_up')]);
      await Promise.all([caller.waitForIdle(), callee.waitForIdle()]);
      await focusIs(caller, 'target');

      // Again, and Escape refuses it.
      await tabTo(callee, 'target');
      await callee.page.keyboard.type('amina');
      await callee.waits(
        'one contact to be left',
        () => document.querySelectorAll('[data-ref=contacts] li').length === 1,
      );
      await callee.page.keyboard.press('ArrowDown');
      await callee.page.keyboard.press('Enter');
      await callee.page.keyboard.press('Enter');
      await caller.waitForIncoming(customer.name);
      await focusIs(caller, 'accept');
      await caller.page.keyboard.press('Escape');
      await callee.waitForEnd('declined');
      await caller.waitForNoIncoming();
    },
  },
  ...['light', 'dark'].map((colorScheme) => ({
    name: `names, roles and contrast, ${colorScheme}`,
    async run(world) {
      const caller = await world.open(
        staff,
        'staffTone',
        await world.newContext('staffTone', { colorScheme, reducedMotion: 'reduce' }),
      );
      const callee = await world.open(
        customer,
        'customerTone',
        await world.newContext('customerTone', { colorScheme, reducedMotion: 'reduce' }),
      );
      await caller.waits('the contacts', () => document.querySelector('[data-ref=contacts] li'));
      await checkAccess(caller.page, 'idle');
      await caller.page.click('[data-ref=logHandle]');
      await checkAccess(caller.page, 'with the log open');
      await caller.page.click('[data-ref=logHandle]');

      await caller.dialContact(customer.name);
      await callee.waitForIncoming(staff.name);
      await checkAccess(caller.page, 'while it rings');
      await checkAccess(callee.page, 'with the dialog');
      await callee.accept();
      await caller.waitForState('active');
      await caller.page.click('[data-ref=sound]');
      await checkAccess(caller.page, 'in a call');
      await caller.hangUp();
      await Promise.all([caller.waitForIdle(), callee.waitForIdle()]);

      await callee.waits('the contacts', () => document.querySelector('[data-ref=contacts] li'));
      await callee.dialContact(staff.name);
      await caller.waitForIncoming(customer.name);
      await caller.reject();
      await callee.waitForNotice(`${staff.name} declined the call`);
      await checkAccess(callee.page, 'with a notice and a history');

      const { page } = await openStage(world, { colorScheme, reducedMotion: 'reduce' });
      await checkAccess(page, 'both phones');
    },
  })),
];
