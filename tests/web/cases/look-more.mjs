// The pages around calls, in both themes, on a desktop and on a handset, and once in Bangla.
import { examine } from '../support/examine.mjs';
import { writePastCalls } from '../support/past-calls.mjs';
import { desktop, handset, staff } from '../support/world.mjs';

const sizes = { desktop, handset };
const looks = [
  ...['light', 'dark'].flatMap((colorScheme) =>
    Object.keys(sizes).map((size) => ({ colorScheme, size, locale: 'en-US' })),
  ),
  { colorScheme: 'light', size: 'desktop', locale: 'bn-BD' },
];

const file = {
  name: 'people.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from('First name,Email\nAda,ada@mail.example\nBob,nowhere\n'),
};

export default looks.map(({ colorScheme, size, locale }) => ({
  name: `contacts, figures and settings look right: ${colorScheme}, ${size}, ${locale}`,
  async run(world) {
    writePastCalls(world.databasePath, 160);
    const isEnglish = locale === 'en-US';
    const view = await world.visit(staff, { ...sizes[size], colorScheme, locale });
    const { page } = view;
    const named = (what) => `${what}-${isEnglish ? '' : 'bangla-'}${colorScheme}-${size}`;
    await page.goto(view.url);
    await view.button(staff.name).click();
    await page.waitForURL(`**${staff.home}`);

    await page.goto(`${view.url}/contacts`);
    await page.getByRole('row').nth(6).waitFor();
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
    await page.locator('.recharts-bar-rectangle').first().waitFor();
    await examine(view, named('analytics'));
    await page
      .getByRole('table', { name: isEnglish ? 'Per member of staff' : 'কর্মী অনুযায়ী' })
      .scrollIntoViewIfNeeded();
    await examine(view, named('analytics-below'));

    await page.goto(`${view.url}/settings`);
    await page.getByRole('radio').nth(4).waitFor();
    await examine(view, named('settings'));
  },
}));
