#!/usr/bin/env node
// The web app, built and started as in production, in real browsers: node tests/web/run.mjs [WORD...]
//
// With words, only the cases whose name has one of them. Run it by tests/isolated, in a network of
// its own. What a failed case left behind stands in build/test-logs/web/.
//
//   RINGLINE_GATEWAY    the gateway (build/release/server/ringline-gateway)
//   RINGLINE_CHROMIUM   the browser (/usr/bin/chromium-headless-shell)
//   RINGLINE_DESKTOP_CHROMIUM   the one with notifications (/usr/bin/chromium)
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { launchBrowser } from '../e2e/support/browsers.mjs';
import { requireBuilt, runCases, ToneBrowsers } from '../e2e/support/cases.mjs';
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
import reach from './cases/reach.mjs';
import renders from './cases/renders.mjs';
import scenario from './cases/scenario.mjs';
import settings from './cases/settings.mjs';
import tabs from './cases/tabs.mjs';
import catalogues from './cases/words.mjs';
import { startNext } from './support/next-server.mjs';
import { tones, World } from './support/world.mjs';

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
    reach,
    renders,
    policy,
    dropIn,
  ],
  ...[baseGateway, oidc, firefox, look, lookMore],
].flat();

const root = resolve(import.meta.dirname, '..', '..');
const logs = join(root, 'build', 'test-logs', 'web');
const program = process.env.RINGLINE_GATEWAY ?? join(root, 'build/release/server/ringline-gateway');
const packageRoot = join(root, 'js-glue/dist');
requireBuilt([
  [program, 'make build'],
  [join(root, 'build/interop/nest-gateway/main.mjs'), 'scripts/build nest-gateway'],
  [join(root, 'web/.next/BUILD_ID'), 'scripts/build web'],
]);

mkdirSync(logs, { recursive: true });
const toneBrowsers = new ToneBrowsers();
const wire = await layWire();
const [staff, customer, denied, missing, next] = await Promise.all([
  toneBrowsers.launch('staff', tones.staffHz),
  toneBrowsers.launch('customer', tones.customerHz),
  launchBrowser('denied'),
  launchBrowser('missing'),
  startNext({ root, env: { RINGLINE_URL: wire.url }, logPath: join(logs, 'next.log') }),
]);
const browsers = { staff, customer, denied, missing };

const exitCode = await runCases({
  cases,
  logs,
  limitMs: 90_000,
  begin: ({ gatewayOptions = {} }, folder) =>
    World.begin({
      ...{ root, program, packageRoot, folder, browsers, wire },
      ...{ url: next.url, gatewayOptions },
    }),
});
await next.stop();
await Promise.all(Object.values(browsers).map((browser) => browser.close()));
wire.close();
toneBrowsers.close();
process.exit(exitCode);
