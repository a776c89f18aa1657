// The databases that the suite runs over, each made by it: `open` gives an empty one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe } from 'node:test';

import { usualMs, within } from '../../e2e/support/deadline.mjs';

/** Runs SQL by the database's own program. */
async function runSql(program, args, text) {
  const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'pipe'] });
  const said = [];
  child.stderr.on('data', (chunk) => said.push(chunk));
  child.stdin.end(text);
  const [code] = await within(usualMs, program, once(child, 'close'));
  if (code !== 0) throw new Error(`${program}: ${said.join('')}`);
}

const sqlite = {
  name: 'SQLite',
  async open() {
    const folder = await mkdtemp(join(tmpdir(), 'ringline-rest-'));
    const file = join(folder, 'calls.db');
    return {
      url: `sqlite:${file}`,
      sql: (text) => runSql('sqlite3', ['-bail', '-cmd', '.timeout 5000', file], text),
      close: () => rm(folder, { recursive: true }),
    };
  },
};

const programs = '/usr/lib/postgresql/15/bin';
// A new cluster is half a hundred megabytes on the disk, while the other files of the suite run.
const clusterMs = 60_000;

async function run(program, args) {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const said = [];
  child.stderr.on('data', (chunk) => said.push(chunk));
  // pg_ctl's server keeps what it was given open, so that only the exit counts.
  const [code] = await within(clusterMs, program, once(child, 'exit'));
  if (code !== 0) {
    throw new Error(`${program} (is the package postgresql installed?): ${said.join('')}`);
  }
}

/** A server of the suite's own, without a port. */
class Postgres {
  name = 'PostgreSQL';
  #databases = 0;
  #started;

  async open() {
    this.#started ??= this.#start();
    const folder = await this.#started;
    const name = `calls${++this.#databases}`;
    const psql = ['-h', folder, '-U', 'postgres', '-q', '-v', 'ON_ERROR_STOP=1', '-f', '-'];
    await runSql('psql', [...psql, 'postgres'], `CREATE DATABASE ${name} TEMPLATE template0;`);
    return {
      url: `postgresql:///${name}?host=${folder}&user=postgres`,
      sql: (text) => runSql('psql', [...psql, name], text),
      close: () => Promise.resolve(),
    };
  }

  async #start() {
    this.folder = await mkdtemp(join(tmpdir(), 'ringline-rest-'));
    if (process.getuid() === 0) await run('chown', ['postgres', this.folder]);
    this.data = join(this.folder, 'data');
    await this.#own('initdb', [
      '-D',
      this.data,
      '-U',
      'postgres',
      '-A',
      'trust',
      '-E',
      'UTF8',
      '-N',
    ]);
    const settings = `-c listen_addresses='' -c unix_socket_directories='${this.folder}' -c fsync=off`;
    const log = join(this.folder, 'server.log');
    await this.#own('pg_ctl', ['-D', this.data, '-w', '-l', log, '-o', settings, 'start']);
    return this.folder;
  }

  async stop() {
    if (!this.#started) return;
    // What went wrong at the start was told there.
    const runs = await this.#started.then(
      () => true,
      () => false,
    );
    if (!runs) return;
    await this.#own('pg_ctl', ['-D', this.data, '-m', 'immediate', 'stop']);
    await rm(this.folder, { recursive: true });
  }

  /** PostgreSQL refuses to run as root. */
  #own(program, args) {
    const path = join(programs, program);
    if (process.getuid() !== 0) return run(path, args);
    return run('runuser', ['-u', 'postgres', '--', path, ...args]);
  }
}

const postgres = new Postgres();
after(() => postgres.stop());

const databases = [sqlite, postgres];

/** The same tests over each of them. */
export function overEach(what, define) {
  for (const database of databases) {
    describe(`${what}, over ${database.name}`, () => define(database));
  }
}
