import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { builds, inOrder } from '../../scripts/lib/builds.mjs';
import { suites } from '../../scripts/lib/suites.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

test('every suite has a name of its own, needs what can be built, and reads files that exist', () => {
  const names = new Set();
  for (const { name, needs, inputs, limitMs } of suites) {
    assert.ok(!names.has(name), `${name} stands twice`);
    names.add(name);
    assert.ok(limitMs > 0, `${name} has no limit`);
    for (const each of needs) assert.ok(builds[each], `${name} needs ${each}`);
    for (const path of inputs) assert.ok(existsSync(join(root, path)), `${name} reads ${path}`);
  }
});

test('every build of a preset is one that CMakePresets.json has', () => {
  const { configurePresets } = JSON.parse(readFileSync(join(root, 'CMakePresets.json'), 'utf8'));
  const known = configurePresets.map(({ name }) => name);
  for (const { preset } of Object.values(builds)) if (preset) assert.ok(known.includes(preset));
});

test('what a build needs comes before it, once', () => {
  assert.deepEqual(inOrder(['package', 'wasm', 'package']), ['wasm', 'package']);
});

test('make help names every target that has a use of its own', () => {
  const help = execFileSync('make', ['help'], { cwd: root, encoding: 'utf8' });
  const targets =
    'setup build demo test lint format size bench simulate fuzz conformance clean'.split(' ');
  for (const each of targets) assert.match(help, new RegExp(`^  make ${each} +\\S`, 'mu'));
  for (const { name, about } of suites) assert.ok(help.includes(about), name);
});

test('the lock file holds no download address', () => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  for (const [path, { resolved, link }] of Object.entries(packages)) {
    assert.ok(link === true || resolved === undefined, `${path} holds ${resolved}`);
  }
});
