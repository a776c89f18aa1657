#!/usr/bin/env node
// Ringline's gateway beside the NestJS gateway of tests/interop, on this machine, one after the
// other, under the same load: node tests/bench/compare.mjs [--quick]
//
// Each has its database on disk: ours SQLite and, once more, PostgreSQL, theirs PostgreSQL. What is
// measured is what the gateway's process takes of a processor. SQLite works within that process,
// PostgreSQL is one of its own; where its share counts, the row says so. Only the ratios mean
// anything, and only of one run.
import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { startPostgres } from '../interop/support/postgres.mjs';
import { startProgram } from '../interop/support/program.mjs';
import { insertPeople } from './people.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const gatewayProgram =
  process.env.RINGLINE_GATEWAY ?? join(root, 'build/release/server/ringline-gateway');
const nestProgram = join(root, 'build/interop/nest-gateway/main.mjs');
const loadProgram = join(root, 'build/bench/tests/gateway_load');
for (const path of [gatewayProgram, nestProgram, loadProgram]) {
  if (existsSync(path)) continue;
  console.error(`${path} is missing: make bench builds it`);
  process.exit(2);
}

const quick = process.argv.includes('--quick');
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

const scratch = mkdtempSync(join(root, 'build', 'bench-'));
chmodSync(scratch, 0o755); // PostgreSQL may be somebody else
const logPath = (name) => join(root, 'build', 'logs', `${name}.log`);
mkdirSync(join(root, 'build', 'logs'), { recursive: true });

// As many connections as the machine allows a process, whatever the shell's own limit is.
const unlimited = ['bash', '-c', 'ulimit -n "$(ulimit -Hn)"; exec "$@"', '-'];

async function startOurs(databaseUrl, name, options = []) {
  return startProgram(
    'the gateway',
    [
      ...unlimited,
      gatewayProgram,
      ...['--address', '127.0.0.1', '--port', '0', '--mode', 'development'],
      ...['--database-url', databaseUrl, '--connections-per-address', '100000'],
      // The peer has no limits; all of the load comes from one address and one tenant.
      ...['--handshakes-per-second', '100000', '--events-per-tenant', '1000000'],
      ...['--calls-per-tenant', '1000000'],
      ...options,
    ],
    { logPath: logPath(name) },
  );
}

const parties = {
  'Ringline, SQLite': {
    async prepare() {
      this.file = join(scratch, 'calls.db');
      const server = await startOurs(`sqlite:${this.file}`, 'bench-ringline');
      await server.stop(); // it has made its tables
      execFileSync('sqlite3', [this.file], { input: insertPeople(idlePairs) });
    },
    start() {
      return startOurs(`sqlite:${this.file}`, 'bench-ringline');
    },
    async finish() {},
  },
  'Ringline, PostgreSQL': {
    async prepare() {
      this.postgres = await startPostgres(scratch);
      this.databasePid = this.postgres.pid;
      const server = await this.start();
      await server.stop();
      this.postgres.run(insertPeople(idlePairs));
    },
    start() {
      return startOurs(this.postgres.url, 'bench-ringline-postgres', [
        ...['--journal-file', join(scratch, 'journal.db')],
      ]);
    },
    finish() {
      return this.postgres.stop();
    },
  },
  'NestJS, PostgreSQL': {
    async prepare() {
      this.postgres = await startPostgres(scratch);
      const schema = join(root, 'tests/interop/nest-gateway/schema.sql');
      this.postgres.run(readFileSync(schema, 'utf8'));
      this.postgres.run(insertPeople(idlePairs));
      this.databasePid = this.postgres.pid;
    },
    start() {
      return startProgram('the NestJS gateway', [...unlimited, process.execPath, nestProgram], {
        logPath: logPath('bench-nest'),
        env: { DATABASE_URL: this.postgres.url, NODE_ENV: 'production' },
      });
    },
    finish() {
      return this.postgres.stop();
    },
  },
};

