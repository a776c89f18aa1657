// Every page and every state of a call, in both themes, on a desktop and on a handset.
import { inPage } from '../../e2e/support/deadline.mjs';
import { examine } from '../support/examine.mjs';
import { customer, desktop, handset, staff } from '../support/world.mjs';

const sizes = { desktop, handset };

/** Some calls to look back on: answered, declined, cancelled, each way. */
async function makeHistory(caller, callee) {
  await caller.dialContact(customer.name);
  await callee.button('Reject').click();
  await caller.button('Close').click();
  await callee.button(`Call ${staff.name}`).first().click();
  await caller.incoming().waitFor();
  await callee.button('Cancel').click();
  await caller.incoming().waitFor({ state: 'detached' });
  await caller.button('Close').click();
}

const looks = ['light', 'dark'].flatMap((colorScheme) =>
  Object.keys(sizes).map((size) => ({ colorScheme, size })),
);

export default looks.map(({ colorScheme, size }) => ({
  name: `the pages look right: ${colorScheme}, ${size}`,
  async run(world) {
    const options = { ...sizes[size], colorScheme };
    const named = (what) => `${what}-${colorScheme}-${size}`;
    const [caller, callee] = await Promise.all(
      [staff, customer].map((person) => world.visit(person, options)),
    );
    await caller.page.goto(caller.url);
    await caller.button(staff.name).waitFor();
    await examine(caller, named('sign-in'));
    await Promise.all([caller.signIn(), callee.signIn()]);
    await caller.page.getByRole('option', { name: customer.name }).getByText('Online').waitFor();
    await examine(caller, named('calls-empty'));
    await examine(callee, named('portal-empty'));
    await makeHistory(caller, callee);
    await caller.page.getByRole('combobox').fill('');
    if (size === 'desktop') await caller.rows().nth(1).waitFor();
    await callee.rows().nth(1).waitFor();
    await examine(caller, named('calls'));
    await examine(callee, named('portal'));
    await caller.button('Show the keypad').click();
    for (const digit of '0171') await caller.button(digit, { exact: true }).click();
    await examine(caller, named('keypad'));
    await caller.button('Show the contacts').click();

    await caller.dialContact(customer.name);
    await callee.incoming().waitFor();
    await examine(caller, named('calling'));
    await examine(callee, named('incoming'));
    await callee.button('Accept').click();
    await Promise.all([caller.call('active').waitFor(), callee.call('active').waitFor()]);
    await caller.text('Good').waitFor();
    await examine(caller, named('in-call'));
    await examine(callee, named('widget'));
    await caller.button('Sound').click();
    await caller.page.getByRole('slider').waitFor();
    await examine(caller, named('sound'));
    await caller.page.keyboard.press('Escape');
    await caller.button('End call').click();
    await inPage(callee.page, 'the call to be over', () => !document.querySelector('aside time'));
    if (size === 'handset') await caller.page.getByRole('radio', { name: 'History' }).click();
    await caller.rows().first().getByRole('button').first().click();
    await caller.page.getByRole('dialog').getByText('How it went').waitFor();
    await examine(caller, named('details'));
  },
}));
