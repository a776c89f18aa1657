// The gateway as it is deployed, behind what the tests put before it.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { usualMs, within } from '../e2e/support/deadline.mjs';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const program = process.env.RINGLINE_GATEWAY ?? join(root, 'build/release/server/ringline-gateway');
export const gatewayProgram = () => {
  if (!existsSync(program)) throw new Error(`${program} is missing: run make build first`);
  return program;
};

/** Of every option, its flag and its variable. */
export function gatewayOptions() {
  const { stdout } = spawnSync(gatewayProgram(), ['--help'], { encoding: 'utf8' });
  return {
    flags: new Set(stdout.match(/--[a-z][a-z-]+/gu)),
    variables: new Set([...stdout.matchAll(/\(Env:\s*(\w+)\)/gu)].map(([, name]) => name)),
  };
}

/** @param env its settings; @returns {Promise<{port, log: object[], waitForLog, stop}>} */
export async function startGateway(env) {
  const folder = mkdtempSync(join(tmpdir(), 'ringline-deploy-'));
  const child = spawn(gatewayProgram(), [], {
    env: {
      PATH: process.env.PATH,
      ADDRESS: '127.0.0.1',
      PORT: '0',
      DATABASE_URL: `sqlite:${join(folder, 'calls.db')}`,
      LOG_FORMAT: 'json',
      LOG_LEVEL: 'debug',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(child, 'exit');
  void exited.then(() => rmSync(folder, { recursive: true, force: true }));
  const log = [];
  const watchers = new Set();
  createInterface({ input: child.stderr }).on('line', (line) => {
    log.push(JSON.parse(line));
    for (const look of watchers) look();
  });
  const waitForLog = (what, isIt) =>
    within(
      usualMs,
      what,
      new Promise((done, fail) => {
        const look = () => {
          const found = log.find(isIt);
          if (!found) return;
          watchers.delete(look);
          done(found);
        };
        watchers.add(look);
        void exited.then(([code]) =>
          fail(new Error(`the gateway left with ${code}: ${JSON.stringify(log.at(-1))}`)),
        );
        look();
      }),
    );
  const { port } = await waitForLog('the gateway to listen', ({ event }) => event === 'listening');
  return {
    port: Number(port),
    log,
    waitForLog,
    signal: (name) => child.kill(name),
    exited,
    async stop() {
      child.kill('SIGTERM');
      return (await within(usualMs, 'the gateway to stop', exited))[0];
    },
  };
}
