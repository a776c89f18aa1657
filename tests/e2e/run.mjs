#!/usr/bin/env node
// Calls between real browsers through a real gateway: node tests/e2e/run.mjs [WORD...]
//
// With words, only the cases whose name has one of them. Run it by tests/isolated, in a network of
// its own. What a failed case left behind stands in build/test-logs/e2e/: pictures, traces, logs.
//
//   RINGLINE_GATEWAY    the gateway (build/release/server/ringline-gateway)
//   RINGLINE_PACKAGE    the package's files (js-glue/dist)
//   RINGLINE_CHROMIUM   the browser (/usr/bin/chromium-headless-shell)
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import access from './cases/access.mjs';
import devices from './cases/devices.mjs';
import microphone from './cases/microphone.mjs';
import outages from './cases/outages.mjs';
import page from './cases/page.mjs';
import quality from './cases/quality.mjs';
import react from './cases/react.mjs';
import reload from './cases/reload.mjs';
import unanswered from './cases/unanswered.mjs';
import wholeCall from './cases/whole-call.mjs';
import { launchBrowser } from './support/browsers.mjs';
import { within } from './support/deadline.mjs';
import { writeTone } from './support/tone.mjs';
import { tones, World } from './support/world.mjs';

const caseLimitMs = 90_000;
const cases = [
  ...[wholeCall, unanswered, microphone, quality, devices, outages, reload, react, access, page],
].flat();

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const logs = join(root, 'build', 'test-logs', 'e2e');
const program = process.env.RINGLINE_GATEWAY ?? join(root, 'build/release/server/ringline-gateway');
const packageRoot = process.env.RINGLINE_PACKAGE ?? join(root, 'js-glue/dist');

for (const [path, command] of [
  [program, 'make build'],
  [join(packageRoot, 'index.js'), 'make build'],
]) {
  if (existsSync(path)) continue;
  console.error(`${path} is missing: run ${command} first`);
  process.exit(2);
}

const words = process.argv.slice(2).map((word) => word.toLowerCase());
const chosen = cases.filter(
  ({ name }) => words.length === 0 || words.some((word) => name.toLowerCase().includes(word)),
);
const folderOf = (name) => join(logs, name.replaceAll(/[^a-z0-9]+/giu, '-').slice(0, 60));

const scratch = mkdtempSync(join(tmpdir(), 'ringline-e2e-'));
const tonePath = (name, frequencyHz) => {
  const path = join(scratch, `${name}.wav`);
  writeTone(path, frequencyHz);
  return path;
};
const browsers = {
  staffTone: await launchBrowser('tone', tonePath('staff', tones.staffHz)),
  customerTone: await launchBrowser('tone', tonePath('customer', tones.customerHz)),
  microphoneDenied: await launchBrowser('denied'),
  microphoneMissing: await launchBrowser('missing'),
};

async function runCase({ name, gatewayOptions = {}, run }) {
  const folder = folderOf(name);
  rmSync(folder, { recursive: true, force: true });
  const world = await World.begin({
    program,
    packageRoot,
    demoRoot: join(root, 'demo'),
    folder,
    browsers,
    gatewayOptions,
  });
  try {
    await within(caseLimitMs, 'the case to end', run(world));
  } catch (error) {
    await world.keepEvidence();
    throw error;
  } finally {
    await world.end();
  }
  rmSync(folder, { recursive: true, force: true });
}

mkdirSync(logs, { recursive: true });
let passed = 0;
let failed = 0;
for (const each of chosen) {
  try {
    await runCase(each);
    ++passed;
    console.log(`ok      ${each.name}`);
  } catch (error) {
    ++failed;
    console.log(
      `FAILED  ${each.name}\n${String(error.stack ?? error).replaceAll(/^/gmu, '        ')}`,
    );
    console.log(`        see ${folderOf(each.name)}`);
  }
}
await Promise.all(Object.values(browsers).map((browser) => browser.close()));
rmSync(scratch, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
