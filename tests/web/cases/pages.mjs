// What the pages are worked with: search, keys, the history, its file, its details, two tabs.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { readRows } from '../../e2e/support/database.mjs';
import { customer, staff, tones } from '../support/world.mjs';

const combobox = ({ page }) => page.getByRole('combobox', { name: 'Search contacts' });
const options = ({ page }) => page.getByRole('option');

/** Calls of long ago, made by copying one that was really made: 60 more, a day apart. */
function multiplyCalls(databasePath) {
  const columns = (table) =>
    readRows(databasePath, `SELECT name FROM pragma_table_info('${table}')`)
      .map(({ name }) => name)
      .map((name) => {
        if (name === 'id') return `t."id" || n`;
        if (name === 'clientCallId') return 'NULL';
        if (/^(created|started|ended)At$/u.test(name)) return `t."${name}" - n * 86400000`;
        return `t."${name}"`;
      });
  const sql = ['call_logs', 'ringline_calls'].map(
    (table) => `INSERT INTO "${table}" SELECT ${columns(table)} FROM "${table}" t,
      (WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 60) SELECT n FROM c);`,
  );
  execFileSync('sqlite3', ['-cmd', '.timeout 5000', databasePath, sql.join('\n')]);
}

export default [
  {
    name: 'the dialer by keyboard: search by name and number, presence, who can’t be called',
    async run(world) {
      const [caller, callee] = await world.openBoth();
      const rahim = options(caller).filter({ hasText: customer.name });
      await rahim.getByText('Online').waitFor();
      assert.equal(
        await options(caller).filter({ hasText: 'Tom' }).getAttribute('aria-disabled'),
        'true',
      );
      const isFound = (name) =>
        caller.waits(
          `${name} alone to be found`,
          (wanted) => {
            const found = [...document.querySelectorAll('[role=option]')];
            return found.length === 1 && found[0].textContent.includes(wanted);
          },
          name,
        );
      await combobox(caller).fill('600 000');
      await isFound('Sofía');
      await combobox(caller).fill('RAH');
      await isFound('Rahim');
      await caller.page.keyboard.press('Enter');
      await caller.page.locator('[role=option][aria-selected=true]').waitFor();
      await caller.page.keyboard.press('Enter');
      await callee.incoming().waitFor();
      await callee.page.keyboard.press('Enter');
      assert.ok(await callee.incoming().isVisible(), 'a stray Enter answers nothing');
      // From the caller's name the keyboard comes to both buttons.
      await callee.page.keyboard.press('Tab');
      await callee.page.keyboard.press('Tab');
      await callee.page.keyboard.press('Enter');
      await caller.call('active').waitFor();
      await callee.page.context().close();
      await caller.button('End call').click();
      await rahim.getByText('Offline').waitFor();
    },
  },
  {
    name: 'the keypad types digits and a plus, finds whose number it is, and sends digits in a call',
    async run(world) {
      const [caller, callee] = await world.openBoth();
      await caller.button('Show the keypad').click();
      const zero = await caller.button('0', { exact: true }).boundingBox();
      await caller.page.mouse.move(zero.x + zero.width / 2, zero.y + zero.height / 2);
      await caller.page.mouse.down();
      await caller.waits('a plus', () => document.querySelector('[role=combobox]').value === '+');
      await caller.page.mouse.up();
      for (const digit of '8801711000001') await caller.button(digit, { exact: true }).click();
      assert.equal(await combobox(caller).inputValue(), '+8801711000001');
      await caller.page
        .getByRole('region', { name: 'Dialer' })
        .getByRole('button', { name: `Call ${customer.name}` })
        .click();
      await callee.button('Accept').click();
      await Promise.all([caller.call('active').waitFor(), callee.call('active').waitFor()]);
      await callee.waitForTone(tones.staffHz);
      await caller.button('Mute').click();
      await callee.waitForSilence();
      await caller.button('Keypad').click();
      await caller.button('Star').click();
      await caller.button('5', { exact: true }).click();
      assert.equal(await caller.page.getByLabel('Digits sent').textContent(), '*5');
      await callee.waits(
        'the digits to arrive as sound',
        () => window.probe.hear().loudness > 0.01,
      );
    },
  },
  {
    name: 'hold, and what the other side says of itself',
    async run(world) {
      const [caller, callee] = await world.openBoth();
      await caller.dialContact(customer.name);
      await callee.button('Accept').click();
      await Promise.all([caller.waitForTone(tones.customerHz), callee.waitForTone(tones.staffHz)]);
      await caller.button('Hold').click();
      await callee.text(`${staff.name} put you on hold`).waitFor();
      await Promise.all([caller.waitForNothing(), callee.waitForNothing()]);
      await caller.button('Resume').click();
      await Promise.all([caller.waitForTone(tones.customerHz), callee.waitForTone(tones.staffHz)]);
      await callee.button('Mute').click();
      await caller.text(`${customer.name} is muted`).waitFor();
      await caller.text('Good').waitFor();
      await caller.button('Connection details').click();
      await caller.page.getByRole('dialog').getByText('Direct').waitFor();
    },
  },
  {
    name: 'talking while muted is noticed, and one click undoes it',
    async run(world) {
      const [caller, callee] = await world.openBoth();
      await caller.dialContact(customer.name);
      await callee.button('Accept').click();
      await callee.waitForTone(tones.staffHz);
      await caller.button('Mute').click();
      await callee.waitForSilence();
      const note = caller.page.getByRole('alert').filter({ hasText: 'you’re muted' });
      await note.getByRole('button', { name: 'Unmute' }).click();
      await callee.waitForTone(tones.staffHz);
    },
  },
  {
    name: 'the history: direction, search, pages, file, details, call back',
    async run(world) {
      const [caller, callee] = await world.openBoth();
      await caller.dialContact(customer.name);
      await callee.button('Reject').click();
      await caller.rows().first().waitFor();
      multiplyCalls(world.databasePath);
      await caller.page.reload();
      await caller.rows().nth(20).waitFor();
      assert.ok((await caller.rows().count()) < 61, 'a page at a time');
      await caller.waits('all calls, while scrolling', () => {
        window.scrollTo(0, document.body.scrollHeight);
        const seen = (window.seenCalls ??= new Set());
        for (const row of document.querySelectorAll('[data-call]')) seen.add(row.dataset.call);
        return seen.size === 61;
      });

      await caller.history().getByRole('radio', { name: 'Incoming' }).click();
      await caller.text('No calls found').waitFor();
      await caller.history().getByRole('radio', { name: 'Outgoing' }).click();
      await caller.history().getByRole('searchbox').fill('rahim');
      await caller.rows().first().waitFor();
      const download = caller.page.waitForEvent('download');
      await caller.button('Export').click();
      const file = readFileSync(await (await download).path(), 'utf8').trim();
      assert.equal(file.split('\n').length, 62, 'a header and every call');
      assert.match(file, /Rahim Chowdhury/u);

      await caller.rows().first().getByRole('button').first().click();
      const details = caller.page.getByRole('dialog');
      await details.getByText(`You called ${customer.name}`).waitFor();
      await details.getByText(`${customer.name} declined`).waitFor();
      await details.getByRole('button', { name: 'Call', exact: true }).click();
      await callee.incoming().waitFor();
    },
  },
  {
    name: 'the details of a call tell how it went, on both sides and in both languages',
    async run(world) {
      const [caller, callee] = await world.openBoth();
      await caller.dialContact(customer.name);
      await callee.button('Accept').click();
      await Promise.all([caller.waitForTone(tones.customerHz), callee.waitForTone(tones.staffHz)]);
      await callee.page.reload();
      await callee.call('active').waitFor();
      await Promise.all([caller.waitForTone(tones.customerHz), callee.waitForTone(tones.staffHz)]);
      await callee.button('End call').click();
      await Promise.all([caller, callee].map((page) => page.rows().first().waitFor()));

      const stepsOf = async ({ page }) => {
        await page.locator('[data-call]').first().getByRole('button').first().click();
        const steps = page.getByRole('dialog').getByRole('listitem');
        await steps.nth(5).waitFor();
        return steps.locator('span:not([aria-hidden])').allTextContents();
      };
      const bare = (steps) => steps.map((step) => step.replace(/after [\d.]+ sec/u, 'after N sec'));
      assert.deepEqual(bare(await stepsOf(caller)), [
        `You called ${customer.name}`,
        `${customer.name}’s browser rang`,
        `${customer.name} answered`,
        'The sound dropped',
        'Reconnected after N sec',
        `${customer.name} hung up`,
      ]);
      assert.deepEqual(bare(await stepsOf(callee)), [
        `${staff.name} called you`,
        'Your browser rang',
        'You answered',
        'The sound dropped',
        'Reconnected after N sec',
        'You hung up',
      ]);
      await callee.page.keyboard.press('Escape');
      await callee.button(new RegExp(customer.name, 'u')).first().click();
      await callee.page.getByRole('menuitemradio', { name: 'বাংলা' }).click();
      await callee.page.getByRole('heading', { name: 'কলের ইতিহাস' }).waitFor();
      const bangla = await stepsOf(callee);
      assert.match(bangla[4], /^[০-৯.]+ .+ পরে আবার যুক্ত হয়েছে$/u);
      assert.equal(bangla[5], 'আপনি কল শেষ করেছেন');
      const time = callee.page.getByRole('dialog').getByRole('listitem').locator('time').last();
      assert.match(await time.textContent(), /[০-৯]/u);
    },
  },
  {
    name: 'a customer calls back who called him, and sees only his own calls',
    async run(world) {
      const [caller, callee] = await world.openBoth();
      await caller.dialContact(customer.name);
      await callee.incoming().waitFor();
      await caller.button('Cancel').click();
      await callee.text(`${staff.name} called you`).first().waitFor();
      await callee.page
        .getByRole('region', { name: '' })
        .or(callee.page.locator('section'))
        .filter({ has: callee.page.getByRole('heading', { name: `${staff.name} called you` }) })
        .getByRole('button', { name: 'Call', exact: true })
        .click();
      await caller.incoming().getByRole('heading', { name: customer.name }).waitFor();
      await caller.button('Accept').click();
      await Promise.all([caller.waitForTone(tones.customerHz), callee.waitForTone(tones.staffHz)]);
      await callee.button('End call').click();
      await callee.waitForRelease();
      await callee.rows().nth(1).waitFor();
      const sofia = await world.open({
        id: 'portal_sofia',
        name: 'Sofía Márquez',
        home: '/portal/dashboard',
        browser: 'customer',
      });
      await sofia.text('No calls yet').waitFor();
    },
  },
  {
    name: 'two tabs ring once, either answers, and closing the other one changes nothing',
    async run(world) {
      const [caller, callee] = await world.openBoth();
      const second = await callee.page.context().newPage();
      await second.goto(`${world.url}/portal/dashboard`);
      await second.locator('[data-line=online]').first().waitFor();
      await caller.dialContact(customer.name);
      await callee.incoming().waitFor();
      await second.getByRole('alertdialog').waitFor();
      await second.getByRole('button', { name: 'Accept' }).click();
      await caller.waitForTone(tones.customerHz);
      await second.locator('[data-state=active]').waitFor();
      await callee.call('active').waitFor();
      await second.close();
      await callee.waitForTone(tones.staffHz);
    },
  },
  {
    name: 'in Bangla, and dark, and so again after a reload',
    async run(world) {
      const page = await world.open(staff);
      await page.button(new RegExp(staff.name, 'u')).first().click();
      await page.page.getByRole('menuitemradio', { name: 'বাংলা' }).click();
      await page.page.getByRole('heading', { name: 'কলের ইতিহাস' }).waitFor();
      await page.button(new RegExp(staff.name, 'u')).first().click();
      await page.page.getByRole('menuitemradio', { name: 'গাঢ়' }).click();
      await page.waits('the dark theme', () => document.documentElement.dataset.theme === 'dark');
      await page.page.reload();
      await page.page.getByRole('heading', { name: 'কলের ইতিহাস' }).waitFor();
      assert.deepEqual(
        await page.page.evaluate(() => [
          document.documentElement.lang,
          document.documentElement.dataset.theme,
        ]),
        ['bn', 'dark'],
      );
    },
  },
];
