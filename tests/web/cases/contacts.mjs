// The contacts: found, written, called, imported and exported.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { readRows } from '../../e2e/support/database.mjs';
import { customer, staff } from '../support/world.mjs';

const rowOf = ({ page }, name) => page.getByRole('row', { name });

async function openContacts(world, options) {
  const view = await world.open(staff, options);
  await view.page.getByRole('link', { name: 'Contacts' }).click();
  await view.page.getByRole('heading', { name: 'Contacts', level: 1 }).waitFor();
  await rowOf(view, customer.name).waitFor();
  return view;
}

const csv = (...lines) => ({
  name: 'people.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(lines.join('\n')),
});

export default [
  {
    name: 'a contact is added, found and changed, and mistakes are named beside their field',
    async run(world) {
      const view = await openContacts(world);
      const { page } = view;
      await view.button('New contact').click();
      const form = page.getByRole('dialog', { name: 'New contact' });
      await form.getByRole('button', { name: 'Add contact' }).click();
      await form.getByText('Enter a first name').waitFor();
      await form.getByLabel('First name').fill('নুসরাত');
      await form.getByLabel('Last name').fill('Jahan');
      await form.getByLabel('Phone').fill('twelve');
      await form.getByLabel('Email').fill('nowhere');
      await form.getByRole('button', { name: 'Add contact' }).click();
      await form.getByText('Enter a number like').waitFor();
      await form.getByText('Enter an address like').waitFor();
      await form.getByLabel('Phone').fill('+880 1711-000099');
      await form.getByLabel('Email').fill('nusrat@mail.example');
      await form.getByLabel('Company').fill('Delta');
      await form.getByRole('button', { name: 'Add contact' }).click();
      await form.waitFor({ state: 'detached' });
      await view.text('নুসরাত Jahan was added').waitFor();

      await page.getByRole('searchbox').fill('01711-000099');
      await rowOf(view, 'নুসরাত Jahan').waitFor();
      await rowOf(view, customer.name).waitFor({ state: 'detached' });
      await view.button('Edit নুসরাত Jahan').click();
      const edit = page.getByRole('dialog');
      await edit.getByLabel('Last name').fill('');
      await edit.getByRole('button', { name: 'Save' }).click();
      await edit.waitFor({ state: 'detached' });
      await view.button('Edit নুসরাত', { exact: true }).waitFor();
      const [row] = readRows(
        world.databasePath,
        `SELECT * FROM contacts WHERE phone = '+880 1711-000099'`,
      );
      assert.deepEqual(
        [row.firstName, row.lastName, row.email, row.company, row.tenantId],
        ['নুসরাত', null, 'nusrat@mail.example', 'Delta', 'tenant_harbor'],
      );
      await page.getByRole('searchbox').fill('zzz');
      await view.text('No contact matches “zzz”').waitFor();
    },
  },
  {
    name: 'each contact can be called, or the button says why not, as people come and go',
    async run(world) {
      const view = await openContacts(world);
      const call = (name) => view.button(`Call ${name}`);
      await rowOf(view, 'Elif').getByText('No portal account').waitFor();
      assert.equal(await call('Elif').getAttribute('aria-disabled'), 'true');
      assert.match(await call('Elif').getAttribute('aria-description'), /no portal account/u);
      await rowOf(view, customer.name).getByText('Offline').waitFor();
      assert.match(await call(customer.name).getAttribute('aria-description'), /is offline/u);
      await call(customer.name).click({ force: true });
      assert.equal(await view.call('dialing', 'ringing').count(), 0);

      const callee = await world.open(customer);
      await rowOf(view, customer.name).getByText('Online').waitFor();
      assert.equal(await call(customer.name).getAttribute('aria-disabled'), null);
      await call(customer.name).click();
      await callee.incoming().waitFor();
      assert.match(await call('Sofía').getAttribute('aria-description'), /offline|in a call/u);
      await callee.button('Reject').click();
      await view.text(`${customer.name} declined the call`).waitFor();
      assert.deepEqual(view.problems, []);
    },
  },
  {
    name: 'a file is shown before it is imported, with what is wrong in which row',
    async run(world) {
      const view = await openContacts(world);
      const { page } = view;
      await view.button('Import').click();
      const dialog = page.getByRole('dialog', { name: 'Import contacts' });
      const file = dialog.getByLabel('CSV file');
      await file.setInputFiles(csv('Phone', '+8801711000401'));
      await dialog.getByText('No column has the names').waitFor();
      await file.setInputFiles(
        csv(
          'First name;Last name;E-mail;Note',
          'Ada;Lovelace;ada@mail.example;x',
          'Bob;;nowhere;x',
          ';Nameless;n@mail.example;x',
          '"Chris\nTwo lines";;;x',
          'Dana;;dana@mail.example;x',
          'Rahim again;;rahim@mail.example;x',
        ),
      );
      await dialog.getByText('6 rows').waitFor();
      await dialog.getByText('2 can’t be imported').waitFor();
      await dialog.getByText('skipped: Note').waitFor();
      assert.equal(await dialog.getByRole('combobox').count(), 0);
      const bad = dialog.getByRole('row', { name: /Can’t be imported/u });
      assert.equal(await bad.count(), 2);
      assert.match(await bad.nth(0).innerText(), /3[\s\S]*Bob[\s\S]*address like/u);
      assert.match(await bad.nth(1).innerText(), /5[\s\S]*Chris[\s\S]*on one line/u);
      // Beneath a row of two lines the next one begins a line later.
      assert.match(await dialog.getByRole('row', { name: 'Dana' }).innerText(), /^\s*7/u);
      await dialog.getByRole('button', { name: 'Import 4 contacts' }).click();
      await dialog.waitFor({ state: 'detached' });
      await view.text('3 contacts were imported').waitFor();
      await view.text('1 was already there').waitFor();
      await rowOf(view, 'Ada Lovelace').waitFor();
      await rowOf(view, 'Dana').waitFor();
      const rows = readRows(
        world.databasePath,
        `SELECT email FROM contacts WHERE email IN ('ada@mail.example', 'dana@mail.example')`,
      );
      assert.equal(rows.length, 2);
    },
  },
  {
    name: 'what the columns of a file mean can be said, where their names don’t say it',
    async run(world) {
      const view = await openContacts(world);
      await view.button('Import').click();
      const dialog = view.page.getByRole('dialog', { name: 'Import contacts' });
      const [sample] = await Promise.all([
        view.page.waitForEvent('download'),
        dialog.getByRole('link', { name: 'sample file' }).click(),
      ]);
      const file = dialog.getByLabel('CSV file');
      await file.setInputFiles(await sample.path());
      await dialog.getByRole('button', { name: 'Import 2 contacts' }).waitFor();
      await dialog.getByRole('button', { name: 'Choose another file' }).click();

      await file.setInputFiles(
        csv('Kunde,Rufnummer,Farbe,', 'Grace Hopper,+8801711000402,Grün,', 'Alan,+8801711000403,,'),
      );
      await dialog.getByRole('alert').getByText('Which column has the names?').waitFor();
      await dialog.getByText('2 can’t be imported').waitFor();
      assert.equal(await dialog.getByRole('button', { name: /^Import \d/u }).isDisabled(), true);
      await dialog.getByText('For example Grace Hopper').waitFor();
      await dialog.getByLabel('Kunde').focus();
      await dialog.getByLabel('Kunde').selectOption({ label: 'Whole name' });
      await dialog.getByText('skipped: Rufnummer, Farbe').waitFor();
      // Nothing closes beneath the one who chooses.
      assert.equal(
        await dialog.getByLabel('Kunde').evaluate((it) => it === document.activeElement),
        true,
      );
      await dialog.getByLabel('Rufnummer').selectOption({ label: 'Phone' });
      await dialog.getByLabel('Farbe').selectOption({ label: 'Company' });
      await dialog.getByText('Every column is imported').waitFor();
      await dialog.getByLabel('Farbe').selectOption({ label: 'Skip' });
      await dialog.getByText('skipped: Farbe').waitFor();
      await dialog.getByRole('button', { name: 'Import 2 contacts' }).click();
      await view.text('2 contacts were imported').waitFor();
      const rows = readRows(
        world.databasePath,
        `SELECT firstName, lastName, company FROM contacts WHERE phone LIKE '%171100040_' ORDER BY phone`,
      );
      assert.deepEqual(
        rows.map(({ firstName, lastName, company }) => [firstName, lastName, company]),
        [
          ['Grace', 'Hopper', null],
          ['Alan', null, null],
        ],
      );
      assert.deepEqual(view.problems, []);
    },
  },
  {
    name: 'the contacts come as a file that can be imported again',
    async run(world) {
      const view = await openContacts(world);
      const [download] = await Promise.all([
        view.page.waitForEvent('download'),
        view.button('Export').click(),
      ]);
      assert.match(download.suggestedFilename(), /^contacts-\d{4}-\d\d-\d\d\.csv$/u);
      const text = await readFile(await download.path(), 'utf8');
      assert.match(text, /Rahim,Chowdhury/u);
      await view.button('Import').click();
      const dialog = view.page.getByRole('dialog', { name: 'Import contacts' });
      await dialog.getByLabel('CSV file').setInputFiles(await download.path());
      await dialog.getByText('6 rows').waitFor();
      await dialog.getByRole('button', { name: 'Import 6 contacts' }).click();
      await view.text('No new contacts').waitFor();
      await view.text('6 were already there').waitFor();
    },
  },
];
