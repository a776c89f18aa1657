// A PostgreSQL of the tests' own: a cluster in a folder, on a free port of 127.0.0.1, durable as it
// comes. It refuses to run as root, so root starts it as the user that its package made.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { within } from '../../e2e/support/deadline.mjs';

const startLimitMs = 30_000;
const user = 'ringline';
const unprivileged = 'postgres';

function programs() {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).map(Number) : [];
  const found = versions
    .sort((one, other) => other - one)
    .map((version) => join(root, String(version), 'bin'))
    .find((folder) => existsSync(join(folder, 'initdb')));
  if (!found) throw new Error('PostgreSQL is missing: run scripts/setup, or install postgresql');
  return found;
}

/** Put before a command, it makes the command somebody else's than root's. */
function asSomebody() {
  if (process.getuid() !== 0) return [];
  // Root of a user namespace in which nobody else exists: it is somebody else in the next one.
  const [, , count] = readFileSync('/proc/self/uid_map', 'utf8').trim().split(/\s+/u);
  if (count === '1') return ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'];
  return ['setpriv', `--reuid=${unprivileged}`, `--regid=${unprivileged}`, '--clear-groups', '--'];
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * @param parent a folder that anybody may enter, on a disk where that matters; what is made in it is
 *   gone after `stop`
 * @returns {Promise<{url: string, pid: number, run(sql: string): string, stop(): Promise<void>}>}
 */
export async function startPostgres(parent = tmpdir()) {
  const bin = programs();
  const folder = mkdtempSync(join(parent, 'ringline-postgres-'));
  const data = join(folder, 'data');
  const asUser = asSomebody();
  if (asUser[0] === 'setpriv') execFileSync('chown', [unprivileged, folder]);
  const run = (command, input = '') =>
    execFileSync(command[0], command.slice(1), {
      encoding: 'utf8',
      stdio: 'pipe',
      cwd: '/',
      input,
    });
  run([...asUser, join(bin, 'initdb'), '-D', data, '-U', user, '-A', 'trust', '-E', 'UTF8']);

  const port = await freePort();
  const [program, ...args] = [
    ...asUser,
    join(bin, 'postgres'),
    ...['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1'],
    ...['-c', 'unix_socket_directories=', '-c', 'max_connections=60'],
  ];
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/' });
  const exited = once(child, 'exit');
  const kill = () => {
    child.kill('SIGQUIT');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', kill);
  let said = '';
  const ready = (async () => {
    for await (const line of createInterface({ input: child.stderr })) {
      if (said.length < 10_000) said += `${line}\n`;
      if (line.includes('ready to accept connections')) return;
    }
    throw new Error(`PostgreSQL left at once:\n${said}`);
  })();
  await within(startLimitMs, 'PostgreSQL to start', ready);
  child.stderr.resume();

  const url = `postgresql://${user}@127.0.0.1:${port}/postgres`;
  return {
    url,
    pid: child.pid,
    /** What psql answers: rows as lines, columns between tabs. */
    run: (sql) => run([join(bin, 'psql'), '-XqAt', '-F', '\t', '-v', 'ON_ERROR_STOP=1', url], sql),
    async stop() {
      process.off('exit', kill);
      child.kill('SIGINT');
      await within(startLimitMs, 'PostgreSQL to stop', exited);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
