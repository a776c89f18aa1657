// A server process that says on which port it listens.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';

import { usualMs, within } from '../../e2e/support/deadline.mjs';

/** @returns {Promise<{port: number, pid: number, stop(): Promise<number>}>} */
export async function startProgram(
  name,
  [program, ...args],
  { logPath, env = {}, stopLimitMs = usualMs },
) {
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const exited = once(child, 'exit');
  const log = createWriteStream(logPath, { flags: 'a' });
  child.stderr.pipe(log, { end: false });
  child.stdout.pipe(log, { end: false });
  const port = await within(
    usualMs,
    `${name} to listen`,
    Promise.race([
      once(child, 'error').then(([error]) => Promise.reject(error)),
      exited.then(([code]) =>
        Promise.reject(new Error(`${name} left with ${code}, see ${logPath}`)),
      ),
      Promise.any([readPort(child.stdout), readPort(child.stderr)]),
    ]),
  );
  return {
    port,
    pid: child.pid,
    async stop() {
      process.off('exit', kill);
      child.kill('SIGTERM');
      const [code] = await within(stopLimitMs, `${name} to stop`, exited);
      log.end();
      return code;
    },
  };
}

async function readPort(stream) {
  for await (const line of createInterface({ input: stream })) {
    const found = /listening.*?port"?[=:]"?(\d+)/u.exec(line);
    if (found) return Number(found[1]);
  }
  throw new Error('it never said its port');
}
