// The gateways that are compared, each with its database on disk.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { startPostgres } from '../interop/support/postgres.mjs';
import { startProgram } from '../interop/support/program.mjs';
import { insertPeople } from './people.mjs';

/** Put before a command: as many connections as the machine allows a process. */
export const unlimited = ['bash', '-c', 'ulimit -n "$(ulimit -Hn)"; exec "$@"', '-'];

// It has the calls and connections of thousands to end first.
const stopLimitMs = 300_000;

/**
 * @param options {root, scratch: a folder on a disk that anybody may enter, pairs: how many people of
 *   either kind the databases know}
 * @returns by name {program, prepare(), start(), finish()}; `databasePid` once prepared, if it has one
 */
export function partiesOf({ root, scratch, pairs }) {
  const gatewayProgram =
    process.env.RINGLINE_GATEWAY ?? join(root, 'build/release/server/ringline-gateway');
  const nestProgram = join(root, 'build/interop/nest-gateway/main.mjs');
  const logPath = (name) => join(root, 'build', 'logs', `bench-${name}.log`);

  function startOurs(databaseUrl, name, options = []) {
    return startProgram(
      'the gateway',
      [
        ...unlimited,
        gatewayProgram,
        ...['--address', '127.0.0.1', '--port', '0', '--mode', 'development'],
        ...['--database-url', databaseUrl, '--connections-per-address', '100000'],
        // The peer has no limits; all of the load comes from one address and one tenant.
        ...['--handshakes-per-second', '100000', '--events-per-tenant', '1000000'],
        ...['--calls-per-tenant', '1000000', '--dials-per-minute', '0'],
        ...['--dials-per-minute-to-one', '0'],
        ...options,
      ],
      { logPath: logPath(name), stopLimitMs },
    );
  }

  function nest(callLog) {
    return {
      program: nestProgram,
      async prepare() {
        this.postgres = await startPostgres(scratch);
        const schema = join(root, 'tests/interop/nest-gateway/schema.sql');
        this.postgres.run(readFileSync(schema, 'utf8'));
        this.postgres.run(insertPeople(pairs));
        this.databasePid = this.postgres.pid;
      },
      start() {
        return startProgram('the NestJS gateway', [...unlimited, process.execPath, nestProgram], {
          logPath: logPath(`nest-${callLog}`),
          stopLimitMs,
          env: { CALL_LOG: callLog, DATABASE_URL: this.postgres.url, NODE_ENV: 'production' },
        });
      },
      finish() {
        return this.postgres.stop();
      },
    };
  }

  return {
    'Ringline, SQLite': {
      program: gatewayProgram,
      async prepare() {
        this.file = join(scratch, 'calls.db');
        const server = await startOurs(`sqlite:${this.file}`, 'ringline');
        await server.stop(); // it has made its tables
        execFileSync('sqlite3', [this.file], { input: insertPeople(pairs) });
      },
      start() {
        return startOurs(`sqlite:${this.file}`, 'ringline');
      },
      async finish() {},
    },
    'Ringline, PostgreSQL': {
      program: gatewayProgram,
      async prepare() {
        this.postgres = await startPostgres(scratch);
        this.databasePid = this.postgres.pid;
        const server = await this.start();
        await server.stop();
        this.postgres.run(insertPeople(pairs));
      },
      start() {
        return startOurs(this.postgres.url, 'ringline-postgres', [
          ...['--journal-file', join(scratch, 'journal.db')],
        ]);
      },
      finish() {
        return this.postgres.stop();
      },
    },
    'NestJS, Prisma': nest('prisma'),
    'NestJS, pg': nest('pg'),
  };
}
