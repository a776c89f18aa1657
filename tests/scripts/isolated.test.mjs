import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const isolated = join(dirname(fileURLToPath(import.meta.url)), '..', 'isolated');
const run = (command, options = {}) =>
  spawnSync(isolated, ['bash', '-c', command], { encoding: 'utf8', ...options });
const missing = /no network namespace to be had/u;

test('hands on what the command says and its exit code', () => {
  const { stdout, status } = run('echo said; exit 7');
  assert.equal(stdout, 'said\n');
  assert.equal(status, 7);
});

test('has lo and one address, or says that it has no network of its own', () => {
  const { stdout, stderr } = run('ip -4 -brief address');
  if (missing.test(stderr)) return;
  const addresses = [...stdout.matchAll(/\d+\.\d+\.\d+\.\d+\/\d+/gu)].map(([found]) => found);
  assert.deepEqual(addresses, ['127.0.0.1/8', '10.99.1.1/24']);
});

test('has the addresses that it is given instead', () => {
  const given = ['203.0.113.10/24', '2001:db8::10/64'];
  const { stdout, stderr } = spawnSync(
    isolated,
    [...given.flatMap((each) => ['--address', each]), 'ip', '-brief', 'address', 'show', 'test0'],
    { encoding: 'utf8' },
  );
  if (missing.test(stderr)) return;
  assert.deepEqual(stdout.trim().split(/\s+/u).slice(2), given);
});

test('leaves nothing of its own in the network it came from', () => {
  run('true');
  assert.doesNotMatch(spawnSync('ip', ['link'], { encoding: 'utf8' }).stdout, /test0/u);
});

test('where no namespace can be had it says so in one line and runs the command all the same', () => {
  // Without its tools in reach nothing can be laid out.
  const { stdout, stderr, status } = spawnSync('/bin/bash', [isolated, '/bin/echo', 'ran'], {
    encoding: 'utf8',
    env: { PATH: '/nonexistent' },
  });
  assert.equal(stdout, 'ran\n');
  assert.equal(status, 0);
  assert.match(stderr, missing);
  assert.equal(stderr.trim().split('\n').length, 1);
});

test('without a command it says how it is used', () => {
  const { stderr, status } = spawnSync(isolated, [], { encoding: 'utf8' });
  assert.equal(status, 2);
  assert.match(stderr, /usage: tests\/isolated \[--address A\/BITS\]... CMD/u);
});
