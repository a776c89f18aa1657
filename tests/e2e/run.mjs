#!/usr/bin/env node
// Calls between real browsers through a real gateway: node tests/e2e/run.mjs [WORD...]
//
// With words, only the cases whose name has one of them. Run it by tests/isolated, in a network of
// its own. What a failed case left behind stands in build/test-logs/e2e/: pictures, traces, logs.
//
//   RINGLINE_GATEWAY    the gateway (build/release/server/ringline-gateway)
//   RINGLINE_PACKAGE    the package's files (js-glue/dist)
//   RINGLINE_CHROMIUM   the browser (/usr/bin/chromium-headless-shell)
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import access from './cases/access.mjs';
import devices from './cases/devices.mjs';
import localSound from './cases/local-sound.mjs';
import microphone from './cases/microphone.mjs';
import outages from './cases/outages.mjs';
import page from './cases/page.mjs';
import quality from './cases/quality.mjs';
import react from './cases/react.mjs';
import reload from './cases/reload.mjs';
import unanswered from './cases/unanswered.mjs';
import wholeCall from './cases/whole-call.mjs';
import { launchBrowser } from './support/browsers.mjs';
import { requireBuilt, runCases, ToneBrowsers } from './support/cases.mjs';
import { tones, World } from './support/world.mjs';

const cases = [
  ...[wholeCall, unanswered, microphone, localSound, quality, devices, outages, reload, react],
  ...[access, page],
].flat();

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const logs = join(root, 'build', 'test-logs', 'e2e');
const program = process.env.RINGLINE_GATEWAY ?? join(root, 'build/release/server/ringline-gateway');
const packageRoot = process.env.RINGLINE_PACKAGE ?? join(root, 'js-glue/dist');

requireBuilt([
  [program, 'make build'],
  [join(packageRoot, 'index.js'), 'make build'],
]);

const toneBrowsers = new ToneBrowsers();
const browsers = {
  staffTone: await toneBrowsers.launch('staff', tones.staffHz),
  customerTone: await toneBrowsers.launch('customer', tones.customerHz),
  microphoneDenied: await launchBrowser('denied'),
  microphoneMissing: await launchBrowser('missing'),
};

const exitCode = await runCases({
  cases,
  logs,
  limitMs: 90_000,
  begin: ({ gatewayOptions = {} }, folder) =>
    World.begin({
      ...{ program, packageRoot, demoRoot: join(root, 'demo') },
      ...{ folder, browsers, gatewayOptions },
    }),
});
await Promise.all(Object.values(browsers).map((browser) => browser.close()));
toneBrowsers.close();
process.exit(exitCode);
