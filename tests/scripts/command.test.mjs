import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';

import { runCommand } from '../../scripts/lib/command.mjs';

const folder = mkdtempSync(join(tmpdir(), 'ringline-command-'));
after(() => rmSync(folder, { recursive: true }));
const log = join(folder, 'deep', 'log');
const bash = (script, limitMs = 60_000) => runCommand(['bash', '-c', script], { log, limitMs });

test('keeps what the command says on both streams, in order', async () => {
  const { problem, output } = await bash('echo one; echo two >&2; echo three');
  assert.equal(problem, null);
  assert.equal(output, 'one\ntwo\nthree\n');
  assert.equal(readFileSync(log, 'utf8'), output);
});

test('names the exit code', async () => {
  assert.equal((await bash('exit 7')).problem, 'ended with code 7');
});

test('names the signal', async () => {
  assert.equal((await bash('kill -SEGV $$')).problem, 'was ended by SIGSEGV');
});

test('says what could not be started', async () => {
  const { problem } = await runCommand(['/nonexistent/program'], { log, limitMs: 1000 });
  assert.match(problem, /could not be started: .*ENOENT/u);
});

test('at the limit kills the command and what it started', { timeout: 20_000 }, async () => {
  const { problem, output } = await bash('sleep 600 & echo $!; wait', 300);
  assert.equal(problem, 'took longer than 0.3 s');
  const state = () => {
    try {
      return /^State:\s+(\w)/mu.exec(readFileSync(`/proc/${Number(output)}/status`, 'utf8'))[1];
    } catch {
      return 'gone';
    }
  };
  // Signals arrive one by one, a moment apart.
  while (!/^(?:gone|Z|X)$/u.test(state())) await setImmediate();
});
