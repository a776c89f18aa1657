// Runs a command with all it says in a file.
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

const running = new Set();

function stopAll(signal) {
  for (const child of running) {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It ended by itself meanwhile.
    }
  }
  process.exit(signal === 'SIGINT' ? 130 : 143);
}
process.once('SIGINT', () => stopAll('SIGINT'));
process.once('SIGTERM', () => stopAll('SIGTERM'));

// Resolves to { problem, output, elapsedMs }: `problem` is null after exit code 0, else the reason.
// At the limit the command and all that it started are killed.
export function runCommand([program, ...args], { log, limitMs, cwd, env = {} }) {
  mkdirSync(dirname(log), { recursive: true });
  const file = openSync(log, 'w');
  const startMs = performance.now();
  return new Promise((resolve) => {
    let late = false;
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', file, file],
      detached: true, // a process group of its own, so that its children can be killed with it
    });
    closeSync(file);
    running.add(child);
    const timer = setTimeout(() => {
      late = true;
      process.kill(-child.pid, 'SIGKILL');
    }, limitMs);
    const finish = (problem) => {
      clearTimeout(timer);
      running.delete(child);
      const elapsedMs = performance.now() - startMs;
      resolve({ problem, output: readFileSync(log, 'utf8'), elapsedMs });
    };
    child.once('error', (error) => finish(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) => {
      if (late) finish(`took longer than ${limitMs / 1000} s`);
      else if (signal) finish(`was ended by ${signal}`);
      else finish(code === 0 ? null : `ended with code ${code}`);
    });
  });
}
