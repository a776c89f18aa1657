import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import { fingerprint } from '../../scripts/lib/fingerprint.mjs';

let root;
const write = (path, text) => writeFileSync(join(root, path), text);
const git = (...args) => execFileSync('git', args, { cwd: root, stdio: 'pipe' });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ringline-fingerprint-'));
  git('init', '-q');
  mkdirSync(join(root, 'a'));
  mkdirSync(join(root, 'b'));
  write('.gitignore', 'ignored\n');
  write('a/one', '1');
  write('b/two', '2');
  git('add', '.');
});
afterEach(() => rmSync(root, { recursive: true }));

const changes = {
  'an edited file': () => write('a/one', '3'),
  'a new file that git has not heard of': () => write('a/new', ''),
  'a deleted file': () => rmSync(join(root, 'a/one')),
};
for (const [what, change] of Object.entries(changes)) {
  test(`${what} changes it`, () => {
    const before = fingerprint(root, ['a']);
    change();
    assert.notEqual(fingerprint(root, ['a']), before);
  });
}

test('what is elsewhere or ignored does not change it', () => {
  const before = fingerprint(root, ['a']);
  write('b/two', '3');
  write('a/ignored', 'x');
  assert.equal(fingerprint(root, ['a']), before);
});

test('a setting in the environment and a different command change it', () => {
  const before = fingerprint(root, ['a'], ['run']);
  assert.notEqual(fingerprint(root, ['a'], ['run', 'faster']), before);
  process.env.RINGLINE_FINGERPRINT_TEST = '1';
  const set = fingerprint(root, ['a'], ['run']);
  delete process.env.RINGLINE_FINGERPRINT_TEST;
  assert.notEqual(set, before);
  assert.equal(fingerprint(root, ['a'], ['run']), before);
});

test('without git there is none', () => {
  rmSync(join(root, '.git'), { recursive: true });
  assert.equal(fingerprint(root, ['a']), null);
});
