#!/usr/bin/env node
// Ringline's gateway beside the NestJS gateway of tests/interop, on this machine, one after the
// other, under the same load: node tests/bench/compare.mjs [--quick] [WORD...]
//
// With words, only the parties whose name has one of them: prisma, pg, sqlite.
//
// Each has its database on disk: ours SQLite and, once more, PostgreSQL, theirs PostgreSQL, by Prisma
// as it is deployed and, once more, by pg alone. What is measured is what the gateway's process takes
// of a processor. SQLite works within that process, PostgreSQL is one of its own; where its share
// counts, the row says so. Only the ratios mean anything, and only of one run.
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';

import { partiesOf, unlimited } from './parties.mjs';
import { printComparison } from './report.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const loadProgram = join(root, 'build/bench/tests/gateway_load');

const {
  values: { quick },
  positionals: words,
} = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false } },
});
const idlePairs = quick ? 1_000 : 5_000;
const loads = {
  calls: ['--pairs', '1000', '--in-flight', '64', '--calls', quick ? '1000' : '5000'],
  // As a browser trickles them: those of one network interface back to back.
  signals: ['--pairs', '1000', '--in-flight', '64', '--signals', quick ? '20' : '100'],
  'single-signals': [
    ...['--pairs', '1000', '--in-flight', '64', '--burst', '1'],
    ...['--signals', quick ? '20' : '50'],
  ],
  'relay-time': ['--pairs', '1000', '--rate', '2000', '--seconds', quick ? '2' : '8'],
  idle: ['--pairs', String(idlePairs)],
};

mkdirSync(join(root, 'build', 'logs'), { recursive: true });
const scratch = mkdtempSync(join(root, 'build', 'bench-'));
chmodSync(scratch, 0o755); // PostgreSQL may be somebody else
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));

const parties = Object.entries(partiesOf({ root, scratch, pairs: idlePairs }));
const chosen = parties.filter(
  ([name]) =>
    words.length === 0 || words.some((word) => name.toLowerCase().includes(word.toLowerCase())),
);
if (chosen.length === 0) {
  console.error(`None is named so: ${parties.map(([name]) => name).join('; ')}`);
  process.exit(2);
}
for (const path of [loadProgram, ...chosen.map(([, { program }]) => program)]) {
  if (existsSync(path)) continue;
  console.error(`${path} is missing: make bench builds it`);
  process.exit(2);
}

// Not synchronously: somebody must read what the gateway logs meanwhile.
async function put(load, server, databasePid) {
  const kind = load.replace('single-', '');
  const args = [kind, '--port', String(server.port), '--gateway-pid', String(server.pid)];
  if (databasePid) args.push('--database-pid', String(databasePid));
  const [program, ...rest] = [...unlimited, loadProgram, ...args, ...loads[load]];
  const { stdout } = await promisify(execFile)(program, rest, { encoding: 'utf8' });
  return JSON.parse(stdout);
}

function say(load, { count, wallS, gatewayS, databaseS, clientS }) {
  const database = databaseS ? `, its database ${databaseS.toFixed(2)}` : '';
  console.log(
    `  ${load.padEnd(14)} ${String(count).padStart(7)} in ${wallS.toFixed(2)} s; seconds of CPU: ` +
      `gateway ${gatewayS.toFixed(2)}${database}, client ${clientS.toFixed(2)}`,
  );
}

async function measure(party) {
  await party.prepare();
  const figures = {};
  try {
    for (const together of [['calls', 'signals', 'single-signals', 'relay-time'], ['idle']]) {
      const server = await party.start();
      try {
        for (const load of together) {
          figures[load] = await put(load, server, party.databasePid);
          say(load, figures[load]);
        }
      } finally {
        await server.stop();
      }
    }
  } finally {
    await party.finish();
  }
  return figures;
}

const measured = {};
for (const [name, party] of chosen) {
  console.log(`Measuring ${name}`);
  measured[name] = await measure(party);
}
printComparison(measured);
