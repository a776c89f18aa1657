// Starts the programs that the protocol is tested against, each on a port of its own.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const startDeadlineMs = 60_000; // under the sanitizers, on a busy machine

function start(program, args, portIn, environment) {
  const path = join(root, 'build/dev/server', program);
  if (!existsSync(path)) throw new Error(`${path} is missing: build it by scripts/test protocol`);
  const child = spawn(path, args, {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  );
  let output = '';
  const port = new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`${program} doesn't start:\n${output}`)),
      startDeadlineMs,
    );
    const listen = (data) => {
      output += data;
      const found = portIn.exec(output);
      if (!found) return;
      clearTimeout(timer);
      resolve(Number(found[1]));
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    ended.then(({ code, signal }) => {
      clearTimeout(timer);
      reject(new Error(`${program} ended (${code ?? signal}):\n${output}`));
    });
  });
  return {
    child,
    port,
    log: () => output,
    // Under the sanitizers a leak or a wrong access shows in how it ends.
    async stop() {
      child.kill('SIGTERM');
      const { code, signal } = await ended;
      if (code !== 0) throw new Error(`${program} ended with ${code ?? signal}:\n${output}`);
    },
  };
}

export async function startConformance(...args) {
  const server = start(
    'ringline-conformance',
    ['--port', '0', ...args],
    /listening on http:\/\/127\.0\.0\.1:(\d+)/u,
    {},
  );
  const port = await server.port;
  return { ...server, http: `http://127.0.0.1:${port}`, ws: `ws://127.0.0.1:${port}` };
}

// In development mode: its people are seeded, and claims are believed.
export async function startGateway(...args) {
  const folder = mkdtempSync(join(tmpdir(), 'ringline-protocol-'));
  const server = start(
    'ringline-gateway',
    ['--mode', 'development', '--port', '0', '--log-level', 'debug', ...args],
    /listening .*port=(\d+)/u,
    { DATABASE_URL: `sqlite:${join(folder, 'calls.db')}` },
  );
  const port = await server.port;
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  };
  return { ...server, stop, http: `http://127.0.0.1:${port}`, ws: `ws://127.0.0.1:${port}` };
}
