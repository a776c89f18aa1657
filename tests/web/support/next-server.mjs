// The built app as it is deployed, on a free port.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { usualMs, within } from '../../e2e/support/deadline.mjs';

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * @param options {root, env, logPath, port?}; env: what the app reads, `APP_URL` is given
 * @returns {Promise<{url: string, stop(): Promise<void>}>}
 */
export async function startNext({ root, env, logPath, port: given }) {
  const port = given ?? (await freePort());
  const url = `http://localhost:${port}`;
  const child = spawn(process.execPath, ['serve.mjs', '-H', '127.0.0.1', '-p', String(port)], {
    cwd: join(root, 'web'),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NEXT_TELEMETRY_DISABLED: '1',
      NO_COLOR: '1',
      IDENTITY: 'development',
      APP_URL: url,
      ...env,
    },
  });
  const exited = once(child, 'exit');
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const log = createWriteStream(logPath, { flags: 'a' });
  child.stderr.pipe(log, { end: false });
  child.stdout.pipe(log, { end: false });
  const ready = (async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.includes('Ready in')) return;
    }
    throw new Error(`Next.js left at once, see ${logPath}`);
  })();
  await within(usualMs, 'Next.js to be ready', ready);
  return {
    url,
    async stop() {
      process.off('exit', kill);
      child.kill('SIGTERM');
      await within(usualMs, 'Next.js to stop', exited);
    },
  };
}
