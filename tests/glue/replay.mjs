// Gives recordings to the native core.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program =
  process.env.RINGLINE_REPLAY ??
  fileURLToPath(new URL('../../build/dev/tools/ringline-replay', import.meta.url));

/** What ringline-replay says of a file: its exit code and its output. */
export function replayFile(path, ...options) {
  const { status, stdout, stderr, error } = spawnSync(program, [path, ...options], {
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 1 << 28,
  });
  if (error) throw error;
  return { status, said: stdout + stderr };
}

/** The same of a recording's text. */
export function replay(text, ...options) {
  const folder = mkdtempSync(join(tmpdir(), 'ringline-replay-'));
  try {
    const path = join(folder, 'recording.jsonl');
    writeFileSync(path, text);
    return replayFile(path, ...options);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
