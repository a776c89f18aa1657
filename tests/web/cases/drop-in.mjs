// The hook and the components in a page that was written for the ones that they replace.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { build } from 'esbuild';

import { WebPage } from '../support/web-page.mjs';
import { customer, staff, tones } from '../support/world.mjs';

const here = join(import.meta.dirname, '../drop-in');
const html = `<!doctype html><html lang="en"><title>The existing app</title><div id="root"></div>
<script type="module" src="main.js"></script></html>`;

/** As a bundler would, but for the package's core: that comes from the gateway, as a file. */
async function bundle({ root, packageRoot }) {
  const fromGateway = {
    name: 'core-from-the-gateway',
    setup(bundler) {
      bundler.onResolve({ filter: /^ringline$/ }, () => ({
        path: '/ringline/index.js',
        external: true,
      }));
      bundler.onResolve({ filter: /^ringline\/(react|browser)$/ }, ({ path }) => ({
        path: join(packageRoot, `${path.split('/')[1]}.js`),
      }));
    },
  };
  const { outputFiles } = await build({
    entryPoints: [join(here, 'main.tsx')],
    bundle: true,
    write: false,
    format: 'esm',
    jsx: 'automatic',
    tsconfig: join(here, 'tsconfig.json'),
    // Links and parts that load later are Next.js', which asks for more than the mode.
    define: { 'process.env.NODE_ENV': '"development"', 'process.env': '{}' },
    plugins: [fromGateway],
    nodePaths: [join(root, 'node_modules')],
  });
  return outputFiles[0].text;
}

export default [
  {
    name: 'a page of the existing app works with the hook and the components put in place of its own',
    async run(world) {
      const folder = join(world.folder, 'app');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'main.js'), await bundle(world));
      writeFileSync(join(folder, 'index.html'), html);
      const callee = await world.open(customer);
      const context = await world.newContext(staff.browser);
      const caller = await WebPage.open(context, staff, `${world.wire.url}/app/`);
      world.pages.push(caller);
      await caller.page.goto(caller.url);
      await caller.page.locator('#ready', { hasText: 'true' }).waitFor();
      await caller.text('amina@harbor.example').waitFor();

      await caller.dialContact(customer.name);
      await callee.button('Accept').click();
      await Promise.all([caller.waitForTone(tones.customerHz), callee.waitForTone(tones.staffHz)]);
      const logId = await caller.page.locator('#sid').textContent();
      await caller.button('Mute').click();
      await callee.waitForSilence();
      await caller.button('End call').click();
      await caller.waitForRelease();
      await caller.page.locator(`[data-call="${logId}"]`).getByText('Answered').waitFor();

      await callee.button(`Call ${staff.name}`).first().click();
      await caller.incoming().getByRole('heading', { name: customer.name }).waitFor();
      await caller.button('Accept').click();
      await Promise.all([caller.waitForTone(tones.customerHz), callee.waitForTone(tones.staffHz)]);
      // Where this page is served from, no style sheet is let in that stands in the page; the app's own
      // policy is proven elsewhere.
      const others = caller.problems.filter((problem) => !problem.includes('inline style'));
      assert.deepEqual(others, []);
    },
  },
];
