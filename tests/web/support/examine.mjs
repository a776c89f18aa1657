// What must hold of every picture of every page.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Nothing serious for who sees or hears badly, and no sideways scrolling. With RINGLINE_PICTURES, a
 * folder, the page's picture is left there.
 */
export async function examine({ page }, name) {
  // Moving things end at once: half faded in, a colour is another.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const folder = process.env.RINGLINE_PICTURES;
  if (folder) {
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `${name}.png`) });
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${name}: ${wide} px wider than the screen`);
  // By the debugger, which no policy holds.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, { resultTypes: ['violations'] }),
  );
  const bad = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  assert.deepEqual(
    bad.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ target, html }) => `${target} ${html.slice(0, 160)}`).join(' | ')}`,
    ),
    [],
    name,
  );
}
