// What somebody sees who waits for a build.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, mock, test } from 'node:test';

import { describe, showProgress, stepsOf } from '../../scripts/lib/progress.mjs';

const folder = mkdtempSync(join(tmpdir(), 'ringline-progress-'));
after(() => rmSync(folder, { recursive: true }));
const log = join(folder, 'build.log');

test('the last count of ninja is how far it is', () => {
  assert.equal(stepsOf('cmake says something'), null);
  assert.deepEqual(stepsOf('[1/9] Building a\n[2/9] Building b\nwarning: [x]\n'), {
    done: 2,
    all: 9,
  });
});

test('a line tells what is built, how far it is, and how long it takes', () => {
  assert.equal(
    describe({ title: 'the gateway', expected: '5 minutes' }, { done: 12, all: 90 }, 31_400),
    'Building the gateway: 12 of 90, 31 s (the first time about 5 minutes on two cores)',
  );
  assert.equal(
    describe({ title: 'the npm package' }, null, 2_000),
    'Building the npm package: 2 s',
  );
});

function progress(isTTY, ms) {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  const clock = mock.method(performance, 'now', () => nowMs);
  let nowMs = 0;
  let said = '';
  writeFileSync(log, '[3/4] Building\n');
  const stop = showProgress({ title: 'it' }, log, { isTTY, write: (text) => (said += text) });
  while (nowMs < ms) {
    nowMs += 250;
    mock.timers.tick(250);
  }
  stop();
  mock.timers.reset();
  clock.mock.restore();
  return said;
}

test('a build that takes a moment shows nothing', () => {
  assert.equal(progress(false, 1_000), '');
  assert.equal(progress(true, 1_000), '');
});

test('elsewhere than on a terminal there is a line every ten seconds', () => {
  const lines = progress(false, 31_000).trimEnd().split('\n');
  assert.equal(lines.length, 4);
  assert.match(lines[3], /^Building it: 3 of 4, 30 s$/);
});

test('on a terminal one line is written anew', () => {
  const said = progress(true, 5_000);
  assert.equal(said.split('\n').length, 2);
  assert.ok(said.startsWith('\r\u001b[KBuilding it: 3 of 4, '));
});
