// A call can be ended at every size of the page, by a finger, by the keyboard and over every dialog; and
// nothing is wider than the screen.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { writePastCalls } from '../support/past-calls.mjs';
import { customer, desktop, staff } from '../support/world.mjs';

/** What people have: large and small screens, a phone on its side, pages at 200 %. */
const sizes = {
  '1440x900': { width: 1440, height: 900 },
  '1280x800': { width: 1280, height: 800 },
  '1024x768': { width: 1024, height: 768 },
  '844x390': { width: 844, height: 390 },
  '390x844': { width: 390, height: 844 },
  '320x568': { width: 320, height: 568 },
  '1280x800 at 200 %': { width: 640, height: 400 },
  '1440x900 at 200 %': { width: 720, height: 450 },
};
const themes = ['light', 'dark'];

async function picture({ page }, name) {
  const folder = process.env.RINGLINE_PICTURES;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name.replaceAll(/[ %]+/gu, '-')}.png`) });
}

async function expectNoSideways({ page }, name) {
  const { wide, widest } = await page.evaluate(() => {
    const rightOf = (element) => element.getBoundingClientRect().right;
    const all = [...document.querySelectorAll('body *')];
    const last = all.reduce((found, each) => (rightOf(each) > rightOf(found) ? each : found));
    return {
      wide: document.documentElement.scrollWidth - innerWidth,
      widest: last.outerHTML.slice(0, 200),
    };
  });
  assert.ok(wide <= 0, `${name}: ${wide} px wider than the screen: ${widest}`);
}

/** It is wholly on the screen, and nothing lies over it. */
async function expectReachable(view, button, name) {
  await button.waitFor();
  const seen = await button.evaluate((element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const isInside = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return {
      isInside,
      isHit: element.contains(hit),
      box: [left, top, right, bottom].map(Math.round),
    };
  });
  assert.ok(seen.isInside, `${name}: off the screen, ${seen.box}`);
  assert.ok(seen.isHit, `${name}: something lies over it, ${seen.box}`);
}

/** Over a dialog the bar has one, before that of the card beneath. */
const end = (view) =>
  view.page.getByRole('button', { name: 'End call' }).filter({ visible: true }).first();

/** The looks at one page in every size. */
async function inEverySize(view, what, look) {
  for (const [size, viewport] of Object.entries(sizes)) {
    await view.page.setViewportSize(viewport);
    await look(`${what} ${size}`);
  }
  await view.page.setViewportSize(desktop);
}

async function talk(world) {
  const [caller, callee] = await world.openBoth();
  await caller.dialContact(customer.name);
  await callee.button('Accept').click();
  await Promise.all([caller.call('active').waitFor(), callee.call('active').waitFor()]);
  for (const { page } of [caller, callee]) await page.emulateMedia({ reducedMotion: 'reduce' });
  return [caller, callee];
}

export default [
  {
    name: 'the end of a call is on the screen at every size, with the keypad and over dialogs',
    async run(world) {
      writePastCalls(world.databasePath, 30);
      const [caller, callee] = await talk(world);
      await inEverySize(callee, 'portal-call', async (name) => {
        await expectReachable(callee, end(callee), name);
        await expectNoSideways(callee, name);
        await picture(callee, name);
      });
      await inEverySize(caller, 'calls-call', async (name) => {
        await expectReachable(caller, end(caller), name);
        await expectNoSideways(caller, name);
        await picture(caller, name);
      });
      await caller.button('Keypad').click();
      await inEverySize(caller, 'calls-keypad', async (name) => {
        await expectReachable(caller, end(caller), name);
        await picture(caller, name);
      });
      await caller.button('Keypad').click();

      // Over a dialog: the details of a call, and a form on another page.
      await caller.rows().nth(1).getByRole('button').first().click();
      await caller.page.getByRole('dialog').waitFor();
      await inEverySize(caller, 'details-call', async (name) => {
        await expectReachable(caller, end(caller), name);
        await picture(caller, name);
      });
      await caller.page.keyboard.press('Escape');
      await caller.page.getByRole('link', { name: 'Contacts' }).filter({ visible: true }).click();
      await caller.button('New contact').click();
      await caller.page.getByRole('dialog').getByLabel('First name').fill('Half typed');
      await inEverySize(caller, 'form-call', async (name) => {
        await expectReachable(caller, end(caller), name);
        await picture(caller, name);
      });
      await end(caller).click();
      await callee.waitForRelease();
      assert.equal(await caller.page.getByLabel('First name').inputValue(), 'Half typed');
    },
  },
  {
    name: 'a call is found and ended by the keyboard alone, and the focus is never lost',
    async run(world) {
      writePastCalls(world.databasePath, 30);
      const [caller, callee] = await world.openBoth();
      const focused = ({ page }) =>
        page.evaluate(() => {
          const { activeElement: active } = document;
          return active === document.body
            ? 'body'
            : (active.id || active.textContent.trim()).slice(0, 40);
        });
      const press = async ({ page }, ...keys) => {
        for (const key of keys) await page.keyboard.press(key);
      };
      const isNotLost = async (view, when) =>
        view.waits(
          `the focus to be somewhere ${when}`,
          () => document.activeElement !== document.body,
        );

      await caller.page.getByRole('combobox').focus();
      await caller.page.keyboard.type('rahim');
      await caller.page.getByRole('option').first().getByText('Online').waitFor();
      await press(caller, 'Enter');
      await caller.page.locator('[role=option][aria-selected=true]').waitFor();
      await press(caller, 'Enter');
      await callee.incoming().waitFor();
      await isNotLost(caller, 'while it rings');
      await press(callee, 'Tab', 'Tab', 'Enter');
      await callee.call('active').waitFor();
      await isNotLost(callee, 'after an accept');
      await callee.waits(
        'the name of who calls to have the focus',
        () => document.activeElement?.id === 'call',
      );
      await callee.page.getByRole('searchbox').focus();
      await press(callee, 'F6');
      assert.equal(await focused(callee), 'call');
      // From there each of the call's buttons is a few keys away.
      for (let tabs = 0; tabs < 8 && !(await focused(callee)).includes('End call'); ++tabs) {
        await press(callee, 'Tab');
      }
      assert.match(await focused(callee), /End call/u);
      await press(callee, 'Enter');
      await caller.call('active').waitFor({ state: 'detached' });
      await Promise.all([isNotLost(caller, 'after the end'), isNotLost(callee, 'after the end')]);

      // A dialog gives the focus back to what has opened it.
      const row = caller.rows().first().getByRole('button').first();
      await row.focus();
      await press(caller, 'Enter');
      await caller.page.getByRole('dialog').waitFor();
      await press(caller, 'Escape');
      await caller.waits('the row to have the focus', () =>
        document.activeElement?.closest('[data-call]'),
      );
    },
  },
  {
    name: 'no page is wider than the screen, at any size, light or dark',
    async run(world) {
      writePastCalls(world.databasePath, 260, 59);
      const view = await world.open(staff);
      await view.page.emulateMedia({ reducedMotion: 'reduce' });
      const pages = [
        ['calls', (page) => page.locator('[data-focus-home]').first()],
        ['contacts', (page) => page.getByRole('row').nth(2)],
        ['analytics', (page) => page.locator('[data-bar]').first()],
        ['settings', (page) => page.getByRole('radio').nth(4)],
      ];
      for (const [path, first] of pages) {
        await view.page.goto(`${view.url}/${path}`);
        await first(view.page).waitFor();
        for (const colorScheme of themes) {
          await view.page.emulateMedia({ colorScheme });
          await inEverySize(view, `${path}-${colorScheme}`, async (name) => {
            await expectNoSideways(view, name);
            await picture(view, name);
          });
        }
      }
    },
  },
  {
    name: 'what a finger must hit is 44 px',
    async run(world) {
      writePastCalls(world.databasePath, 12);
      const view = await world.open(staff, {
        width: 390,
        height: 844,
        isMobile: true,
        hasTouch: true,
      });
      const small = () =>
        view.page.evaluate(() => {
          const isShown = (element) => element.checkVisibility({ checkVisibilityCSS: true });
          return [...document.querySelectorAll('button, a[href], [role=radiogroup] label, select')]
            .filter(
              (element) => isShown(element) && !element.closest('.sr-only, [aria-hidden=true]'),
            )
            .map((element) => {
              const { width, height } = element.getBoundingClientRect();
              const area = getComputedStyle(element, '::after');
              const has = area.content !== 'none';
              const least = Math.min(
                Math.max(width, has ? Number.parseFloat(area.width) : 0),
                Math.max(height, has ? Number.parseFloat(area.height) : 0),
              );
              return { least, name: element.ariaLabel ?? element.textContent.trim() };
            })
            .filter(({ least, name }) => least < 44 && name !== '' && !name.startsWith('Skip'))
            .map(({ least, name }) => `${name.slice(0, 40)}: ${Math.round(least)} px`);
        });
      assert.deepEqual(await small(), [], 'the dialer');
      await view.page.getByText('History', { exact: true }).click();
      await view.rows().first().waitFor();
      assert.deepEqual(await small(), [], 'the history');
      for (const path of ['contacts', 'settings', 'analytics']) {
        await view.page.goto(`${view.url}/${path}`);
        await view.page.getByRole('heading', { level: 1 }).waitFor();
        await view.page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
        assert.deepEqual(await small(), [], path);
      }
    },
  },
  {
    name: 'a missed call stays a number until it is looked at, and the tab says who talks how long',
    async run(world) {
      const [caller, callee] = await world.openBoth();
      await caller.page.goto(`${world.url}/settings`);
      await caller.page.getByRole('radio').nth(4).waitFor();
      await callee.button(`Call ${staff.name}`).first().click();
      await caller.incoming().waitFor();
      await callee.button('Cancel').click();
      await caller.incoming().waitFor({ state: 'detached' });
      const calls = caller.page.getByRole('link', { name: /Calls/u }).filter({ visible: true });
      await calls.getByText('1 missed call').waitFor({ state: 'attached' });
      await caller.waits('the count in the tab', () => document.title.startsWith('(1) '));
      await caller.page.reload();
      await calls.getByText('1 missed call').waitFor({ state: 'attached' });
      await calls.click();
      await caller.rows().first().waitFor();
      await calls.getByText('1 missed call').waitFor({ state: 'detached' });
      await caller.history().getByRole('radio', { name: 'Missed' }).click();
      await caller.waits(
        'the missed call alone',
        () => document.querySelectorAll('[data-call]').length === 1,
      );

      await caller.dialContact(customer.name);
      await callee.button('Accept').click();
      await caller.waits('the call in the tab', () =>
        /^00:0[1-9] · Rahim Chowdhury · Calls/u.test(document.title),
      );
      await end(caller).click();
      await caller.waits('the page’s own title', () => document.title.startsWith('Calls'));
      await caller.text(/^Call ended · 00:0\d$/u).waitFor();
    },
  },
];
