// The real coturn with the very file of deploy/: only what a machine must say of itself is given
// beside it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { TurnClient } from '../../deploy/coturn/turn-client.mjs';
import { usualMs, within } from '../e2e/support/deadline.mjs';

const program = '/usr/bin/turnserver';
const configuration = fileURLToPath(
  new URL('../../deploy/coturn/turnserver.conf', import.meta.url),
);

export const secret = 'the secret that relay and gateway share';
export const place = { host: '203.0.113.10', port: 3478 };
const relayAddresses = ['203.0.113.10', '2001:db8::10'];

/** @returns {Promise<{stop(): Promise<void>}>} */
export async function startCoturn(logPath) {
  if (!existsSync(program)) throw new Error(`${program} is missing: run scripts/setup`);
  const scratch = mkdtempSync(join(tmpdir(), 'ringline-turn-'));
  const args = ['-c', configuration, `--static-auth-secret=${secret}`];
  args.push(`--listening-ip=${place.host}`, ...relayAddresses.map((each) => `--relay-ip=${each}`));
  args.push(`--pidfile=${join(scratch, 'pid')}`, `--userdb=${join(scratch, 'users')}`);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  const log = createWriteStream(logPath);
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });

  // It asks who is there: it listens.
  const client = new TurnClient(place.host, place.port, null);
  try {
    await Promise.race([
      client.allocate(),
      exited.then(([code]) =>
        Promise.reject(new Error(`coturn left with ${code}, see ${logPath}`)),
      ),
    ]);
  } finally {
    client.close();
  }
  return {
    async stop() {
      child.kill('SIGTERM');
      await within(usualMs, 'coturn to stop', exited);
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}
