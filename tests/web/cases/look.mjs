// Every page and every state of a call, in both themes, on a desktop and on a handset, in English and in
// Bangla.
import { inPage } from '../../e2e/support/deadline.mjs';
import { examine } from '../support/examine.mjs';
import { looks } from '../support/looks.mjs';
import { writePastCalls } from '../support/past-calls.mjs';
import { customer, staff } from '../support/world.mjs';

/** Some calls to look back on: answered, declined, cancelled, each way. */
async function makeHistory(caller, callee) {
  await caller.dialContact(customer.name);
  await callee.button(callee.say('voice.incoming.reject')).click();
  await caller.button(caller.say('common.close')).click();
  await callee.button(callee.say('voice.callButton.callSomebody', staff)).first().click();
  await caller.incoming().waitFor();
  await callee.button(callee.say('voice.call.cancel')).click();
  await caller.incoming().waitFor({ state: 'detached' });
  await caller.button(caller.say('common.close')).click();
}

export default looks.map(({ size, options, suffix, title }) => ({
  name: `the pages look right: ${title}`,
  async run(world) {
    const isHandset = size === 'handset';
    const named = (what) => `${what}${suffix}`;
    const [caller, callee] = await Promise.all(
      [staff, customer].map((person) => world.visit(person, options)),
    );
    const { say } = caller;
    await caller.page.goto(caller.url);
    await caller.button(staff.name).waitFor();
    await examine(caller, named('sign-in'));
    await Promise.all([caller.signIn(), callee.signIn()]);
    const isReachable = caller.page
      .getByRole('option', { name: customer.name })
      .getByText(say('voice.dialer.reachable'));
    await isReachable.waitFor();
    await examine(caller, named('calls-empty'));
    await examine(callee, named('portal-empty'));
    await makeHistory(caller, callee);
    writePastCalls(world.databasePath, 48);
    await Promise.all([caller, callee].map(({ page }) => page.reload()));
    await Promise.all([caller.ready(), callee.ready(), isReachable.waitFor()]);
    if (!isHandset) await caller.rows().nth(8).waitFor();
    await callee.rows().nth(8).waitFor();
    await examine(caller, named('calls'));
    await examine(callee, named('portal'));
    if (isHandset) {
      await caller.page.getByRole('radio', { name: say('calls.views.history') }).click();
      await caller.rows().nth(8).waitFor();
      await examine(caller, named('history'));
      await caller.page.getByRole('radio', { name: say('calls.views.phone') }).click();
    }
    await caller.button(say('voice.dialer.showKeypad')).click();
    for (const digit of '0171') await caller.button(digit, { exact: true }).click();
    await examine(caller, named('keypad'));
    await caller.button(say('voice.dialer.showContacts')).click();

    await caller.dialContact(customer.name);
    await callee.incoming().waitFor();
    await examine(caller, named('calling'));
    await examine(callee, named('incoming'));
    await callee.button(say('voice.incoming.accept')).click();
    await Promise.all([caller.call('active').waitFor(), callee.call('active').waitFor()]);
    await caller.text(say('voice.quality.good')).waitFor();
    await examine(caller, named('in-call'));
    await examine(callee, named('widget'));
    await caller.button(say('voice.sound.label')).click();
    await caller.page.getByRole('slider').waitFor();
    await examine(caller, named('sound'));
    await caller.page.keyboard.press('Escape');
    // So that what is told of the call has every step.
    await callee.page.reload();
    await Promise.all([callee.call('active').waitFor(), caller.call('active').waitFor()]);
    await caller.button(say('voice.call.end')).click();
    await inPage(callee.page, 'the call to be over', () => !document.querySelector('aside time'));
    if (isHandset) {
      await caller.page.getByRole('radio', { name: say('calls.views.history') }).click();
    }
    await caller.rows().first().getByRole('button').first().click();
    await caller.page.getByRole('dialog').getByText(say('voice.history.timeline')).waitFor();
    await examine(caller, named('details'));
  },
}));
