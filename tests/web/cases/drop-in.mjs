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

/** A page of the existing app, of this person, by this part of its address. */
async function openApp(world, person, search = '') {
  const context = await world.newContext(person.browser);
  const page = await WebPage.open(context, person, `${world.wire.url}/app/${search}`);
  world.pages.push(page);
  await page.page.goto(page.url);
  await page.page.locator('#ready', { hasText: 'true' }).waitFor();
  return page;
}

async function layApp(world) {
  const folder = join(world.folder, 'app');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'main.js'), await bundle(world));
  writeFileSync(join(folder, 'index.html'), html);
}

const bothHear = (one, another) =>
  Promise.all([one.waitForTone(tones.customerHz), another.waitForTone(tones.staffHz)]);

/**
 * Where this page is served from, no style sheet is let in that stands in the page; the app's own policy
 * is proven elsewhere.
 */
function checkProblems({ problems }) {
  assert.deepEqual(
    problems.filter((problem) => !problem.includes('inline style')),
    [],
  );
}

export default [
  {
    name: 'a page of the existing app works with the hook and the components put in place of its own',
    async run(world) {
      await layApp(world);
      const callee = await world.open(customer);
      const caller = await openApp(world, staff);
      await caller.text('amina@harbor.example').waitFor();

      await caller.dialContact(customer.name);
      await callee.button('Accept').click();
      await bothHear(caller, callee);
      const logId = await caller.page.locator('#sid').textContent();
      await caller.button('Mute').click();
      await callee.waitForSilence();
      await caller.button('End call').click();
      await caller.waitForRelease();
      await caller.page.locator(`[data-call="${logId}"]`).getByText('Answered').waitFor();

      await callee.button(`Call ${staff.name}`).first().click();
      await caller.incoming().getByRole('heading', { name: customer.name }).waitFor();
      await caller.button('Accept').click();
      await bothHear(caller, callee);
      checkProblems(caller);
    },
  },
  {
    name: 'the customer’s page of the existing app, whose user is the contact, calls and is called',
    async run(world) {
      await layApp(world);
      const [adviser, portal] = await Promise.all([
        openApp(world, staff),
        openApp(world, customer, '?portal'),
      ]);
      await adviser.dialContact(customer.name);
      await portal.incoming().getByRole('heading', { name: staff.name }).waitFor();
      await portal.button('Accept').click();
      await bothHear(adviser, portal);
      await portal.button('End call').click();
      await Promise.all([adviser.waitForRelease(), portal.waitForRelease()]);

      await portal.button(`Call ${staff.name}`).click();
      await adviser.incoming().getByRole('heading', { name: customer.name }).waitFor();
      await adviser.button('Accept').click();
      await bothHear(adviser, portal);
      await adviser.button('End call').click();
      await Promise.all([adviser.waitForRelease(), portal.waitForRelease()]);
      for (const page of [adviser, portal]) checkProblems(page);
    },
  },
];