// Not synchronously: somebody must read what the gateway logs meanwhile.
async function put(load, server, databasePid) {
  const kind = load.replace('single-', '');
  const args = [kind, '--port', String(server.port), '--gateway-pid', String(server.pid)];
  if (databasePid) args.push('--database-pid', String(databasePid));
  const [program, ...rest] = [...unlimited, loadProgram, ...args, ...loads[load]];
  const { stdout } = await promisify(execFile)(program, rest, { encoding: 'utf8' });
  return JSON.parse(stdout);
}

async function measure(party) {
  await party.prepare();
  const figures = {};
  try {
    for (const together of [['calls', 'signals', 'single-signals', 'relay-time'], ['idle']]) {
      const server = await party.start();
      try {
        for (const load of together) figures[load] = await put(load, server, party.databasePid);
      } finally {
        await server.stop();
      }
    }
  } finally {
    await party.finish();
  }
  return figures;
}

const perCpu = ({ count, gatewayS }) => count / gatewayS;
const perAllCpu = ({ count, gatewayS, databaseS }) => count / (gatewayS + databaseS);
const ratioOf = (better, one, other) => (better === 'more' ? one / other : other / one);
const rows = [
  ['calls_per_cpu_second', ({ calls }) => perCpu(calls), 'more'],
  // PostgreSQL's included: SQLite works within the gateway.
  ['calls_per_cpu_second_with_database', ({ calls }) => perAllCpu(calls), 'more'],
  ['signals_per_cpu_second', ({ signals }) => perCpu(signals), 'more'],
  ['single_signals_per_cpu_second', (all) => perCpu(all['single-signals']), 'more'],
  ['relay_p50_ms', (all) => all['relay-time'].p50Ms, 'less'],
  ['relay_p99_ms', (all) => all['relay-time'].p99Ms, 'less'],
  ['bytes_per_idle_connection', ({ idle }) => idle.bytesAConnection, 'less'],
  ['connections_per_cpu_second', ({ idle }) => perCpu(idle), 'more'],
];
const shown = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

try {
  const measured = {};
  for (const [name, party] of Object.entries(parties)) {
    console.log(`Measuring ${name}`);
    measured[name] = await measure(party);
    for (const [load, got] of Object.entries(measured[name])) {
      const database = got.databaseS ? `, its database ${got.databaseS.toFixed(2)}` : '';
      console.log(
        `  ${load.padEnd(11)} ${String(got.count).padStart(7)} in ${got.wallS.toFixed(2)} s; ` +
          `seconds of CPU: gateway ${got.gatewayS.toFixed(2)}${database}, ` +
          `client ${got.clientS.toFixed(2)}`,
      );
    }
  }
  const [ours, oursOnPostgres, peer] = Object.values(measured);
  const table = rows.map(([name, read, better]) => ({
    name,
    figures: [ours, oursOnPostgres, peer].map((party) => shown(read(party))),
    ratios: [ours, oursOnPostgres].map((party) =>
      ratioOf(better, read(party), read(peer)).toFixed(2),
    ),
  }));
  const line = (title, cells) => title.padEnd(36) + cells.map((cell) => cell.padStart(13)).join('');
  console.log();
  console.log(line('', ['Ringline', 'Ringline', 'NestJS', 'times', 'times better']));
  console.log(line('', ['SQLite', 'PostgreSQL', 'PostgreSQL', 'better', 'on PostgreSQL']));
  for (const { name, figures, ratios } of table) {
    console.log(line(name.replaceAll('_', ' '), [...figures, ...ratios]));
  }
  console.log();
  for (const { name, figures, ratios } of table) {
    console.log(`BENCH ${name} ${figures[0]} ${figures[2]} ${ratios[0]}`);
    console.log(`BENCH ${name}_postgres ${figures[1]} ${figures[2]} ${ratios[1]}`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
