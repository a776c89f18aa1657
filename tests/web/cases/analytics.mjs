// The figures: what the gateway counted, as charts and as tables.
import assert from 'node:assert/strict';

import { writePastCalls } from '../support/past-calls.mjs';
import { desktop, staff } from '../support/world.mjs';

async function openAnalytics(world, options = desktop) {
  const view = await world.open(staff, { timezoneId: 'UTC', ...options });
  await view.page.getByRole('link', { name: 'Analytics' }).click();
  await view.page.getByRole('heading', { name: 'Analytics', level: 1 }).waitFor();
  return view;
}

const totalOf = ({ page }, name) =>
  page.locator('dl > *').filter({ has: page.getByText(name, { exact: true }) });
const card = ({ page }, name) => page.getByRole('region', { name, exact: true }).first();

export default [
  {
    name: 'without calls the figures say so, and what to do',
    async run(world) {
      const view = await openAnalytics(world);
      await view.text('No calls in this period').waitFor();
      await view.page.getByRole('radio', { name: 'Custom' }).click();
      await view.page.getByLabel('From').fill('2026-03-02');
      await view.page.getByLabel('To', { exact: true }).fill('2026-03-01');
      await view.text('The first day is after the last day.').waitFor();
      await view.page.getByLabel('From').fill('2020-01-01');
      await view.text('Choose at most 400 days.').waitFor();
    },
  },
  {
    name: 'calls are counted per day, hour, reason and member of staff, and filtered',
    async run(world) {
      writePastCalls(world.databasePath, 84);
      const view = await openAnalytics(world);
      const { page } = view;
      await totalOf(view, 'Calls').getByText('84', { exact: true }).waitFor();
      await totalOf(view, 'Answered').getByText('57%').waitFor();
      await page.locator('[data-bar] rect:not([height="0"])').first().waitFor();

      const perDay = card(view, 'Calls per day');
      await perDay.getByRole('radio', { name: 'Table' }).click();
      const table = perDay.getByRole('table', { name: 'Calls per day' });
      assert.equal(await table.getByRole('row').count(), 31);
      const counts = await table.locator('tbody tr td:nth-child(2)').allInnerTexts();
      assert.equal(
        counts.reduce((sum, text) => sum + Number(text), 0),
        84,
      );
      await perDay.getByRole('radio', { name: 'Chart' }).click();

      const reasons = page.getByRole('table', { name: 'How calls ended' });
      assert.match(await reasons.getByRole('row', { name: 'Hung up' }).innerText(), /36\s*43%/u);
      const hours = page.getByRole('table', { name: 'When calls are made' });
      assert.equal(await hours.locator('tbody td').count(), 168);
      const people = page.getByRole('table', { name: 'By team member' });
      assert.match(await people.getByRole('row', { name: 'Amina' }).innerText(), /56/u);
      assert.match(await people.getByRole('row', { name: 'Jonas' }).innerText(), /28/u);

      await page.getByRole('combobox', { name: 'Direction' }).selectOption('INBOUND');
      await totalOf(view, 'Calls').getByText('21', { exact: true }).waitFor();
      await page.getByRole('combobox', { name: 'Direction' }).selectOption('');
      await page.getByRole('combobox', { name: 'Team member' }).selectOption('Jonas Weber');
      await totalOf(view, 'Calls').getByText('28', { exact: true }).waitFor();
      await page.getByRole('radio', { name: 'Mine' }).click();
      await totalOf(view, 'Calls').getByText('56', { exact: true }).waitFor();
      assert.equal(await people.count(), 0);
      assert.deepEqual(view.problems, []);
    },
  },
];
