#!/usr/bin/env node
// The web app, built and started as in production, in real browsers: node tests/web/run.mjs [WORD...]
//
// With words, only the cases whose name has one of them. Run it by tests/isolated, in a network of
// its own. What a failed case left behind stands in build/test-logs/web/.
//
//   RINGLINE_GATEWAY    the gateway (build/release/server/ringline-gateway)
//   RINGLINE_CHROMIUM   the browser (/usr/bin/chromium-headless-shell)
//   RINGLINE_DESKTOP_CHROMIUM   the one with notifications (/usr/bin/chromium)
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { launchBrowser } from '../e2e/support/browsers.mjs';
import { within } from '../e2e/support/deadline.mjs';
import { writeTone } from '../e2e/support/tone.mjs';
import { layWire } from '../e2e/support/wire.mjs';
import analytics from './cases/analytics.mjs';
import baseGateway from './cases/base-gateway.mjs';
import contacts from './cases/contacts.mjs';
import dropIn from './cases/drop-in.mjs';
import failures from './cases/failures.mjs';
import firefox from './cases/firefox.mjs';
import look from './cases/look.mjs';
import lookMore from './cases/look-more.mjs';
import notifications from './cases/notifications.mjs';
import oidc from './cases/oidc.mjs';
import pages from './cases/pages.mjs';
import policy from './cases/policy.mjs';
import scenario from './cases/scenario.mjs';
import settings from './cases/settings.mjs';
import tabs from './cases/tabs.mjs';
import catalogues from './cases/words.mjs';
import { startNext } from './support/next-server.mjs';
import { tones, World } from './support/world.mjs';

const caseLimitMs = 90_000;
const cases = [
  ...[
    catalogues,
    scenario,
    tabs,
    notifications,
    contacts,
    analytics,
    settings,
    pages,
    failures,
    policy,
    dropIn,
  ],
  ...[baseGateway, oidc, firefox, look, lookMore],
].flat();

const root = resolve(import.meta.dirname, '..', '..');
const logs = join(root, 'build', 'test-logs', 'web');
const program = process.env.RINGLINE_GATEWAY ?? join(root, 'build/release/server/ringline-gateway');
const packageRoot = join(root, 'js-glue/dist');
for (const [path, command] of [
  [program, 'make build'],
  [join(root, 'build/interop/nest-gateway/main.mjs'), 'scripts/build nest-gateway'],
  [join(root, 'web/.next/BUILD_ID'), 'scripts/build web'],
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

mkdirSync(logs, { recursive: true });
const scratch = mkdtempSync(join(tmpdir(), 'ringline-web-'));
const tone = (name, frequencyHz) => {
  const path = join(scratch, `${name}.wav`);
  writeTone(path, frequencyHz);
  return launchBrowser('tone', path);
};
const wire = await layWire();
const [staff, customer, denied, missing, next] = await Promise.all([
  tone('staff', tones.staffHz),
  tone('customer', tones.customerHz),
  launchBrowser('denied'),
  launchBrowser('missing'),
  startNext({ root, env: { RINGLINE_URL: wire.url }, logPath: join(logs, 'next.log') }),
]);
const browsers = { staff, customer, denied, missing };

async function runCase({ name, gatewayOptions = {}, run }) {
  const folder = folderOf(name);
  rmSync(folder, { recursive: true, force: true });
  const setup = {
    ...{ root, program, packageRoot, folder, browsers, wire },
    ...{ url: next.url, gatewayOptions },
  };
  const world = await World.begin(setup);
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
await next.stop();
await Promise.all(Object.values(browsers).map((browser) => browser.close()));
wire.close();
rmSync(scratch, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
