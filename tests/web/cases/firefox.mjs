// Firefox and Chromium, each calling the other.
import { firefoxToneHz, launchFirefox } from '../../e2e/support/firefox.mjs';
import { customer, staff, tones } from '../support/world.mjs';

export default [
  {
    name: 'Firefox and Chromium: a whole call in each direction',
    async run(world) {
      const browser = await launchFirefox();
      try {
        world.browsers = { ...world.browsers, firefox: browser };
        const caller = await world.open(staff);
        const callee = await world.open(customer, { width: 1280, height: 800, browser: 'firefox' });
        const bothHear = () =>
          Promise.all([caller.waitForTone(firefoxToneHz), callee.waitForTone(tones.staffHz)]);

        await caller.dialContact(customer.name);
        await callee.button('Accept').click();
        await bothHear();
        await caller.button('End call').click();
        await Promise.all([caller.waitForRelease(), callee.waitForRelease()]);
        await callee.rows().first().getByText('Answered').waitFor();

        await callee.button(`Call ${staff.name}`).first().click();
        await caller.button('Accept').click();
        await bothHear();
        await callee.button('End call').click();
        await Promise.all([caller.waitForRelease(), callee.waitForRelease()]);
        await caller.rows().nth(1).waitFor();
      } finally {
        for (const context of world.contexts.splice(0)) await context.close();
        await browser.close();
      }
    },
  },
];
