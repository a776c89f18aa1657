// A gateway process of the tests' own, on a free port, with a database file that outlives it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';

import { usualMs, within } from './deadline.mjs';

/**
 * @param options {program, demoRoot, packageRoot, databasePath, logPath, ringTimeoutS?, more?, env?};
 *   more: further arguments, env: further variables
 * @returns {Promise<{port, stop(): Promise<number>, kill(): Promise<void>}>}
 */
export async function startGateway(options) {
  const args = ['--address', '127.0.0.1', '--port', '0', '--mode', 'development'];
  args.push('--database-url', `sqlite:${options.databasePath}`);
  args.push('--demo-root', options.demoRoot, '--package-root', options.packageRoot);
  args.push('--log-format', 'json', '--log-level', 'debug');
  if (options.ringTimeoutS) args.push('--ring-timeout', String(options.ringTimeoutS));
  args.push(...(options.more ?? []));
  const child = spawn(options.program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
  });
  const exited = once(child, 'exit');
  const failed = once(child, 'error').then(([error]) => Promise.reject(error));
  const log = createWriteStream(options.logPath, { flags: 'a' });
  child.stderr.pipe(log, { end: false });
  child.stdout.pipe(log, { end: false });

  const port = await within(
    usualMs,
    'the gateway to listen',
    Promise.race([
      failed,
      exited.then(([code]) =>
        Promise.reject(new Error(`the gateway left with ${code}, see ${options.logPath}`)),
      ),
      Promise.any([readPort(child.stdout), readPort(child.stderr)]),
    ]),
  );
  return {
    port,
    async stop() {
      child.kill('SIGTERM');
      const [code] = await within(usualMs, 'the gateway to stop', exited);
      return code;
    },
    async kill() {
      child.kill('SIGKILL');
      await within(usualMs, 'the gateway to die', exited);
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
