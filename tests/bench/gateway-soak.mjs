#!/usr/bin/env node
// Calls against one gateway by the native load client: node tests/bench/gateway-soak.mjs [CALLS]
//
// The clients of each tenth connect, make their calls and are gone without a word, so for two minutes
// the gateway keeps what they may have missed. After the first half it is left alone for as long, and
// by the end of the second it may hold no more memory than by the end of the first, but for the pages
// of its database that SQLite keeps: what it needs anew it takes from what it was given back. No row
// is open, and every call has one.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { readCalls, readRows } from '../e2e/support/database.mjs';
import { partiesOf } from './parties.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const loadProgram = join(root, 'build/bench/tests/gateway_load');
const count = Number(process.argv[2] ?? 10_000);
const tenths = 10;
const keptMs = 120_000;
const pairs = 200;
if (!Number.isInteger(count) || count < tenths || count % tenths !== 0) {
  console.error('gateway-soak: say how many calls, a multiple of 10');
  process.exit(2);
}
const scratch = mkdtempSync(join(root, 'build', 'gateway-soak-'));
const party = partiesOf({ root, scratch, pairs })['Ringline, SQLite'];
for (const path of [party.program, loadProgram]) {
  if (existsSync(path)) continue;
  console.error(`${path} is missing: make soak builds it`);
  process.exit(2);
}
/** What the allocator may fluctuate by. */
const leastBytes = 1_000_000;
/** SQLite keeps pages of a file that grows, up to its cache's size (sqlite_statement.cpp). */
const cacheBytes = 16_384 * 1_024;

mkdirSync(join(root, 'build', 'logs'), { recursive: true });

function residentBytes(pid) {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(kib) * 1_024;
}

async function measure() {
  await party.prepare();
  const server = await party.start();
  const held = [];
  let halfFileBytes = 0;
  try {
    for (let tenth = 1; tenth <= tenths; ++tenth) {
      await promisify(execFile)(loadProgram, [
        ...['calls', '--port', String(server.port), '--gateway-pid', String(server.pid)],
        ...['--pairs', String(pairs), '--in-flight', '32', '--calls', String(count / tenths)],
      ]);
      held.push(residentBytes(server.pid));
      console.log(`${(count / tenths) * tenth} calls: ${(held.at(-1) / 1e6).toFixed(2)} MB`);
      if (tenth !== tenths / 2) continue;
      halfFileBytes = statSync(party.file).size;
      await setTimeout(keptMs + 5_000);
    }
  } finally {
    await server.stop();
  }
  const { file } = party;
  const [{ rows }] = readRows(file, 'SELECT count(*) AS rows FROM call_logs');
  assert.equal(rows, count, 'not every call has a row');
  assert.deepEqual(
    readCalls(file, 'r.reason IS NULL'),
    [],
    'rows are open after all calls have ended',
  );
  const grewBytes = held.at(-1) - held[tenths / 2 - 1];
  const allowedBytes = leastBytes + Math.min(cacheBytes, statSync(file).size - halfFileBytes);
  console.log(`the second half took ${grewBytes} bytes more, of ${allowedBytes} that it may`);
  assert.ok(grewBytes <= allowedBytes, `the gateway's memory grew by ${grewBytes} bytes`);
}

let failed = 0;
try {
  await measure();
} catch (error) {
  ++failed;
  console.log(`FAILED  ${error.stack}`);
}
rmSync(scratch, { recursive: true, force: true });
console.log(`${1 - failed} passed, ${failed} failed`);
process.exitCode = failed;
