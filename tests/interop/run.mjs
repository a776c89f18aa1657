#!/usr/bin/env node
// Calls between parts of different make: node tests/interop/run.mjs [WORD...]
//
// Ringline's package and gateway, the unmodified socket.io-client of npm, and a NestJS gateway on a
// real PostgreSQL. With words, only the cases whose name has one of them. Run it by tests/isolated,
// in a network of its own. What a failed case left behind stands in build/test-logs/interop/.
//
//   RINGLINE_GATEWAY    the gateway (build/release/server/ringline-gateway)
//   RINGLINE_PACKAGE    the package's files (js-glue/dist)
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { launchBrowser } from '../e2e/support/browsers.mjs';
import { within } from '../e2e/support/deadline.mjs';
import { writeTone } from '../e2e/support/tone.mjs';
import otherEnds from './cases/other-ends.mjs';
import wholeCalls from './cases/whole-calls.mjs';
import { customer, insertPeople, staff } from './support/people.mjs';
import { startPostgres } from './support/postgres.mjs';
import { startSite } from './support/site.mjs';
import { World } from './support/world.mjs';

const caseLimitMs = 60_000;
const cases = [wholeCalls, otherEnds].flat();

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '..', '..');
const logs = join(root, 'build', 'test-logs', 'interop');
const packageRoot = process.env.RINGLINE_PACKAGE ?? join(root, 'js-glue/dist');
const programs = {
  ringline: process.env.RINGLINE_GATEWAY ?? join(root, 'build/release/server/ringline-gateway'),
  nest: join(root, 'build/interop/nest-gateway/main.mjs'),
};
for (const [path, command] of [
  [programs.ringline, 'make build'],
  [join(packageRoot, 'index.js'), 'make build'],
  [programs.nest, 'scripts/build nest-gateway'],
]) {
  if (existsSync(path)) continue;
  console.error(`${path} is missing: run ${command} first`);
  process.exit(2);
}

const words = process.argv.slice(2).map((word) => word.toLowerCase());
const chosen = cases.filter(
  ({ name }) => words.length === 0 || words.some((word) => name.toLowerCase().includes(word)),
);
const folderOf = (name) => join(logs, name.replaceAll(/[^a-z0-9]+/giu, '-').slice(0, 70));

const scratch = mkdtempSync(join(tmpdir(), 'ringline-interop-'));
const tone = (who) => {
  const path = join(scratch, `${who.browser}.wav`);
  writeTone(path, who.toneHz);
  return launchBrowser('tone', path);
};
const postgres = await startPostgres();
postgres.run(readFileSync(join(here, 'nest-gateway/schema.sql'), 'utf8'));
postgres.run(insertPeople);
const browsers = { staff: await tone(staff), customer: await tone(customer) };
const site = await startSite({
  pages: join(here, 'pages'),
  ringline: packageRoot,
  'socket.io-client': join(root, 'node_modules/socket.io-client/dist'),
});

async function runCase({ name, world: parts, run }) {
  const folder = folderOf(name);
  rmSync(folder, { recursive: true, force: true });
  const world = await World.begin({ programs, folder, browsers, site, postgres }, parts);
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
site.close();
await postgres.stop();
rmSync(scratch, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
