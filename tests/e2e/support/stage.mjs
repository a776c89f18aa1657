// The page with both phones, in one window.
import { inPage } from './deadline.mjs';
import { customer } from './world.mjs';

export async function openStage(world, options) {
  const context = await world.newContext('staffTone', options);
  const page = await context.newPage();
  await page.goto(`${world.url}/?customer=${customer.user}&rawAudio=1`);
  await inPage(page, 'both phones to be online', () => {
    const frames = [...document.querySelectorAll('iframe')];
    return (
      frames.length === 2 &&
      frames.every(({ contentDocument }) => contentDocument?.querySelector('[data-link=online]'))
    );
  });
  const frameOf = (as) => page.frames().find((frame) => frame.url().includes(`as=${as}`));
  return { page, staffFrame: frameOf('staff'), customerFrame: frameOf('customer') };
}
