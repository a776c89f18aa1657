// The React hook in a real browser, against the real gateway.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { readCall } from '../support/database.mjs';
import { inPage } from '../support/deadline.mjs';
import { customer, staff, tones } from '../support/world.mjs';

const entry = fileURLToPath(new URL('../react-page/page.jsx', import.meta.url));
const probePath = fileURLToPath(new URL('../support/probe.js', import.meta.url));
const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));
const packageAddress = '/ringline/index.js';
const html = `<!doctype html><title>App</title><div id="root"></div>
<script type="module" src="page.js"></script>`;

// As a bundler would, but for the package's core: that comes from the gateway, as on the demo page.
async function bundle(packageRoot) {
  const fromGateway = {
    name: 'package-from-the-gateway',
    setup(bundler) {
      bundler.onResolve({ filter: /^ringline$/ }, () => ({ path: packageAddress, external: true }));
      bundler.onResolve({ filter: /^ringline\/react$/ }, () => ({
        path: `${packageRoot}/react.js`,
      }));
    },
  };
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"development"' },
    plugins: [fromGateway],
    nodePaths: [modules],
  });
  return outputFiles[0].text;
}

async function openApp(world) {
  const script = await bundle(world.packageRoot);
  const context = await world.newContext('customerTone');
  await context.addInitScript({ path: probePath });
  const folder = join(world.siteRoot, 'app');
  mkdirSync(folder);
  writeFileSync(join(folder, 'page.js'), script);
  writeFileSync(join(folder, 'index.html'), html);
  const page = await context.newPage();
  await page.goto(`${world.url}/app/`);
  return page;
}

const shows = (page, id, wanted) =>
  inPage(
    page,
    `the app's ${id} to be ${wanted}`,
    ([name, value]) => document.getElementById(name)?.textContent === value,
    [id, wanted],
  );

export default [
  {
    name: 'React StrictMode mounts twice and opens one socket; unmounting does not hang up',
    async run(world) {
      const caller = await world.openStaff();
      const app = await openApp(world);
      await shows(app, 'ready', 'true');
      assert.equal(await app.evaluate(() => window.mounts), 2, 'StrictMode should mount twice');

      await caller.dialContact(customer.name);
      await shows(app, 'caller', staff.name);
      await app.click('#accept');
      await shows(app, 'state', 'active');
      await caller.waitForTone(tones.customerHz);
      await inPage(
        app,
        'staff to be heard in the app',
        (wantedHz) => {
          const { peakHz, loudness, binHz } = window.probe.hear();
          return loudness > 0.01 && Math.abs(peakHz - wantedHz) <= 2 * binHz;
        },
        tones.staffHz,
      );
      await shows(app, 'seconds', '2');

      await app.click('#toggle');
      await inPage(app, 'the component to be gone', () => !document.getElementById('state'));
      await caller.waitForSeconds(4);
      await caller.waitForTone(tones.customerHz);
      await app.click('#toggle');
      await shows(app, 'state', 'active');

      const logId = await caller.logId();
      await caller.hangUp();
      await shows(app, 'reason', 'hung_up');
      await shows(app, 'state', 'idle');
      assert.equal(readCall(world.databasePath, logId).status, 'COMPLETED');
      const { sockets, released } = await app.evaluate(() => ({
        sockets: window.probe.sockets.length,
        released: window.probe.tracks.every((track) => track.readyState === 'ended'),
      }));
      assert.equal(sockets, 1, 'one socket for all of it');
      assert.ok(released, 'the microphone');
    },
  },
];
