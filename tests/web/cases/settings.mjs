// The settings: devices, their tests, the ringtone and notifications.
import assert from 'node:assert/strict';

import { customer, staff } from '../support/world.mjs';

async function openSettings(world, person = staff, options) {
  const view = await world.open(person, options);
  await view.page.getByRole('link', { name: 'Settings' }).click();
  await view.page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
  return view;
}
const card = ({ page }, name) => page.getByRole('region', { name, exact: true });
const loud = (view, label) =>
  view.waits(
    `${label} to show sound`,
    (name) =>
      Number(document.querySelector(`[role=meter][aria-label="${name}"]`)?.ariaValueNow) > 20,
    label,
  );

export default [
  {
    name: 'the microphone is tested: its meter moves, and it is let go of',
    async run(world) {
      const view = await openSettings(world);
      const microphone = card(view, 'Microphone');
      await microphone.getByRole('button', { name: 'Test microphone' }).click();
      await microphone.getByText('Say something').waitFor();
      await loud(view, 'Microphone level');
      await microphone.getByRole('button', { name: 'Stop test' }).click();
      await view.waitForRelease();
      await microphone.getByRole('button', { name: 'Test microphone' }).waitFor();
      assert.deepEqual(view.problems, []);
    },
  },
  {
    name: 'the echo test sends the voice through a call with oneself, and back',
    async run(world) {
      const view = await openSettings(world, customer);
      const echo = card(view, 'Echo test');
      await echo.getByRole('button', { name: 'Start echo test' }).click();
      await echo.getByText('You should hear yourself').waitFor();
      await loud(view, 'You');
      await loud(view, 'What comes back');
      await view.waitForTone(1000);
      await echo.getByText('opus').waitFor();
      await echo.getByRole('button', { name: 'Hang up' }).click();
      await view.waitForRelease();
      assert.deepEqual(view.problems, []);
    },
  },
  {
    name: 'what was chosen is kept, and is every page’s',
    async run(world) {
      const view = await openSettings(world);
      const { page } = view;
      await page.getByRole('radio', { name: 'Marimba' }).click();
      const volume = card(view, 'Speaker').getByRole('slider', { name: 'Volume' });
      await volume.focus();
      for (let step = 0; step < 6; ++step) await page.keyboard.press('ArrowLeft');
      assert.equal(await volume.getAttribute('aria-valuetext'), '70%');
      await card(view, 'Ringtone').getByRole('slider').focus();
      await page.keyboard.press('Home');
      await view.text('Calls arrive without a sound.').waitFor();
      await page.reload();
      await page.getByRole('radio', { name: 'Marimba', checked: true }).waitFor();
      assert.equal(await volume.getAttribute('aria-valuetext'), '70%');
      const kept = await page.evaluate(() => JSON.parse(localStorage.getItem('ringline.devices')));
      assert.deepEqual(kept, {
        microphoneId: '',
        speakerId: '',
        volume: 0.7,
        ringtone: 'marimba',
        ringtoneVolume: 0,
      });
    },
  },
  {
    name: 'a microphone that can’t be had is explained, with the way out',
    async run(world) {
      for (const [browser, title] of [
        ['denied', 'Your microphone is blocked'],
        ['missing', 'No microphone found'],
      ]) {
        const view = await openSettings(world, { ...staff, browser });
        await view.button('Test microphone').click();
        const alert = card(view, 'Microphone').getByRole('alert');
        await alert.getByText(title).waitFor();
        if (browser === 'denied') {
          await alert.getByText('Click the controls at the left of the address.').waitFor();
        }
        await view.button('Test microphone').waitFor();
        await view.button('Start echo test').click();
        await card(view, 'Echo test').getByRole('alert').getByText(title).waitFor();
      }
    },
  },
  {
    name: 'whether notifications are allowed is said, with the way to it',
    async run(world) {
      const view = await openSettings(world);
      const notifications = card(view, 'Notifications');
      // This browser shows none, and says that it was told so.
      await notifications.getByText('Blocked', { exact: true }).waitFor();
      await notifications.getByText('to the left of the address').waitFor();
      assert.equal(await notifications.getByRole('button').count(), 0);
    },
  },
];
