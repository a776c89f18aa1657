// The pages around calls, in both themes, on a desktop and on a handset, in English and in Bangla.
import { examine } from '../support/examine.mjs';
import { looks } from '../support/looks.mjs';
import { writePastCalls } from '../support/past-calls.mjs';
import { customer, staff } from '../support/world.mjs';

const file = {
  name: 'people.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from('First name,Email\nAda,ada@mail.example\nBob,nowhere\n'),
};

export default looks.map(({ isEnglish, options, suffix, title }) => ({
  name: `contacts, figures and settings look right: ${title}`,
  async run(world) {
    writePastCalls(world.databasePath, 260, 59);
    const callee = await world.visit(customer, options);
    await callee.signIn();
    const view = await world.visit(staff, options);
    const { page, say } = view;
    const named = (what) => `${what}${suffix}`;
    await page.goto(view.url);
    await view.button(staff.name).click();
    await page.waitForURL(`**${staff.home}`);

    await page.goto(`${view.url}/contacts`);
    const row = page.getByRole('row').filter({ hasText: customer.name });
    await row.getByText(say('contacts.reachable')).waitFor();
    await examine(view, named('contacts'));
    if (isEnglish) {
      await view.button('New contact').click();
      await page.getByRole('dialog').getByLabel('First name').waitFor();
      await examine(view, named('contact-form'));
      await page.keyboard.press('Escape');
      await view.button('Import').click();
      await page.getByLabel('CSV file').setInputFiles(file);
      await page.getByRole('dialog').getByText('2 rows').waitFor();
      await examine(view, named('contacts-import'));
      await page.keyboard.press('Escape');
    }

    await page.goto(`${view.url}/analytics`);
    await page.locator('[data-bar]').first().waitFor();
    await examine(view, named('analytics'));
    await page.getByRole('table', { name: say('analytics.staff.title') }).scrollIntoViewIfNeeded();
    await examine(view, named('analytics-below'));

    await page.goto(`${view.url}/settings`);
    await page.getByRole('radio').nth(4).waitFor();
    await examine(view, named('settings'));
  },
}));
