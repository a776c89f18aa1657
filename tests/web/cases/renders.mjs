// What a second of a call costs, however long the lists are: components that React renders.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { writePastCalls } from '../support/past-calls.mjs';
import { customer, staff } from '../support/world.mjs';

const counter = fileURLToPath(new URL('../support/render-counter.js', import.meta.url));
/** Goals of the house, in component renders. */
const most = { second: 30, key: 120 };
const seconds = 5;

/** So many contacts more, none of whom can be called. */
function writeContacts(databasePath, count) {
  const sql = `PRAGMA busy_timeout = 5000;
    INSERT INTO contacts (id, tenantId, firstName, lastName, email, phone)
    WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ${count})
    SELECT 'many_' || n, 'tenant_harbor', 'Contact', printf('%05d', n), NULL,
      printf('+88 019 %06d', n) FROM c;`;
  execFileSync('sqlite3', ['-bail', databasePath, sql]);
}

const countNow = ({ page }) =>
  page.evaluate(() => ({ ...window.renders, names: { ...window.renders.names } }));
const rendersSince = async (view, before) => {
  const now = await countNow(view);
  const names = Object.entries(now.names)
    .map(([name, count]) => [name, count - (before.names[name] ?? 0)])
    .filter(([, count]) => count > 0);
  return {
    components: now.components - before.components,
    said: JSON.stringify(Object.fromEntries(names)),
  };
};

/** Scrolls until so many rows are there, drawn or not. */
const scrollUntil = (view, what, count, rowPx = 55) =>
  view.waits(
    what,
    ([wanted, px]) => {
      window.scrollTo(0, document.documentElement.scrollHeight);
      return document.documentElement.scrollHeight > wanted * px;
    },
    [count, rowPx],
    60_000,
  );

async function expectQuiet(view, where) {
  const second = await view.seconds();
  await view.waitForSeconds(second + 1);
  const before = await countNow(view);
  await view.waitForSeconds(second + 1 + seconds);
  const { components, said } = await rendersSince(view, before);
  assert.ok(components >= seconds, `${where}: the clock is counted`);
  assert.ok(
    components <= most.second * seconds,
    `${where}: ${components / seconds} renders a second: ${said}`,
  );
}

export default [
  {
    name: 'a second of a call renders what shows it, however many calls and contacts are listed',
    async run(world) {
      // Of three calls one is of another member of staff, who alone sees it.
      writePastCalls(world.databasePath, 1_600);
      writeContacts(world.databasePath, 1_000);
      const callee = await world.open(customer);
      const caller = await world.visit(staff);
      await caller.page.addInitScript({ path: counter });
      await caller.signIn();
      await caller.rows().first().waitFor();
      await scrollUntil(caller, 'a thousand calls', 1_000);
      const drawn = await caller.rows().count();
      assert.ok(drawn <= 150, `${drawn} rows are drawn`);
      await caller.page.evaluate(() => window.scrollTo(0, 0));

      await caller.dialContact(customer.name);
      await callee.button('Accept').click();
      await caller.call('active').waitFor();
      await expectQuiet(caller, '/calls');

      await caller.page.getByRole('link', { name: 'Contacts' }).click();
      await caller.page.getByRole('row').nth(20).waitFor();
      await scrollUntil(caller, 'a thousand contacts', 1_000);
      await expectQuiet(caller, '/contacts');

      await caller.page.evaluate(() => window.scrollTo(0, 0));
      const field = caller.page.getByRole('searchbox');
      await field.focus();
      const before = await countNow(caller);
      await field.pressSequentially('zzzzz');
      const { components, said } = await rendersSince(caller, before);
      assert.ok(components / 5 <= most.key, `a key renders ${components / 5} components: ${said}`);
    },
  },
];
