// The databases that the suite runs over, each made by it: `open` gives an empty one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'node:test';

import { usualMs, within } from '../../e2e/support/deadline.mjs';

/** Runs SQL by the database's own program. */
async function runSql(program, args, text) {
  const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'pipe'] });
  const said = [];
  child.stderr.on('data', (chunk) => said.push(chunk));
  child.stdin.end(text);
  const [code] = await within(usualMs, program, once(child, 'close'));
  if (code !== 0) throw new Error(`${program}: ${said.join('')}`);
}

const sqlite = {
  name: 'SQLite',
  async open() {
    const folder = await mkdtemp(join(tmpdir(), 'ringline-rest-'));
    const file = join(folder, 'calls.db');
    return {
      url: `sqlite:${file}`,
      sql: (text) => runSql('sqlite3', ['-bail', '-cmd', '.timeout 5000', file], text),
      close: () => rm(folder, { recursive: true }),
    };
  },
};

const databases = [sqlite];

/** The same tests over each of them. */
export function overEach(what, define) {
  for (const database of databases) {
    describe(`${what}, over ${database.name}`, () => define(database));
  }
}
