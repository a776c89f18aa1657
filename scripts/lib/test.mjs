// scripts/test [--again] [--list] [SUITE...]: builds, runs the suites, adds up their cases.
//
// A suite that passed is not run again before something it depends on changes: its result is shown
// as it was. --again runs it all the same. Each suite's output is kept in build/test-logs/.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { inOrder, runBuild } from './builds.mjs';
import { runCommand } from './command.mjs';
import { count } from './count.mjs';
import { fingerprint } from './fingerprint.mjs';
import { suites } from './suites.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const logs = join(root, 'build', 'test-logs');
const tailLines = 40;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { again: { type: 'boolean' }, list: { type: 'boolean' } },
});
if (values.list) {
  for (const { name, about } of suites) console.log(`${name.padEnd(10)} ${about}`);
  process.exit(0);
}
for (const name of positionals) {
  if (suites.some((suite) => suite.name === name)) continue;
  console.error(
    `scripts/test: there is no suite '${name}': ${suites.map((s) => s.name).join(', ')}`,
  );
  process.exit(2);
}
const chosen = suites.filter(({ name }) => positionals.length === 0 || positionals.includes(name));

mkdirSync(logs, { recursive: true });
const logOf = ({ name }) => join(logs, `${name}.log`);
const stampOf = ({ name }) => join(logs, `${name}.passed`);
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`.padStart(8);
const failedBuilds = new Map();

function earlierResult(suite, print) {
  if (values.again || !print || !existsSync(stampOf(suite))) return null;
  const earlier = JSON.parse(readFileSync(stampOf(suite), 'utf8'));
  return earlier.print === print ? { passed: earlier.passed, failed: 0, reasons: [] } : null;
}

function show(suite, { passed, failed, reasons }, note) {
  const cases = failed > 0 ? `${passed} passed, ${failed} failed` : `${passed} passed`;
  console.log(`${suite.name.padEnd(14)} ${cases.padEnd(24)} ${note}`);
  if (failed === 0) return;
  const log = logOf(suite);
  for (const reason of reasons) console.log(`    ${suite.name} ${reason}`);
  if (!existsSync(log)) return;
  console.log(`    the end of ${relative(root, log)}:`);
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-tailLines);
  for (const line of lines) console.log(`    | ${line}`);
}

async function buildAll(names) {
  for (const name of inOrder(names)) {
    const { problem, output, elapsedMs } = await runBuild(name, { root, logs });
    if (elapsedMs > 2000 || problem) {
      console.log(`build ${name.padEnd(15)} ${(problem ?? 'ok').padEnd(17)} ${seconds(elapsedMs)}`);
    }
    if (!problem) continue;
    failedBuilds.set(name, output);
    const errors = output
      .split('\n')
      .filter((line) => /error|FAILED|undefined reference/u.test(line));
    for (const line of errors.slice(0, 15)) console.log(`    | ${line.slice(0, 300)}`);
    console.log(`    all of it is in build/test-logs/build-${name}*.log`);
  }
}

async function runSuite({ suite, print }) {
  rmSync(stampOf(suite), { force: true });
  rmSync(logOf(suite), { force: true });
  const missing = inOrder(suite.needs).filter((name) => failedBuilds.has(name));
  if (missing.length > 0) {
    const reason = `could not run: build ${missing.join(', ')} failed`;
    const result = { passed: 0, failed: 1, reasons: [reason] };
    show(suite, result, '');
    return result;
  }
  const outcome = await runCommand(suite.command, {
    cwd: root,
    limitMs: suite.limitMs,
    log: logOf(suite),
  });
  const result = count(suite.counts, outcome);
  show(suite, result, seconds(outcome.elapsedMs));
  if (result.failed === 0 && print) {
    writeFileSync(stampOf(suite), JSON.stringify({ print, passed: result.passed }));
  }
  return result;
}

async function runPool(queue, width, results) {
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) results.push(await runSuite(next));
  };
  await Promise.all(Array.from({ length: width }, worker));
}

const results = [];
const due = [];
for (const suite of chosen) {
  const print = fingerprint(root, suite.inputs, suite.command);
  const earlier = earlierResult(suite, print);
  if (!earlier) {
    due.push({ suite, print });
    continue;
  }
  results.push(earlier);
  show(suite, earlier, ' unchanged since it passed (--again runs it)');
}
await buildAll([...new Set(due.flatMap(({ suite }) => suite.needs))]);
await runPool(
  due.filter(({ suite }) => !suite.alone),
  Math.min(2, availableParallelism()),
  results,
);
await runPool(
  due.filter(({ suite }) => suite.alone),
  1,
  results,
);

const sum = (key) => results.reduce((total, each) => total + each[key], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') > 0 ? 1 : 0;
