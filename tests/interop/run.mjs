#!/usr/bin/env node
// Calls between parts of different make: node tests/interop/run.mjs [WORD...]
//
// Ringline's package and gateway, the unmodified socket.io-client of npm, and a NestJS gateway on a
// real PostgreSQL. With words, only the cases whose name has one of them. Run it by tests/isolated,
// in a network of its own. What a failed case left behind stands in build/test-logs/interop/.
//
//   RINGLINE_GATEWAY    the gateway (build/release/server/ringline-gateway)
//   RINGLINE_PACKAGE    the package's files (js-glue/dist)
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { requireBuilt, runCases, ToneBrowsers } from '../e2e/support/cases.mjs';
import moving from './cases/moving.mjs';
import otherEnds from './cases/other-ends.mjs';
import wholeCalls from './cases/whole-calls.mjs';
import { customer, insertPeople, staff } from './support/people.mjs';
import { startPostgres } from './support/postgres.mjs';
import { startSite } from './support/site.mjs';
import { World } from './support/world.mjs';

const cases = [wholeCalls, otherEnds, moving].flat();

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '..', '..');
const logs = join(root, 'build', 'test-logs', 'interop');
const packageRoot = process.env.RINGLINE_PACKAGE ?? join(root, 'js-glue/dist');
const programs = {
  ringline: process.env.RINGLINE_GATEWAY ?? join(root, 'build/release/server/ringline-gateway'),
  nest: join(root, 'build/interop/nest-gateway/main.mjs'),
};
requireBuilt([
  [programs.ringline, 'make build'],
  [join(packageRoot, 'index.js'), 'make build'],
  [programs.nest, 'scripts/build nest-gateway'],
]);

const toneBrowsers = new ToneBrowsers();
const launch = ({ browser, toneHz }) => toneBrowsers.launch(browser, toneHz);
const postgres = await startPostgres();
postgres.run(readFileSync(join(here, 'nest-gateway/schema.sql'), 'utf8'));
postgres.run(insertPeople);
const browsers = { staff: await launch(staff), customer: await launch(customer) };
const site = await startSite({
  pages: join(here, 'pages'),
  ringline: packageRoot,
  'socket.io-client': join(root, 'node_modules/socket.io-client/dist'),
});

const exitCode = await runCases({
  cases,
  logs,
  limitMs: 60_000,
  begin: ({ world: parts }, folder) =>
    World.begin({ programs, folder, browsers, site, postgres }, parts),
});
await Promise.all(Object.values(browsers).map((browser) => browser.close()));
site.close();
await postgres.stop();
toneBrowsers.close();
process.exit(exitCode);
